//! Waits for the termination of instances.
//!
//! A successful answer to `TerminateInstances` is not enough: an instance has ended when it is described as
//! terminated.

use super::client::Service;
use super::inventory::{asked, in_words, is_ended, is_not_there, refused};
use super::resources::Resource;
use crate::api::service::Operation;
use crate::api::{Attribute, Attributes, Outcome};
use crate::query::Answer;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The wait between the first two checks. Each later wait is twice as long, up to [`LONGEST`].
const FIRST: Duration = Duration::from_millis(20);

/// The longest wait between two checks.
const LONGEST: Duration = Duration::from_secs(1);

/// An instance that should have ended and has not.
#[derive(Debug)]
pub(super) struct StillRunning {
    pub(super) instance: Resource,
    /// The key pair of the instance, if its termination hasn't even started.
    pub(super) key_name: Option<String>,
    pub(super) why: String,
}

/// The observed state of an instance.
enum Seen {
    Ended,
    /// No more requests are possible.
    NotRun,
    Lingers {
        key_name: Option<String>,
        why: String,
    },
}

/// Waits at most `patience` for instances to end. Returns the ended instances and the others.
///
/// Each instance is checked at least once. An instance is in neither list if requests are no longer possible.
pub(super) fn wait(
    service: &mut Service,
    instances: Vec<Resource>,
    patience: Duration,
) -> (Vec<Resource>, Vec<StillRunning>) {
    let start = Instant::now();
    let (mut ended, mut lingering) = (Vec::new(), Vec::new());
    for instance in instances {
        let mut pause = FIRST;
        loop {
            match look(service, &instance) {
                Seen::Ended => {
                    ended.push(instance);
                    break;
                }
                Seen::NotRun => break,
                Seen::Lingers { key_name, why } if start.elapsed() >= patience => {
                    let why = match patience {
                        Duration::ZERO => why,
                        _ => format!("{why} after {} s", patience.as_secs_f64()),
                    };
                    lingering.push(StillRunning { instance, key_name, why });
                    break;
                }
                Seen::Lingers { .. } => sleep(pause),
            }
            pause = (pause * 2).min(LONGEST);
        }
    }
    (ended, lingering)
}

fn look(service: &mut Service, instance: &Resource) -> Seen {
    let look = Operation::DescribeInstances { instance_ids: vec![instance.id.clone()] };
    let lingers = |why| Seen::Lingers { key_name: None, why };
    let records = match service.ask(&asked(&instance.region, look)).map(|told| told.answer) {
        Ok(Answer::Success(reply)) => reply.records(),
        Ok(Answer::Refused(refusal)) if is_not_there(&refusal) => return Seen::Ended,
        Ok(Answer::Refused(refusal)) => {
            return lingers(format!(
                "reported as terminated, but its state could not be read: {}",
                refused(&refusal)
            ));
        }
        Err(Outcome::NotRun(_)) => return Seen::NotRun,
        Err(outcome) => {
            return lingers(format!(
                "reported as terminated, but its state could not be read: {}",
                in_words(&outcome)
            ));
        }
    };
    // Some services describe all instances, regardless of the requested id.
    let is_it = |record: &&Attributes| record.get(&Attribute::InstanceId) == Some(&instance.id);
    let Some(record) = records.iter().find(is_it).filter(|record| !is_ended(record)) else {
        return Seen::Ended;
    };
    match record.get(&Attribute::State).map(String::as_str) {
        Some("shutting-down") => lingers("still shutting-down".to_owned()),
        state => Seen::Lingers {
            key_name: record.get(&Attribute::KeyName).cloned(),
            why: format!("reported as terminated, but still {}", state.unwrap_or("listed")),
        },
    }
}
