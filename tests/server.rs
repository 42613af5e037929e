//! Tests of the reference as a service, with valid and malformed requests.
//!
//! Each test starts its servers on free ports of loopback, and sends requests over plain sockets.

#![cfg(unix)]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that can't be prepared fails"
)]

#[path = "server/client.rs"]
mod client;
#[path = "server/request.rs"]
mod request;
#[path = "server/malformed.rs"]
mod malformed;
#[path = "server/limits.rs"]
mod limits;
#[path = "server/facts.rs"]
mod facts;
#[path = "server/key_pairs.rs"]
mod key_pairs;
#[path = "server/offers.rs"]
mod offers;
#[path = "server/signatures.rs"]
mod signatures;
#[path = "server/metadata.rs"]
mod metadata;
#[path = "server/stop.rs"]
mod stop;
#[path = "server/program.rs"]
mod program;

use client::{Answer, Client, exchange};
use keyproof::server::{Access, Options, Running, Server};
use request::{Signer, form};
use std::thread;

/// A public key in the form of an import.
const MATERIAL: &str = "c3NoLXJzYSBBQUFBQjNOemFDMXljMkVBQUFBREFRQUJBQUFBZ1FESHRoZncxSzAxaDlxSnNYOUlqS3BDUEJaeExOUmZpdERFVWpkK21PUzNNNDI3Vk0zK1dWSldnWkdKSnRvQ3A5OHVuVk1oaWk0NThaK3FkeFRTVEp6Z0hqS09CNXBNbkltQlBZNTg3WHNDenBubDloY1BhbWRtQVY4T2JLWm42WmVRMllsZEZHODVUeFZsblZQanFDUUpwdHM0WE4vT3J4U0J6TmE4ajFIYURRPT0K";

/// The fingerprint of the imported pair.
const FINGERPRINT: &str = "5b:0c:68:ef:3f:6a:67:e9:23:c2:08:59:85:5c:25:12";

fn start() -> Running {
    Server::start(Options::default()).unwrap()
}

/// Sends an operation, which must succeed, and returns the answer.
#[track_caller]
fn done(server: &Running, region: &'static str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let request = Signer::of(region).post(&form(action, fields));
    let answer = exchange(server.endpoint(), &request).unwrap();
    assert_eq!(answer.status, 200, "{action}: {answer:?}");
    answer
}

/// Returns the names of a region's key pairs, separated by blanks.
fn pairs(server: &Running, region: &'static str) -> String {
    let answer = done(server, region, "DescribeKeyPairs", &[]);
    let names = answer.body.split("<keyName>").skip(1);
    let names: Vec<&str> = names.filter_map(|rest| rest.split('<').next()).collect();
    names.join(" ")
}

#[test]
fn pairs_are_created_imported_listed_and_deleted() {
    let server = start();
    let region = "us-east-1";
    let made = done(&server, region, "CreateKeyPair", &[("KeyName", "made")]);
    assert!(made.text("keyMaterial").unwrap().starts_with("-----BEGIN RSA PRIVATE KEY-----"));
    let fields = [("KeyName", "mine"), ("PublicKeyMaterial", MATERIAL)];
    let mine = done(&server, region, "ImportKeyPair", &fields);
    assert_eq!(mine.text("keyFingerprint"), Some(FINGERPRINT));
    assert_eq!(pairs(&server, region), "made mine");
    done(&server, region, "DeleteKeyPair", &[("KeyName", "made")]);
    assert_eq!(pairs(&server, region), "mine");
}

#[test]
fn the_signature_determines_the_region() {
    let server = start();
    done(&server, "us-west-2", "CreateKeyPair", &[("KeyName", "west")]);
    done(&server, "us-east-1", "CreateKeyPair", &[("KeyName", "east")]);
    assert_eq!(pairs(&server, "us-west-2"), "west");
    assert_eq!(pairs(&server, "us-east-1"), "east");
    assert_eq!(pairs(&server, "eu-west-1"), "");
}

#[test]
fn a_query_string_is_answered_like_a_form() {
    let server = start();
    done(&server, "us-east-1", "CreateKeyPair", &[("KeyName", "my key")]);
    let signer = Signer::default();
    let query = form("DescribeKeyPairs", &[("KeyName.1", "my key")]);
    let posted = exchange(server.endpoint(), &signer.post(&query)).unwrap();
    let got = exchange(server.endpoint(), &signer.get(&query, 60)).unwrap();
    let without_id = |answer: &Answer| answer.body.replace(answer.text("requestId").unwrap(), "");
    assert_eq!(without_id(&posted), without_id(&got));
    assert_eq!(got.text("keyName"), Some("my key"));
    assert_eq!(got.header("content-type"), Some("text/xml;charset=UTF-8"));
    assert_ne!(posted.text("requestId"), got.text("requestId"));
}

#[test]
fn a_connection_serves_several_requests() {
    let server = start();
    let mut client = Client::connect(server.endpoint());
    let mut ids = Vec::new();
    for number in 0..10 {
        let name = format!("key-{number}");
        let fields = [("KeyName", name.as_str()), ("PublicKeyMaterial", MATERIAL)];
        client.send(&Signer::default().post(&form("ImportKeyPair", &fields)));
        let answer = client.answer().unwrap();
        assert_eq!(answer.text("keyName"), Some(name.as_str()));
        ids.push(answer.text("requestId").unwrap().to_owned());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 10);
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let server = start();
    let fields = [("KeyName", "a"), ("PublicKeyMaterial", MATERIAL)];
    let forms = [
        form("ImportKeyPair", &fields),
        form("ImportKeyPair", &fields),
        form("DeleteKeyPair", &[("KeyName", "a")]),
        form("ImportKeyPair", &fields),
    ];
    let mut client = Client::connect(server.endpoint());
    client.send(&forms.map(|form| Signer::default().post(&form)).concat());
    let statuses: Vec<u16> = (0..4).map(|_| client.answer().unwrap().status).collect();
    assert_eq!(statuses, [200, 400, 200, 200]);
}

#[test]
fn concurrent_requests_are_all_answered() {
    let server = start();
    thread::scope(|scope| {
        for client in 0..8 {
            let server = &server;
            scope.spawn(move || {
                for number in 0..10 {
                    let name = format!("{client}{number}");
                    let fields = [("KeyName", name.as_str()), ("PublicKeyMaterial", MATERIAL)];
                    done(server, "us-east-1", "ImportKeyPair", &fields);
                    assert!(pairs(server, "us-east-1").contains(&name));
                }
            });
        }
    });
    assert_eq!(pairs(&server, "us-east-1").split(' ').count(), 80);
}

#[test]
fn a_dry_run_changes_nothing() {
    let server = start();
    let fields = [("KeyName", "a"), ("DryRun", "true")];
    let request = Signer::default().post(&form("CreateKeyPair", &fields));
    let answer = exchange(server.endpoint(), &request).unwrap();
    assert_eq!((answer.status, answer.code()), (412, Some("DryRunOperation")));
    assert_eq!(pairs(&server, "us-east-1"), "");
}

#[test]
fn a_server_without_authentication_accepts_every_request() {
    let region = "eu-west-1".to_owned();
    let options = Options { access: Access::Anyone, region, ..Options::default() };
    let server = Server::start(options).unwrap();
    let ask = |bytes: &[u8]| exchange(server.endpoint(), bytes).unwrap();
    let create = form("CreateKeyPair", &[("KeyName", "a")]);
    let unsigned = format!("GET /?{create} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(ask(unsigned.as_bytes()).status, 200);
    assert_eq!(pairs(&server, "eu-west-1"), "a");
    let secret_key = "wrong".to_owned();
    let signer = Signer { secret_key, region: "us-west-2", ..Signer::default() };
    assert_eq!(ask(&signer.post(&create)).status, 200);
    assert_eq!(pairs(&server, "us-west-2"), "a");
}

#[test]
fn the_same_seed_makes_the_same_keys() {
    let fingerprint = |octet| {
        let server = Server::start(Options { seed: [octet; 32], ..Options::default() }).unwrap();
        let made = done(&server, "us-east-1", "CreateKeyPair", &[("KeyName", "a")]);
        made.text("keyFingerprint").unwrap().to_owned()
    };
    assert_eq!(fingerprint(1), fingerprint(1));
    assert_ne!(fingerprint(1), fingerprint(2));
}

#[test]
fn instances_are_launched_only_from_listed_images() {
    let server = start();
    let region = "us-east-1";
    let launch = |image: &str| {
        let answer = done(
            &server,
            region,
            "RunInstances",
            &[("ImageId", image), ("MinCount", "1"), ("MaxCount", "1")],
        );
        answer.text("instanceId").unwrap().to_owned()
    };
    for image in keyproof::server::images::IMAGES {
        let id = launch(&image.id);
        let listed = done(&server, region, "DescribeInstances", &[("InstanceId.1", &id)]);
        assert_eq!(listed.text("imageId"), Some(&*image.id));
        assert_eq!(listed.text("productCode").is_some(), image.kind == "marketplace");
        let volume = listed.text("volumeId").map(str::to_owned);
        assert_eq!(volume.is_none(), image.kind == "instance-store", "{listed:?}");
        let Some(volume) = volume else { continue };
        let fields = [("VolumeId", volume.as_str()), ("Attribute", "productCodes")];
        let codes = done(&server, region, "DescribeVolumeAttribute", &fields);
        assert_eq!(codes.text("productCode"), listed.text("productCode"));
    }
    let fields = [("ImageId", "ami-00000000"), ("MinCount", "1"), ("MaxCount", "1")];
    let request = Signer::default().post(&form("RunInstances", &fields));
    let answer = exchange(server.endpoint(), &request).unwrap();
    assert_eq!(answer.code(), Some("InvalidAMIID.NotFound"));
}
