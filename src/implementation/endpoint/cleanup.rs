//! Deletes the resources of a run: first instances, then what they used, then key pairs. Finds and deletes those
//! that killed runs left behind, by their names.
//!
//! Only recorded resources and those with a run's name are deleted. A failed deletion is reported, and never
//! fails the run.

use super::client::{Role, Service};
use super::endpoint_call::EndpointCall;
use super::inventory::{
    self, Inventory, NotKnown, described, failure, is_not_there, refused, request,
};
use super::resources::{Resource, ResourceKind};
use super::run_id::Run;
use super::session::{Options, Session};
use super::time::{Backoff, Slept};
use super::wait::{self, StillRunning};
use crate::api::service::Operation;
use crate::api::{Attribute, Attributes, Outcome};
use crate::query::Answer;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// The wait at the end of a run for instances to terminate, as a multiple of the time limit. The resources
/// that they use can't be deleted earlier.
const PATIENCE: u32 = 6;

/// The maximum total wait at the end of a run for a service that fails at deletions.
const RECOVERY: Duration = Duration::from_secs(3);

/// When resources are deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// After a vector. Instances that don't terminate at once are left for the end.
    BetweenWorlds,
    /// At the end of the run, when no vector sends requests.
    AtTheEnd,
}

/// A resource that is left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// The resource.
    pub resource: Resource,
    /// Why it could not be deleted.
    pub why: String,
}

/// Finds and deletes the leftovers of runs.
#[derive(Debug)]
pub struct Sweeper {
    session: Arc<Session>,
    service: Service,
}

impl Sweeper {
    /// Creates a sweeper of one account.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let session = Session::new(options);
        Self { service: Service::new(Arc::clone(&session), Role::Cleaner), session }
    }

    /// Finds the resources of one run, or of every run, in one region.
    ///
    /// # Errors
    /// Returns a description of the failure if the key pairs can't be listed.
    pub fn find(&mut self, region: &str, run: Option<Run>) -> Result<Inventory, String> {
        inventory::found(&mut self.service, region, run)
    }

    /// Deletes resources and returns those that are left: their deletion failed, or they are still listed
    /// afterwards.
    #[must_use]
    pub fn delete(&mut self, resources: &[Resource]) -> Vec<Leftover> {
        for resource in resources {
            self.session.resources().add(resource.clone());
        }
        clear(&mut self.service, &self.session, When::AtTheEnd);
        let regions: BTreeSet<&str> =
            resources.iter().map(|resource| resource.region.as_str()).collect();
        for region in regions {
            if let Ok(found) = self.find(region, None) {
                doubt(&self.session, resources, &found.resources);
            }
        }
        let volumes = inventory::volumes(&mut self.service, resources);
        doubt(&self.session, resources, &volumes);
        let resources = self.session.resources();
        resources
            .left()
            .map(|(resource, why)| Leftover { resource: resource.clone(), why: why.clone() })
            .collect()
    }
}

/// Deletes all recorded resources. If no more requests are possible, the rest stays recorded.
pub(super) fn clear(service: &mut Service, session: &Session, when: When) {
    for launch in existing(session, |kind| kind == ResourceKind::Launch) {
        match inventory::find_launch(service, session, &launch) {
            Ok(()) => session.resources().remove(&launch),
            Err(NotKnown::NotRun(_)) => return,
            Err(NotKnown::Because(why)) => {
                let why = format!("it is unknown whether it was launched: {why}");
                session.resources().leave(launch, why);
            }
        }
    }
    let mut pace = Backoff::new(match when {
        When::BetweenWorlds => Duration::ZERO,
        When::AtTheEnd => RECOVERY.min(session.options.time),
    });
    terminate(service, session, when, &mut pace);
    for resource in existing(session, |kind| kind > ResourceKind::Instance) {
        let is_unanswered = session.resources().is_unanswered(&resource);
        if is_unanswered
            && resource.kind == ResourceKind::KeyPair
            && inventory::has_pair(service, &resource)
        {
            session.resources().answer(&resource);
        }
        match delete_in_time(service, session, &resource, &mut pace) {
            Ok(()) => session.resources().remove(&resource),
            Err(DeleteError::NotRun) => return,
            // An interrupt may have come between a refusal and the look whether the pair was stored.
            Err(DeleteError::Because(_)) if inventory::is_unlisted_pair(service, &resource) => {
                session.resources().remove(&resource);
            }
            Err(DeleteError::Failed(why) | DeleteError::Because(why)) => {
                session.resources().leave(resource, why)
            }
        }
    }
}

/// Terminates instances. An instance whose termination doesn't start keeps its key pair, which identifies its
/// run.
fn terminate(service: &mut Service, session: &Session, when: When, pace: &mut Backoff) {
    let mut ending = Vec::new();
    for instance in existing(session, |kind| kind == ResourceKind::Instance) {
        match delete_in_time(service, session, &instance, pace) {
            Ok(()) => ending.push(instance),
            Err(DeleteError::NotRun) => return,
            Err(DeleteError::Failed(why) | DeleteError::Because(why)) => {
                session.resources().leave(instance, why)
            }
        }
    }
    let patience = match when {
        When::BetweenWorlds => Duration::ZERO,
        When::AtTheEnd => session.options.time.saturating_mul(PATIENCE),
    };
    let (ended, lingering) = wait::ended(service, ending, patience);
    let mut resources = session.resources();
    ended.iter().for_each(|instance| resources.remove(instance));
    for StillRunning { instance, key_name, why } in lingering {
        let pair =
            key_name.map(|name| Resource::new(ResourceKind::KeyPair, &instance.region, &name));
        if let Some(pair) = pair.filter(|pair| resources.existing().contains(pair)) {
            resources.leave(pair, format!("kept because instance {:?} still uses it", instance.id));
        }
        resources.leave(instance, why);
    }
}

/// Returns the recorded resources of some kinds.
fn existing(session: &Session, is_meant: impl Fn(ResourceKind) -> bool) -> Vec<Resource> {
    session.resources().existing().into_iter().filter(|resource| is_meant(resource.kind)).collect()
}

/// Records as leftovers the resources that are still listed after their deletion.
pub(super) fn doubt(session: &Session, tried: &[Resource], listed: &[Resource]) {
    let mut resources = session.resources();
    for resource in listed.iter().filter(|resource| tried.contains(resource)) {
        if !resources.knows(resource) {
            resources.leave(resource.clone(), "reported as deleted, but still listed".to_owned());
        }
    }
}

/// Why a deletion failed.
enum DeleteError {
    /// No more requests are possible.
    NotRun,
    /// A server error or an invalid response, which may be temporary.
    Failed(String),
    /// A refusal or a time-out.
    Because(String),
}

/// Deletes one resource. Tries again after a pause while the service fails and time is left.
fn delete_in_time(
    service: &mut Service,
    session: &Session,
    resource: &Resource,
    pace: &mut Backoff,
) -> Result<(), DeleteError> {
    loop {
        match delete(service, session, resource) {
            Err(DeleteError::Failed(_)) if pace.pause() == Slept::Yes => {}
            result => return result,
        }
    }
}

/// Deletes one resource. A resource that doesn't exist counts as deleted.
fn delete(
    service: &mut Service,
    session: &Session,
    resource: &Resource,
) -> Result<(), DeleteError> {
    let id = resource.id.clone();
    let operation = match resource.kind {
        // A launch is searched for elsewhere, and an unavailable list is only reported.
        ResourceKind::Launch | ResourceKind::Unseen => return Ok(()),
        ResourceKind::Allocation => {
            let why = "the request for it was not answered: only the service knows if it exists";
            return Err(DeleteError::Because(why.to_owned()));
        }
        ResourceKind::Instance => Operation::TerminateInstances { instance_id: id },
        ResourceKind::Volume => Operation::DeleteVolume { volume_id: id },
        ResourceKind::Address => Operation::ReleaseAddress { public_ip: id },
        ResourceKind::KeyPair => Operation::DeleteKeyPair { key_name: Some(id) },
    };
    let allocation_id = session.resources().allocation(resource).cloned();
    let call = EndpointCall { allocation_id, ..request(&resource.region, operation) };
    match service.ask(&call).map(|response| response.answer) {
        Ok(_) if is_nameless(resource) => {
            // A service that accepts a key pair without a name may store it without a name or with an empty
            // one.
            let unnamed = Operation::DeleteKeyPair { key_name: None };
            let _ = service.ask(&request(&resource.region, unnamed));
            still_there(service, resource).map_err(DeleteError::Because)
        }
        Ok(Answer::Success(_)) => Ok(()),
        Ok(Answer::Refused(refusal)) if is_not_there(&refusal) => Ok(()),
        Ok(Answer::Refused(refusal)) => Err(DeleteError::Because(refused(&refusal))),
        Err(Outcome::NotRun(_)) => Err(DeleteError::NotRun),
        Err(outcome @ (Outcome::ServerError(_) | Outcome::Malformed(_))) => {
            Err(DeleteError::Failed(failure(&outcome)))
        }
        Err(outcome) => Err(DeleteError::Because(failure(&outcome))),
    }
}

/// Returns whether the resource is a key pair that was created without a name or with an empty one. The
/// service may have chosen a name.
fn is_nameless(resource: &Resource) -> bool {
    resource.kind == ResourceKind::KeyPair && resource.id.is_empty()
}

/// Returns an error if a key pair without a name is still listed.
fn still_there(service: &mut Service, resource: &Resource) -> Result<(), String> {
    let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    let pairs = described(service, &resource.region, list)?;
    let has_name =
        |pair: &Attributes| pair.get(&Attribute::KeyName).is_some_and(|name| !name.is_empty());
    if pairs.iter().all(has_name) {
        return Ok(());
    }
    Err("it was accepted and is listed without a name, so no request can delete it".to_owned())
}
