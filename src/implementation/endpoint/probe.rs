//! One question to an endpoint of which nothing is known: what came, before anything is made of it.

use super::backoff::{self, Backoff, Slept};
use super::call;
use super::client::{Role, Service};
use super::http::{HttpError, Repeat};
use super::outcome;
use super::session::{Options, Session};
use crate::api::service::{Call, Operation, Signature};
use crate::query::{self, Answer, ResponseError, form};
use std::sync::Arc;

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeResponse {
    /// The status code.
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// What the server calls itself.
    pub server: Option<String>,
    /// What the server takes the time to be.
    pub date: Option<String>,
    /// The answer, if it is one.
    pub answer: Result<Answer, ResponseError>,
}

impl ProbeResponse {
    /// Whether it sends who asks elsewhere.
    #[must_use]
    pub const fn is_redirect(&self) -> bool {
        outcome::is_redirect(self.status)
    }
}

/// Asks an endpoint for the key pairs of a region.
///
/// # Errors
/// What came instead of an answer of HTTP.
pub fn probe(options: &Options, region: &str) -> Result<ProbeResponse, HttpError> {
    let session = Session::new(options.clone());
    Service::new(Arc::clone(&session), Role::Cleaner).probe(region)
}

impl Service {
    /// Asks for the key pairs of a region.
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
