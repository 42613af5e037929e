//! Reads the content of successful answers as resources and their attributes.

use crate::api::service::Operation;
use crate::api::{Attribute, Attributes, Reply};
use crate::query::answer::ResponseError;
use crate::query::answer::body::shown;
use crate::query::answer::elements::{
    bad, child, first_item, items, read_attributes, required, text,
};
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
        // The `status` element is the state of the attachment, not of the volume.
        Operation::AttachVolume { .. } => one(
            root,
            [
                (Attribute::VolumeId, "volumeId"),
                (Attribute::InstanceId, "instanceId"),
                (Attribute::Device, "device"),
            ],
        ),
        // The answer also names the former instance and device, which no longer apply.
        Operation::DetachVolume { .. } => one(root, [(Attribute::VolumeId, "volumeId")]),
        Operation::AllocateAddress { .. } => one(root, [(Attribute::PublicIp, "publicIp")]),
        Operation::AssociateAddress { public_ip, instance_id } => {
            returned(root)?;
            Ok(Reply::resource([
                (Attribute::PublicIp, Some(public_ip.clone())),
                (Attribute::InstanceId, Some(instance_id.clone())),
            ]))
        }
        Operation::DeleteKeyPair { .. }
        | Operation::ReleaseAddress { .. }
        | Operation::DeleteVolume { .. }
        // An unknown action should be refused, so its successful answer has no known form.
        | Operation::Unknown { .. } => returned(root),
    }
}

/// Reads one resource, whose attributes are in the children with these names.
fn one<const N: usize>(
    element: Element<'_>,
    names: [(Attribute, &str); N],
) -> Result<Reply, ResponseError> {
    Ok(Reply::Resources(vec![read_attributes(element, names)?]))
}

fn resources(
    list: Element<'_>,
    read: fn(Element<'_>) -> Result<Attributes, ResponseError>,
) -> Result<Reply, ResponseError> {
    items(list)?.into_iter().map(read).collect::<Result<_, _>>().map(Reply::Resources)
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
    let names = [
        (Attribute::KeyName, "keyName"),
        (Attribute::Fingerprint, "keyFingerprint"),
        (Attribute::PrivateKey, "keyMaterial"),
    ];
    read_attributes(element, names)
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
    let names = [
        (Attribute::InstanceId, "instanceId"),
        (Attribute::ImageId, "imageId"),
        (Attribute::KeyName, "keyName"),
        (Attribute::PublicIp, "ipAddress"),
        (Attribute::RootDeviceType, "rootDeviceType"),
    ];
    let mut instance = read_attributes(element, names)?;
    let root = root_volume(element)?;
    instance.extend(root.map(|root| (Attribute::RootVolumeId, root.to_owned())));
    if let Some(state) = child(element, "instanceState")? {
        instance.extend(read_attributes(state, [(Attribute::State, "name")])?);
    }
    if let Some(placement) = child(element, "placement")? {
        let names = [(Attribute::AvailabilityZone, "availabilityZone")];
        instance.extend(read_attributes(placement, names)?);
    }
    if let Some(code) = first_item(element, "productCodes")? {
        instance.extend(read_attributes(code, [(Attribute::ProductCode, "productCode")])?);
    }
    Ok(instance)
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
    let mut instance = read_attributes(element, [(Attribute::InstanceId, "instanceId")])?;
    if let Some(state) = child(element, "currentState")? {
        instance.extend(read_attributes(state, [(Attribute::State, "name")])?);
    }
    Ok(instance)
}

/// Reads a password in base64. White space is removed, because EC2 adds line ends around the value.
fn password_data(root: Element<'_>) -> Result<Reply, ResponseError> {
    let data = text(root, "passwordData")?.unwrap_or_default();
    let data: String = data.split_ascii_whitespace().collect();
    Ok(Reply::resource([(Attribute::PasswordData, Some(data).filter(|data| !data.is_empty()))]))
}

fn volume(element: Element<'_>) -> Result<Attributes, ResponseError> {
    let names = [
        (Attribute::VolumeId, "volumeId"),
        (Attribute::State, "status"),
        (Attribute::AvailabilityZone, "availabilityZone"),
    ];
    let mut volume = read_attributes(element, names)?;
    if let Some(attachment) = first_item(element, "attachmentSet")? {
        let names = [(Attribute::InstanceId, "instanceId"), (Attribute::Device, "device")];
        volume.extend(read_attributes(attachment, names)?);
    }
    Ok(volume)
}
