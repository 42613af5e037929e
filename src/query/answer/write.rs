//! What a server answers.

mod things;

use super::status::INTERNAL_ERROR;
use crate::api::service::{Network, Operation};
use crate::api::{Refusal, Reply};
use crate::query::xml::Writer;
use crate::query::{Version, allocation};

/// The device under which every image has its root.
const ROOT_DEVICE: &str = "/dev/sda1";

/// The time of everything: the reference has no clock.
const TIME: &str = "2014-06-15T00:00:00.000Z";

/// The owner of everything: the account of the documents' examples.
const OWNER: &str = "123456789012";

/// The document that says that an operation is done. A reply that isn't the operation's is one without facts.
#[must_use]
pub fn answer(operation: &Operation, reply: &Reply, version: Version, request_id: &str) -> String {
    let root = format!("{}Response", operation.name());
    document(&root, version, request_id, |writer| content(operation, reply, writer))
}

/// The document that tells a volume's product code, or that it has none.
#[must_use]
pub fn volume_product_codes(
    volume_id: &str,
    code: Option<&str>,
    version: Version,
    request_id: &str,
) -> String {
    document("DescribeVolumeAttributeResponse", version, request_id, |writer| {
        writer.text("volumeId", volume_id);
        things::product_codes(code, writer);
    })
}

/// The document that says why something was not done (rule api/error-form). What comes without a code is
/// `InternalError`.
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

fn content(operation: &Operation, reply: &Reply, writer: &mut Writer) {
    match (operation, reply) {
        (Operation::DescribeKeyPairs { .. }, Reply::KeyPairs(pairs)) => {
            writer.list("keySet", pairs, |writer, pair| things::key_pair(pair, writer));
        }
        (_, Reply::KeyPairs(pairs)) => pairs.iter().for_each(|pair| things::key_pair(pair, writer)),
        (Operation::DescribeInstances { .. }, Reply::Instances(instances)) => {
            writer.list("reservationSet", instances, |writer, instance| {
                things::reservation(std::slice::from_ref(instance), writer);
            });
        }
        (Operation::RunInstances(_), Reply::Instances(instances)) => {
            things::reservation(instances, writer);
        }
        (_, Reply::Instances(instances)) => {
            writer.list("instancesSet", instances, |writer, instance| {
                things::state_change(operation, instance, writer);
            });
        }
        (Operation::DescribeVolumes { .. }, Reply::Volumes(volumes)) => {
            writer.list("volumeSet", volumes, |writer, volume| things::volume(volume, writer));
        }
        (_, Reply::Volumes(volumes)) => {
            volumes.iter().for_each(|volume| things::attachment(volume, writer));
        }
        (Operation::AllocateAddress { network }, Reply::Address(address)) => {
            writer.text("publicIp", &address.public_ip);
            writer.text("domain", crate::query::request::domain(*network));
            let is_vpc = *network == Network::Vpc;
            let id = if is_vpc { allocation::id_of(&address.public_ip) } else { None };
            writer.optional("allocationId", id.as_deref());
        }
        (Operation::GetPasswordData { instance_id }, Reply::PasswordData(data)) => {
            writer.text("instanceId", instance_id);
            writer.text("timestamp", TIME);
            writer.text("passwordData", data.as_deref().unwrap_or_default());
        }
        _ => writer.text("return", "true"),
    }
}
