//! Writes answers, for servers.

mod resources;
mod account;

pub use account::{Image, Tag, images, regions, success, tags, zones};

use super::status::INTERNAL_ERROR;
use crate::api::service::{Network, Operation};
use crate::api::{Attribute, Attributes, Refusal, Reply};
use crate::query::key_pair_id;
use crate::query::xml::Writer;
use crate::query::{KeyPairRecord, Launched, Records, Time, Version, VolumeRecord, allocation};
use std::collections::BTreeMap;

/// The name of the root device of every image.
const ROOT_DEVICE: &str = "/dev/sda1";

/// The owner of all resources: the account in the documents' examples.
pub const OWNER: &str = "123456789012";

/// Values that an answer of EC2 contains and the reply doesn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResponseContext<'a> {
    /// The state of the instance before the change.
    pub previous_state: Option<&'a str>,
    /// The network of the instance that is associated with an address. Without it, the association has no id.
    pub network: Option<Network>,
    /// What the server records about the resources. Without it, their times are the date of the document.
    pub records: Option<&'a Records>,
    /// The id of the key pair that the operation deleted.
    pub key_pair_id: Option<&'a str>,
    /// The lines of public keys, by the names of the pairs, if the request asks for them.
    pub public_keys: Option<&'a BTreeMap<String, String>>,
    /// The token of the next page, if there is one.
    pub next_token: Option<&'a str>,
}

/// Writes the document of a successful operation from its reply. The reply must belong to the operation;
/// otherwise the content is unspecified.
#[must_use]
pub fn answer(operation: &Operation, reply: &Reply, version: Version, request_id: &str) -> String {
    answer_in(&ResponseContext::default(), operation, reply, version, request_id)
}

/// Writes the same document as [`answer`], with more values from the server.
#[must_use]
pub fn answer_in(
    context: &ResponseContext<'_>,
    operation: &Operation,
    reply: &Reply,
    version: Version,
    request_id: &str,
) -> String {
    let root = format!("{}Response", operation.name());
    document(&root, version, request_id, |writer| match reply {
        Reply::Resources(resources) => content(context, operation, resources, version, writer),
        _ => {
            writer.text("return", "true");
            let id = context.key_pair_id.filter(|_| key_pair_id::is_part_of(version));
            writer.optional("keyPairId", id);
        }
    })
}

impl ResponseContext<'_> {
    fn key_pair(&self, name: &str) -> Option<&KeyPairRecord> {
        self.records?.key_pairs.get(name).map(|record| &**record)
    }

    fn launched(&self, instance_id: &str) -> Option<&Launched> {
        self.records?.instances.get(instance_id)
    }

    fn launch_time(&self, instance_id: &str) -> Time {
        self.launched(instance_id).map(|launched| launched.time).unwrap_or_default()
    }

    fn volume(&self, volume_id: &str) -> VolumeRecord {
        let record = |records: &Records| records.volumes.get(volume_id).copied();
        self.records.and_then(record).unwrap_or_default()
    }
}

/// Writes the answer with a volume's product code, or with an empty list if it has none.
#[must_use]
pub fn volume_product_codes(
    volume_id: &str,
    code: Option<&str>,
    version: Version,
    request_id: &str,
) -> String {
    document("DescribeVolumeAttributeResponse", version, request_id, |writer| {
        writer.text("volumeId", volume_id);
        resources::product_codes(code, writer);
    })
}

/// Writes the document of a refusal (rule api/error-form). Without an error code it is `InternalError`.
#[must_use]
pub fn error(refusal: &Refusal, request_id: &str) -> String {
    let code = refusal.code.as_ref().map_or(INTERNAL_ERROR, |code| code.name());
    Writer::document("Response", None, |writer| {
        writer.element("Errors", |writer| {
            writer.element("Error", |writer| {
                writer.text("Code", code);
                writer.text("Message", &refusal.message);
            });
        });
        writer.text("RequestID", request_id);
    })
}

fn document(
    root: &str,
    version: Version,
    request_id: &str,
    content: impl FnOnce(&mut Writer),
) -> String {
    Writer::document(root, Some(&version.namespace()), |writer| {
        writer.text("requestId", request_id);
        content(writer);
    })
}

fn content(
    context: &ResponseContext<'_>,
    operation: &Operation,
    resources: &[Attributes],
    version: Version,
    writer: &mut Writer,
) {
    let is_later = key_pair_id::is_part_of(version);
    let key_pair = |writer: &mut Writer, pair: &Attributes| {
        resources::key_pair(context, pair, is_later, writer);
    };
    let new_key_pair = |writer: &mut Writer, pair: &Attributes| {
        resources::new_key_pair(context, pair, is_later, writer);
    };
    let reservation = |writer: &mut Writer, instance: &Attributes| {
        resources::reservation(context, instance, writer);
    };
    match operation {
        Operation::DescribeKeyPairs { .. } => writer.list("keySet", resources, key_pair),
        Operation::CreateKeyPair { .. } | Operation::ImportKeyPair { .. } => {
            resources.iter().for_each(|pair| new_key_pair(writer, pair));
        }
        Operation::DescribeInstances { .. } => {
            writer.list("reservationSet", resources, reservation);
            writer.optional("nextToken", context.next_token);
        }
        Operation::RunInstances(_) => {
            resources.iter().for_each(|instance| reservation(writer, instance));
        }
        Operation::StopInstances { .. }
        | Operation::StartInstances { .. }
        | Operation::TerminateInstances { .. } => {
            let before = context.previous_state.or(state_before(operation));
            writer.list("instancesSet", resources, |writer, instance| {
                resources::state_change(before, instance, writer);
            });
        }
        Operation::DescribeVolumes { .. } => {
            writer.list("volumeSet", resources, |writer, volume| {
                resources::volume(context, volume, writer);
            });
            writer.optional("nextToken", context.next_token);
        }
        Operation::AttachVolume { .. } | Operation::DetachVolume { .. } => {
            resources.iter().for_each(|volume| resources::attachment(context, volume, writer));
        }
        Operation::AllocateAddress { network } => {
            let ip = first(resources, Attribute::PublicIp);
            writer.text("publicIp", ip);
            writer.text("domain", crate::query::request::domain(*network));
            let is_vpc = *network == Network::Vpc;
            let id = if is_vpc { allocation::id_of(ip) } else { None };
            writer.optional("allocationId", id.as_deref());
        }
        Operation::AssociateAddress { public_ip, .. } => {
            writer.text("return", "true");
            let is_vpc = context.network == Some(Network::Vpc);
            let id = if is_vpc { allocation::association_of(public_ip) } else { None };
            writer.optional("associationId", id.as_deref());
        }
        Operation::GetPasswordData { instance_id } => {
            writer.text("instanceId", instance_id);
            writer.text("timestamp", &context.launch_time(instance_id).to_string());
            writer.text("passwordData", first(resources, Attribute::PasswordData));
        }
        Operation::DeleteKeyPair { .. }
        | Operation::ReleaseAddress { .. }
        | Operation::DeleteVolume { .. }
        | Operation::Unknown { .. } => writer.text("return", "true"),
    }
}

/// Returns an attribute of the first resource, or an empty text.
fn first(resources: &[Attributes], attribute: Attribute) -> &str {
    resources.first().and_then(|resource| attribute.of(resource)).unwrap_or_default()
}

/// Returns the state of an instance before this operation, if only one is possible.
const fn state_before(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::StopInstances { .. } => Some("running"),
        Operation::StartInstances { .. } => Some("stopped"),
        _ => None,
    }
}
