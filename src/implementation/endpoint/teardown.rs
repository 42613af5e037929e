//! Deletes the resources of a run: first instances, then what they used, then key pairs.
//!
//! Only recorded resources and those with a run's name are deleted. A failed deletion is reported, and never
//! fails the run.

use super::backoff::{Backoff, Slept};
use super::client::{EndpointCall, Service};
use super::ending::{self, StillRunning};
use super::inventory::{self, NotKnown, asked, described, in_words, is_not_there, refused};
use super::resources::{Resource, ResourceKind};
use super::session::Session;
use crate::api::service::Operation;
use crate::api::{Attribute, Attributes, Outcome};
use crate::query::Answer;
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
    pub thing: Resource,
    /// Why it could not be deleted.
    pub why: String,
}

/// Deletes all recorded resources. If no more requests are possible, the rest stays recorded.
pub(super) fn clear(service: &mut Service, session: &Session, when: When) {
    for launch in things(session, |kind| kind == ResourceKind::Launch) {
        match inventory::find_launch(service, session, &launch) {
            Ok(()) => session.estate().remove(&launch),
            Err(NotKnown::NotAsked(_)) => return,
            Err(NotKnown::Because(why)) => {
                let why = format!("it is unknown whether it was launched: {why}");
                session.estate().leave(launch, why);
            }
        }
    }
    let mut pace = Backoff::new(match when {
        When::BetweenWorlds => Duration::ZERO,
        When::AtTheEnd => RECOVERY.min(session.options.time),
    });
    terminate(service, session, when, &mut pace);
    for thing in things(session, |kind| kind > ResourceKind::Instance) {
        let is_unanswered = session.estate().is_unanswered(&thing);
        if is_unanswered
            && thing.kind == ResourceKind::KeyPair
            && inventory::has_pair(service, &thing)
        {
            session.estate().answer(&thing);
        }
        match delete_in_time(service, session, &thing, &mut pace) {
            Ok(()) => session.estate().remove(&thing),
            Err(DeleteError::NotAsked) => return,
            Err(DeleteError::Failed(why) | DeleteError::Because(why)) => {
                session.estate().leave(thing, why)
            }
        }
    }
}

/// Terminates instances. An instance whose termination doesn't start keeps its key pair, which identifies its
/// run.
fn terminate(service: &mut Service, session: &Session, when: When, pace: &mut Backoff) {
    let mut ending = Vec::new();
    for instance in things(session, |kind| kind == ResourceKind::Instance) {
        match delete_in_time(service, session, &instance, pace) {
            Ok(()) => ending.push(instance),
            Err(DeleteError::NotAsked) => return,
            Err(DeleteError::Failed(why) | DeleteError::Because(why)) => {
                session.estate().leave(instance, why)
            }
        }
    }
    let patience = match when {
        When::BetweenWorlds => Duration::ZERO,
        When::AtTheEnd => session.options.time.saturating_mul(PATIENCE),
    };
    let (ended, lingering) = ending::wait(service, ending, patience);
    let mut estate = session.estate();
    ended.iter().for_each(|instance| estate.remove(instance));
    for StillRunning { instance, key_name, why } in lingering {
        let pair =
            key_name.map(|name| Resource::new(ResourceKind::KeyPair, &instance.region, &name));
        if let Some(pair) = pair.filter(|pair| estate.things().contains(pair)) {
            estate.leave(pair, format!("kept because instance {:?} still uses it", instance.id));
        }
        estate.leave(instance, why);
    }
}

/// Returns the recorded resources of some kinds.
fn things(session: &Session, is_meant: impl Fn(ResourceKind) -> bool) -> Vec<Resource> {
    session.estate().things().into_iter().filter(|thing| is_meant(thing.kind)).collect()
}

/// Records as leftovers the resources that are still listed after their deletion.
pub(super) fn doubt(session: &Session, tried: &[Resource], listed: &[Resource]) {
    let mut estate = session.estate();
    for thing in listed.iter().filter(|thing| tried.contains(thing)) {
        if !estate.knows(thing) {
            estate.leave(thing.clone(), "reported as deleted, but still listed".to_owned());
        }
    }
}

/// Why a deletion failed.
enum DeleteError {
    /// No more requests are possible.
    NotAsked,
    /// A server error or an invalid response, which may be temporary.
    Failed(String),
    /// A refusal or a time-out.
    Because(String),
}

/// Deletes one resource. Tries again after a pause while the service fails and time is left.
fn delete_in_time(
    service: &mut Service,
    session: &Session,
    thing: &Resource,
    pace: &mut Backoff,
) -> Result<(), DeleteError> {
    loop {
        match delete(service, session, thing) {
            Err(DeleteError::Failed(_)) if pace.pause() == Slept::Yes => {}
            result => return result,
        }
    }
}

/// Deletes one resource. A resource that doesn't exist counts as deleted.
fn delete(service: &mut Service, session: &Session, thing: &Resource) -> Result<(), DeleteError> {
    let id = thing.id.clone();
    let operation = match thing.kind {
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
    let allocation_id = session.estate().allocation(thing).cloned();
    let asked = EndpointCall { allocation_id, ..asked(&thing.region, operation) };
    match service.ask(&asked).map(|told| told.answer) {
        Ok(_) if is_nameless(thing) => {
            // A service that accepts a key pair without a name may store it without a name or with an empty
            // one.
            let unnamed = Operation::DeleteKeyPair { key_name: None };
            let _ = service.ask(&self::asked(&thing.region, unnamed));
            still_there(service, thing).map_err(DeleteError::Because)
        }
        Ok(Answer::Success(_)) => Ok(()),
        Ok(Answer::Refused(refusal)) if is_not_there(&refusal) => Ok(()),
        Ok(Answer::Refused(refusal)) => Err(DeleteError::Because(refused(&refusal))),
        Err(Outcome::NotRun(_)) => Err(DeleteError::NotAsked),
        Err(outcome @ (Outcome::ServerError(_) | Outcome::Malformed(_))) => {
            Err(DeleteError::Failed(in_words(&outcome)))
        }
        Err(outcome) => Err(DeleteError::Because(in_words(&outcome))),
    }
}

/// Returns whether the resource is a key pair that was created without a name or with an empty one. The
/// service may have chosen a name.
fn is_nameless(thing: &Resource) -> bool {
    thing.kind == ResourceKind::KeyPair && thing.id.is_empty()
}

/// Returns an error if a key pair without a name is still listed.
fn still_there(service: &mut Service, thing: &Resource) -> Result<(), String> {
    let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    let pairs = described(service, &thing.region, list)?;
    let has_name =
        |pair: &Attributes| pair.get(&Attribute::KeyName).is_some_and(|name| !name.is_empty());
    if pairs.iter().all(has_name) {
        return Ok(());
    }
    Err("it was accepted and is listed without a name, so no request can delete it".to_owned())
}
