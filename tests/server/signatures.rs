//! Tests of signatures of Version 2, and of session tokens.

use crate::client::{Answer, exchange};
use crate::request::{Signer, form};
use crate::{pairs, start};
use keyproof::server::{Options, Running, Server};

/// Returns a server in `eu-west-1` that accepts Version 2.
fn start_with_version_2() -> Running {
    let region = "eu-west-1".to_owned();
    Server::start(Options { signature_v2: true, region, ..Options::default() }).unwrap()
}

fn send(server: &Running, request: Vec<u8>) -> Answer {
    exchange(server.endpoint(), &request).unwrap()
}

#[test]
fn version_2_is_accepted_on_request() {
    let (server, strict) = (start_with_version_2(), start());
    let create = |name: &str| form("CreateKeyPair", &[("KeyName", name)]);
    let signer = Signer::default();
    for (request, name) in [
        (signer.post_version_2(&create("posted <1>")), "posted <1>"),
        (signer.get_version_2(&create("got~*2")), "got~*2"),
    ] {
        assert_eq!(send(&server, request.clone()).status, 200, "{name}");
        let refused = send(&strict, request);
        assert_eq!((refused.status, refused.code()), (401, Some("AuthFailure")));
        let message = refused.text("Message").unwrap();
        assert!(message.contains("Version 2") && message.contains("--signature-v2"), "{message}");
    }
    // Version 2 names no region, and Version 4 does.
    assert_eq!(pairs(&server, "eu-west-1"), "got~*2 posted &lt;1&gt;");
    assert_eq!(pairs(&server, "us-east-1"), "");
}

#[test]
fn a_wrong_signature_of_version_2_is_refused() {
    let server = start_with_version_2();
    let list = form("DescribeKeyPairs", &[]);
    let wrong = |signer: Signer| [signer.post_version_2(&list), signer.get_version_2(&list)];
    let refused = |request: Vec<u8>, code: &str| {
        let answer = send(&server, request);
        assert_eq!(answer.code(), Some(code), "{answer:?}");
    };
    for request in wrong(Signer { secret_key: "wrong".to_owned(), ..Signer::default() }) {
        refused(request, "AuthFailure");
    }
    for request in wrong(Signer { access_key: "AKIDOTHER".to_owned(), ..Signer::default() }) {
        refused(request, "AuthFailure");
    }
    for ahead in [-17 * 60, 17 * 60] {
        for request in wrong(Signer { ahead, ..Signer::default() }) {
            refused(request, "RequestExpired");
        }
    }
    let changed = |request: Vec<u8>, old: &str, new: &str| {
        let request = String::from_utf8(request).unwrap();
        assert!(request.contains(old), "{request}");
        request.replacen(old, new, 1).into_bytes()
    };
    let signer = Signer::default();
    refused(changed(signer.post_version_2(&list), "Describe", "Describx"), "AuthFailure");
    refused(changed(signer.get_version_2(&list), "GET /?", "GET /?a=b&"), "AuthFailure");
    refused(changed(signer.post_version_2(&list), "POST /", "POST /?a=b"), "AuthFailure");
    // A request has one signature.
    let both = form("DescribeKeyPairs", &[("AWSAccessKeyId", "x"), ("Signature", "y")]);
    refused(signer.post(&both), "AuthFailure");
    refused(signer.get(&both, 60), "AuthFailure");
    assert_eq!(send(&server, signer.post_version_2(&list)).status, 200);
}

#[test]
fn a_session_token_must_be_signed() {
    let server = start();
    let list = form("DescribeKeyPairs", &[]);
    let token = [&list, "&X-Amz-Security-Token=a%2Fb"].concat();
    assert_eq!(send(&server, Signer::default().get(&token, 60)).status, 200);
    let unsigned = String::from_utf8(Signer::default().post(&list)).unwrap();
    let unsigned = unsigned.replacen("\r\n", "\r\nX-Amz-Security-Token: a\r\n", 1);
    assert_eq!(send(&server, unsigned.into_bytes()).code(), Some("AuthFailure"));
}
