//! Writes requests, for clients.

use crate::api::service::{Call, Filter, Launch, Network, Operation};
use crate::query::{Parameters, VERSION};

/// Returns the parameters of a call, without those of the signature. `Action` and `Version` come first.
///
/// The caller chooses the image id of a launch, and so the network, in the call. An address is sent as
/// `PublicIp`. EC2 identifies an address of a VPC by its [`allocation_id`](crate::query::allocation_id). Only
/// the caller knows this id, and must replace `PublicIp` with `AllocationId`.
#[must_use]
pub fn parameters(call: &Call) -> Parameters {
    let mut parameters = Parameters::new();
    let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
    add("Action", call.operation.name());
    add("Version", VERSION);
    if call.dry_run {
        add("DryRun", "true");
    }
    write(call, &mut add);
    parameters
}

fn write(call: &Call, add: &mut impl FnMut(&str, &str)) {
    match &call.operation {
        Operation::CreateKeyPair { key_name } | Operation::DeleteKeyPair { key_name } => {
            add_some("KeyName", key_name.as_deref(), add);
        }
        Operation::ImportKeyPair { key_name, public_key_material } => {
            add_some("KeyName", key_name.as_deref(), add);
            add_some("PublicKeyMaterial", public_key_material.as_deref(), add);
        }
        Operation::DescribeKeyPairs { key_names, filters } => {
            add_list("KeyName", key_names, add);
            add_filters(filters, add);
        }
        Operation::RunInstances(launch) => add_launch(&call.region, launch, add),
        Operation::DescribeInstances { instance_ids } => add_list("InstanceId", instance_ids, add),
        Operation::StopInstances { instance_id }
        | Operation::StartInstances { instance_id }
        | Operation::TerminateInstances { instance_id } => add("InstanceId.1", instance_id),
        Operation::GetPasswordData { instance_id } => add("InstanceId", instance_id),
        Operation::DescribeVolumes { volume_ids } => add_list("VolumeId", volume_ids, add),
        Operation::AttachVolume { volume_id, instance_id, device } => {
            add("VolumeId", volume_id);
            add("InstanceId", instance_id);
            add("Device", device);
        }
        Operation::DetachVolume { volume_id } | Operation::DeleteVolume { volume_id } => {
            add("VolumeId", volume_id);
        }
        Operation::AllocateAddress { network } => add("Domain", domain(*network)),
        Operation::AssociateAddress { public_ip, instance_id } => {
            add("PublicIp", public_ip);
            add("InstanceId", instance_id);
        }
        Operation::ReleaseAddress { public_ip } => add("PublicIp", public_ip),
        // An unknown action has no parameters.
        Operation::Unknown { .. } => {}
    }
}

/// Returns the name of a network in the parameter `Domain`.
pub(in crate::query) const fn domain(network: Network) -> &'static str {
    match network {
        Network::Vpc => "vpc",
        Network::Classic => "standard",
    }
}

fn add_launch(region: &str, launch: &Launch, add: &mut impl FnMut(&str, &str)) {
    add("ImageId", &launch.image.id);
    add("MinCount", "1");
    add("MaxCount", "1");
    add_some("KeyName", launch.key_name.as_deref(), add);
    if let Some(letter) = &launch.availability_zone {
        add("Placement.AvailabilityZone", &format!("{region}{letter}"));
    }
}

fn add_some(name: &str, value: Option<&str>, add: &mut impl FnMut(&str, &str)) {
    if let Some(value) = value {
        add(name, value);
    }
}

fn add_list(name: &str, values: &[String], add: &mut impl FnMut(&str, &str)) {
    for (number, value) in (1..).zip(values) {
        let number: usize = number;
        add(&format!("{name}.{number}"), value);
    }
}

fn add_filters(filters: &[Filter], add: &mut impl FnMut(&str, &str)) {
    for (number, filter) in (1..).zip(filters) {
        let number: usize = number;
        add(&format!("Filter.{number}.Name"), &filter.name);
        add_list(&format!("Filter.{number}.Value"), &filter.values, add);
    }
}
