//! An implementation whose service is the reference, and whose instances are real directories.
//!
//! The reference is told of everything, so that it knows what is mounted and who is connected. What
//! it says of logins and files counts for nothing here.

use super::environment::environment;
use super::login::{Login, Logins};
use super::tool::SetupError;
use super::volumes::Disks;
use keyproof::api::guest::{GuestAction, GuestCall};
use keyproof::api::service::{Call, Operation, Platform, Signature};
use keyproof::api::{Action, Instance, Outcome, Refusal, Reply, Volume};
use keyproof::implementation::{Description, Implementation, Reference};
use std::collections::BTreeSet;

/// Instances with real files, and a real `sshd` in each of them that somebody connects to.
#[derive(Debug, Default)]
pub(super) struct Machine {
    reference: Reference,
    /// From the first launch on.
    site: Option<Site>,
}

/// What is on this machine; servers end before their files go.
#[derive(Debug)]
struct Site {
    logins: Logins,
    disks: Disks,
    /// The instances that somebody is connected to: until they stop.
    connected: BTreeSet<String>,
}

impl Site {
    fn new() -> Result<Self, SetupError> {
        let environment = environment()?;
        let disks = Disks::new(environment)?;
        Ok(Self {
            logins: Logins::new(environment, disks.path())?,
            disks,
            connected: BTreeSet::new(),
        })
    }
}

impl Machine {
    /// Does to real files what the service can't, once the reference has said what it makes of it.
    fn follow(&mut self, action: &Action, of_reference: Outcome) -> Result<Outcome, SetupError> {
        match action {
            Action::Call(call) => self.follow_call(call, &of_reference).map(|()| of_reference),
            Action::Guest(visit) => self.visit(visit, of_reference),
            _ => Ok(of_reference),
        }
    }

    fn follow_call(&mut self, call: &Call, of_reference: &Outcome) -> Result<(), SetupError> {
        let Outcome::Success(Reply::Instances(instances)) = of_reference else { return Ok(()) };
        match &call.operation {
            Operation::RunInstances(launch) if launch.image.platform == Platform::Linux => {
                instances.iter().try_for_each(|instance| self.boot(&call.region, instance))
            }
            Operation::StopInstances { instance_id }
            | Operation::TerminateInstances { instance_id } => {
                if let Some(site) = &mut self.site {
                    site.disks.unmount_all(instance_id);
                    site.connected.remove(instance_id);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The files of a new instance, with the launch key as metadata tells it.
    fn boot(&mut self, region: &str, instance: &Instance) -> Result<(), SetupError> {
        let path = "/latest/meta-data/public-keys/0/openssh-key".to_owned();
        let (instance_id, guest_action) =
            (instance.instance_id.clone(), GuestAction::ReadMetadata { path });
        let visit = GuestCall { region: region.to_owned(), instance_id, sudo: false, guest_action };
        let entry = match self.reference.call(&Action::Guest(visit)) {
            Outcome::Success(Reply::Text(entry)) => Some(entry),
            _ => None,
        };
        let site = match &mut self.site {
            Some(site) => site,
            none => none.insert(Site::new()?),
        };
        site.disks.boot(root_volume(instance), entry.as_deref())
    }

    fn visit(&mut self, visit: &GuestCall, of_reference: Outcome) -> Result<Outcome, SetupError> {
        let GuestCall { region, instance_id: id, sudo, guest_action } = visit;
        let instance = self.instance(region, id).filter(|instance| instance.state == "running");
        let is_done = of_reference == Outcome::Success(Reply::Done);
        let attached = match guest_action {
            GuestAction::Mount { device, .. } | GuestAction::Unmount { device } if is_done => {
                Some(self.volume_at(region, id, device)?)
            }
            _ => None,
        };
        let (Some(instance), Some(site)) = (instance, &mut self.site) else {
            return Ok(of_reference);
        };
        let root = root_volume(&instance);
        if !site.disks.volume(root).is_dir() {
            // It is none that is reached by SSH.
            return Ok(of_reference);
        }
        match (guest_action, attached) {
            (GuestAction::ReadMetadata { .. }, _) => Ok(of_reference),
            (GuestAction::Mount { directory, .. }, attached) => {
                attached.iter().for_each(|volume| site.disks.mount(id, directory, volume));
                Ok(of_reference)
            }
            (GuestAction::Unmount { .. }, attached) => {
                attached.iter().for_each(|volume| site.disks.unmount(id, volume));
                Ok(of_reference)
            }
            (GuestAction::Connect { user, credential }, _) => {
                let root = site.disks.volume(root);
                Ok(match site.logins.connect(&root, user, credential)? {
                    Login::Done => {
                        site.connected.insert(id.clone());
                        Outcome::Success(Reply::Connected { user: user.clone() })
                    }
                    Login::Refused(said) => Outcome::Refused(Refusal::without_code(said)),
                })
            }
            _ if !site.connected.contains(id) => {
                Ok(Outcome::Refused(Refusal::without_code("nobody is connected".to_owned())))
            }
            (guest_action, _) => site.disks.perform(id, root, *sudo, guest_action),
        }
    }

    fn instance(&mut self, region: &str, id: &str) -> Option<Instance> {
        let operation = Operation::DescribeInstances { instance_ids: vec![id.to_owned()] };
        match self.ask(region, operation) {
            Outcome::Success(Reply::Instances(mut instances)) => instances.pop(),
            _ => None,
        }
    }

    /// The volume that an instance has at a device.
    fn volume_at(&mut self, region: &str, id: &str, device: &str) -> Result<String, SetupError> {
        let operation = Operation::DescribeVolumes { volume_ids: Vec::new() };
        let volumes = match self.ask(region, operation) {
            Outcome::Success(Reply::Volumes(volumes)) => volumes,
            _ => Vec::new(),
        };
        let is_there = |volume: &Volume| {
            volume.instance_id.as_deref() == Some(id) && volume.device.as_deref() == Some(device)
        };
        let volume = volumes.into_iter().find(is_there).map(|volume| volume.volume_id);
        volume.ok_or_else(|| SetupError::Reference(format!("volume at {device} of {id}")))
    }

    fn ask(&mut self, region: &str, operation: Operation) -> Outcome {
        let (region, signature) = (region.to_owned(), Signature::Valid);
        self.reference.call(&Action::Call(Call { region, dry_run: false, signature, operation }))
    }
}

/// The volume that an instance has as its root: one of its own if it stands in the instance's host.
fn root_volume(instance: &Instance) -> &str {
    instance.root_volume_id.as_deref().unwrap_or(&instance.instance_id)
}

impl Implementation for Machine {
    fn description(&self) -> Description {
        Description { name: "sshd".to_owned(), ..self.reference.description() }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let of_reference = self.reference.call(action);
        let outcome = self.follow(action, of_reference);
        outcome.unwrap_or_else(|fault| Outcome::NotRun(fault.to_string()))
    }

    fn reset(&mut self) {
        *self = Self::default();
    }
}
