//! Tests that written answers are read back unchanged, and that truncated ones are refused.

use super::{associate, describe_instances, describe_key_pairs};
use crate::api::service::{Image, Launch, Network, Operation, Platform, RootDeviceType};
use crate::api::{Attribute, Attributes, ErrorCode, Refusal, Reply, attributes};
use crate::query::Version;
use crate::query::answer::{
    Answer, answer, error, read_answer, read_volume_product_codes, status, volume_product_codes,
};
use proptest::prelude::*;

/// Returns non-empty texts of characters that a document can contain.
fn text() -> impl Strategy<Value = String> {
    "[ -~\t\n\ré\u{1f511}]{1,20}"
}

/// Returns resources that have all of the required attributes and any of the optional ones.
fn resources(
    required: &'static [Attribute],
    optional: &'static [Attribute],
) -> impl Strategy<Value = Attributes> {
    let optional_texts = prop::collection::vec(prop::option::of(text()), optional.len());
    (prop::collection::vec(text(), required.len()), optional_texts).prop_map(
        |(texts, optional_texts)| {
            let optional = optional.iter().zip(optional_texts);
            let optional = optional.filter_map(|(attribute, text)| Some((*attribute, text?)));
            required.iter().copied().zip(texts).chain(optional).collect()
        },
    )
}

fn pair(name: &str, fingerprint: &str) -> Attributes {
    attributes([
        (Attribute::KeyName, Some(name.to_owned())),
        (Attribute::Fingerprint, Some(fingerprint.to_owned())),
    ])
}

fn key_pairs() -> impl Strategy<Value = Attributes> {
    resources(&[Attribute::KeyName, Attribute::Fingerprint], &[Attribute::PrivateKey])
}

fn instances() -> impl Strategy<Value = Attributes> {
    resources(
        &[
            Attribute::InstanceId,
            Attribute::ImageId,
            Attribute::State,
            Attribute::RootDeviceType,
            Attribute::AvailabilityZone,
        ],
        &[Attribute::KeyName, Attribute::RootVolumeId, Attribute::PublicIp, Attribute::ProductCode],
    )
}

/// Returns volumes without a product code, which has a request of its own.
fn volumes() -> impl Strategy<Value = Attributes> {
    const REQUIRED: &[Attribute] =
        &[Attribute::VolumeId, Attribute::State, Attribute::AvailabilityZone];
    let attachment = resources(&[Attribute::InstanceId, Attribute::Device], &[]);
    (resources(REQUIRED, &[]), prop::option::of(attachment)).prop_map(|(mut volume, attachment)| {
        volume.extend(attachment.unwrap_or_default());
        volume
    })
}

fn run_instances() -> Operation {
    let image = Image {
        id: "ami-1".to_owned(),
        platform: Platform::Linux,
        root_device_type: RootDeviceType::Ebs,
        product_code: None,
    };
    let network = Network::Vpc;
    Operation::RunInstances(Launch { image, key_name: None, network, availability_zone: None })
}

/// Writes a reply and reads it again.
fn there_and_back(operation: &Operation, reply: &Reply) -> Reply {
    let body = answer(operation, reply, Version::DOCUMENT, "id");
    match read_answer(operation, 200, body.as_bytes()) {
        Ok(Answer::Success(reply)) => reply,
        other => panic!("{body}: {other:?}"),
    }
}

/// Returns a reply with only these attributes.
fn only(reply: &Reply, kept: &[Attribute]) -> Reply {
    let mut resources = reply.resources().to_vec();
    resources.iter_mut().for_each(|resource| resource.retain(|name, _| kept.contains(name)));
    Reply::Resources(resources)
}

proptest! {
    #[test]
    fn key_pairs_are_read_back(pairs in prop::collection::vec(key_pairs(), 0..4), pair in key_pairs()) {
        let reply = Reply::Resources(pairs);
        prop_assert_eq!(there_and_back(&describe_key_pairs(), &reply), reply);
        let reply = Reply::Resources(vec![pair]);
        let operation = Operation::CreateKeyPair { key_name: None };
        prop_assert_eq!(there_and_back(&operation, &reply), reply);
    }

    #[test]
    fn instances_are_read_back(
        instances in prop::collection::vec(instances(), 0..4),
        instance in instances(),
    ) {
        let reply = Reply::Resources(instances);
        prop_assert_eq!(there_and_back(&describe_instances(), &reply), reply);
        let reply = Reply::Resources(vec![instance]);
        prop_assert_eq!(&there_and_back(&run_instances(), &reply), &reply);
        let operation = Operation::StopInstances { instance_id: String::new() };
        let expected = only(&reply, &[Attribute::InstanceId, Attribute::State]);
        prop_assert_eq!(there_and_back(&operation, &reply), expected);
    }

    #[test]
    fn volumes_are_read_back(volumes in prop::collection::vec(volumes(), 0..4), volume in volumes()) {
        let reply = Reply::Resources(volumes);
        let operation = Operation::DescribeVolumes { volume_ids: Vec::new() };
        prop_assert_eq!(there_and_back(&operation, &reply), reply);
        let reply = Reply::Resources(vec![volume]);
        let id = String::new;
        let operation =
            Operation::AttachVolume { volume_id: id(), instance_id: id(), device: id() };
        let expected = only(&reply, &[Attribute::VolumeId, Attribute::InstanceId, Attribute::Device]);
        prop_assert_eq!(there_and_back(&operation, &reply), expected);
        let operation = Operation::DetachVolume { volume_id: id() };
        let expected = only(&reply, &[Attribute::VolumeId]);
        prop_assert_eq!(there_and_back(&operation, &reply), expected);
    }

    #[test]
    fn passwords_and_product_codes_are_read_back(data in prop::option::of("[A-Za-z0-9+/]{4,40}={0,2}"), code in prop::option::of(text())) {
        let reply = Reply::resource([(Attribute::PasswordData, data)]);
        let operation = Operation::GetPasswordData { instance_id: "i-1".to_owned() };
        prop_assert_eq!(there_and_back(&operation, &reply), reply);
        let body = volume_product_codes("vol-1", code.as_deref(), Version::DOCUMENT, "id");
        let expected = Reply::resource([(Attribute::ProductCode, code)]);
        let read = read_volume_product_codes(200, body.as_bytes());
        prop_assert_eq!(read, Ok(Answer::Success(expected)));
    }

    #[test]
    fn refusals_are_read_back(code in "[A-Za-z.]{1,20}", message in text()) {
        let code = ErrorCode::of_name(&code);
        let status = status(&code);
        let refusal = Refusal::new(code, message);
        let body = error(&refusal, "id");
        let read = read_answer(&describe_key_pairs(), status, body.as_bytes());
        prop_assert_eq!(read, Ok(Answer::Refused(refusal)));
    }

    #[test]
    fn no_body_panics(body in prop::collection::vec(any::<u8>(), 0..200), status in 100..600_u16) {
        let _ = read_answer(&describe_key_pairs(), status, &body);
    }

    /// Changes one byte of a document. Reading it never panics and gives no additional resources.
    #[test]
    fn a_damaged_document_adds_no_resources(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let pair = |name: &str| pair(name, "");
        let reply = Reply::Resources(vec![pair("a&b"), pair("c")]);
        let mut body = answer(&describe_key_pairs(), &reply, Version::DOCUMENT, "id").into_bytes();
        let at = at.index(body.len());
        body[at] = byte;
        if let Ok(Answer::Success(reply)) = read_answer(&describe_key_pairs(), 200, &body) {
            prop_assert!(reply.resources().len() <= 2);
        }
    }
}

/// A truncated body is never accepted. Only the line end after the root may be missing.
#[test]
fn a_truncated_document_is_refused() {
    let reply = Reply::Resources(vec![pair("a&é", "00:11"), pair("b", "00:11")]);
    let body = answer(&describe_key_pairs(), &reply, Version::DOCUMENT, "id");
    let whole = body.trim_end().len();
    for length in 0..whole {
        let cut = body.as_bytes().get(..length).unwrap();
        assert!(read_answer(&describe_key_pairs(), 200, cut).is_err(), "{length} bytes");
    }
    let read = read_answer(&describe_key_pairs(), 200, body.as_bytes().get(..whole).unwrap());
    assert_eq!(read, Ok(Answer::Success(reply)));
}

#[test]
fn replies_without_resources_are_read_back() {
    let text = || "x".to_owned();
    for operation in [
        Operation::DeleteKeyPair { key_name: None },
        Operation::ReleaseAddress { public_ip: text() },
        Operation::DeleteVolume { volume_id: text() },
    ] {
        let body = answer(&operation, &Reply::Done, Version::DOCUMENT, "id");
        let read = read_answer(&operation, 200, body.as_bytes());
        assert_eq!(read, Ok(Answer::Success(Reply::Done)));
    }
    let reply = Reply::resource([
        (Attribute::PublicIp, Some("198.18.0.1".to_owned())),
        (Attribute::InstanceId, Some("i-1".to_owned())),
    ]);
    assert_eq!(there_and_back(&associate(), &reply), reply);
}

/// 5,000 key pairs, the maximum of a region, are within the limits.
#[test]
fn a_full_region_is_read() {
    let pair = |number: usize| pair(&format!("{number}{}", "n".repeat(250)), &"00:".repeat(20));
    let reply = Reply::Resources((0..5_000).map(pair).collect());
    assert_eq!(there_and_back(&describe_key_pairs(), &reply).resources().len(), 5_000);
}
