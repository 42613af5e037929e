//! Tests that written answers are read back unchanged, and that truncated ones are refused.

use super::{associate, describe_instances, describe_key_pairs};
use crate::api::service::{Image, Launch, Network, Operation, Platform, RootDeviceType};
use crate::api::{
    Address, Attribute, Attributes, ErrorCode, Instance, KeyPair, Refusal, Reply, Volume,
};
use crate::query::Version;
use crate::query::answer::{
    Answer, answer, error, read_answer, read_volume_product_codes, status, volume_product_codes,
};
use proptest::prelude::*;

/// Returns non-empty texts of characters that a document can contain.
fn text() -> impl Strategy<Value = String> {
    "[ -~\t\n\ré\u{1f511}]{1,20}"
}

fn key_pairs() -> impl Strategy<Value = KeyPair> {
    (text(), text(), prop::option::of(text())).prop_map(|(key_name, fingerprint, private_key)| {
        KeyPair { key_name, fingerprint, private_key }
    })
}

fn instances() -> impl Strategy<Value = Instance> {
    let ids = (text(), text(), text(), text(), text());
    let optional = || prop::option::of(text());
    (ids, optional(), optional(), optional(), optional()).prop_map(
        |(ids, key_name, root_volume_id, public_ip, product_code)| Instance {
            instance_id: ids.0,
            image_id: ids.1,
            state: ids.2,
            key_name,
            root_device_type: ids.3,
            root_volume_id,
            availability_zone: ids.4,
            public_ip,
            product_code,
        },
    )
}

/// Returns volumes without a product code, which has a request of its own.
fn volumes() -> impl Strategy<Value = Volume> {
    (text(), text(), text(), prop::option::of((text(), text()))).prop_map(
        |(volume_id, state, availability_zone, attachment)| {
            let (instance_id, device) = attachment.unzip();
            let product_code = None;
            Volume { volume_id, state, instance_id, device, availability_zone, product_code }
        },
    )
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

/// Writes a reply, reads it again and returns its records.
fn there_and_back(operation: &Operation, reply: &Reply) -> Vec<Attributes> {
    let body = answer(operation, reply, Version::DOCUMENT, "id");
    match read_answer(operation, 200, body.as_bytes()) {
        Ok(Answer::Success(reply)) => reply.records(),
        other => panic!("{body}: {other:?}"),
    }
}

/// Returns the records of a reply with only these attributes.
fn only(reply: &Reply, fields: &[Attribute]) -> Vec<Attributes> {
    let mut records = reply.records();
    records.iter_mut().for_each(|record| record.retain(|field, _| fields.contains(field)));
    records
}

proptest! {
    #[test]
    fn key_pairs_come_back(pairs in prop::collection::vec(key_pairs(), 0..4), pair in key_pairs()) {
        let reply = Reply::KeyPairs(pairs);
        prop_assert_eq!(there_and_back(&describe_key_pairs(), &reply), reply.records());
        let reply = Reply::KeyPairs(vec![pair]);
        let operation = Operation::CreateKeyPair { key_name: None };
        prop_assert_eq!(there_and_back(&operation, &reply), reply.records());
    }

    #[test]
    fn instances_come_back(
        instances in prop::collection::vec(instances(), 0..4),
        instance in instances(),
    ) {
        let reply = Reply::Instances(instances);
        prop_assert_eq!(there_and_back(&describe_instances(), &reply), reply.records());
        let reply = Reply::Instances(vec![instance]);
        prop_assert_eq!(there_and_back(&run_instances(), &reply), reply.records());
        let operation = Operation::StopInstances { instance_id: String::new() };
        let told = only(&reply, &[Attribute::InstanceId, Attribute::State]);
        prop_assert_eq!(there_and_back(&operation, &reply), told);
    }

    #[test]
    fn volumes_come_back(volumes in prop::collection::vec(volumes(), 0..4), volume in volumes()) {
        let reply = Reply::Volumes(volumes);
        let operation = Operation::DescribeVolumes { volume_ids: Vec::new() };
        prop_assert_eq!(there_and_back(&operation, &reply), reply.records());
        let reply = Reply::Volumes(vec![volume]);
        let id = String::new;
        let operation =
            Operation::AttachVolume { volume_id: id(), instance_id: id(), device: id() };
        let told = only(&reply, &[Attribute::VolumeId, Attribute::InstanceId, Attribute::Device]);
        prop_assert_eq!(there_and_back(&operation, &reply), told);
        let operation = Operation::DetachVolume { volume_id: id() };
        let told = only(&reply, &[Attribute::VolumeId]);
        prop_assert_eq!(there_and_back(&operation, &reply), told);
    }

    #[test]
    fn the_rest_comes_back(data in prop::option::of("[A-Za-z0-9+/]{4,40}={0,2}"), code in prop::option::of(text())) {
        let reply = Reply::PasswordData(data);
        let operation = Operation::GetPasswordData { instance_id: "i-1".to_owned() };
        prop_assert_eq!(there_and_back(&operation, &reply), reply.records());
        let body = volume_product_codes("vol-1", code.as_deref(), Version::DOCUMENT, "id");
        let facts = code.map(|code| (Attribute::ProductCode, code)).into_iter().collect();
        let read = read_volume_product_codes(200, body.as_bytes());
        prop_assert_eq!(read, Ok(Answer::Success(Reply::Resources(vec![facts]))));
    }

    #[test]
    fn refusals_come_back(code in "[A-Za-z.]{1,20}", message in text()) {
        let code = ErrorCode::of_name(&code);
        let status = status(&code);
        let refusal = Refusal::new(code, message);
        let body = error(&refusal, "id");
        let read = read_answer(&describe_key_pairs(), status, body.as_bytes());
        prop_assert_eq!(read, Ok(Answer::Refused(refusal)));
    }

    #[test]
    fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..200), status in 100..600_u16) {
        let _ = read_answer(&describe_key_pairs(), status, &body);
    }

    /// Changes one byte of a document. Reading it never panics and gives no additional resources.
    #[test]
    fn a_damaged_document_is_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let pair = |name: &str| KeyPair { key_name: name.to_owned(), ..KeyPair::default() };
        let reply = Reply::KeyPairs(vec![pair("a&b"), pair("c")]);
        let mut body = answer(&describe_key_pairs(), &reply, Version::DOCUMENT, "id").into_bytes();
        let at = at.index(body.len());
        body[at] = byte;
        if let Ok(Answer::Success(reply)) = read_answer(&describe_key_pairs(), 200, &body) {
            prop_assert!(reply.count() <= 2);
        }
    }
}

/// A truncated body is never accepted. Only the line end after the root may be missing.
#[test]
fn a_document_cut_short_anywhere_is_no_answer() {
    let pair = |name: &str| KeyPair {
        key_name: name.to_owned(),
        fingerprint: "00:11".to_owned(),
        private_key: None,
    };
    let reply = Reply::KeyPairs(vec![pair("a&é"), pair("b")]);
    let body = answer(&describe_key_pairs(), &reply, Version::DOCUMENT, "id");
    let whole = body.trim_end().len();
    for length in 0..whole {
        let cut = body.as_bytes().get(..length).unwrap();
        assert!(read_answer(&describe_key_pairs(), 200, cut).is_err(), "{length} bytes");
    }
    let read = read_answer(&describe_key_pairs(), 200, body.as_bytes().get(..whole).unwrap());
    assert_eq!(read, Ok(Answer::Success(Reply::Resources(reply.records()))));
}

#[test]
fn what_is_done_without_a_word_comes_back() {
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
    let address =
        Address { public_ip: "198.18.0.1".to_owned(), instance_id: Some("i-1".to_owned()) };
    let reply = Reply::Address(address);
    assert_eq!(there_and_back(&associate(), &reply), reply.records());
}

/// 5,000 key pairs, the maximum of a region, are within the limits.
#[test]
fn a_full_region_is_read() {
    let pair = |number: usize| KeyPair {
        key_name: format!("{number}{}", "n".repeat(250)),
        fingerprint: "00:".repeat(20),
        private_key: None,
    };
    let reply = Reply::KeyPairs((0..5_000).map(pair).collect());
    assert_eq!(there_and_back(&describe_key_pairs(), &reply).len(), 5_000);
}
