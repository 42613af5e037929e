//! Builders for the steps that call the service.

use super::{StepBuilder, call, place};
use keyproof::api::Attribute;
use keyproof::api::service::{Filter, Image, Launch, Network, Operation, Platform, RootDeviceType};

/// Creates a key pair. Later steps can use its private key if the caller [saves](StepBuilder::save) it.
pub(in super::super) fn create(key_name: &str) -> StepBuilder {
    let operation = Operation::CreateKeyPair { key_name: Some(key_name.to_owned()) };
    call(format!("A key pair {key_name:?} is created."), operation)
}

/// Imports the public key of this person.
pub(in super::super) fn import(key_name: &str, person: &str) -> StepBuilder {
    import_text(key_name, &format!("${{base64:{person}_public}}"))
        .description(format!("The public key of {person} is imported as {key_name:?}."))
}

/// Requests an operation that the API doesn't have.
pub(in super::super) fn unknown_action(action: &str) -> StepBuilder {
    let operation = Operation::Unknown { action: action.to_owned() };
    call(format!("The action {action:?}, which doesn't exist, is requested."), operation)
}

/// Imports a value of `PublicKeyMaterial` without encoding it.
pub(in super::super) fn import_text(key_name: &str, value: &str) -> StepBuilder {
    let operation = Operation::ImportKeyPair {
        key_name: Some(key_name.to_owned()),
        public_key_material: Some(value.to_owned()),
    };
    call(format!("A public key is imported as {key_name:?}."), operation)
}

/// Lists all key pairs of the region.
pub(in super::super) fn list() -> StepBuilder {
    let operation = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    call("The key pairs of the region are listed.", operation)
}

/// Describes the key pairs with these names.
pub(in super::super) fn look_up(names: &[&str]) -> StepBuilder {
    let key_names = names.iter().map(|name| (*name).to_owned()).collect();
    let operation = Operation::DescribeKeyPairs { key_names, filters: Vec::new() };
    let say = match names {
        [name] => format!("The key pair {name:?} is looked up."),
        names => format!("The key pairs {} are looked up.", quoted(names).replace(" or ", " and ")),
    };
    call(say, operation)
}

/// Lists the key pairs with these names that match these filters. An empty list of names means all.
pub(in super::super) fn filtered(names: &[&str], filters: &[(&str, &[&str])]) -> StepBuilder {
    let filter = |(name, values): &(&str, &[&str])| Filter {
        name: (*name).to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    let operation = Operation::DescribeKeyPairs {
        key_names: names.iter().map(|name| (*name).to_owned()).collect(),
        filters: filters.iter().map(filter).collect(),
    };
    let conditions: Vec<String> =
        filters.iter().map(|(name, values)| format!("{name} {}", quoted(values))).collect();
    let among = if names.is_empty() { String::new() } else { format!(" named {}", quoted(names)) };
    call(
        format!("The key pairs{among} with {} are listed.", conditions.join(" and with ")),
        operation,
    )
}

pub(in super::super) fn delete(key_name: &str) -> StepBuilder {
    let operation = Operation::DeleteKeyPair { key_name: Some(key_name.to_owned()) };
    call(format!("The key pair {key_name:?} is deleted."), operation)
}

/// Launches an instance of the default image in a VPC, and saves its id under this name.
pub(in super::super) fn launch(instance: &str, key_name: Option<&str>) -> StepBuilder {
    launch_of(instance, key_name, image(), Network::Vpc)
}

/// The default image: Linux, with an EBS root device.
pub(in super::super) fn image() -> Image {
    Image {
        id: "ami-1a2b3c4d".to_owned(),
        platform: Platform::Linux,
        root_device_type: RootDeviceType::Ebs,
        product_code: None,
    }
}

/// The product code of an AWS Marketplace image.
pub(in super::super) const PRODUCT_CODE: &str = "a1b2c3d4e5f6g7h8i9j0k1l2m";

/// The default image with a product code.
pub(in super::super) fn marketplace_image() -> Image {
    Image { product_code: Some(PRODUCT_CODE.to_owned()), ..image() }
}

/// The default image with an instance store as root device.
pub(in super::super) fn store_image() -> Image {
    Image { root_device_type: RootDeviceType::InstanceStore, ..image() }
}

/// A second Linux image with an EBS root device.
pub(in super::super) fn other_image() -> Image {
    Image { id: "ami-5e6f7a8b".to_owned(), ..image() }
}

/// The default image with Windows as platform.
pub(in super::super) fn windows_image() -> Image {
    Image { platform: Platform::Windows, ..image() }
}

/// Launches an instance of this image in this network, and saves its id under this name.
pub(in super::super) fn launch_of(
    instance: &str,
    key_name: Option<&str>,
    image: Image,
    network: Network,
) -> StepBuilder {
    let with = key_name
        .map_or("without a key pair".to_owned(), |name| format!("with the key pair {name:?}"));
    let launch =
        Launch { image, key_name: key_name.map(str::to_owned), network, availability_zone: None };
    call(format!("The instance {instance} is launched {with}."), Operation::RunInstances(launch))
        .save(instance, Attribute::InstanceId)
}

/// Lists all instances of the region.
pub(in super::super) fn list_instances() -> StepBuilder {
    let operation = Operation::DescribeInstances { instance_ids: Vec::new() };
    call("The instances of the region are listed.", operation)
}

/// Describes an instance.
pub(in super::super) fn look_at(instance: &str) -> StepBuilder {
    let operation = Operation::DescribeInstances { instance_ids: vec![place(instance)] };
    call(format!("The instance {instance} is looked up."), operation)
}

pub(in super::super) fn stop(instance: &str) -> StepBuilder {
    let operation = Operation::StopInstances { instance_id: place(instance) };
    call(format!("The instance {instance} is stopped."), operation)
}

pub(in super::super) fn start(instance: &str) -> StepBuilder {
    let operation = Operation::StartInstances { instance_id: place(instance) };
    call(format!("The instance {instance} is started."), operation)
}

pub(in super::super) fn terminate(instance: &str) -> StepBuilder {
    let operation = Operation::TerminateInstances { instance_id: place(instance) };
    call(format!("The instance {instance} is terminated."), operation)
}

/// Requests the encrypted password of a Windows instance.
pub(in super::super) fn password(instance: &str) -> StepBuilder {
    let operation = Operation::GetPasswordData { instance_id: place(instance) };
    call(format!("The encrypted password of {instance} is requested."), operation)
}

/// Describes a volume.
pub(in super::super) fn look_at_volume(volume: &str) -> StepBuilder {
    let operation = Operation::DescribeVolumes { volume_ids: vec![place(volume)] };
    call(format!("The {volume} volume is looked up."), operation)
}

/// Attaches a volume to an instance under a device name.
pub(in super::super) fn attach(volume: &str, instance: &str, device: &str) -> StepBuilder {
    let operation = Operation::AttachVolume {
        volume_id: place(volume),
        instance_id: place(instance),
        device: device.to_owned(),
    };
    call(format!("The {volume} volume is attached to {instance} as {device}."), operation)
}

pub(in super::super) fn detach(volume: &str) -> StepBuilder {
    let operation = Operation::DetachVolume { volume_id: place(volume) };
    call(format!("The {volume} volume is detached."), operation)
}

/// Allocates an Elastic IP address, and saves it as `address`.
pub(in super::super) fn allocate(network: Network) -> StepBuilder {
    call("An Elastic IP address is allocated.", Operation::AllocateAddress { network })
        .save("address", Attribute::PublicIp)
}

/// Associates the address saved as `address` with an instance.
pub(in super::super) fn associate(instance: &str) -> StepBuilder {
    let operation =
        Operation::AssociateAddress { public_ip: place("address"), instance_id: place(instance) };
    call(format!("The Elastic IP address is associated with {instance}."), operation)
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" or ")
}
