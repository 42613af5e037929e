//! Reads the content of successful answers as resources and their attributes.

use crate::api::service::Operation;
use crate::api::{Attribute, Attributes, Reply};
use crate::query::answer::ResponseError;
use crate::query::answer::body::shown;
use crate::query::answer::facts::{Facts, bad, child, first_item, items, required, text};
use crate::query::xml::Element;

/// Reads the document of a successful operation.
pub(super) fn reply(operation: &Operation, root: Element<'_>) -> Result<Reply, ResponseError> {
    match operation {
        Operation::CreateKeyPair { .. } | Operation::ImportKeyPair { .. } => {
            Ok(Reply::Resources(vec![key_pair(root)?]))
        }
        Operation::DescribeKeyPairs { .. } => resources(required(root, "keySet")?, key_pair),
        Operation::RunInstances(_) => resources(required(root, "instancesSet")?, instance),
        Operation::DescribeInstances { .. } => reservations(required(root, "reservationSet")?),
        Operation::StopInstances { .. }
        | Operation::StartInstances { .. }
        | Operation::TerminateInstances { .. } => {
            resources(required(root, "instancesSet")?, state_change)
        }
        Operation::GetPasswordData { .. } => password_data(root),
        Operation::DescribeVolumes { .. } => resources(required(root, "volumeSet")?, volume),
        Operation::AttachVolume { .. } => Ok(Reply::Resources(vec![attached(root)?])),
        // The answer also names the former instance and device, which no longer apply.
        Operation::DetachVolume { .. } => {
            let volume = Facts::default().take(Attribute::VolumeId, root, "volumeId")?;
            Ok(Reply::Resources(vec![volume.record()]))
        }
        Operation::AllocateAddress { .. } => {
            let address = Facts::default().take(Attribute::PublicIp, root, "publicIp")?;
            Ok(Reply::Resources(vec![address.record()]))
        }
        Operation::AssociateAddress { public_ip, instance_id } => {
            returned(root)?;
            let address = Facts::default()
                .put(Attribute::PublicIp, Some(public_ip))
                .put(Attribute::InstanceId, Some(instance_id));
            Ok(Reply::Resources(vec![address.record()]))
        }
        Operation::DeleteKeyPair { .. }
        | Operation::ReleaseAddress { .. }
        | Operation::DeleteVolume { .. }
        // An unknown action should be refused, so its successful answer has no known form.
        | Operation::Unknown { .. } => returned(root),
    }
}

fn resources(
    list: Element<'_>,
    read: fn(Element<'_>) -> Result<Attributes, ResponseError>,
) -> Result<Reply, ResponseError> {
    let records = items(list)?.into_iter().map(read);
    records.collect::<Result<_, _>>().map(Reply::Resources)
}

/// Reads `<return>true</return>`. The element may be missing, because programs don't check it.
fn returned(root: Element<'_>) -> Result<Reply, ResponseError> {
    let Some(element) = child(root, "return")? else { return Ok(Reply::Done) };
    match text(root, "return")?.map(str::trim) {
        Some("true") => Ok(Reply::Done),
        found => Err(bad(element, format!("{:?}", shown(found.unwrap_or_default())), "\"true\"")),
    }
}

fn key_pair(element: Element<'_>) -> Result<Attributes, ResponseError> {
    let facts = Facts::default()
        .take(Attribute::KeyName, element, "keyName")?
        .take(Attribute::Fingerprint, element, "keyFingerprint")?
        .take(Attribute::PrivateKey, element, "keyMaterial")?;
    Ok(facts.record())
}

/// Reads the instances of all reservations.
fn reservations(list: Element<'_>) -> Result<Reply, ResponseError> {
    let mut instances = Vec::new();
    for reservation in items(list)? {
        for element in items(required(reservation, "instancesSet")?)? {
            instances.push(instance(element)?);
        }
    }
    Ok(Reply::Resources(instances))
}

fn instance(element: Element<'_>) -> Result<Attributes, ResponseError> {
    let mut facts = Facts::default()
        .take(Attribute::InstanceId, element, "instanceId")?
        .take(Attribute::ImageId, element, "imageId")?
        .take(Attribute::KeyName, element, "keyName")?
        .take(Attribute::PublicIp, element, "ipAddress")?
        .take(Attribute::RootDeviceType, element, "rootDeviceType")?
        .put(Attribute::RootVolumeId, root_volume(element)?);
    if let Some(state) = child(element, "instanceState")? {
        facts = facts.take(Attribute::State, state, "name")?;
    }
    if let Some(placement) = child(element, "placement")? {
        facts = facts.take(Attribute::AvailabilityZone, placement, "availabilityZone")?;
    }
    if let Some(code) = first_item(element, "productCodes")? {
        facts = facts.take(Attribute::ProductCode, code, "productCode")?;
    }
    Ok(facts.record())
}

/// Returns the id of the volume that is mapped to the root device name.
fn root_volume(instance: Element<'_>) -> Result<Option<&str>, ResponseError> {
    let Some(root) = text(instance, "rootDeviceName")? else { return Ok(None) };
    let mappings = child(instance, "blockDeviceMapping")?.map(items).transpose()?;
    for mapping in mappings.unwrap_or_default() {
        if text(mapping, "deviceName")? == Some(root) {
            let ebs = child(mapping, "ebs")?;
            return ebs.map_or(Ok(None), |ebs| text(ebs, "volumeId"));
        }
    }
    Ok(None)
}

fn state_change(element: Element<'_>) -> Result<Attributes, ResponseError> {
    let mut facts = Facts::default().take(Attribute::InstanceId, element, "instanceId")?;
    if let Some(state) = child(element, "currentState")? {
        facts = facts.take(Attribute::State, state, "name")?;
    }
    Ok(facts.record())
}

/// Reads a password in base64. White space is removed, because EC2 adds line ends around the value.
fn password_data(root: Element<'_>) -> Result<Reply, ResponseError> {
    let data = text(root, "passwordData")?.unwrap_or_default();
    let data: String = data.split_ascii_whitespace().collect();
    Ok(Reply::PasswordData(Some(data).filter(|data| !data.is_empty())))
}

fn volume(element: Element<'_>) -> Result<Attributes, ResponseError> {
    let mut facts = Facts::default()
        .take(Attribute::VolumeId, element, "volumeId")?
        .take(Attribute::State, element, "status")?
        .take(Attribute::AvailabilityZone, element, "availabilityZone")?;
    if let Some(attachment) = first_item(element, "attachmentSet")? {
        facts = facts.take(Attribute::InstanceId, attachment, "instanceId")?.take(
            Attribute::Device,
            attachment,
            "device",
        )?;
    }
    Ok(facts.record())
}

/// Reads where a volume is attached. The `status` element is skipped: it is the state of the attachment, not
/// of the volume.
fn attached(root: Element<'_>) -> Result<Attributes, ResponseError> {
    let facts = Facts::default()
        .take(Attribute::VolumeId, root, "volumeId")?
        .take(Attribute::InstanceId, root, "instanceId")?
        .take(Attribute::Device, root, "device")?;
    Ok(facts.record())
}
