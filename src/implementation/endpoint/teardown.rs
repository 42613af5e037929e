//! Leaving nothing behind: what a run has made is deleted, instances first, then what they used, then key pairs.
//!
//! Only what is written down is deleted, or what has the form of a run's name. What can't be deleted is told, and
//! never sinks a run.

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

/// How many time-outs the end of instances is waited for when a run ends; what they hold can't be deleted before.
const PATIENCE: u32 = 6;

/// The longest time that is waited in all, when a run ends, for a service that fails at deletions to recover.
const RECOVERY: Duration = Duration::from_secs(3);

/// When something is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// When a vector is through: what doesn't end at once is left for the end.
    BetweenWorlds,
    /// When nothing more is asked.
    AtTheEnd,
}

/// Something that is left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// What.
    pub thing: Resource,
    /// Why it could not be deleted.
    pub why: String,
}

/// Deletes all that is written down. What nothing could be asked about stays there.
pub(super) fn clear(service: &mut Service, session: &Session, when: When) {
    for launch in things(session, |kind| kind == ResourceKind::Launch) {
        match inventory::find_launch(service, session, &launch) {
            Ok(()) => session.estate().remove(&launch),
            Err(NotKnown::NotAsked(_)) => return,
            Err(NotKnown::Because(why)) => {
                let why = format!("whether it was is not known: {why}");
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

/// Terminates instances. One that doesn't even begin to end keeps its pair, which tells whose it is.
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
            estate.leave(pair, format!("kept for the instance {:?}, which has it", instance.id));
        }
        estate.leave(instance, why);
    }
}

/// What is written down of some kinds.
fn things(session: &Session, is_meant: impl Fn(ResourceKind) -> bool) -> Vec<Resource> {
    session.estate().things().into_iter().filter(|thing| is_meant(thing.kind)).collect()
}

/// Leaves what was tried, and is listed all the same.
pub(super) fn doubt(session: &Session, tried: &[Resource], listed: &[Resource]) {
    let mut estate = session.estate();
    for thing in listed.iter().filter(|thing| tried.contains(thing)) {
        if !estate.knows(thing) {
            estate.leave(thing.clone(), "answered as deleted, and still listed".to_owned());
        }
    }
}

/// Why something was not deleted.
enum DeleteError {
    /// Nothing can be asked any more.
    NotAsked,
    /// What came was a server error or no answer, which may pass.
    Failed(String),
    /// It was refused, or not answered in time.
    Because(String),
}

/// Deletes one thing, and tries again after a pause, as long as the service fails and there is time for it.
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

/// Deletes one thing; one that isn't there is deleted.
fn delete(service: &mut Service, session: &Session, thing: &Resource) -> Result<(), DeleteError> {
    let id = thing.id.clone();
    let operation = match thing.kind {
        // A launch is looked for; what could not be looked for is told.
        ResourceKind::Launch | ResourceKind::Unseen => return Ok(()),
        ResourceKind::Allocation => {
            let why = "no answer came to the request for it: whether it is there, and where, only the \
                       service knows";
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
            // A service that takes a pair without a name may have one under none, beside one under an empty one.
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

/// Whether it is a pair that was made without a name, which a service may have called anything.
fn is_nameless(thing: &Resource) -> bool {
    thing.kind == ResourceKind::KeyPair && thing.id.is_empty()
}

/// Looks whether there is still a pair without a name.
fn still_there(service: &mut Service, thing: &Resource) -> Result<(), String> {
    let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    let pairs = described(service, &thing.region, list)?;
    let has_name =
        |pair: &Attributes| pair.get(&Attribute::KeyName).is_some_and(|name| !name.is_empty());
    if pairs.iter().all(has_name) {
        return Ok(());
    }
    Err("it was taken without a name, and is listed without one: no request can delete it"
        .to_owned())
}
