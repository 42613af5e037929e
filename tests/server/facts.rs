//! Tests of facts in answers that the document doesn't mention but today's programs expect.

use crate::client::{Answer, exchange};
use crate::request::{Signer, form};
use crate::{MATERIAL, done, start};
use keyproof::query::form as pairs;
use keyproof::server::Running;

const HERE: &str = "us-east-1";

/// Checks that a signed request is refused with this code.
#[track_caller]
fn refused(server: &Running, action: &str, fields: &[(&str, &str)], code: &str) {
    let request = Signer::of(HERE).post(&form(action, fields));
    let answer = exchange(server.endpoint(), &request).unwrap();
    assert_eq!((answer.status, answer.code()), (400, Some(code)), "{action}: {answer:?}");
}

/// Launches an instance of this image, and returns its id.
fn launch(server: &Running, image: &str) -> String {
    let fields = [("ImageId", image), ("MinCount", "1"), ("MaxCount", "1")];
    let launched = done(server, HERE, "RunInstances", &fields);
    assert_eq!(launched.text("instanceType"), Some("m1.small"));
    assert!(launched.text("launchTime").unwrap().ends_with('Z'));
    launched.text("instanceId").unwrap().to_owned()
}

/// Returns the name of the previous state in an answer about one instance.
fn state_before(answer: &Answer) -> &str {
    let (_, rest) = answer.body.split_once("<previousState>").unwrap();
    rest.split_once("<name>").unwrap().1.split_once('<').unwrap().0
}

#[test]
fn a_state_change_returns_the_previous_state() {
    let server = start();
    let id = launch(&server, "ami-1a2b3c4d");
    let named = [("InstanceId.1", id.as_str())];
    for (action, before) in [
        ("StopInstances", "running"),
        ("StartInstances", "stopped"),
        ("StopInstances", "running"),
        ("TerminateInstances", "stopped"),
        ("TerminateInstances", "terminated"),
    ] {
        assert_eq!(state_before(&done(&server, HERE, action, &named)), before, "{action}");
    }
    let id = launch(&server, "ami-1a2b3c4d");
    let ended = done(&server, HERE, "TerminateInstances", &[("InstanceId.1", id.as_str())]);
    assert_eq!(state_before(&ended), "running");
    let unknown = [("InstanceId.1", "i-00000000")];
    refused(&server, "TerminateInstances", &unknown, "InvalidInstanceID.NotFound");
}

#[test]
fn an_association_has_an_id_in_a_vpc() {
    let server = start();
    for (image, domain) in [("ami-1a2b3c4d", "vpc"), ("ami-c1a551c0", "standard")] {
        let id = launch(&server, image);
        let allocated = done(&server, HERE, "AllocateAddress", &[("Domain", domain)]);
        let ip = allocated.text("publicIp").unwrap();
        let fields = [("PublicIp", ip), ("InstanceId", id.as_str())];
        let associated = done(&server, HERE, "AssociateAddress", &fields);
        let expected = allocated.text("allocationId").map(|id| id.replace("eipalloc", "eipassoc"));
        assert_eq!(associated.text("associationId"), expected.as_deref(), "{domain}");
        assert_eq!(expected.is_some(), domain == "vpc");
    }
}

#[test]
fn a_volume_has_a_size_and_only_a_root_volume_ends_with_its_instance() {
    let server = start();
    let (lost, helper) = (launch(&server, "ami-1a2b3c4d"), launch(&server, "ami-1a2b3c4d"));
    done(&server, HERE, "StopInstances", &[("InstanceId.1", &lost)]);
    let described = done(&server, HERE, "DescribeInstances", &[("InstanceId.1", &lost)]);
    let volume = described.text("volumeId").unwrap();
    let named = [("VolumeId.1", volume)];
    let volumes = done(&server, HERE, "DescribeVolumes", &named);
    assert_eq!(volumes.text("size"), Some("8"));
    assert!(volumes.text("createTime").unwrap().ends_with('Z'));
    assert_eq!(volumes.text("deleteOnTermination"), Some("true"));
    done(&server, HERE, "DetachVolume", &[("VolumeId", volume)]);
    let fields = [("VolumeId", volume), ("InstanceId", helper.as_str()), ("Device", "/dev/sdf")];
    let attached = done(&server, HERE, "AttachVolume", &fields);
    assert!(attached.text("attachTime").unwrap().ends_with('Z'));
    assert_eq!(attached.text("deleteOnTermination"), Some("false"));
    // `deleteOnTermination` of the attachment decides whether a volume is deleted with its instance.
    done(&server, HERE, "TerminateInstances", &[("InstanceId.1", &helper)]);
    let left = done(&server, HERE, "DescribeVolumes", &named);
    assert_eq!(left.text("status"), Some("available"));
}

#[test]
fn a_volume_is_detached_only_from_its_attachment() {
    let server = start();
    let (id, other) = (launch(&server, "ami-1a2b3c4d"), launch(&server, "ami-1a2b3c4d"));
    done(&server, HERE, "StopInstances", &[("InstanceId.1", &id)]);
    let described = done(&server, HERE, "DescribeInstances", &[("InstanceId.1", &id)]);
    let volume = described.text("volumeId").unwrap();
    let from = |instance, device| {
        [("VolumeId", volume), ("InstanceId", instance), ("Device", device), ("Force", "true")]
    };
    let elsewhere = "InvalidAttachment.NotFound";
    refused(&server, "DetachVolume", &from(&other, "/dev/sda1"), elsewhere);
    refused(&server, "DetachVolume", &from(&id, "/dev/sdf"), elsewhere);
    refused(&server, "DetachVolume", &from("bad", "sda1"), "InvalidInstanceID.Malformed");
    let unknown = [("VolumeId", "vol-0"), ("InstanceId", id.as_str())];
    refused(&server, "DetachVolume", &unknown, "InvalidVolume.NotFound");
    let dry = [("VolumeId", volume), ("Device", "x"), ("DryRun", "true")];
    let request = Signer::of(HERE).post(&form("DetachVolume", &dry));
    assert_eq!(exchange(server.endpoint(), &request).unwrap().code(), Some("DryRunOperation"));
    let detached = done(&server, HERE, "DetachVolume", &from(&id, "sda1"));
    assert_eq!(detached.text("status"), Some("detached"));
    refused(&server, "DetachVolume", &from(&id, "sda1"), "IncorrectState");
}

#[test]
fn a_pair_has_an_id_only_in_the_last_version() {
    let server = start();
    let key_pair_id = |version: &str, region, action: &str, name: &str| {
        let mut fields = vec![("Action", action), ("Version", version)];
        fields.push((if action == "DescribeKeyPairs" { "KeyName.1" } else { "KeyName" }, name));
        fields.extend((action == "ImportKeyPair").then_some(("PublicKeyMaterial", MATERIAL)));
        let own = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let body = pairs::encode(&own.collect::<Vec<_>>());
        let answer = exchange(server.endpoint(), &Signer::of(region).post(&body)).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.text("keyPairId").map(str::to_owned)
    };
    let mut ids = Vec::new();
    for (region, action, name) in [
        (HERE, "CreateKeyPair", "a"),
        (HERE, "ImportKeyPair", "b"),
        ("us-west-2", "ImportKeyPair", "b"),
    ] {
        let id = key_pair_id("2016-11-15", region, action, name).unwrap();
        assert_eq!(key_pair_id("2016-11-15", region, "DescribeKeyPairs", name), Some(id.clone()));
        assert_eq!(key_pair_id("2014-06-15", region, "DescribeKeyPairs", name), None);
        assert!(id.starts_with("key-") && id.len() == 21, "{id}");
        assert!(!ids.contains(&id), "{id}");
        ids.push(id);
    }
}

/// Returns the ids of the instances in an answer.
fn ids(answer: &Answer) -> Vec<String> {
    let rest = answer.body.split("<instanceId>").skip(1);
    rest.filter_map(|rest| rest.split('<').next()).map(str::to_owned).collect()
}

#[test]
fn an_instance_is_described_as_requested() {
    let server = start();
    let fields = [("ImageId", "ami-1a2b3c4d"), ("MinCount", "1"), ("MaxCount", "1")];
    let options = [("InstanceType", "c3.large"), ("ClientToken", "token")];
    let fields = [&fields[..], &options].concat();
    let launched = done(&server, HERE, "RunInstances", &fields);
    let id = launched.text("instanceId").unwrap();
    let described = done(&server, HERE, "DescribeInstances", &[("InstanceId.1", id)]);
    for answer in [&launched, &described] {
        assert_eq!(answer.text("instanceType"), Some("c3.large"));
        assert_eq!(answer.text("clientToken"), Some("token"));
        assert_eq!(answer.text("amiLaunchIndex"), Some("0"));
        let (_, monitoring) = answer.body.split_once("<monitoring>").unwrap();
        assert!(monitoring.starts_with("<state>disabled</state>"), "{answer:?}");
        for empty in ["<privateDnsName/>", "<dnsName/>", "<reason/>", "<groupSet/>"] {
            assert!(answer.body.contains(empty), "{empty}: {answer:?}");
        }
    }
}

#[test]
fn a_repeated_client_token_launches_nothing() {
    let server = start();
    let fields = [("ImageId", "ami-1a2b3c4d"), ("MinCount", "1"), ("MaxCount", "1")];
    let with = |token: &'static str| [&fields[..], &[("ClientToken", token)]].concat();
    let launch = |fields: &[(&str, &str)]| ids(&done(&server, HERE, "RunInstances", fields));
    let first = launch(&with("a"));
    assert_eq!(launch(&with("a")), first);
    assert_ne!(launch(&with("b")), first);
    assert_ne!(launch(&fields), first);
    assert_eq!(ids(&done(&server, HERE, "DescribeInstances", &[])).len(), 3);
    let other = [("ImageId", "ami-5e6f7a8b"), ("MinCount", "1"), ("MaxCount", "1")];
    let other = [&other[..], &[("ClientToken", "a")]].concat();
    refused(&server, "RunInstances", &other, "IdempotentParameterMismatch");
}

#[test]
fn instances_are_filtered_and_paginated() {
    let server = start();
    done(&server, HERE, "ImportKeyPair", &[("KeyName", "web"), ("PublicKeyMaterial", MATERIAL)]);
    let fields = [("ImageId", "ami-1a2b3c4d"), ("MinCount", "1"), ("MaxCount", "1")];
    let with_pair = [&fields[..], &[("KeyName", "web")]].concat();
    let web = ids(&done(&server, HERE, "RunInstances", &with_pair));
    let mut all: Vec<String> = (0..11).map(|_| launch(&server, "ami-5e6f7a8b")).collect();
    let ended = [("InstanceId.1", all[0].as_str())];
    done(&server, HERE, "TerminateInstances", &ended);
    all.extend(web.clone());
    all.sort();
    let found = |name: &str, value: &str| {
        let filter = [("Filter.1.Name", name), ("Filter.1.Value.1", value)];
        ids(&done(&server, HERE, "DescribeInstances", &filter))
    };
    assert_eq!(found("key-name", "web"), web);
    assert_eq!(found("key-name", "w*"), web);
    assert_eq!(found("instance-id", &web[0]), web);
    assert_eq!(found("image-id", "ami-1a2b3c4d"), web);
    assert_eq!(found("instance-state-name", "running").len(), 11);
    assert_eq!(found("key-name", "other"), Vec::<String>::new());
    let unknown = [("Filter.1.Name", "tag:Name"), ("Filter.1.Value.1", "a")];
    refused(&server, "DescribeInstances", &unknown, "InvalidParameterValue");
    let mut listed = Vec::new();
    let mut token = String::new();
    for expected in [5, 5, 2] {
        let fields = [("MaxResults", "5"), ("NextToken", token.as_str())];
        let page = done(&server, HERE, "DescribeInstances", &fields);
        assert_eq!(ids(&page).len(), expected);
        listed.extend(ids(&page));
        token = page.text("nextToken").unwrap_or_default().to_owned();
    }
    assert_eq!((listed, token.as_str()), (all, ""));
}

#[test]
fn refusals_have_the_messages_of_ec2() {
    let server = start();
    let worded = |action: &str, fields: &[(&str, &str)], expected: &str| {
        let request = Signer::of(HERE).post(&form(action, fields));
        let answer = exchange(server.endpoint(), &request).unwrap();
        assert_eq!(answer.text("Message"), Some(expected), "{action}");
    };
    let none = [("KeyName.1", "none")];
    worded("DescribeKeyPairs", &none, "The key pair 'none' does not exist");
    let dry = [("KeyName", "made"), ("DryRun", "true")];
    worded("CreateKeyPair", &dry, "Request would have succeeded, but DryRun flag is set.");
    done(&server, HERE, "CreateKeyPair", &[("KeyName", "made")]);
    worded("CreateKeyPair", &[("KeyName", "made")], "The keypair 'made' already exists.");
    let id = [("InstanceId.1", "i-1a2b3c4d")];
    worded("DescribeInstances", &id, "The instance ID 'i-1a2b3c4d' does not exist");
    worded("DescribeVolumes", &[("VolumeId.1", "vol-1")], "The volume 'vol-1' does not exist.");
}
