//! Answers: XML documents, written by a server and read by a client.

use super::Version;
use crate::api::service::Operation;
use crate::api::{ErrorCode, Refusal, Reply};
use thiserror::Error;

/// What a service answered in good form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It was done.
    Done(Reply),
    /// It was refused.
    Refused(Refusal),
}

/// What makes an answer none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoAnswer {
    /// No body.
    #[error("the answer has no body; it should be an XML document")]
    Empty,
}

/// The document that says that an operation is done.
#[must_use]
pub fn answer(operation: &Operation, reply: &Reply, version: Version, request_id: &str) -> String {
    let _ = (operation, reply, version, request_id);
    String::new()
}

/// The document that tells a volume's product code, or that it has none.
#[must_use]
pub fn volume_product_codes(
    volume_id: &str,
    code: Option<&str>,
    version: Version,
    request_id: &str,
) -> String {
    let _ = (volume_id, code, version, request_id);
    String::new()
}

/// The document that says why something was not done. What comes without a code is `InternalError`.
#[must_use]
pub fn error(refusal: &Refusal, request_id: &str) -> String {
    let _ = (refusal, request_id);
    String::new()
}

/// The status code of HTTP that goes with an error code.
#[must_use]
pub const fn status(code: &ErrorCode) -> u16 {
    match code {
        ErrorCode::DryRunOperation => 412,
        _ => 400,
    }
}

/// Reads what came as the answer to an operation: the status code of HTTP, and the body.
///
/// # Errors
/// What keeps it from being an answer.
pub fn read_answer(operation: &Operation, status: u16, body: &[u8]) -> Result<Answer, NoAnswer> {
    let _ = (operation, status, body);
    Err(NoAnswer::Empty)
}

/// Reads what came as the answer to the question for a volume's product code. Done, it is one thing, whose only
/// fact is that code, or that has none.
///
/// # Errors
/// What keeps it from being an answer.
pub fn read_volume_product_codes(status: u16, body: &[u8]) -> Result<Answer, NoAnswer> {
    let _ = (status, body);
    Err(NoAnswer::Empty)
}

/// The allocation id in an answer to `AllocateAddress`, by which the addresses of a VPC are named from then on.
#[must_use]
pub fn allocation_id(body: &[u8]) -> Option<String> {
    let _ = body;
    None
}
