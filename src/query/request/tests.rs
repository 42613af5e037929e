//! Tests of valid and invalid requests.

mod instances;
mod later;
mod round_trip;

use super::*;
use crate::api::service::{Call, Filter, Launch, Platform, RootDeviceType, Signature};
use crate::api::{ErrorCode, Refusal};

/// Returns the offered image: `ami-1` for a VPC, `ami-2` for EC2-Classic.
fn images(id: &str) -> Option<Offer> {
    let network = match id {
        "ami-1" => Network::Vpc,
        "ami-2" => Network::Classic,
        _ => return None,
    };
    let image = Image {
        id: id.to_owned(),
        platform: Platform::Windows,
        root_device_type: RootDeviceType::InstanceStore,
        product_code: Some("code".to_owned()),
    };
    Some(Offer { image, network })
}

fn parsed(pairs: &[(&str, &str)]) -> Result<Request, Refusal> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let parameters: Vec<_> = pairs.iter().map(own).collect();
    read(&parameters, "us-east-1", &images)
}

/// Checks that a request in the document's version is read as this operation.
#[track_caller]
fn check(action: &str, pairs: &[(&str, &str)], expected: Operation) {
    let all = [&[("Action", action), ("Version", "2014-06-15")], pairs].concat();
    let call = parsed(&all).map(|request| request.asked);
    assert_eq!(call, Ok(ParsedCall::Operation(expected)), "{pairs:?}");
}

/// Checks that a request in the document's version is refused with this code.
#[track_caller]
fn check_refused(action: &str, pairs: &[(&str, &str)], code: &str) {
    let all = [&[("Action", action), ("Version", "2014-06-15")], pairs].concat();
    check_code(&all, code);
}

#[track_caller]
fn check_code(pairs: &[(&str, &str)], code: &str) {
    let found = parsed(pairs).map_err(|refusal| refusal.code.unwrap().name().to_owned());
    assert_eq!(found, Err(code.to_owned()), "{pairs:?}");
}

#[test]
fn requires_an_action_and_a_version() {
    check_code(&[], "MissingAction");
    check_code(&[("Version", "2014-06-15")], "MissingAction");
    check_code(&[("Action", ""), ("Version", "2014-06-15")], "MissingAction");
    check_code(&[("Action", "MakeTea"), ("Version", "2014-06-15")], "InvalidAction");
    let call = Call {
        region: "us-east-1".to_owned(),
        dry_run: false,
        signature: Signature::Valid,
        operation: Operation::Unknown { action: "MakeTea".to_owned() },
    };
    let refusal = read(&parameters(&call), "us-east-1", &images).unwrap_err();
    assert_eq!(refusal.code, Some(ErrorCode::InvalidAction));
    check_code(&[("Action", "createkeypair"), ("Version", "2014-06-15")], "InvalidAction");
    check_code(&[("Action", "CreateKeyPair")], "MissingParameter");
    check_code(&[("Action", "CreateKeyPair"), ("Version", "2009-04-04")], "NoSuchVersion");
    let twice =
        [("Action", "CreateKeyPair"), ("Version", "2014-06-15"), ("Action", "CreateKeyPair")];
    check_code(&twice, "InvalidParameterValue");
    let request = parsed(&[("Action", "DescribeKeyPairs"), ("Version", "2016-11-15")]).unwrap();
    assert_eq!(request.version.name(), "2016-11-15");
    assert!(!request.dry_run);
}

#[test]
fn a_dry_run_is_answered_before_parameters_are_checked() {
    for (action, pairs) in [
        ("CreateKeyPair", vec![("Nonsense", "1")]),
        ("ImportKeyPair", vec![("KeyName", "a"), ("KeyName", "b")]),
        ("DescribeKeyPairs", vec![("KeyName.x", "")]),
        ("StopInstances", vec![]),
        ("RunInstances", vec![("ImageId", "no-such-image")]),
    ] {
        check_refused(
            action,
            &[pairs.as_slice(), &[("DryRun", "true")]].concat(),
            "DryRunOperation",
        );
    }
    check_refused("MakeTea", &[("DryRun", "true")], "InvalidAction");
    for wrong in ["", "True", "1", "yes"] {
        check_refused("CreateKeyPair", &[("DryRun", wrong)], "InvalidParameterValue");
    }
    let all = [("Action", "CreateKeyPair"), ("Version", "2014-06-15"), ("DryRun", "true")];
    assert!(parsed(&all).unwrap().dry_run);
}

#[test]
fn ignores_parameters_of_the_signature() {
    check(
        "DeleteKeyPair",
        &[
            ("AWSAccessKeyId", "a"),
            ("Signature", "s"),
            ("SignatureMethod", "HmacSHA256"),
            ("SignatureVersion", "2"),
            ("Timestamp", "t"),
            ("X-Amz-Signature", "s"),
            ("KeyName", "a"),
        ],
        Operation::DeleteKeyPair { key_name: Some("a".to_owned()) },
    );
}

#[test]
fn accepts_newer_parameters_that_change_nothing() {
    let key_name = Some("a".to_owned());
    check(
        "CreateKeyPair",
        &[("KeyName", "a"), ("KeyType", "rsa"), ("KeyFormat", "pem")],
        Operation::CreateKeyPair { key_name },
    );
    check(
        "DescribeKeyPairs",
        &[("IncludePublicKey", "false"), ("MaxResults", "5")],
        Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() },
    );
    let Offer { image, network } = images("ami-2").unwrap();
    check(
        "RunInstances",
        &[
            ("ImageId", "ami-2"),
            ("MinCount", "1"),
            ("MaxCount", "1"),
            ("SecurityGroup.1", "default"),
            ("TagSpecification.1.ResourceType", "instance"),
            ("Placement.AvailabilityZone", "us-east-1c"),
        ],
        Operation::RunInstances(Launch {
            image,
            key_name: None,
            network,
            availability_zone: Some("c".to_owned()),
        }),
    );
    check_refused("CreateKeyPair", &[("KeyType", "ed25519")], "InvalidParameterValue");
    check_refused("CreateKeyPair", &[("KeyFormat", "ppk")], "InvalidParameterValue");
    check_refused("DescribeKeyPairs", &[("IncludePublicKey", "yes")], "InvalidParameterValue");
    check_refused("DescribeKeyPairs", &[("NextToken", "t")], "InvalidParameterValue");
    check_refused(
        "StopInstances",
        &[("InstanceId.1", "i-1"), ("Force", "true")],
        "InvalidParameterValue",
    );
}

#[test]
fn refuses_malformed_page_sizes() {
    for most in ["abc", "-1", "+5", "0", "00", "5.0"] {
        for action in PAGED.into_iter().chain(["DescribeKeyPairs"]) {
            check_refused(action, &[("MaxResults", most)], "InvalidParameterValue");
        }
    }
}

/// The operations whose answers have pages.
const PAGED: [&str; 4] = ["DescribeInstances", "DescribeVolumes", "DescribeTags", "DescribeImages"];

/// Returns the call of a valid request in the document's version.
#[track_caller]
fn understood(action: &str, pairs: &[(&str, &str)]) -> ParsedCall {
    let all = [&[("Action", action), ("Version", "2014-06-15")], pairs].concat();
    parsed(&all).unwrap().asked
}

#[test]
fn an_empty_optional_parameter_counts_as_absent() {
    let Offer { image, network } = images("ami-1").unwrap();
    let launch = Launch { image, key_name: None, network, availability_zone: None };
    let empty = [
        "ClientToken",
        "DisableApiTermination",
        "IamInstanceProfile.Name",
        "InstanceType",
        "Placement.AvailabilityZone",
        "SubnetId",
        "UserData",
    ]
    .map(|name| (name, ""));
    let fields = [("ImageId", "ami-1"), ("MinCount", "1"), ("MaxCount", "1")];
    check("RunInstances", &[&fields[..], &empty].concat(), Operation::RunInstances(launch));
    let all = Operation::DescribeInstances { instance_ids: Vec::new() };
    check("DescribeInstances", &[("MaxResults", ""), ("NextToken", ""), ("InstanceId", "")], all);
    let network = Network::Vpc;
    check("AllocateAddress", &[("Domain", "")], Operation::AllocateAddress { network });
    // An empty required parameter counts as missing. An empty key name is passed to the model.
    check_refused("RunInstances", &[("ImageId", "")], "MissingParameter");
    let key_name = Some(String::new());
    check("CreateKeyPair", &[("KeyName", "")], Operation::CreateKeyPair { key_name });
}

#[test]
fn reads_the_list_forms_of_released_clients() {
    let names = |names: &[&str]| Operation::DescribeKeyPairs {
        key_names: names.iter().map(|name| (*name).to_owned()).collect(),
        filters: Vec::new(),
    };
    check("DescribeKeyPairs", &[("KeyName", "a")], names(&["a"]));
    check("DescribeKeyPairs", &[("KeyName.0", "a"), ("KeyName.1", "b")], names(&["a", "b"]));
    let filters = vec![Filter { name: "key-name".to_owned(), values: vec!["a".to_owned()] }];
    let filtered =
        || Operation::DescribeKeyPairs { key_names: Vec::new(), filters: filters.clone() };
    let name = ("Filter.1.Name", "key-name");
    check("DescribeKeyPairs", &[name, ("Filter.1.Value", "a")], filtered());
    check("DescribeKeyPairs", &[name, ("Filter.1.Value.0", "a")], filtered());
    let instance_id = "i-1".to_owned();
    check("StopInstances", &[("InstanceId", "i-1")], Operation::StopInstances { instance_id });
    for twice in [
        [("KeyName", "a"), ("KeyName.1", "b")],
        [("KeyName.0", "a"), ("KeyName.2", "b")],
        [("Filter.1.Value", "a"), ("Filter.1.Value.1", "b")],
    ] {
        check_refused("DescribeKeyPairs", &twice, "InvalidParameterValue");
    }
}

#[test]
fn limits_the_values_of_filters() {
    let values = |count: usize| {
        let value =
            |number| (format!("Filter.{}.Value.{}", number / 500 + 1, number % 500 + 1), "a");
        let mut pairs: Vec<(String, &str)> = (0..count).map(value).collect();
        pairs.extend((1..=count.div_ceil(500)).map(|n| (format!("Filter.{n}.Name"), "key-name")));
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (n.as_str(), *v)).collect();
        let all = [&[("Action", "DescribeKeyPairs"), ("Version", "2014-06-15")], &pairs[..]];
        parsed(&all.concat()).map_err(|refusal| refusal.code)
    };
    assert!(values(1_000).is_ok());
    assert_eq!(values(1_001), Err(Some(ErrorCode::FilterLimitExceeded)));
}

#[test]
fn a_refusal_quotes_a_bounded_part_of_the_request() {
    let long: &str = "\"".repeat(100_000).leak();
    let named: &str = format!("KeyName.{long}").leak();
    for (action, pairs) in [
        (long, vec![]),
        ("CreateKeyPair", vec![("DryRun", long)]),
        ("CreateKeyPair", vec![("KeyType", long)]),
        ("CreateKeyPair", vec![(long, "a")]),
        ("CreateKeyPair", vec![(long, "a"), (long, "b")]),
        ("DescribeKeyPairs", vec![(named, "a")]),
        ("DescribeKeyPairs", vec![("MaxResults", long)]),
        ("DescribeInstances", vec![("InstanceId.1", long)]),
        ("DescribeInstances", vec![("NextToken", long)]),
        ("RunInstances", vec![("ImageId", long), ("MinCount", "1"), ("MaxCount", "1")]),
        ("RunInstances", vec![("ImageId", "ami-1"), ("MinCount", long)]),
        ("ReleaseAddress", vec![("AllocationId", long)]),
        ("DescribeVolumeAttribute", vec![("Attribute", long)]),
    ] {
        let all = [&[("Action", action), ("Version", "2014-06-15")], &pairs[..]].concat();
        let message = parsed(&all).unwrap_err().message;
        assert!(message.len() < 1_000, "{} bytes: {message:.100}", message.len());
    }
    let version = parsed(&[("Action", "CreateKeyPair"), ("Version", long)]).unwrap_err();
    assert!(version.message.len() < 1_000);
}

#[test]
fn requires_lists_numbered_from_one_without_gaps() {
    let filters = vec![
        Filter { name: "key-name".to_owned(), values: vec!["a".to_owned(), "b".to_owned()] },
        Filter { name: "fingerprint".to_owned(), values: Vec::new() },
    ];
    check(
        "DescribeKeyPairs",
        &[
            ("Filter.2.Name", "fingerprint"),
            ("KeyName.2", "d"),
            ("KeyName.1", "c"),
            ("Filter.1.Value.2", "b"),
            ("Filter.1.Value.1", "a"),
            ("Filter.1.Name", "key-name"),
        ],
        Operation::DescribeKeyPairs { key_names: vec!["c".to_owned(), "d".to_owned()], filters },
    );
    for name in [
        "KeyName.2",
        "KeyName.00",
        "KeyName.01",
        "KeyName.x",
        "KeyName.",
        "KeyName.-1",
        "KeyName.1.1",
    ] {
        check_refused("DescribeKeyPairs", &[(name, "a")], "InvalidParameterValue");
    }
    for name in ["KeyName.1001", "KeyName.99999999999999999999", "Filter.x.Name", "Filter.2.Name"] {
        check_refused("DescribeKeyPairs", &[(name, "a")], "InvalidParameterValue");
    }
    check_refused("DescribeKeyPairs", &[("Filter.1.Value.1", "a")], "MissingParameter");
    check_refused("DescribeKeyPairs", &[("Filter.1.Nom", "a")], "UnknownParameter");
    check_refused("DescribeKeyPairs", &[("Filter.1", "a")], "UnknownParameter");
}

#[test]
fn refuses_unknown_and_repeated_parameters() {
    check_refused("DeleteKeyPair", &[("KeyName", "a"), ("KeyName", "a")], "InvalidParameterValue");
    check_refused("DeleteKeyPair", &[("Keyname", "a")], "UnknownParameter");
    check_refused("CreateKeyPair", &[("PublicKeyMaterial", "a")], "UnknownParameter");
    let pairs = [("VolumeId", "vol-1"), ("InstanceId", "i-1")];
    check_refused("DeleteVolume", &pairs, "UnknownParameter");
}
