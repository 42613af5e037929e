//! Leaving nothing behind: what a run has made is deleted, instances first, then what they used, then key pairs.
//!
//! Only what is written down is deleted, or what has the form of a run's name. What can't be deleted is told, and
//! never sinks a run.

use super::estate::{Kind, Thing};
use super::name::Run;
use super::service::{Asked, Service};
use super::session::Session;
use super::{call, outcome};
use crate::api::service::{Call, Operation};
use crate::api::{ErrorCode, Field, Outcome, Record, Refusal};
use crate::query::{self, Answer};
use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long the end of instances is waited for; what they hold can't be deleted before.
const END: Duration = Duration::from_secs(300);

/// How long is waited between two looks at it.
const LOOK: Duration = Duration::from_millis(500);

/// Something that is left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What.
    pub thing: Thing,
    /// Why it could not be deleted.
    pub why: String,
}

/// Deletes all that is written down. What nothing could be asked about stays there.
pub(super) fn clear(service: &mut Service, session: &Session) {
    let things = session.estate().things();
    for thing in things.iter().filter(|thing| thing.kind == Kind::Launch) {
        find_launch(service, session, thing);
    }
    let things = session.estate().things();
    let mut ending = Vec::new();
    for thing in things {
        if thing.kind > Kind::Instance && !ending.is_empty() {
            wait_for_end(service, &std::mem::take(&mut ending));
        }
        match delete(service, session, &thing) {
            Ok(()) => {
                session.estate().remove(&thing);
                if thing.kind == Kind::Instance {
                    ending.push(thing);
                }
            }
            Err(Kept::NotAsked) => return,
            Err(Kept::Because(why)) => session.estate().leave(thing, why),
        }
    }
    wait_for_end(service, &ending);
}

/// Why something was not deleted.
enum Kept {
    /// Nothing can be asked any more.
    NotAsked,
    /// It was refused, or what came was no answer.
    Because(String),
}

/// Finds the instance of a launch that nobody answered.
fn find_launch(service: &mut Service, session: &Session, launch: &Thing) {
    let Ok(found) = instances(service, &launch.region, |run| run == session.run) else { return };
    let mut estate = session.estate();
    for thing in found {
        estate.add(thing);
    }
}

/// The instances of some runs, and their root volumes, by the tokens or the pairs that they were launched with.
pub(super) fn instances(
    service: &mut Service,
    region: &str,
    is_meant: impl Fn(Run) -> bool,
) -> Result<Vec<Thing>, String> {
    let list = Operation::DescribeInstances { instance_ids: Vec::new() };
    let told = service.ask(&asked(region, list)).map_err(|outcome| in_words(&outcome))?;
    let Answer::Done(reply) = told.answer else { return Err("it is refused".to_owned()) };
    let tokens: BTreeMap<String, String> =
        told.bodies.iter().flat_map(|body| query::client_tokens(body)).collect();
    let mut things = Vec::new();
    for record in reply.records() {
        let Some(id) = record.get(&Field::InstanceId).filter(|_| !is_ended(&record)) else {
            continue;
        };
        let names = [tokens.get(id), record.get(&Field::KeyName)];
        if names.into_iter().flatten().filter_map(|name| Run::of_name(name)).any(&is_meant) {
            things.push(Thing::new(Kind::Instance, region, id));
            let root = record.get(&Field::RootVolumeId);
            things.extend(root.map(|root| Thing::new(Kind::Volume, region, root)));
        }
    }
    Ok(things)
}

/// Deletes one thing; one that isn't there is deleted.
fn delete(service: &mut Service, session: &Session, thing: &Thing) -> Result<(), Kept> {
    let id = thing.id.clone();
    let operation = match thing.kind {
        // Found by now, if it was made.
        Kind::Launch => return Ok(()),
        Kind::Allocation => {
            let why = "no answer came to the request for it: whether it is there, and where, only the \
                       service knows";
            return Err(Kept::Because(why.to_owned()));
        }
        Kind::Instance => Operation::TerminateInstances { instance_id: id },
        Kind::Volume => Operation::DeleteVolume { volume_id: id },
        Kind::Address => Operation::ReleaseAddress { public_ip: id },
        Kind::KeyPair => Operation::DeleteKeyPair { key_name: Some(id) },
    };
    let allocation_id = session.estate().allocation(thing).cloned();
    let asked = Asked { allocation_id, ..asked(&thing.region, operation) };
    match service.ask(&asked).map(|told| told.answer) {
        Ok(_) if is_nameless(thing) => {
            // A service that takes a pair without a name may have one under none, beside one under an empty one.
            let unnamed = Operation::DeleteKeyPair { key_name: None };
            let _ = service.ask(&self::asked(&thing.region, unnamed));
            still_there(service, thing).map_err(Kept::Because)
        }
        Ok(Answer::Done(_)) => Ok(()),
        Ok(Answer::Refused(refusal)) if is_not_there(&refusal) => Ok(()),
        Ok(Answer::Refused(Refusal { code, message })) => {
            let code = code.as_ref().map_or("no code", ErrorCode::name);
            Err(Kept::Because(format!("refused with {code}: {message}")))
        }
        Err(Outcome::NotAsked(_)) => Err(Kept::NotAsked),
        Err(outcome) => Err(Kept::Because(in_words(&outcome))),
    }
}

/// Whether it is a pair that was made without a name, which a service may have called anything.
fn is_nameless(thing: &Thing) -> bool {
    thing.kind == Kind::KeyPair && thing.id.is_empty()
}

/// Looks whether there is still a pair without a name.
fn still_there(service: &mut Service, thing: &Thing) -> Result<(), String> {
    let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    let pairs = described(service, &thing.region, list)?;
    let has_name = |pair: &Record| pair.get(&Field::KeyName).is_some_and(|name| !name.is_empty());
    if pairs.iter().all(has_name) {
        return Ok(());
    }
    Err("it was taken without a name, and is listed without one: no request can delete it"
        .to_owned())
}

fn is_not_there(refusal: &Refusal) -> bool {
    refusal.code.as_ref().is_some_and(|code| code.name().ends_with(".NotFound"))
}

/// Waits until instances have ended, as long as it may take.
fn wait_for_end(service: &mut Service, instances: &[Thing]) {
    let deadline = Instant::now() + END;
    for Thing { region, id, .. } in instances {
        let look = || Operation::DescribeInstances { instance_ids: vec![id.clone()] };
        while Instant::now() < deadline {
            let Ok(records) = described(service, region, look()) else { break };
            if records.iter().all(is_ended) {
                break;
            }
            sleep(LOOK);
        }
    }
}

/// What is described.
pub(super) fn described(
    service: &mut Service,
    region: &str,
    operation: Operation,
) -> Result<Vec<Record>, String> {
    match service.ask(&asked(region, operation)).map(|told| told.answer) {
        Ok(Answer::Done(reply)) => Ok(reply.records()),
        Ok(Answer::Refused(Refusal { message, .. })) => Err(message),
        Err(outcome) => Err(in_words(&outcome)),
    }
}

fn in_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::NotAsked(why) => why.clone(),
        other => outcome::words(other).unwrap_or_default(),
    }
}

fn is_ended(record: &Record) -> bool {
    record.get(&Field::State).is_some_and(|state| state == "terminated")
}

fn asked(region: &str, operation: Operation) -> Asked {
    Asked::from(Call { region: region.to_owned(), ..call(operation) })
}
