//! Volumes: attached to an instance under a device name, detached and deleted.

use super::{Region, free_id};
use crate::api::service::Launch;
use crate::api::{Attribute, Attributes, ErrorCode, Refusal, Reply, attributes, quoted};
use crate::model::guest::FileSystem;
use rsa::rand_core::CryptoRng;
use std::collections::BTreeMap;

/// The device name of an instance's root volume (rule recover/reattach-as-sda1).
pub(super) const ROOT_DEVICE: &str = "/dev/sda1";

/// The maximum number of volumes in a region: the default limit of EC2 in 2014.
pub(super) const MAX_VOLUMES: usize = 5_000;

/// The volumes of a region, by id.
pub(in crate::model) type Volumes = BTreeMap<String, Volume>;

#[derive(Debug)]
pub(super) struct Volume {
    pub(super) zone: String,
    /// The Marketplace product code of the volume's image. It stays with the volume.
    pub(super) product_code: Option<String>,
    pub(super) attachment: Option<Attachment>,
    pub(super) files: FileSystem,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attachment {
    pub(super) instance_id: String,
    pub(super) device: String,
}

impl Region {
    /// Lists the volumes with these ids. Each must exist. No ids mean all volumes.
    pub(super) fn describe_volumes(&self, ids: &[String]) -> Result<Reply, Refusal> {
        if ids.is_empty() {
            let all = self.volumes.iter().map(|(id, volume)| described(id, volume));
            return Ok(Reply::Resources(all.collect()));
        }
        let found = |id: &String| self.volumes.get(id).ok_or_else(|| not_found(id));
        let described = ids.iter().map(|id| Ok(described(id, found(id)?)));
        described.collect::<Result<_, _>>().map(Reply::Resources)
    }

    /// Attaches an available volume (rules recover/detach-to-available, recover/attach-secondary,
    /// recover/marketplace-refused).
    pub(super) fn attach(
        &mut self,
        volume_id: &str,
        instance_id: &str,
        device: &str,
    ) -> Result<Reply, Refusal> {
        let device = device_name(device)?;
        let instance = self.instance(instance_id)?;
        let volume = self.volumes.get(volume_id).ok_or_else(|| not_found(volume_id))?;
        if let Some(Attachment { instance_id, .. }) = &volume.attachment {
            let message = format!("the volume {volume_id} is attached to {instance_id}");
            return Err(Refusal::new(ErrorCode::VolumeInUse, message));
        }
        if volume.zone != instance.zone {
            let message = format!("{volume_id} is in {}, {instance_id} not", volume.zone);
            return Err(Refusal::new(ErrorCode::InvalidVolumeZoneMismatch, message));
        }
        if instance.has_ended() {
            let message = format!("{instance_id} is {}", instance.state.name());
            return Err(Refusal::new(ErrorCode::IncorrectState, message));
        }
        if device == ROOT_DEVICE && instance.has_root_in_store() || self.has(instance_id, &device) {
            let message = format!("{instance_id} has something at {device}");
            return Err(Refusal::new(ErrorCode::InvalidParameterValue, message));
        }
        if volume.product_code.is_some() && device != ROOT_DEVICE {
            let message =
                format!("{volume_id} has a Marketplace product code: only as {ROOT_DEVICE}");
            return Err(Refusal::new(ErrorCode::OperationNotPermitted, message));
        }
        let volume = self.volumes.get_mut(volume_id).expect("it was found above");
        volume.attachment =
            Some(Attachment { instance_id: instance_id.to_owned(), device: device.clone() });
        let instance = self.instances.get_mut(instance_id).expect("it was found above");
        instance.devices.insert(device, volume_id.to_owned());
        Ok(Reply::Resources(vec![described(volume_id, volume)]))
    }

    /// Detaches a volume from its instance. The volume is then `available` (rules recover/root-needs-stop,
    /// recover/detach-to-available, recover/unmount-first).
    pub(super) fn detach(&mut self, volume_id: &str) -> Result<Reply, Refusal> {
        let volume = self.volumes.get(volume_id).ok_or_else(|| not_found(volume_id))?;
        let Some(Attachment { instance_id, device }) = &volume.attachment else {
            let message = format!("the volume {volume_id} is attached to nothing");
            return Err(Refusal::new(ErrorCode::IncorrectState, message));
        };
        let instance = self.instance(instance_id)?;
        if device == ROOT_DEVICE && instance.is_running() {
            let message = format!("{volume_id} is the root of {instance_id}, which runs");
            return Err(Refusal::new(ErrorCode::OperationNotPermitted, message));
        }
        if instance.guest.has_mounted(volume_id) {
            let message = format!("{volume_id} is busy: {instance_id} has it mounted");
            return Err(Refusal::new(ErrorCode::IncorrectState, message));
        }
        let volume = self.volumes.get_mut(volume_id).expect("it was found above");
        if let Some(Attachment { instance_id, device }) = volume.attachment.take()
            && let Some(instance) = self.instances.get_mut(&instance_id)
        {
            instance.devices.remove(&device);
        }
        Ok(Reply::Resources(vec![described(volume_id, volume)]))
    }

    /// Deletes a volume and its files, if it is not attached.
    pub(super) fn delete_volume(&mut self, volume_id: &str) -> Result<Reply, Refusal> {
        let volume = self.volumes.get(volume_id).ok_or_else(|| not_found(volume_id))?;
        if let Some(Attachment { instance_id, .. }) = &volume.attachment {
            let message = format!("the volume {volume_id} is attached to {instance_id}");
            return Err(Refusal::new(ErrorCode::VolumeInUse, message));
        }
        self.volumes.remove(volume_id);
        Ok(Reply::Done)
    }

    /// Checks the limit of volumes. The limit of instances is not enough: a detached root volume remains when
    /// its instance is terminated.
    pub(super) fn check_room_for_volume(&self) -> Result<(), Refusal> {
        if self.volumes.len() < MAX_VOLUMES {
            return Ok(());
        }
        let message =
            format!("the region has {MAX_VOLUMES} volumes, the most that it may; delete some");
        Err(Refusal::new(ErrorCode::VolumeLimitExceeded, message))
    }

    /// Adds the root volume of a new instance and returns the volume's id.
    pub(super) fn add_root_volume(
        &mut self,
        instance_id: &str,
        launch: &Launch,
        zone: &str,
        files: FileSystem,
        random: &mut impl CryptoRng,
    ) -> String {
        let id = free_id("vol", random, |id| self.volumes.contains_key(id));
        let instance_id = instance_id.to_owned();
        let attachment = Attachment { instance_id, device: ROOT_DEVICE.to_owned() };
        let volume = Volume {
            zone: zone.to_owned(),
            product_code: launch.image.product_code.clone(),
            attachment: Some(attachment),
            files,
        };
        self.volumes.insert(id.clone(), volume);
        id
    }

    /// Returns the id of the volume that is attached to an instance at a device.
    pub(super) fn volume_at(&self, instance_id: &str, device: &str) -> Option<&String> {
        self.instances.get(instance_id)?.devices.get(device)
    }

    fn has(&self, instance_id: &str, device: &str) -> bool {
        self.volume_at(instance_id, device).is_some()
    }
}

/// Returns the full device name: `sdf` becomes `/dev/sdf`.
pub(super) fn device_name(device: &str) -> Result<String, Refusal> {
    let name = device.strip_prefix("/dev/").unwrap_or(device);
    let rest = name.strip_prefix("sd").or_else(|| name.strip_prefix("xvd")).unwrap_or_default();
    let number = rest.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let letters = rest.len() - number.len();
    let is_number = number.len() <= 2 && number.bytes().all(|digit| digit.is_ascii_digit());
    if (1..=2).contains(&letters) && is_number {
        return Ok(format!("/dev/{name}"));
    }
    let message = format!("{} is no device name such as /dev/sdf", quoted(device));
    Err(Refusal::new(ErrorCode::InvalidParameterValue, message))
}

fn described(id: &str, volume: &Volume) -> Attributes {
    let attachment = volume.attachment.clone();
    let state = if attachment.is_some() { "in-use" } else { "available" };
    let (instance_id, device) = attachment.map(|at| (at.instance_id, at.device)).unzip();
    attributes([
        (Attribute::InstanceId, instance_id),
        (Attribute::State, Some(state.to_owned())),
        (Attribute::AvailabilityZone, Some(volume.zone.clone())),
        (Attribute::ProductCode, volume.product_code.clone()),
        (Attribute::VolumeId, Some(id.to_owned())),
        (Attribute::Device, device),
    ])
}

fn not_found(id: &str) -> Refusal {
    Refusal::new(
        ErrorCode::InvalidVolumeNotFound,
        format!("The volume {} does not exist.", quoted(id)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_detached_volume_can_be_deleted() {
        let mut region = Region::new("us-east-1");
        let attachment =
            Attachment { instance_id: "i-1".to_owned(), device: "/dev/sdf".to_owned() };
        let volume = Volume {
            zone: "us-east-1a".to_owned(),
            product_code: None,
            attachment: Some(attachment),
            files: FileSystem::of_image(None),
        };
        region.volumes.insert("vol-1".to_owned(), volume);
        let refusal = region.delete_volume("vol-1").unwrap_err();
        assert_eq!(refusal.code, Some(ErrorCode::VolumeInUse));
        region.volumes.get_mut("vol-1").unwrap().attachment = None;
        assert_eq!(region.delete_volume("vol-1"), Ok(Reply::Done));
        let refusal = region.delete_volume("vol-1").unwrap_err();
        assert_eq!(refusal.code, Some(ErrorCode::InvalidVolumeNotFound));
    }

    #[test]
    fn a_device_name_may_omit_its_directory() {
        for (given, full) in [
            ("/dev/sda1", "/dev/sda1"),
            ("sda1", "/dev/sda1"),
            ("/dev/sdf", "/dev/sdf"),
            ("xvdba", "/dev/xvdba"),
        ] {
            assert_eq!(device_name(given).as_deref(), Ok(full));
        }
        for wrong in ["", "/dev/", "sd", "/dev/sd1", "hda", "/dev/sdf/../sda1", "sdF", "sda123"] {
            assert!(device_name(wrong).is_err(), "{wrong}");
        }
    }
}
