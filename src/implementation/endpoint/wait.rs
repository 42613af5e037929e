//! Waits until an operation has taken effect, according to the service's descriptions.

use super::client::{EndpointCall, Service};
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
    asked: &EndpointCall,
    reply: Reply,
    waits_for_password: WaitsForPassword,
) -> Result<Reply, Outcome> {
    let Call { operation, region, .. } = &asked.call;
    let records = reply.records();
    let id = |field| records.first().and_then(|record: &Attributes| record.get(&field));
    let goal = match operation {
        // An instance may terminate at once for lack of capacity, which the vector must see as well.
        Operation::RunInstances(_) => id(Attribute::InstanceId)
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
        let mut pause = FIRST;
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
            sleep(pause);
            pause = (pause * 2).min(LONGEST);
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
        let records = reply.records();
        let fact = |field| records.first().and_then(|record| record.get(&field));
        match self {
            Self::Instance(_, states) => {
                fact(Attribute::State).is_some_and(|state| states.contains(&state.as_str()))
            }
            Self::Volume(_, state) => fact(Attribute::State).is_some_and(|found| found == state),
            Self::Address(_, ip) => fact(Attribute::PublicIp).is_some_and(|found| found == ip),
            Self::Password(_) => fact(Attribute::PasswordData).is_some(),
        }
    }

    fn is_ended(self) -> bool {
        matches!(self, Self::Instance(_, ["terminated"]))
    }

    fn ended(self) -> Reply {
        let Self::Instance(id, _) = self else { return Reply::Done };
        let facts = [(Attribute::InstanceId, id), (Attribute::State, "terminated")];
        let record = facts.map(|(field, fact)| (field, fact.to_owned()));
        Reply::Resources(vec![Attributes::from(record)])
    }
}
