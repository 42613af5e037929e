//! Calls in an endpoint's terms.

use super::http::Repeat;
use crate::api::service::{Call, Operation};
use crate::query;

/// A call in the endpoint's terms, with its own regions, names and images.
#[derive(Debug, Clone)]
pub(super) struct EndpointCall {
    pub(super) call: Call,
    /// The client token, by which a launch can be found again.
    pub(super) token: Option<String>,
    /// The allocation id, which identifies an address in a VPC.
    pub(super) allocation_id: Option<String>,
}

impl From<Call> for EndpointCall {
    fn from(call: Call) -> Self {
        Self { call, token: None, allocation_id: None }
    }
}

impl EndpointCall {
    /// Builds the parameters of a request.
    pub(super) fn parameters(&self) -> query::Parameters {
        let mut parameters = query::parameters(&self.call);
        if let Some(token) = &self.token {
            parameters.push(("ClientToken".to_owned(), token.clone()));
        }
        if let Some(id) = &self.allocation_id {
            for parameter in parameters.iter_mut().filter(|(name, _)| name == "PublicIp") {
                *parameter = ("AllocationId".to_owned(), id.clone());
            }
        }
        parameters
    }

    /// Decides whether the call may be sent twice when the first request may already have been read.
    ///
    /// A name makes most operations safe to repeat: a second import under the same name is refused, which shows
    /// that the first one succeeded. An operation is not repeated if it depends on a state that it changes
    /// itself. A launch is not repeated either: its client token makes it safe on EC2, but a service under test
    /// may ignore the token and launch twice.
    pub(super) const fn repeat(&self) -> Repeat {
        match &self.call.operation {
            Operation::RunInstances(_)
            | Operation::StopInstances { .. }
            | Operation::StartInstances { .. }
            | Operation::AttachVolume { .. }
            | Operation::DetachVolume { .. }
            | Operation::AllocateAddress { .. } => Repeat::Never,
            _ => Repeat::Harmless,
        }
    }
}
