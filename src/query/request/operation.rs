//! Reads the parameters of each operation.
//!
//! Current programs send more parameters than the API of 2014-06-15 had. Parameters that don't change the
//! documented behaviour of an operation are ignored. Those that ask for other behaviour are always refused.
//!
//! Tags are ignored when a resource is created: many programs set tags on all resources and couldn't run if
//! tags were refused. The lack of tags is visible: answers contain none, and requests to set or find one
//! later are refused.

use super::fields::{Fields, invalid};
use super::{Offer, Page, ParsedCall};
use crate::api::service::{Launch, Network, Operation};
use crate::api::{ErrorCode, Refusal, quoted};
use crate::query::allocation;

/// The maximum length of a client token in the API reference. It also limits `InstanceType`.
const LONGEST_TOKEN: usize = 64;

/// A function that reads the parameters of an operation.
pub(super) type Read =
    fn(&mut Fields<'_>, &str, &dyn Fn(&str) -> Option<Offer>) -> Result<ParsedCall, Refusal>;

/// Returns the reader for an action, or `None` if the action is not offered.
pub(super) fn of_name(action: &str) -> Option<Read> {
    Some(match action {
        "CreateKeyPair" => |fields, _, _| create_key_pair(fields).map(ParsedCall::Operation),
        "ImportKeyPair" => |fields, _, _| Ok(ParsedCall::Operation(import_key_pair(fields))),
        "DescribeKeyPairs" => |fields, _, _| describe_key_pairs(fields).map(ParsedCall::Operation),
        "DeleteKeyPair" => |fields, _, _| {
            Ok(ParsedCall::Operation(Operation::DeleteKeyPair { key_name: fields.text("KeyName") }))
        },
        "RunInstances" => |fields, region, images| launch(fields, region, images),
        "DescribeInstances" => |fields, _, _| describe_instances(fields),
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
        "DescribeVolumes" => |fields, _, _| {
            let volume_ids = listed(fields, "VolumeId")?;
            Ok(ParsedCall::Operation(Operation::DescribeVolumes { volume_ids }))
        },
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

fn create_key_pair(fields: &mut Fields<'_>) -> Result<Operation, Refusal> {
    fields.only("KeyType", "rsa")?;
    fields.only("KeyFormat", "pem")?;
    fields.pass_over(&["TagSpecification."]);
    Ok(Operation::CreateKeyPair { key_name: fields.text("KeyName") })
}

fn import_key_pair(fields: &mut Fields<'_>) -> Operation {
    fields.pass_over(&["TagSpecification."]);
    Operation::ImportKeyPair {
        key_name: fields.text("KeyName"),
        public_key_material: fields.text("PublicKeyMaterial"),
    }
}

fn describe_key_pairs(fields: &mut Fields<'_>) -> Result<Operation, Refusal> {
    fields.only("IncludePublicKey", "false")?;
    let key_names = listed(fields, "KeyName")?;
    Ok(Operation::DescribeKeyPairs { key_names, filters: fields.filters()? })
}

/// Takes the id of one instance.
fn instance_id(fields: &mut Fields<'_>) -> Result<String, Refusal> {
    let id = fields.required("InstanceId")?;
    check_instance_id(id)?;
    Ok(id.to_owned())
}

/// Refuses a malformed id. EC2 has different error codes for malformed and for unknown ids.
fn check_instance_id(id: &str) -> Result<(), Refusal> {
    if id.starts_with("i-") {
        return Ok(());
    }
    let message = format!("{} is no id of an instance, such as i-1a2b3c4d", quoted(id));
    Err(Refusal::new(ErrorCode::of_name("InvalidInstanceID.Malformed"), message))
}

/// Reads `DescribeInstances`: by ids or in pages, with optional filters.
fn describe_instances(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    /// The limits of `MaxResults` in the API reference.
    const FEWEST: usize = 5;
    const MOST: usize = 1_000;
    let page = Page {
        most: match fields.take("MaxResults") {
            Some(most) => Some(page_size(most)?.min(MOST)),
            None => None,
        },
        after: fields.take("NextToken").map(Page::read_token).transpose()?,
    };
    if page.most.is_some_and(|most| most < FEWEST) {
        return Err(invalid(format!("MaxResults is less than {FEWEST}")));
    }
    let instance_ids = fields.list("InstanceId")?;
    instance_ids.iter().try_for_each(|id| check_instance_id(id))?;
    if page != Page::default() && !instance_ids.is_empty() {
        let message = "InstanceId can't be used with MaxResults or NextToken";
        return Err(Refusal::new(ErrorCode::InvalidParameterCombination, message));
    }
    let filters = fields.filters()?;
    if filters.is_empty() && page == Page::default() {
        return Ok(ParsedCall::Operation(Operation::DescribeInstances { instance_ids }));
    }
    Ok(ParsedCall::Instances { instance_ids, filters, page })
}

fn page_size(most: &str) -> Result<usize, Refusal> {
    let is_number = most.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number || most.bytes().all(|digit| digit == b'0') {
        return Err(invalid(format!("MaxResults is {}, and no number from 1 on", quoted(most))));
    }
    Ok(most.parse().unwrap_or(usize::MAX))
}

/// Takes the ids or names to describe. The answer is always one page, so every `NextToken` is invalid and the
/// value of `MaxResults` has no effect.
fn listed(fields: &mut Fields<'_>, name: &str) -> Result<Vec<String>, Refusal> {
    if let Some(most) = fields.take("MaxResults") {
        page_size(most)?;
    }
    if fields.take("NextToken").is_some() {
        return Err(invalid(
            "NextToken is none that was answered with: all is on one page".to_owned(),
        ));
    }
    fields.list(name)
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
        (None, None) => Err(super::fields::missing("PublicIp")),
        (Some(public_ip), None) => Ok(public_ip.to_owned()),
        (None, Some(id)) => allocation::address_of(id).ok_or_else(|| {
            let message = format!("The allocation ID {} does not exist", quoted(id));
            Refusal::new(ErrorCode::of_name("InvalidAllocationID.NotFound"), message)
        }),
    }
}
