//! Writes key pairs, instances and volumes as elements of answers.

use super::{OWNER, ROOT_DEVICE, ResponseContext};
use crate::api::{Attribute, Attributes};
use crate::query::Tags;
use crate::query::xml::Writer;

/// The instance type if the request gives none. It is also EC2's default, and nothing depends on it.
const INSTANCE_TYPE: &str = "m1.small";

/// The size of every volume in GiB, typical of root volumes in 2014.
pub(super) const VOLUME_SIZE: &str = "8";

/// Writes a required attribute of a resource as an element.
fn write(writer: &mut Writer, name: &str, resource: &Attributes, attribute: Attribute) {
    writer.text(name, attribute.of(resource).unwrap_or_default());
}

/// Writes a pair as it is listed. Later API versions have more elements.
pub(super) fn key_pair(
    context: &ResponseContext<'_>,
    pair: &Attributes,
    is_later: bool,
    writer: &mut Writer,
) {
    let name = Attribute::KeyName.of(pair).unwrap_or_default();
    let record = context.key_pair(name).filter(|_| is_later);
    writer.text("keyName", name);
    writer.optional("keyPairId", record.map(|record| record.id.as_str()));
    write(writer, "keyFingerprint", pair, Attribute::Fingerprint);
    writer.optional("keyMaterial", Attribute::PrivateKey.of(pair));
    if record.is_some() {
        writer.text("keyType", "rsa");
    }
    let public_key = context.public_keys.and_then(|keys| keys.get(name));
    writer.optional("publicKey", public_key.map(String::as_str));
    if let Some(record) = record {
        writer.text("createTime", &record.created.to_string());
        tags(&record.tags, writer);
    }
}

/// Writes a pair as the answer to its creation or import. It has no tags element if it has no tags.
pub(super) fn new_key_pair(
    context: &ResponseContext<'_>,
    pair: &Attributes,
    is_later: bool,
    writer: &mut Writer,
) {
    let name = Attribute::KeyName.of(pair).unwrap_or_default();
    let record = context.key_pair(name).filter(|_| is_later);
    writer.text("keyName", name);
    write(writer, "keyFingerprint", pair, Attribute::Fingerprint);
    writer.optional("keyMaterial", Attribute::PrivateKey.of(pair));
    writer.optional("keyPairId", record.map(|record| record.id.as_str()));
    if let Some(record) = record.filter(|record| !record.tags.is_empty()) {
        tags(&record.tags, writer);
    }
}

fn tags(tags: &Tags, writer: &mut Writer) {
    writer.list("tagSet", tags, |writer, (key, value)| {
        writer.text("key", key);
        writer.text("value", value);
    });
}

/// Writes a reservation. It has one instance, and both ids have the same digits.
pub(super) fn reservation(context: &ResponseContext<'_>, one: &Attributes, writer: &mut Writer) {
    let digits = Attribute::InstanceId.of(one).and_then(|id| id.strip_prefix("i-"));
    writer.text("reservationId", &format!("r-{}", digits.unwrap_or("00000000")));
    writer.text("ownerId", OWNER);
    writer.element("groupSet", |_| {});
    writer.list("instancesSet", Some(one), |writer, one| instance(context, one, writer));
}

fn instance(context: &ResponseContext<'_>, instance: &Attributes, writer: &mut Writer) {
    let id = Attribute::InstanceId.of(instance).unwrap_or_default();
    let launched = context.launched(id);
    let instance_type = launched.and_then(|launched| launched.instance_type.as_deref());
    writer.text("instanceId", id);
    write(writer, "imageId", instance, Attribute::ImageId);
    state("instanceState", Attribute::State.of(instance).unwrap_or_default(), writer);
    // Instances have no DNS names here, but clients expect these elements.
    for absent in ["privateDnsName", "dnsName", "reason"] {
        writer.text(absent, "");
    }
    writer.optional("keyName", Attribute::KeyName.of(instance));
    writer.text("amiLaunchIndex", "0");
    product_codes(Attribute::ProductCode.of(instance), writer);
    writer.text("instanceType", instance_type.unwrap_or(INSTANCE_TYPE));
    writer.text("launchTime", &context.launch_time(id).to_string());
    writer.element("placement", |writer| {
        write(writer, "availabilityZone", instance, Attribute::AvailabilityZone);
    });
    writer.element("monitoring", |writer| writer.text("state", "disabled"));
    writer.optional("ipAddress", Attribute::PublicIp.of(instance));
    writer.element("groupSet", |_| {});
    write(writer, "rootDeviceType", instance, Attribute::RootDeviceType);
    writer.text("rootDeviceName", ROOT_DEVICE);
    let root = Attribute::RootVolumeId.of(instance);
    writer.list("blockDeviceMapping", root, |writer, volume_id| {
        writer.text("deviceName", ROOT_DEVICE);
        writer.element("ebs", |writer| {
            writer.text("volumeId", volume_id);
            writer.text("status", "attached");
            writer.text("attachTime", &context.volume(volume_id).attached.to_string());
            writer.text("deleteOnTermination", "true");
        });
    });
    writer.optional("clientToken", launched.and_then(|launched| launched.client_token.as_deref()));
}

/// Writes the current state of an instance, and its previous state if that is known.
pub(super) fn state_change(before: Option<&str>, instance: &Attributes, writer: &mut Writer) {
    write(writer, "instanceId", instance, Attribute::InstanceId);
    state("currentState", Attribute::State.of(instance).unwrap_or_default(), writer);
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

pub(super) fn volume(context: &ResponseContext<'_>, volume: &Attributes, writer: &mut Writer) {
    write(writer, "volumeId", volume, Attribute::VolumeId);
    writer.text("size", VOLUME_SIZE);
    write(writer, "availabilityZone", volume, Attribute::AvailabilityZone);
    write(writer, "status", volume, Attribute::State);
    let id = Attribute::VolumeId.of(volume).unwrap_or_default();
    writer.text("createTime", &context.volume(id).created.to_string());
    let attached = Attribute::InstanceId.of(volume).map(|_| volume);
    writer.list("attachmentSet", attached, |writer, volume| attachment(context, volume, writer));
}

/// Writes where a volume is attached, or that it is detached.
pub(super) fn attachment(context: &ResponseContext<'_>, volume: &Attributes, writer: &mut Writer) {
    write(writer, "volumeId", volume, Attribute::VolumeId);
    let (instance_id, device) = (Attribute::InstanceId.of(volume), Attribute::Device.of(volume));
    writer.optional("instanceId", instance_id);
    writer.optional("device", device);
    writer.text("status", if instance_id.is_some() { "attached" } else { "detached" });
    if instance_id.is_some() {
        let id = Attribute::VolumeId.of(volume).unwrap_or_default();
        writer.text("attachTime", &context.volume(id).attached.to_string());
        // Only the root volume is deleted with its instance.
        let is_root = device == Some(ROOT_DEVICE);
        writer.text("deleteOnTermination", if is_root { "true" } else { "false" });
    }
}
