//! Instances: launched with or without a key pair, stopped, started and terminated.

use super::volume::ROOT_DEVICE;
use super::{Region, free_id};
use crate::api::service::{Launch, Network, Platform, RootDeviceType};
use crate::api::{Attribute, Attributes, ErrorCode, Refusal, Reply, attributes, quoted};
use crate::encoding::base64;
use crate::key::SupportedKey;
use crate::key::encryption::encrypt;
use crate::model::guest::{FileSystem, Guest};
use crate::model::launch_key::LaunchKey;
use rsa::rand_core::CryptoRng;
use std::collections::BTreeMap;

/// The maximum number of instances in a region. Terminated ones count, until a launch needs the room.
const MAX_INSTANCES: usize = 1_000;

/// The instances of a region, by id.
pub(in crate::model) type Instances = BTreeMap<String, Instance>;

#[derive(Debug)]
pub(super) struct Instance {
    /// The parameters of the launch.
    pub(super) launch: Launch,
    /// The key pair as it was at the launch. Later changes to the pair don't affect the instance (rules
    /// delete/instances-untouched, public-key/metadata-frozen).
    pub(super) key: Option<LaunchKey>,
    pub(super) zone: String,
    pub(super) state: State,
    /// The public address of the running instance if it has no Elastic IP address.
    pub(super) address: String,
    pub(super) guest: Guest,
    /// The ids of the attached volumes, by device name.
    pub(super) devices: BTreeMap<String, String>,
    password_data: Option<String>,
}

/// The state of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Running,
    Stopped,
    Terminated,
}

impl State {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Terminated => "terminated",
        }
    }
}

impl Instance {
    pub(super) fn is_running(&self) -> bool {
        self.state == State::Running
    }

    /// Returns whether the instance is terminated.
    pub(super) fn has_ended(&self) -> bool {
        self.state == State::Terminated
    }

    /// Returns whether the root file system is in an instance store.
    pub(super) fn has_root_in_store(&self) -> bool {
        self.launch.image.root_device_type == RootDeviceType::InstanceStore
    }
}

impl Region {
    /// Launches one instance (rules launch/names-pair, launch/unknown-pair-refused,
    /// pair/region-binds-launch, delete/no-new-launch, launch/without-pair-locked-out).
    pub(super) fn launch(
        &mut self,
        launch: &Launch,
        random: &mut impl CryptoRng,
    ) -> Result<Reply, Refusal> {
        let key = self.launch_key(launch.key_name.as_deref())?;
        if launch.image.root_device_type == RootDeviceType::Ebs {
            self.check_room_for_volume()?;
        }
        self.make_room()?;
        let id = free_id("i", random, |id| self.instances.contains_key(id));
        let zone = launch.availability_zone.as_deref().unwrap_or("a");
        let zone = format!("{}{zone}", self.name);
        let mut guest = Guest::default();
        let mut devices = BTreeMap::new();
        let files = FileSystem::of_image(key.as_ref());
        match launch.image.root_device_type {
            RootDeviceType::InstanceStore => guest.store = Some(files),
            RootDeviceType::Ebs => {
                let volume = self.add_root_volume(&id, launch, &zone, files, random);
                devices.insert(ROOT_DEVICE.to_owned(), volume);
            }
        }
        let is_windows = launch.image.platform == Platform::Windows;
        let password_data = key.as_ref().filter(|_| is_windows);
        let instance = Instance {
            launch: launch.clone(),
            password_data: password_data.and_then(|key| password_data_for(key.public(), random)),
            key,
            zone,
            state: State::Running,
            address: self.free_address(random),
            guest,
            devices,
        };
        self.instances.insert(id.clone(), instance);
        self.one_instance(&id)
    }

    /// Lists the instances with these ids. Each must exist. No ids mean all instances.
    pub(super) fn describe_instances(&self, ids: &[String]) -> Result<Reply, Refusal> {
        if ids.is_empty() {
            let all = self.instances.iter().map(|(id, instance)| self.described(id, instance));
            return Ok(Reply::Resources(all.collect()));
        }
        let described = ids.iter().map(|id| Ok(self.described(id, self.instance(id)?)));
        described.collect::<Result<_, _>>().map(Reply::Resources)
    }

    /// Stops an instance. This unmounts its volumes and ends connections (rules
    /// recover/instance-store-cannot-stop, recover/ebs-only).
    pub(super) fn stop(&mut self, id: &str) -> Result<Reply, Refusal> {
        let instance = self.instance(id)?;
        if instance.has_root_in_store() {
            let message = format!("{id} has its root in an instance store and can't be stopped");
            return Err(Refusal::new(ErrorCode::UnsupportedOperation, message));
        }
        self.expect_state(id, State::Running)?;
        self.change_state(id, State::Stopped);
        // On EC2-Classic, a stop disassociates the Elastic IP address (rule recover/classic-address).
        if self.instance(id)?.launch.network == Network::Classic {
            self.disassociate(id);
        }
        self.one_instance(id)
    }

    /// Starts a stopped instance that has a volume at its root device (rules recover/reattach-as-sda1,
    /// recover/start-with-new-key).
    pub(super) fn start(
        &mut self,
        id: &str,
        random: &mut impl CryptoRng,
    ) -> Result<Reply, Refusal> {
        self.expect_state(id, State::Stopped)?;
        if self.volume_at(id, ROOT_DEVICE).is_none() {
            let message = format!("{id} has no volume attached at its root, {ROOT_DEVICE}");
            return Err(Refusal::new(ErrorCode::IncorrectInstanceState, message));
        }
        let address = self.free_address(random);
        self.instances.get_mut(id).expect("its state was seen above").address = address;
        self.change_state(id, State::Running);
        self.one_instance(id)
    }

    /// Terminates an instance. Its root volume is deleted and its other volumes become available (rule
    /// recover/temporary-optional).
    pub(super) fn terminate(&mut self, id: &str) -> Result<Reply, Refusal> {
        if self.instance(id)?.state != State::Terminated {
            self.ended.push_back(id.to_owned());
        }
        self.change_state(id, State::Terminated);
        self.disassociate(id);
        let instance = self.instances.get_mut(id).expect("it was found above");
        for (device, volume_id) in std::mem::take(&mut instance.devices) {
            if device == ROOT_DEVICE {
                self.volumes.remove(&volume_id);
            } else if let Some(volume) = self.volumes.get_mut(&volume_id) {
                volume.attachment = None;
            }
        }
        self.one_instance(id)
    }

    /// Returns the encrypted administrator password of a Windows instance. It is absent for other instances
    /// and for instances without a key pair (rule launch/windows-password).
    pub(super) fn password_data(&self, id: &str) -> Result<Reply, Refusal> {
        let password_data = self.instance(id)?.password_data.clone();
        Ok(Reply::resource([(Attribute::PasswordData, password_data)]))
    }

    /// Returns the ids of the running instances.
    pub(in crate::model) fn running(&self) -> impl Iterator<Item = &str> {
        let running = self.instances.iter().filter(|(_, instance)| instance.is_running());
        running.map(|(id, _)| id.as_str())
    }

    pub(super) fn instance(&self, id: &str) -> Result<&Instance, Refusal> {
        self.instances.get(id).ok_or_else(|| not_found(id))
    }

    /// Removes the instance that was terminated first, if the region is full. EC2 lists terminated instances
    /// for one hour only, but the model has no clock.
    fn make_room(&mut self) -> Result<(), Refusal> {
        if self.instances.len() < MAX_INSTANCES {
            return Ok(());
        }
        let Some(id) = self.ended.pop_front() else {
            let message = format!("the region has {MAX_INSTANCES} instances, the most that it may");
            return Err(Refusal::new(ErrorCode::InstanceLimitExceeded, message));
        };
        self.disassociate(&id);
        self.instances.remove(&id);
        Ok(())
    }

    /// Returns the key pair that a launch names. The pair must exist in this region.
    fn launch_key(&self, name: Option<&str>) -> Result<Option<LaunchKey>, Refusal> {
        let Some(name) = name else { return Ok(None) };
        if name.is_empty() {
            let message = "the name of a key pair must not be blank";
            return Err(Refusal::new(ErrorCode::InvalidParameterValue, message));
        }
        let public = self.key_pairs.find(name)?.public().clone();
        Ok(Some(LaunchKey::new(name, public)))
    }

    fn expect_state(&self, id: &str, state: State) -> Result<(), Refusal> {
        let found = self.instance(id)?.state;
        if found == state {
            return Ok(());
        }
        let message = format!("{id} is {}, not {}", found.name(), state.name());
        Err(Refusal::new(ErrorCode::IncorrectInstanceState, message))
    }

    fn change_state(&mut self, id: &str, state: State) {
        let instance = self.instances.get_mut(id).expect("it was found before");
        instance.state = state;
        instance.guest.leave();
    }

    fn one_instance(&self, id: &str) -> Result<Reply, Refusal> {
        Ok(Reply::Resources(vec![self.described(id, self.instance(id)?)]))
    }

    fn described(&self, id: &str, instance: &Instance) -> Attributes {
        let Launch { image, .. } = &instance.launch;
        let own = Some(&instance.address).filter(|_| instance.is_running());
        attributes([
            (Attribute::KeyName, instance.key.as_ref().map(|key| key.name().to_owned())),
            (Attribute::InstanceId, Some(id.to_owned())),
            (Attribute::ImageId, Some(image.id.clone())),
            (Attribute::State, Some(instance.state.name().to_owned())),
            // Rule recover/root-device-types.
            (Attribute::RootDeviceType, Some(image.root_device_type.name().to_owned())),
            (Attribute::RootVolumeId, self.volume_at(id, ROOT_DEVICE).cloned()),
            (Attribute::AvailabilityZone, Some(instance.zone.clone())),
            (Attribute::PublicIp, self.address_of(id).or(own).cloned()),
            (Attribute::ProductCode, image.product_code.clone()),
        ])
    }
}

/// Returns a new password, encrypted with the launch key and in base64.
fn password_data_for(key: &SupportedKey, random: &mut impl CryptoRng) -> Option<String> {
    const LENGTH: usize = 12;
    let mut password = String::with_capacity(LENGTH);
    while password.len() < LENGTH {
        let characters = random.next_u64().to_be_bytes().map(char::from);
        password.extend(characters.iter().filter(|c| c.is_ascii_alphanumeric()));
    }
    password.truncate(LENGTH);
    encrypt(key, password.as_bytes(), random).map(|ciphertext| base64::encode(&ciphertext))
}

fn not_found(id: &str) -> Refusal {
    let message = format!("The instance ID {} does not exist", quoted(id));
    Refusal::new(ErrorCode::InvalidInstanceIdNotFound, message)
}

#[cfg(test)]
mod tests;
