//! Tests of requests about instances, volumes and addresses.

use super::{check, check_refused, images, parsed, understood};
use crate::api::service::{Filter, Launch, Network, Operation};
use crate::query::request::{Offer, Page, ParsedCall};

#[test]
fn a_launch_needs_a_known_image_and_a_count_of_one() {
    let launch = |image, count, zone| {
        [
            ("ImageId", image),
            ("MinCount", "1"),
            ("MaxCount", count),
            ("Placement.AvailabilityZone", zone),
        ]
    };
    check_refused("RunInstances", &launch("ami-3", "1", "us-east-1a"), "InvalidAMIID.NotFound");
    check_refused("RunInstances", &launch("", "1", "us-east-1a"), "MissingParameter");
    for count in ["2", "0", "-1", "01", "one"] {
        check_refused(
            "RunInstances",
            &launch("ami-1", count, "us-east-1a"),
            "InvalidParameterValue",
        );
    }
    for zone in ["us-east-1", "us-west-1a", "us-east-1A", "us-east-1ab", "a"] {
        check_refused("RunInstances", &launch("ami-1", "1", zone), "InvalidParameterValue");
    }
    check_refused("RunInstances", &[("ImageId", "ami-1")], "MissingParameter");
}

#[test]
fn refuses_malformed_instance_ids() {
    let malformed = "InvalidInstanceID.Malformed";
    for id in ["bad", "vol-1", "I-1", "i", "-i-1"] {
        for action in ["DescribeInstances", "StopInstances", "StartInstances", "TerminateInstances"]
        {
            check_refused(action, &[("InstanceId.1", id)], malformed);
        }
        check_refused("GetPasswordData", &[("InstanceId", id)], malformed);
        let attach = [("VolumeId", "vol-1"), ("InstanceId", id), ("Device", "sdf")];
        check_refused("AttachVolume", &attach, malformed);
        let associate = [("PublicIp", "198.18.0.1"), ("InstanceId", id)];
        check_refused("AssociateAddress", &associate, malformed);
    }
    check_refused("GetPasswordData", &[("InstanceId", "")], "MissingParameter");
}

#[test]
fn a_detachment_may_name_the_instance_and_the_device() {
    let detach = |fields: &[(&str, &str)]| {
        let always = [("Action", "DetachVolume"), ("Version", "2014-06-15"), ("VolumeId", "vol-1")];
        parsed(&[&always, fields].concat()).map(|request| request.asked)
    };
    let own = |text: Option<&str>| text.map(str::to_owned);
    let from = |instance_id, device| ParsedCall::DetachFrom {
        volume_id: "vol-1".to_owned(),
        instance_id: own(instance_id),
        device: own(device),
    };
    let volume_id = "vol-1".to_owned();
    let detached = Ok(ParsedCall::Operation(Operation::DetachVolume { volume_id }));
    assert_eq!(detach(&[("Force", "true")]), detached);
    assert_eq!(detach(&[("Force", "false")]), detached);
    assert_eq!(detach(&[("Device", "sdf")]), Ok(from(None, Some("sdf"))));
    let both = [("InstanceId", "i-1"), ("Device", "/dev/sdf"), ("Force", "true")];
    assert_eq!(detach(&both), Ok(from(Some("i-1"), Some("/dev/sdf"))));
    let refused = [("VolumeId", "vol-1"), ("Force", "maybe")];
    check_refused("DetachVolume", &refused, "InvalidParameterValue");
}

#[test]
fn reads_pages_and_filters_of_instances() {
    let some = |filters, page| ParsedCall::Instances { instance_ids: Vec::new(), filters, page };
    let page = |most, after: Option<&str>| Page { most, after: after.map(str::to_owned) };
    for (pairs, expected) in [
        (vec![("MaxResults", "5")], page(Some(5), None)),
        (vec![("MaxResults", "1000000")], page(Some(1_000), None)),
        (vec![("MaxResults", "99999999999999999999999")], page(Some(1_000), None)),
        (vec![("NextToken", "after-i-1"), ("MaxResults", "7")], page(Some(7), Some("i-1"))),
        (vec![("NextToken", "after-i-1")], page(None, Some("i-1"))),
    ] {
        assert_eq!(understood("DescribeInstances", &pairs), some(Vec::new(), expected));
    }
    assert_eq!(Page::token("i-1"), "after-i-1");
    let filter = Filter { name: "key-name".to_owned(), values: vec!["a".to_owned()] };
    let pairs = [("Filter.1.Name", "key-name"), ("Filter.1.Value.1", "a")];
    assert_eq!(understood("DescribeInstances", &pairs), some(vec![filter], Page::default()));
    for (name, value) in [("MaxResults", "4"), ("NextToken", "t")] {
        check_refused("DescribeInstances", &[(name, value)], "InvalidParameterValue");
    }
    for (name, value) in [("MaxResults", "5"), ("NextToken", "after-i-1")] {
        let pairs = [(name, value), ("InstanceId.1", "i-1")];
        check_refused("DescribeInstances", &pairs, "InvalidParameterCombination");
    }
}

#[test]
fn reads_the_token_and_the_type_of_a_launch() {
    let fields = [("ImageId", "ami-1"), ("MinCount", "1"), ("MaxCount", "1")];
    let with = |more: &[(&'static str, &'static str)]| [&fields[..], more].concat();
    let Offer { image, network } = images("ami-1").unwrap();
    let launch = Launch { image, key_name: None, network, availability_zone: None };
    let (client_token, instance_type) = (Some("t".to_owned()), Some("c3.large".to_owned()));
    let pairs = with(&[("ClientToken", "t"), ("InstanceType", "c3.large")]);
    let expected = ParsedCall::Launch { launch, client_token, instance_type };
    assert_eq!(understood("RunInstances", &pairs), expected);
    let long = "t".repeat(65).leak();
    for wrong in [&*long, "é"] {
        let pairs = with(&[("ClientToken", wrong)]);
        check_refused("RunInstances", &pairs, "InvalidParameterValue");
    }
}

#[test]
fn refuses_to_change_several_instances_at_once() {
    for action in ["StopInstances", "StartInstances", "TerminateInstances"] {
        let two = [("InstanceId.1", "i-1"), ("InstanceId.2", "i-2")];
        check_refused(action, &two, "InvalidParameterCombination");
        check_refused(action, &[], "MissingParameter");
        check_refused(action, &[("InstanceId.1", "")], "MissingParameter");
    }
}

#[test]
fn an_address_is_named_by_its_ip_or_its_allocation_id() {
    for pair in [("PublicIp", "198.18.0.1"), ("AllocationId", "eipalloc-c6120001")] {
        let public_ip = "198.18.0.1".to_owned();
        check("ReleaseAddress", &[pair], Operation::ReleaseAddress { public_ip });
    }
    let both = [("PublicIp", "198.18.0.1"), ("AllocationId", "eipalloc-c6120001")];
    check_refused("ReleaseAddress", &both, "InvalidParameterCombination");
    check_refused("ReleaseAddress", &[], "MissingParameter");
    let unknown = [("AllocationId", "eipalloc-1")];
    check_refused("ReleaseAddress", &unknown, "InvalidAllocationID.NotFound");
    check_refused("AssociateAddress", &[("PublicIp", "198.18.0.1")], "MissingParameter");
    check_refused("AllocateAddress", &[("Domain", "moon")], "InvalidParameterValue");
    let network = Network::Classic;
    check("AllocateAddress", &[("Domain", "standard")], Operation::AllocateAddress { network });
}

#[test]
fn reads_a_request_for_product_codes() {
    let pairs = [
        ("Action", "DescribeVolumeAttribute"),
        ("Version", "2014-06-15"),
        ("VolumeId", "vol-1"),
        ("Attribute", "productCodes"),
    ];
    let volume_id = "vol-1".to_owned();
    assert_eq!(parsed(&pairs).unwrap().asked, ParsedCall::VolumeProductCodes { volume_id });
    let pairs = [("VolumeId", "vol-1"), ("Attribute", "autoEnableIO")];
    check_refused("DescribeVolumeAttribute", &pairs, "InvalidParameterValue");
}
