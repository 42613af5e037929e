//! Answers: XML documents that a server writes and a client reads.
//!
//! They are written as EC2 writes them. The reader ignores the order of elements, namespaces, unknown
//! elements and a missing request id. It is strict in the rest: an answer is one well-formed document of the
//! operation, agrees with the status code, and contains no element twice that is expected once.

mod status;
mod write;
mod response_error;
mod body;
mod elements;
mod read;

pub use read::{allocation_id, client_tokens, next_token, read_answer, read_volume_product_codes};
pub use response_error::ResponseError;
pub use status::status;
pub use write::{
    Image, OWNER, ResponseContext, Tag, answer, answer_in, error, images, regions, success, tags,
    volume_product_codes, zones,
};

use crate::api::{Refusal, Reply};

/// A well-formed answer of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The operation succeeded. Empty elements of the answer give no attributes.
    Success(Reply),
    /// The operation was refused.
    Refused(Refusal),
}

#[cfg(test)]
mod tests;
