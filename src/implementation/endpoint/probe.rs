//! A single request to an unknown endpoint, with the response before any interpretation.

use super::backoff::{self, Backoff, Slept};
use super::call;
use super::client::{Role, Service};
use super::http::{HttpError, Repeat};
use super::outcome;
use super::session::{Options, Session};
use crate::api::service::{Call, Operation, Signature};
use crate::query::{self, Answer, ResponseError, form};
use std::sync::Arc;

/// The response to a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeResponse {
    /// The status code.
    pub status: u16,
    /// The header `Location`.
    pub location: Option<String>,
    /// The header `Server`.
    pub server: Option<String>,
    /// The header `Date`.
    pub date: Option<String>,
    /// The API answer, if the body is valid.
    pub answer: Result<Answer, ResponseError>,
}

impl ProbeResponse {
    /// Returns whether the response is a redirect.
    #[must_use]
    pub const fn is_redirect(&self) -> bool {
        outcome::is_redirect(self.status)
    }
}

/// Requests the key pairs of a region.
///
/// # Errors
/// Returns an [`HttpError`] if there is no complete HTTP response.
pub fn probe(options: &Options, region: &str) -> Result<ProbeResponse, HttpError> {
    let session = Session::new(options.clone());
    Service::new(Arc::clone(&session), Role::Cleaner).probe(region)
}

impl Service {
    /// Requests the key pairs of a region.
    pub(super) fn probe(&mut self, region: &str) -> Result<ProbeResponse, HttpError> {
        let operation = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
        let call = Call { region: region.to_owned(), ..call(operation) };
        let body = form::encode(&query::parameters(&call));
        let mut pace = Backoff::new(self.time());
        let (response, answer) = loop {
            let response = self.exchange(region, Signature::Valid, &body, Repeat::Harmless)?;
            let answer = query::read_answer(&call.operation, response.status, &response.body);
            let is_limited = backoff::limit(response.status, &answer).is_some();
            if !is_limited || pace.pause() == Slept::No {
                break (response, answer);
            }
        };
        Ok(ProbeResponse {
            status: response.status,
            location: response.location,
            server: response.server,
            date: response.date,
            answer,
        })
    }
}
