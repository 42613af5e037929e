//! Waits until an operation has taken effect, according to the service's descriptions.
//!
//! A successful answer is not enough: an instance has ended when it is described as terminated.

use super::client::Service;
use super::endpoint_call::EndpointCall;
use super::inventory::{failure, is_ended, is_not_there, refused, request};
use super::resources::Resource;
use super::time::deadline;
use crate::api::service::{Call, Operation, Signature};
use crate::api::{Attribute, Attributes, Outcome, Reply};
use crate::query::Answer;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The wait between the first two checks. Each later wait is twice as long, up to [`LONGEST`].
const FIRST: Duration = Duration::from_millis(20);

/// The longest wait between two checks.
const LONGEST: Duration = Duration::from_secs(1);

/// The waits between checks.
struct Pause(Duration);

impl Pause {
    fn sleep(&mut self) {
        sleep(self.0);
        self.0 = (self.0 * 2).min(LONGEST);
    }
}

/// The visible effect of an operation.
#[derive(Debug, Clone, Copy)]
enum Goal<'a> {
    /// The instance is in one of these states.
    Instance(&'a str, &'static [&'static str]),
    /// The volume is in this state.
    Volume(&'a str, &'static str),
    /// The instance has this address.
    Address(&'a str, &'a str),
    /// The password of the instance is available.
    Password(&'a str),
}

/// Waits until a successful operation has taken effect, and returns the description at that time. Returns
/// `reply` for an operation that takes effect at once.
///
/// # Errors
/// Returns `Timeout` if the operation doesn't take effect in time, or the outcome of a failed description.
pub(super) fn settled(
    service: &mut Service,
    request: &EndpointCall,
    reply: Reply,
    waits_for_password: WaitsForPassword,
) -> Result<Reply, Outcome> {
    let Call { operation, region, .. } = &request.call;
    let goal = match operation {
        // An instance may terminate at once for lack of capacity, which the vector must see as well.
        Operation::RunInstances(_) => reply
            .first(Attribute::InstanceId)
            .map(|id| Goal::Instance(id, &["running", "stopped", "shutting-down", "terminated"])),
        Operation::StartInstances { instance_id } => {
            Some(Goal::Instance(instance_id, &["running"]))
        }
        Operation::StopInstances { instance_id } => {
            Some(Goal::Instance(instance_id, &["stopped", "terminated"]))
        }
        Operation::TerminateInstances { instance_id } => {
            Some(Goal::Instance(instance_id, &["terminated"]))
        }
        Operation::AttachVolume { volume_id, .. } => Some(Goal::Volume(volume_id, "in-use")),
        Operation::DetachVolume { volume_id } => Some(Goal::Volume(volume_id, "available")),
        Operation::AssociateAddress { instance_id, public_ip } => {
            Some(Goal::Address(instance_id, public_ip))
        }
        Operation::GetPasswordData { instance_id }
            if waits_for_password == WaitsForPassword::Yes =>
        {
            Some(Goal::Password(instance_id))
        }
        _ => None,
    };
    match goal {
        Some(goal) => goal.wait(service, region),
        None => Ok(reply),
    }
}

/// Whether to wait for the password of an instance, which may arrive late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WaitsForPassword {
    Yes,
    No,
}

impl Goal<'_> {
    fn wait(self, service: &mut Service, region: &str) -> Result<Reply, Outcome> {
        let deadline = deadline(service.time());
        let mut pause = Pause(FIRST);
        loop {
            let look = EndpointCall::from(Call {
                region: region.to_owned(),
                dry_run: false,
                signature: Signature::Valid,
                operation: self.look(),
            });
            match service.ask(&look)?.answer {
                Answer::Success(reply) if self.is_reached(&reply) => return Ok(reply),
                // Some services forget an instance as soon as it is terminated. Others don't know a new
                // instance at first.
                Answer::Refused(_) if self.is_ended() => return Ok(self.ended()),
                _ => {}
            }
            if Instant::now() >= deadline {
                return Err(Outcome::late(service.time()));
            }
            pause.sleep();
        }
    }

    fn look(self) -> Operation {
        match self {
            Self::Instance(id, _) | Self::Address(id, _) => {
                Operation::DescribeInstances { instance_ids: vec![id.to_owned()] }
            }
            Self::Volume(id, _) => Operation::DescribeVolumes { volume_ids: vec![id.to_owned()] },
            Self::Password(id) => Operation::GetPasswordData { instance_id: id.to_owned() },
        }
    }

    fn is_reached(self, reply: &Reply) -> bool {
        match self {
            Self::Instance(_, states) => {
                reply.first(Attribute::State).is_some_and(|state| states.contains(&state))
            }
            Self::Volume(_, state) => reply.first(Attribute::State) == Some(state),
            Self::Address(_, ip) => reply.first(Attribute::PublicIp) == Some(ip),
            Self::Password(_) => reply.first(Attribute::PasswordData).is_some(),
        }
    }

    fn is_ended(self) -> bool {
        matches!(self, Self::Instance(_, ["terminated"]))
    }

    fn ended(self) -> Reply {
        let Self::Instance(id, _) = self else { return Reply::Done };
        Reply::resource([
            (Attribute::InstanceId, Some(id.to_owned())),
            (Attribute::State, Some("terminated".to_owned())),
        ])
    }
}

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
pub(super) fn ended(
    service: &mut Service,
    instances: Vec<Resource>,
    patience: Duration,
) -> (Vec<Resource>, Vec<StillRunning>) {
    let start = Instant::now();
    let (mut ended, mut lingering) = (Vec::new(), Vec::new());
    for instance in instances {
        let mut pause = Pause(FIRST);
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
                Seen::Lingers { .. } => pause.sleep(),
            }
        }
    }
    (ended, lingering)
}

fn look(service: &mut Service, instance: &Resource) -> Seen {
    let look = Operation::DescribeInstances { instance_ids: vec![instance.id.clone()] };
    let lingers = |why| Seen::Lingers { key_name: None, why };
    let reply = match service.ask(&request(&instance.region, look)).map(|response| response.answer)
    {
        Ok(Answer::Success(reply)) => reply,
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
                failure(&outcome)
            ));
        }
    };
    // Some services describe all instances, regardless of the requested id.
    let is_it = |found: &&Attributes| found.get(&Attribute::InstanceId) == Some(&instance.id);
    let Some(found) = reply.resources().iter().find(is_it).filter(|found| !is_ended(found)) else {
        return Seen::Ended;
    };
    match Attribute::State.of(found) {
        Some("shutting-down") => lingers("still shutting-down".to_owned()),
        state => Seen::Lingers {
            key_name: found.get(&Attribute::KeyName).cloned(),
            why: format!("reported as terminated, but still {}", state.unwrap_or("listed")),
        },
    }
}
