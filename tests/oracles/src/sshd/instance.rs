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
use keyproof::api::{Action, Attribute, Attributes, Outcome, Refusal, Reply};
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
        let Outcome::Success(Reply::Resources(instances)) = of_reference else { return Ok(()) };
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
    fn boot(&mut self, region: &str, instance: &Attributes) -> Result<(), SetupError> {
        let path = "/latest/meta-data/public-keys/0/openssh-key".to_owned();
        let instance_id = Attribute::InstanceId.of(instance).unwrap_or_default().to_owned();
        let guest_action = GuestAction::ReadMetadata { path };
        let call = GuestCall { region: region.to_owned(), instance_id, sudo: false, guest_action };
        let entry = match self.reference.call(&Action::Guest(call)) {
            Outcome::Success(reply) => reply.first(Attribute::Text).map(str::to_owned),
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
        let instance = self.instance(region, id);
        let instance = instance.filter(|instance| Attribute::State.of(instance) == Some("running"));
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
                        let user = [(Attribute::User, Some(user.clone()))];
                        Outcome::Success(Reply::resource(user))
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

    fn instance(&mut self, region: &str, id: &str) -> Option<Attributes> {
        let operation = Operation::DescribeInstances { instance_ids: vec![id.to_owned()] };
        match self.ask(region, operation) {
            Outcome::Success(Reply::Resources(mut instances)) => instances.pop(),
            _ => None,
        }
    }

    /// Returns the volume that is attached to an instance as this device.
    fn volume_at(&mut self, region: &str, id: &str, device: &str) -> Result<String, SetupError> {
        let operation = Operation::DescribeVolumes { volume_ids: Vec::new() };
        let volumes = match self.ask(region, operation) {
            Outcome::Success(Reply::Resources(volumes)) => volumes,
            _ => Vec::new(),
        };
        let is_there = |volume: &&Attributes| {
            Attribute::InstanceId.of(volume) == Some(id)
                && Attribute::Device.of(volume) == Some(device)
        };
        let volume = volumes.iter().find(is_there).and_then(|it| Attribute::VolumeId.of(it));
        volume
            .map(str::to_owned)
            .ok_or_else(|| SetupError::Reference(format!("volume at {device} of {id}")))
    }

    fn ask(&mut self, region: &str, operation: Operation) -> Outcome {
        let (region, signature) = (region.to_owned(), Signature::Valid);
        self.reference.call(&Action::Call(Call { region, dry_run: false, signature, operation }))
    }
}

/// Returns the root volume of an instance. For an instance store, that is the id of the instance.
fn root_volume(instance: &Attributes) -> &str {
    let ids = [Attribute::RootVolumeId, Attribute::InstanceId];
    ids.iter().find_map(|id| id.of(instance)).unwrap_or_default()
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
