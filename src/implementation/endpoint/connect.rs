//! The first requests to an endpoint: whether it answers as EC2, and which operations it offers.
//!
//! A failure at this stage is not a result of a vector.

use super::capabilities::{self, Offer};
use super::cleanup::{self, Leftover, When};
use super::client::{Form, Role, Service};
use super::endpoint_call::EndpointCall;
use super::http::{HttpError, Repeat};
use super::inventory;
use super::metadata::Metadata;
use super::namespace::Namespace;
use super::resources::{Resource, ResourceKind};
use super::session::{Options, Session, unpoisoned};
use super::time::{Backoff, Slept};
use super::{Endpoint, call, outcome};
use crate::api::service::{Call, Operation, Signature};
use crate::api::{ErrorCode, Refusal};
use crate::implementation::Description;
use crate::query::{self, Answer, ResponseError, form};
use crate::rule::Capability;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// An endpoint that answers, with its description.
#[derive(Debug, Clone)]
pub struct Connection {
    session: Arc<Session>,
    description: Description,
    unauthorized: Vec<Unauthorized>,
}

/// An operation that the endpoint may offer, but not with the given credentials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation} is refused with {code}, so behaviour that needs it is not tested")]
pub struct Unauthorized {
    /// The name of the operation.
    pub operation: String,
    /// The error code of the refusal.
    pub code: String,
}

/// An error that prevents a test of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The endpoint can't be reached, or the response is not a valid API response.
    #[error("DescribeKeyPairs: {0}")]
    ResponseError(String),
    /// The endpoint refuses to list key pairs.
    #[error("DescribeKeyPairs is refused with {code}: {message}")]
    Refused {
        /// The error code.
        code: String,
        /// The message of the refusal.
        message: String,
    },
}

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

impl Connection {
    /// Requests the key pairs of an endpoint and finds out which other operations it offers.
    ///
    /// # Errors
    /// Returns `ResponseError` if the endpoint can't be reached or doesn't return a valid API response, and
    /// `Refused` if it refuses to list key pairs.
    pub fn new(options: Options) -> Result<Self, ConnectError> {
        let session = Session::new(options);
        let mut service = Service::new(Arc::clone(&session), Role::Cleaner);
        let region = session.options.region.clone();
        let server = greet(&mut service, &region)?;
        let mut capabilities = vec![Capability::Codec, Capability::Pairs, Capability::Auth];
        let mut unauthorized = Vec::new();
        let mut offer = |capability, operation: Operation| {
            let name = operation.name().to_owned();
            let asked = EndpointCall::from(Call { region: region.clone(), ..call(operation) });
            let offer = capabilities::of(&service.ask(&asked).map(|response| response.answer));
            let is_there = offer == Offer::Made;
            if let Offer::Unauthorized(code) = offer {
                unauthorized.push(Unauthorized { operation: name, code });
            }
            capabilities.extend(is_there.then_some(capability));
            is_there
        };
        let instances = Operation::DescribeInstances { instance_ids: Vec::new() };
        if offer(Capability::Instances, instances) {
            offer(Capability::Volumes, Operation::DescribeVolumes { volume_ids: Vec::new() });
            capabilities.extend(session.options.metadata.is_some().then_some(Capability::Metadata));
        }
        let name = session.options.url.to_string();
        let description = Description { name, version: server, capabilities, formats: None };
        Ok(Self { session, description, unauthorized })
    }

    /// Returns the operations that the credentials don't permit.
    #[must_use]
    pub fn unauthorized(&self) -> &[Unauthorized] {
        &self.unauthorized
    }

    /// Returns the endpoint as an implementation, with a connection of its own.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        let session = Arc::clone(&self.session);
        Endpoint {
            description: self.description.clone(),
            service: Service::new(Arc::clone(&session), Role::Worker),
            metadata: session.options.metadata.clone().map(Metadata::new),
            world: Namespace::new(session.world()),
            session,
        }
    }

    /// Returns a description of each request that the service first dropped and then answered on a new
    /// connection.
    #[must_use]
    pub fn dropped(&self) -> Vec<String> {
        let how = |operation: String| {
            format!(
                "{operation}: the server closed the connection without an answer, \
                 but answered on a new one"
            )
        };
        self.session.dropped().into_iter().map(how).collect()
    }

    /// Returns the run id, which is part of every name.
    #[must_use]
    pub fn run(&self) -> super::Run {
        self.session.run
    }

    /// Prevents further requests of vectors. Doesn't wait for a request in progress.
    pub fn stop(&self) {
        self.session.is_stopped.store(true, Ordering::SeqCst);
    }

    /// Deletes all resources of the run and returns what is left. Call it at the end: it stops further
    /// requests of vectors.
    #[must_use]
    pub fn clear(&self) -> Vec<Leftover> {
        self.stop();
        drop(unpoisoned(&self.session.asking));
        self.session.ask_again();
        let mut service = Service::new(Arc::clone(&self.session), Role::Cleaner);
        self.session.resources().try_left_again();
        // Some existing resources are not recorded, for example those that the service reported as deleted.
        self.look(&mut service).into_iter().for_each(|resource| {
            self.session.resources().add(resource);
        });
        let tried = self.session.resources().existing();
        cleanup::clear(&mut service, &self.session, When::AtTheEnd);
        let listed = self.look(&mut service);
        cleanup::doubt(&self.session, &tried, &listed);
        cleanup::doubt(&self.session, &tried, &inventory::volumes(&mut service, &tried));
        let (_, late): (Vec<Resource>, Vec<Resource>) =
            listed.into_iter().partition(|resource| tried.contains(resource));
        if !late.is_empty() {
            late.into_iter().for_each(|resource| {
                self.session.resources().add(resource);
            });
            cleanup::clear(&mut service, &self.session, When::AtTheEnd);
        }
        self.left()
    }

    /// Lists the resources of the run. If the list isn't available, records that as a leftover.
    fn look(&self, service: &mut Service) -> Vec<Resource> {
        let options = &self.session.options;
        let mut found_resources = Vec::new();
        for region in [Some(&options.region), options.other_region.as_ref()].into_iter().flatten() {
            let unseen = match inventory::found(service, region, Some(self.session.run)) {
                Ok(found) => {
                    found_resources.extend(found.resources);
                    // Without support for instances, the run can't have launched any.
                    let launches = self.description.capabilities.contains(&Capability::Instances);
                    found.unseen.filter(|_| launches)
                }
                Err(why) => Some(format!("key pairs could not be listed: {why}")),
            };
            // If the service is gone, the requested resources are already recorded.
            let is_gone = unpoisoned(&self.session.gone).is_some();
            if let Some(why) = unseen.filter(|_| !is_gone) {
                let rest =
                    Resource::new(ResourceKind::Unseen, region, &self.session.run.to_string());
                self.session.resources().leave(rest, why);
            }
        }
        found_resources
    }

    /// Returns the resources that are recorded as created and not deleted or that may appear later, with the
    /// reasons.
    #[must_use]
    pub fn left(&self) -> Vec<Leftover> {
        let gone = unpoisoned(&self.session.gone).clone();
        let why = gone.unwrap_or_else(|| "no attempt was made to delete it".to_owned());
        let resources = self.session.resources();
        let left = resources.left();
        let left =
            left.map(|(resource, why)| Leftover { resource: resource.clone(), why: why.clone() });
        let untouched = resources.existing().into_iter();
        let untouched = untouched.map(|resource: Resource| Leftover { resource, why: why.clone() });
        let late = resources.late().map(|resource| Leftover {
            resource: resource.clone(),
            why: "the request for it was never answered, so it may appear later".to_owned(),
        });
        left.chain(untouched).chain(late).collect()
    }
}

/// Requests the key pairs, and returns the `Server` header of the response.
fn greet(service: &mut Service, region: &str) -> Result<Option<String>, ConnectError> {
    let heard =
        service.probe(region).map_err(|fault| ConnectError::ResponseError(fault.to_string()))?;
    if let Some(redirect) = outcome::redirect(heard.status, heard.location.as_deref()) {
        return Err(ConnectError::ResponseError(redirect));
    }
    match heard.answer.map_err(|fault| ConnectError::ResponseError(fault.to_string()))? {
        Answer::Success(_) => Ok(heard.server),
        Answer::Refused(Refusal { code, message }) => {
            let code = code.as_ref().map_or("no code", ErrorCode::name).to_owned();
            Err(ConnectError::Refused { code, message })
        }
    }
}

impl Service {
    /// Requests the key pairs of a region.
    pub(super) fn probe(&mut self, region: &str) -> Result<ProbeResponse, HttpError> {
        let operation = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
        let call = Call { region: region.to_owned(), ..call(operation) };
        let body = &form::encode(&query::parameters(&call));
        let form = Form { region, signature: Signature::Valid, body, repeat: Repeat::Harmless };
        let mut pace = Backoff::new(self.time());
        let (response, answer) = loop {
            let response = self.exchange(form)?;
            let answer = query::read_answer(&call.operation, response.status, &response.body);
            let is_limited = outcome::rate_limit(response.status, &answer).is_some();
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
