//! Tests of the metadata service. Each instance has its own path, and the only running instance also has every
//! path.

use crate::client::{Answer, Client};
use crate::{MATERIAL, done, start};
use keyproof::server::Running;

fn ask(server: &Running, method: &str, path: &str) -> Answer {
    let mut client = Client::connect(server.metadata());
    client.send(format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes());
    client.answer_to(method).unwrap()
}

/// Checks the answer: this text, or status 404 for `None`.
#[track_caller]
fn check(server: &Running, path: &str, expected: Option<&str>) {
    let answer = ask(server, "GET", path);
    let (status, media_type) = match expected {
        Some(_) => (200, "text/plain"),
        None => (404, "text/html"),
    };
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (status, Some(media_type)),
        "{path}"
    );
    if let Some(expected) = expected {
        assert_eq!(answer.body, expected, "{path}");
    }
}

/// Launches an instance with a pair that has the name of the region, and returns its id.
fn launch(server: &Running, region: &'static str) -> String {
    let fields = [("KeyName", region), ("PublicKeyMaterial", MATERIAL)];
    done(server, region, "ImportKeyPair", &fields);
    let fields =
        [("ImageId", "ami-1a2b3c4d"), ("KeyName", region), ("MinCount", "1"), ("MaxCount", "1")];
    let answer = done(server, region, "RunInstances", &fields);
    answer.text("instanceId").unwrap().to_owned()
}

#[test]
fn metadata_is_empty_while_no_instance_runs() {
    let server = start();
    for path in ["/", "/latest", "/latest/meta-data/", "/i-00000000/latest/meta-data/"] {
        check(&server, path, None);
    }
}

#[test]
fn the_only_instance_is_found_under_every_path() {
    let server = start();
    let id = launch(&server, "us-west-2");
    for base in [String::new(), format!("/{id}")] {
        let at = |path: &str| format!("{base}{path}");
        for version in ["latest", "1.0", "2009-04-04"] {
            check(&server, &at(&format!("/{version}")), Some("meta-data"));
            check(&server, &at(&format!("/{version}/")), Some("meta-data"));
            let at = |path: &str| at(&format!("/{version}/meta-data{path}"));
            check(&server, &at(""), Some("ami-id\ninstance-id\npublic-keys/"));
            check(&server, &at("/"), Some("ami-id\ninstance-id\npublic-keys/"));
            check(&server, &at("/instance-id"), Some(&id));
            check(&server, &at("/public-keys/"), Some("0=us-west-2"));
            check(&server, &at("/public-keys/0/"), Some("openssh-key"));
            let key = ask(&server, "GET", &at("/public-keys/0/openssh-key")).body;
            assert!(key.starts_with("ssh-rsa AAAA") && key.ends_with(" us-west-2\n"), "{key}");
        }
        let versions = ask(&server, "GET", &at("/")).body;
        assert!(versions.starts_with("1.0\n") && versions.ends_with("\nlatest"), "{versions}");
        for version in versions.lines() {
            check(&server, &at(&format!("/{version}/meta-data/instance-id")), Some(&id));
        }
        for path in [
            "/2016-09-02/meta-data/instance-id",
            "/latest/user-data",
            "/latest/dynamic/instance-identity/document",
            "/latest/api/token",
            "/latest/meta-data/public-keys/1",
            "/latest/meta-data/%2e%2e/instance-id",
            "/latestmeta-data",
            "/i-00000000/latest/meta-data/",
        ] {
            check(&server, &at(path), None);
        }
    }
}

#[test]
fn each_of_two_instances_has_its_own_path() {
    let server = start();
    let (west, east) = (launch(&server, "us-west-2"), launch(&server, "us-east-1"));
    check(&server, "/latest/meta-data/instance-id", None);
    check(&server, &format!("/{west}/latest/meta-data/instance-id"), Some(&west));
    check(&server, &format!("/{east}/latest/meta-data/instance-id"), Some(&east));
    check(&server, &format!("/{east}/latest/meta-data/public-keys/"), Some("0=us-east-1"));
    done(&server, "us-west-2", "StopInstances", &[("InstanceId.1", &west)]);
    check(&server, "/latest/meta-data/instance-id", Some(&east));
    check(&server, &format!("/{west}/latest/meta-data/instance-id"), None);
    done(&server, "us-east-1", "TerminateInstances", &[("InstanceId.1", &east)]);
    check(&server, "/latest/meta-data/instance-id", None);
    done(&server, "us-west-2", "StartInstances", &[("InstanceId.1", &west)]);
    check(&server, "/latest/meta-data/instance-id", Some(&west));
}

#[test]
fn metadata_is_read_only() {
    let server = start();
    let id = launch(&server, "us-east-1");
    for method in ["PUT", "POST", "DELETE"] {
        for path in ["/latest/api/token", "/latest/meta-data/instance-id"] {
            assert_eq!(ask(&server, method, path).status, 405, "{method} {path}");
        }
    }
    let answer = ask(&server, "HEAD", "/latest/meta-data/instance-id");
    let length = id.len().to_string();
    assert_eq!((answer.status, answer.header("content-length")), (200, Some(length.as_str())));
}
