//! What is asked of the service, in words.

use super::{StepBuilder, call, place};
use keyproof::api::Attribute;
use keyproof::api::service::{Filter, Image, Launch, Network, Operation, Platform, RootDeviceType};

/// A key pair is created; its private key is known as `NAME`, once it is [kept](StepBuilder::keeps).
pub(in super::super) fn create(key_name: &str) -> StepBuilder {
    let operation = Operation::CreateKeyPair { key_name: Some(key_name.to_owned()) };
    call(format!("A key pair {key_name:?} is created."), operation)
}

/// The public key of this person is imported.
pub(in super::super) fn import(key_name: &str, person: &str) -> StepBuilder {
    import_text(key_name, &format!("${{base64:{person}_public}}"))
        .description(format!("The public key of {person} is imported as {key_name:?}."))
}

/// An operation is asked for that the API doesn't have.
pub(in super::super) fn unknown_action(action: &str) -> StepBuilder {
    let operation = Operation::Unknown { action: action.to_owned() };
    call(format!("The action {action:?} is asked for, which doesn't exist."), operation)
}

/// A value of `PublicKeyMaterial` is imported as it is.
pub(in super::super) fn import_text(key_name: &str, value: &str) -> StepBuilder {
    let operation = Operation::ImportKeyPair {
        key_name: Some(key_name.to_owned()),
        public_key_material: Some(value.to_owned()),
    };
    call(format!("A public key is imported as {key_name:?}."), operation)
}

/// Every pair of the region is listed.
pub(in super::super) fn list() -> StepBuilder {
    let operation = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    call("The key pairs of the region are listed.", operation)
}

/// The pairs of these names are listed.
pub(in super::super) fn look_up(names: &[&str]) -> StepBuilder {
    let key_names = names.iter().map(|name| (*name).to_owned()).collect();
    let operation = Operation::DescribeKeyPairs { key_names, filters: Vec::new() };
    let say = match names {
        [name] => format!("The key pair {name:?} is looked up."),
        names => format!("The key pairs {} are looked up.", quoted(names).replace(" or ", " and ")),
    };
    call(say, operation)
}

/// The pairs that pass these filters are listed.
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
    let among = if names.is_empty() { String::new() } else { format!(" among {}", quoted(names)) };
    call(format!("The key pairs of {}{among} are listed.", conditions.join(" and of ")), operation)
}

/// A pair is deleted.
pub(in super::super) fn delete(key_name: &str) -> StepBuilder {
    let operation = Operation::DeleteKeyPair { key_name: Some(key_name.to_owned()) };
    call(format!("The key pair {key_name:?} is deleted."), operation)
}

/// An instance is launched, and known under this name.
pub(in super::super) fn launch(instance: &str, key_name: Option<&str>) -> StepBuilder {
    launch_of(instance, key_name, image(), Network::Vpc)
}

/// The usual image: Linux, with its root on a volume.
pub(in super::super) fn image() -> Image {
    Image {
        id: "ami-1a2b3c4d".to_owned(),
        platform: Platform::Linux,
        root_device_type: RootDeviceType::Ebs,
        product_code: None,
    }
}

/// The code of a product of the AWS Marketplace.
pub(in super::super) const PRODUCT_CODE: &str = "a1b2c3d4e5f6g7h8i9j0k1l2m";

/// An image that comes with a product code.
pub(in super::super) fn marketplace_image() -> Image {
    Image { product_code: Some(PRODUCT_CODE.to_owned()), ..image() }
}

/// An image whose instances have their root on their host.
pub(in super::super) fn store_image() -> Image {
    Image { root_device_type: RootDeviceType::InstanceStore, ..image() }
}

/// Another image than the usual one: Linux as well, with its root on a volume.
pub(in super::super) fn other_image() -> Image {
    Image { id: "ami-5e6f7a8b".to_owned(), ..image() }
}

/// The usual image with Windows on it.
pub(in super::super) fn windows_image() -> Image {
    Image { platform: Platform::Windows, ..image() }
}

/// An instance of this image and in this network is launched, and known under this name.
pub(in super::super) fn launch_of(
    instance: &str,
    key_name: Option<&str>,
    image: Image,
    network: Network,
) -> StepBuilder {
    let with = key_name.map_or("without a key pair".to_owned(), |name| format!("with {name:?}"));
    let launch =
        Launch { image, key_name: key_name.map(str::to_owned), network, availability_zone: None };
    call(format!("An instance, {instance}, is launched {with}."), Operation::RunInstances(launch))
        .save(instance, Attribute::InstanceId)
}

/// All instances of the region are listed.
pub(in super::super) fn list_instances() -> StepBuilder {
    let operation = Operation::DescribeInstances { instance_ids: Vec::new() };
    call("The instances of the region are listed.", operation)
}

/// An instance is looked up.
pub(in super::super) fn look_at(instance: &str) -> StepBuilder {
    let operation = Operation::DescribeInstances { instance_ids: vec![place(instance)] };
    call(format!("The instance {instance} is looked up."), operation)
}

/// An instance is stopped.
pub(in super::super) fn stop(instance: &str) -> StepBuilder {
    let operation = Operation::StopInstances { instance_id: place(instance) };
    call(format!("The instance {instance} is stopped."), operation)
}

/// An instance is started.
pub(in super::super) fn start(instance: &str) -> StepBuilder {
    let operation = Operation::StartInstances { instance_id: place(instance) };
    call(format!("The instance {instance} is started."), operation)
}

/// An instance is terminated.
pub(in super::super) fn terminate(instance: &str) -> StepBuilder {
    let operation = Operation::TerminateInstances { instance_id: place(instance) };
    call(format!("The instance {instance} is terminated."), operation)
}

/// The password of a Windows instance is asked for.
pub(in super::super) fn password(instance: &str) -> StepBuilder {
    let operation = Operation::GetPasswordData { instance_id: place(instance) };
    call(format!("The encrypted password of {instance} is asked for."), operation)
}

/// A volume is looked up.
pub(in super::super) fn look_at_volume(volume: &str) -> StepBuilder {
    let operation = Operation::DescribeVolumes { volume_ids: vec![place(volume)] };
    call(format!("The {volume} volume is looked up."), operation)
}

/// A volume is attached to an instance under a device name.
pub(in super::super) fn attach(volume: &str, instance: &str, device: &str) -> StepBuilder {
    let operation = Operation::AttachVolume {
        volume_id: place(volume),
        instance_id: place(instance),
        device: device.to_owned(),
    };
    call(format!("The {volume} volume is attached to {instance} as {device}."), operation)
}

/// A volume is detached.
pub(in super::super) fn detach(volume: &str) -> StepBuilder {
    let operation = Operation::DetachVolume { volume_id: place(volume) };
    call(format!("The {volume} volume is detached."), operation)
}

/// An Elastic IP address is reserved, and known as `address`.
pub(in super::super) fn allocate(network: Network) -> StepBuilder {
    call("An Elastic IP address is reserved.", Operation::AllocateAddress { network })
        .save("address", Attribute::PublicIp)
}

/// The address known as `address` is given to an instance.
pub(in super::super) fn associate(instance: &str) -> StepBuilder {
    let operation =
        Operation::AssociateAddress { public_ip: place("address"), instance_id: place(instance) };
    call(format!("The address is associated with {instance}."), operation)
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" or ")
}
