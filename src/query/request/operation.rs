//! Reads the parameters of each operation.
//!
//! Current programs send more parameters than the API of 2014-06-15 had. Parameters that don't change the
//! documented behaviour of an operation are ignored. Those that ask for other behaviour are always refused.
//!
//! Only key pairs have tags. They are ignored when another resource is created: many programs set tags on all
//! resources and couldn't run if tags were refused. The lack of tags is visible: answers contain none, and
//! requests to set one later are refused.

use super::describe::check_instance_id;
use super::fields::{Fields, invalid, missing};
use super::{Offer, ParsedCall, describe, tags};
use crate::api::service::{Launch, Network, Operation};
use crate::api::{ErrorCode, Refusal, quoted};
use crate::query::{Tags, allocation, key_pair_id};

/// The maximum length of a client token in the API reference. It also limits `InstanceType`.
const LONGEST_TOKEN: usize = 64;

/// A function that reads the parameters of an operation.
pub(super) type Read =
    fn(&mut Fields<'_>, &str, &dyn Fn(&str) -> Option<Offer>) -> Result<ParsedCall, Refusal>;

/// Returns the reader for an action, or `None` if the action is not offered.
pub(super) fn of_name(action: &str) -> Option<Read> {
    Some(match action {
        "CreateKeyPair" => |fields, _, _| create_key_pair(fields),
        "ImportKeyPair" => |fields, _, _| import_key_pair(fields),
        "DescribeKeyPairs" => |fields, _, _| describe::key_pairs(fields),
        "DeleteKeyPair" => |fields, _, _| delete_key_pair(fields),
        "CreateTags" => |fields, _, _| {
            let key_pair_ids = tagged_ids(fields)?;
            Ok(ParsedCall::CreateTags { key_pair_ids, tags: tags::to_set(fields)? })
        },
        "DeleteTags" => |fields, _, _| {
            let key_pair_ids = tagged_ids(fields)?;
            Ok(ParsedCall::DeleteTags { key_pair_ids, tags: tags::to_delete(fields)? })
        },
        "DescribeTags" => |fields, _, _| describe::tags(fields),
        "DescribeImages" => |fields, _, _| describe::images(fields),
        "DescribeRegions" => |fields, _, _| describe::regions(fields),
        "DescribeAvailabilityZones" => |fields, _, _| describe::zones(fields),
        "RunInstances" => |fields, region, images| launch(fields, region, images),
        "DescribeInstances" => |fields, _, _| describe::instances(fields),
        "StopInstances" => |fields, _, _| {
            fields.only("Force", "false")?;
            fields.only("Hibernate", "false")?;
            let instance_id = fields.single("InstanceId")?;
            check_instance_id(&instance_id)?;
            Ok(ParsedCall::Operation(Operation::StopInstances { instance_id }))
        },
        "StartInstances" => |fields, _, _| {
            let instance_id = fields.single("InstanceId")?;
            check_instance_id(&instance_id)?;
            Ok(ParsedCall::Operation(Operation::StartInstances { instance_id }))
        },
        "TerminateInstances" => |fields, _, _| {
            let instance_id = fields.single("InstanceId")?;
            check_instance_id(&instance_id)?;
            Ok(ParsedCall::Operation(Operation::TerminateInstances { instance_id }))
        },
        "GetPasswordData" => |fields, _, _| {
            let instance_id = instance_id(fields)?;
            Ok(ParsedCall::Operation(Operation::GetPasswordData { instance_id }))
        },
        "DescribeVolumes" => |fields, _, _| describe::volumes(fields),
        "AttachVolume" => |fields, _, _| attach_volume(fields).map(ParsedCall::Operation),
        "DetachVolume" => |fields, _, _| detach_volume(fields),
        "DeleteVolume" => |fields, _, _| {
            let volume_id = fields.required("VolumeId")?.to_owned();
            Ok(ParsedCall::Operation(Operation::DeleteVolume { volume_id }))
        },
        "DescribeVolumeAttribute" => |fields, _, _| {
            let attribute = fields.required("Attribute")?;
            if attribute != "productCodes" {
                return Err(invalid(format!(
                    "Attribute is {}, and not productCodes",
                    quoted(attribute)
                )));
            }
            let volume_id = fields.required("VolumeId")?.to_owned();
            Ok(ParsedCall::VolumeProductCodes { volume_id })
        },
        "AllocateAddress" => |fields, _, _| allocate_address(fields).map(ParsedCall::Operation),
        "AssociateAddress" => |fields, _, _| {
            // An associated address can always be moved to another instance.
            fields.only("AllowReassociation", "true")?;
            let public_ip = address(fields)?;
            let instance_id = instance_id(fields)?;
            Ok(ParsedCall::Operation(Operation::AssociateAddress { public_ip, instance_id }))
        },
        "ReleaseAddress" => |fields, _, _| {
            let public_ip = address(fields)?;
            Ok(ParsedCall::Operation(Operation::ReleaseAddress { public_ip }))
        },
        _ => return None,
    })
}

fn create_key_pair(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    fields.only("KeyType", "rsa")?;
    fields.only("KeyFormat", "pem")?;
    let tags = tags::specifications(fields, "key-pair")?;
    let operation = Operation::CreateKeyPair { key_name: fields.text("KeyName") };
    Ok(tagged(operation, tags))
}

fn import_key_pair(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    let tags = tags::specifications(fields, "key-pair")?;
    let operation = Operation::ImportKeyPair {
        key_name: fields.text("KeyName"),
        public_key_material: fields.text("PublicKeyMaterial"),
    };
    Ok(tagged(operation, tags))
}

fn tagged(operation: Operation, tags: Tags) -> ParsedCall {
    if tags.is_empty() {
        ParsedCall::Operation(operation)
    } else {
        ParsedCall::Tagged { operation, tags }
    }
}

/// Reads `DeleteKeyPair`. If it has an id, the name has no effect, as in EC2.
fn delete_key_pair(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    let key_name = fields.text("KeyName");
    let Some(id) = fields.take("KeyPairId") else {
        return Ok(ParsedCall::Operation(Operation::DeleteKeyPair { key_name }));
    };
    if !key_pair_id::is_well_formed(id) {
        return Err(invalid(format!("{} is no id of a key pair", quoted(id))));
    }
    Ok(ParsedCall::DeleteKeyPairById { key_pair_id: id.to_owned() })
}

/// Takes the ids of resources to tag, which must be key pairs.
fn tagged_ids(fields: &mut Fields<'_>) -> Result<Vec<String>, Refusal> {
    let ids = fields.list("ResourceId")?;
    if ids.is_empty() {
        return Err(missing("ResourceId.1"));
    }
    if let Some(id) = ids.iter().find(|id| !key_pair_id::is_well_formed(id)) {
        let message =
            format!("{} is no id of a key pair; only key pairs have tags here", quoted(id));
        return Err(Refusal::new(ErrorCode::of_name("InvalidID"), message));
    }
    Ok(ids)
}

/// Takes the id of one instance.
fn instance_id(fields: &mut Fields<'_>) -> Result<String, Refusal> {
    let id = fields.required("InstanceId")?;
    check_instance_id(id)?;
    Ok(id.to_owned())
}

fn launch(
    fields: &mut Fields<'_>,
    region: &str,
    images: &dyn Fn(&str) -> Option<Offer>,
) -> Result<ParsedCall, Refusal> {
    let image_id = fields.required("ImageId")?;
    for name in ["MinCount", "MaxCount"] {
        let count = fields.required(name)?;
        if count != "1" {
            return Err(invalid(format!(
                "{name} is {}; one instance at a time is offered",
                quoted(count)
            )));
        }
    }
    // Hardware options, network access and tags don't affect the answers.
    fields.pass_over(&[
        "EbsOptimized",
        "Monitoring.Enabled",
        "SecurityGroup.",
        "SecurityGroupId.",
        "SubnetId",
        "TagSpecification.",
    ]);
    fields.only("DisableApiTermination", "false")?;
    fields.only("InstanceInitiatedShutdownBehavior", "stop")?;
    let key_name = fields.text("KeyName");
    let availability_zone = fields.take("Placement.AvailabilityZone");
    let availability_zone = availability_zone.map(|zone| letter(region, zone)).transpose()?;
    let Some(Offer { image, network }) = images(image_id) else {
        let message = format!("The image id {} does not exist", quoted(image_id));
        return Err(Refusal::new(ErrorCode::of_name("InvalidAMIID.NotFound"), message));
    };
    let launch = Launch { image, key_name, network, availability_zone };
    let client_token = fields.take("ClientToken").map(str::to_owned);
    let instance_type = fields.take("InstanceType").map(str::to_owned);
    for (name, value) in [("ClientToken", &client_token), ("InstanceType", &instance_type)] {
        if value.as_ref().is_some_and(|value| value.len() > LONGEST_TOKEN || !value.is_ascii()) {
            return Err(invalid(format!(
                "{name} is not of at most {LONGEST_TOKEN} ASCII characters"
            )));
        }
    }
    if client_token.is_none() && instance_type.is_none() {
        return Ok(ParsedCall::Operation(Operation::RunInstances(launch)));
    }
    Ok(ParsedCall::Launch { launch, client_token, instance_type })
}

/// Returns the letter of an availability zone in this region.
fn letter(region: &str, zone: &str) -> Result<String, Refusal> {
    let letter = zone.strip_prefix(region).filter(|rest| {
        let mut letters = rest.chars();
        letters.next().is_some_and(|c| c.is_ascii_lowercase()) && letters.next().is_none()
    });
    let wrong = || invalid(format!("{} is no availability zone such as {region}a", quoted(zone)));
    letter.map(str::to_owned).ok_or_else(wrong)
}

fn attach_volume(fields: &mut Fields<'_>) -> Result<Operation, Refusal> {
    Ok(Operation::AttachVolume {
        volume_id: fields.required("VolumeId")?.to_owned(),
        instance_id: instance_id(fields)?,
        device: fields.required("Device")?.to_owned(),
    })
}

/// Reads `DetachVolume`. `Force` has no effect, because attached volumes are never in use here.
fn detach_volume(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    let force = fields.take("Force").unwrap_or("false");
    if !["false", "true"].contains(&force) {
        return Err(invalid(format!("Force is {}, and neither true nor false", quoted(force))));
    }
    let volume_id = fields.required("VolumeId")?.to_owned();
    let (instance_id, device) = (fields.text("InstanceId"), fields.text("Device"));
    instance_id.iter().try_for_each(|id| check_instance_id(id))?;
    if instance_id.is_none() && device.is_none() {
        return Ok(ParsedCall::Operation(Operation::DetachVolume { volume_id }));
    }
    Ok(ParsedCall::DetachFrom { volume_id, instance_id, device })
}

/// Reads `AllocateAddress`. The default network is the VPC, as in regions without EC2-Classic.
fn allocate_address(fields: &mut Fields<'_>) -> Result<Operation, Refusal> {
    fields.pass_over(&["TagSpecification."]);
    let network = match fields.take("Domain") {
        None | Some("vpc") => Network::Vpc,
        Some("standard") => Network::Classic,
        Some(domain) => {
            return Err(invalid(format!(
                "Domain is {}, and neither vpc nor standard",
                quoted(domain)
            )));
        }
    };
    Ok(Operation::AllocateAddress { network })
}

/// Takes an address, given as `PublicIp` or as `AllocationId`.
fn address(fields: &mut Fields<'_>) -> Result<String, Refusal> {
    match (fields.take("PublicIp"), fields.take("AllocationId")) {
        (Some(_), Some(_)) => {
            let message = "PublicIp and AllocationId name an address each; give one of them";
            Err(Refusal::new(ErrorCode::InvalidParameterCombination, message))
        }
        (None, None) => Err(missing("PublicIp")),
        (Some(public_ip), None) => Ok(public_ip.to_owned()),
        (None, Some(id)) => allocation::address_of(id).ok_or_else(|| {
            let message = format!("The allocation ID {} does not exist", quoted(id));
            Refusal::new(ErrorCode::of_name("InvalidAllocationID.NotFound"), message)
        }),
    }
}
