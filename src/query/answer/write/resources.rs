//! Writes key pairs, instances and volumes as elements of answers.

use super::{OWNER, ROOT_DEVICE, ResponseContext, TIME};
use crate::api::{Instance, KeyPair, Volume};
use crate::query::xml::Writer;

/// The instance type if the request gives none. It is also EC2's default, and nothing depends on it.
const INSTANCE_TYPE: &str = "m1.small";

/// The size of every volume in GiB, typical of root volumes in 2014.
const VOLUME_SIZE: &str = "8";

/// Writes a key pair. Only later API versions have an id.
pub(super) fn key_pair(pair: &KeyPair, id: Option<&str>, writer: &mut Writer) {
    writer.optional("keyPairId", id);
    writer.text("keyName", &pair.key_name);
    writer.text("keyFingerprint", &pair.fingerprint);
    writer.optional("keyMaterial", pair.private_key.as_deref());
}

/// Writes a reservation. It has one instance, and both ids have the same digits.
pub(super) fn reservation(context: &ResponseContext<'_>, one: &Instance, writer: &mut Writer) {
    let digits = one.instance_id.strip_prefix("i-");
    writer.text("reservationId", &format!("r-{}", digits.unwrap_or("00000000")));
    writer.text("ownerId", OWNER);
    writer.element("groupSet", |_| {});
    writer.list("instancesSet", Some(one), |writer, one| instance(context, one, writer));
}

fn instance(context: &ResponseContext<'_>, instance: &Instance, writer: &mut Writer) {
    let launched = context.launched.and_then(|launched| launched.get(&instance.instance_id));
    let instance_type = launched.and_then(|launched| launched.instance_type.as_deref());
    writer.text("instanceId", &instance.instance_id);
    writer.text("imageId", &instance.image_id);
    state("instanceState", &instance.state, writer);
    // Instances have no DNS names here, but clients expect these elements.
    for absent in ["privateDnsName", "dnsName", "reason"] {
        writer.text(absent, "");
    }
    writer.optional("keyName", instance.key_name.as_deref());
    writer.text("amiLaunchIndex", "0");
    product_codes(instance.product_code.as_deref(), writer);
    writer.text("instanceType", instance_type.unwrap_or(INSTANCE_TYPE));
    writer.text("launchTime", TIME);
    writer.element("placement", |writer| {
        writer.text("availabilityZone", &instance.availability_zone);
    });
    writer.element("monitoring", |writer| writer.text("state", "disabled"));
    writer.optional("ipAddress", instance.public_ip.as_deref());
    writer.element("groupSet", |_| {});
    writer.text("rootDeviceType", &instance.root_device_type);
    writer.text("rootDeviceName", ROOT_DEVICE);
    writer.list("blockDeviceMapping", &instance.root_volume_id, |writer, volume_id| {
        writer.text("deviceName", ROOT_DEVICE);
        writer.element("ebs", |writer| {
            writer.text("volumeId", volume_id);
            writer.text("status", "attached");
            writer.text("attachTime", TIME);
            writer.text("deleteOnTermination", "true");
        });
    });
    writer.optional("clientToken", launched.and_then(|launched| launched.client_token.as_deref()));
}

/// Writes the current state of an instance, and its previous state if that is known.
pub(super) fn state_change(before: Option<&str>, instance: &Instance, writer: &mut Writer) {
    writer.text("instanceId", &instance.instance_id);
    state("currentState", &instance.state, writer);
    if let Some(before) = before {
        state("previousState", before, writer);
    }
}

/// Writes the code and the name of a state (API reference 2014-06-15, "InstanceStateType").
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
    writer.text("size", VOLUME_SIZE);
    writer.text("availabilityZone", &volume.availability_zone);
    writer.text("status", &volume.state);
    writer.text("createTime", TIME);
    let attached = volume.instance_id.as_ref().map(|_| volume);
    writer.list("attachmentSet", attached, |writer, volume| attachment(volume, writer));
}

/// Writes where a volume is attached, or that it is detached.
pub(super) fn attachment(volume: &Volume, writer: &mut Writer) {
    writer.text("volumeId", &volume.volume_id);
    writer.optional("instanceId", volume.instance_id.as_deref());
    writer.optional("device", volume.device.as_deref());
    let is_attached = volume.instance_id.is_some();
    writer.text("status", if is_attached { "attached" } else { "detached" });
    if is_attached {
        writer.text("attachTime", TIME);
        // Only the root volume is deleted with its instance.
        let is_root = volume.device.as_deref() == Some(ROOT_DEVICE);
        writer.text("deleteOnTermination", if is_root { "true" } else { "false" });
    }
}
