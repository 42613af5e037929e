//! Key pairs, instances and volumes, as the elements of answers.

use super::{OWNER, ROOT_DEVICE};
use crate::api::service::Operation;
use crate::api::{Instance, KeyPair, Volume};
use crate::query::xml::Writer;

pub(super) fn key_pair(pair: &KeyPair, writer: &mut Writer) {
    writer.text("keyName", &pair.key_name);
    writer.text("keyFingerprint", &pair.fingerprint);
    writer.optional("keyMaterial", pair.private_key.as_deref());
}

/// A launch and what it launched: here it is one instance, whose id has the digits of the reservation's.
pub(super) fn reservation(instances: &[Instance], writer: &mut Writer) {
    let digits = instances.first().and_then(|one| one.instance_id.strip_prefix("i-"));
    writer.text("reservationId", &format!("r-{}", digits.unwrap_or("00000000")));
    writer.text("ownerId", OWNER);
    writer.element("groupSet", |_| {});
    writer.list("instancesSet", instances, |writer, one| instance(one, writer));
}

fn instance(instance: &Instance, writer: &mut Writer) {
    writer.text("instanceId", &instance.instance_id);
    writer.text("imageId", &instance.image_id);
    state("instanceState", &instance.state, writer);
    writer.optional("keyName", instance.key_name.as_deref());
    product_codes(instance.product_code.as_deref(), writer);
    writer.element("placement", |writer| {
        writer.text("availabilityZone", &instance.availability_zone);
    });
    writer.optional("ipAddress", instance.public_ip.as_deref());
    writer.text("rootDeviceType", &instance.root_device_type);
    writer.text("rootDeviceName", ROOT_DEVICE);
    writer.list("blockDeviceMapping", &instance.root_volume_id, |writer, volume_id| {
        writer.text("deviceName", ROOT_DEVICE);
        writer.element("ebs", |writer| {
            writer.text("volumeId", volume_id);
            writer.text("status", "attached");
        });
    });
}

/// An instance whose state is another now. Which one it had before is told where there is only one that it can have
/// had.
pub(super) fn state_change(operation: &Operation, instance: &Instance, writer: &mut Writer) {
    writer.text("instanceId", &instance.instance_id);
    state("currentState", &instance.state, writer);
    match operation {
        Operation::StopInstances { .. } => state("previousState", "running", writer),
        Operation::StartInstances { .. } => state("previousState", "stopped", writer),
        _ => {}
    }
}

/// A state, by its code and its name (API reference 2014-06-15, "InstanceStateType").
fn state(element: &str, name: &str, writer: &mut Writer) {
    let code = match name {
        "pending" => "0",
        "shutting-down" => "32",
        "terminated" => "48",
        "stopping" => "64",
        "stopped" => "80",
        _ => "16",
    };
    writer.element(element, |writer| {
        writer.text("code", code);
        writer.text("name", name);
    });
}

pub(super) fn product_codes(code: Option<&str>, writer: &mut Writer) {
    writer.list("productCodes", code, |writer, code| {
        writer.text("productCode", code);
        writer.text("type", "marketplace");
    });
}

pub(super) fn volume(volume: &Volume, writer: &mut Writer) {
    writer.text("volumeId", &volume.volume_id);
    writer.text("availabilityZone", &volume.availability_zone);
    writer.text("status", &volume.state);
    let attached = volume.instance_id.as_ref().map(|_| volume);
    writer.list("attachmentSet", attached, |writer, volume| attachment(volume, writer));
}

/// Where a volume is attached, or that it is attached to nothing any more.
pub(super) fn attachment(volume: &Volume, writer: &mut Writer) {
    writer.text("volumeId", &volume.volume_id);
    writer.optional("instanceId", volume.instance_id.as_deref());
    writer.optional("device", volume.device.as_deref());
    let is_attached = volume.instance_id.is_some();
    writer.text("status", if is_attached { "attached" } else { "detached" });
}
