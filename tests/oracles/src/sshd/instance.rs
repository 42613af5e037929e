//! An implementation whose service is the reference, and whose instances are real directories.
//!
//! The reference performs each action too, because it keeps the attachments and the states. Its results of
//! logins and of actions on files are replaced.

use super::environment::environment;
use super::login::{Login, Logins};
use super::tool::SetupError;
use super::volumes::Volumes;
use keyproof::api::guest::{GuestAction, GuestCall};
use keyproof::api::service::{Call, Operation, Platform, Signature};
use keyproof::api::{Action, Instance, Outcome, Refusal, Reply, Volume};
use keyproof::implementation::{Description, Implementation, Reference};
use std::collections::BTreeSet;

/// Instances with real files, and a real `sshd` for each instance that someone connects to.
#[derive(Debug, Default)]
pub(crate) struct Hosts {
    reference: Reference,
    /// Created by the first launch.
    files: Option<Files>,
}

/// The servers and files on this machine. The servers are dropped first.
#[derive(Debug)]
struct Files {
    logins: Logins,
    volumes: Volumes,
    /// The running instances that someone has connected to.
    connected: BTreeSet<String>,
}

impl Files {
    fn new() -> Result<Self, SetupError> {
        let environment = environment()?;
        let volumes = Volumes::new(environment)?;
        Ok(Self {
            logins: Logins::new(environment, volumes.path())?,
            volumes,
            connected: BTreeSet::new(),
        })
    }
}

impl Hosts {
    /// Performs an action on real files. `of_reference` is the result of the reference.
    fn follow(&mut self, action: &Action, of_reference: Outcome) -> Result<Outcome, SetupError> {
        match action {
            Action::Call(call) => self.follow_call(call, &of_reference).map(|()| of_reference),
            Action::Guest(call) => self.follow_guest(call, of_reference),
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
                if let Some(files) = &mut self.files {
                    files.volumes.unmount_all(instance_id);
                    files.connected.remove(instance_id);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Creates the files of a new instance, with the key in its metadata.
    fn boot(&mut self, region: &str, instance: &Instance) -> Result<(), SetupError> {
        let path = "/latest/meta-data/public-keys/0/openssh-key".to_owned();
        let (instance_id, guest_action) =
            (instance.instance_id.clone(), GuestAction::ReadMetadata { path });
        let call = GuestCall { region: region.to_owned(), instance_id, sudo: false, guest_action };
        let entry = match self.reference.call(&Action::Guest(call)) {
            Outcome::Success(Reply::Text(entry)) => Some(entry),
            _ => None,
        };
        let files = match &mut self.files {
            Some(files) => files,
            none => none.insert(Files::new()?),
        };
        files.volumes.boot(root_volume(instance), entry.as_deref())
    }

    fn follow_guest(
        &mut self,
        call: &GuestCall,
        of_reference: Outcome,
    ) -> Result<Outcome, SetupError> {
        let GuestCall { region, instance_id: id, sudo, guest_action } = call;
        let instance = self.instance(region, id).filter(|instance| instance.state == "running");
        let is_done = of_reference == Outcome::Success(Reply::Done);
        let attached = match guest_action {
            GuestAction::Mount { device, .. } | GuestAction::Unmount { device } if is_done => {
                Some(self.volume_at(region, id, device)?)
            }
            _ => None,
        };
        let (Some(instance), Some(files)) = (instance, &mut self.files) else {
            return Ok(of_reference);
        };
        let root = root_volume(&instance);
        if !files.volumes.volume(root).is_dir() {
            // The instance was not created by `boot`, so it has no SSH.
            return Ok(of_reference);
        }
        match (guest_action, attached) {
            (GuestAction::ReadMetadata { .. }, _) => Ok(of_reference),
            (GuestAction::Mount { directory, .. }, attached) => {
                attached.iter().for_each(|volume| files.volumes.mount(id, directory, volume));
                Ok(of_reference)
            }
            (GuestAction::Unmount { .. }, attached) => {
                attached.iter().for_each(|volume| files.volumes.unmount(id, volume));
                Ok(of_reference)
            }
            (GuestAction::Connect { user, credential }, _) => {
                let root = files.volumes.volume(root);
                Ok(match files.logins.connect(&root, user, credential)? {
                    Login::Accepted => {
                        files.connected.insert(id.clone());
                        Outcome::Success(Reply::Connected { user: user.clone() })
                    }
                    Login::Refused(message) => Outcome::Refused(Refusal::without_code(message)),
                })
            }
            _ if !files.connected.contains(id) => {
                Ok(Outcome::Refused(Refusal::without_code("no one is connected".to_owned())))
            }
            (guest_action, _) => files.volumes.perform(id, root, *sudo, guest_action),
        }
    }

    fn instance(&mut self, region: &str, id: &str) -> Option<Instance> {
        let operation = Operation::DescribeInstances { instance_ids: vec![id.to_owned()] };
        match self.ask(region, operation) {
            Outcome::Success(Reply::Instances(mut instances)) => instances.pop(),
            _ => None,
        }
    }

    /// Returns the volume that is attached to an instance as this device.
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

/// Returns the root volume of an instance. For an instance store, that is the id of the instance.
fn root_volume(instance: &Instance) -> &str {
    instance.root_volume_id.as_deref().unwrap_or(&instance.instance_id)
}

impl Implementation for Hosts {
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
