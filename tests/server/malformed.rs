//! Tests of invalid requests. Each is refused with a code of EC2 or ends its connection, and changes nothing.

use crate::client::{Answer, Client, exchange};
use crate::request::{Signer, form};
use crate::{done, pairs, start};
use keyproof::server::{Access, Options, Running, Server};

/// The expected status, and the error code if the answer has a document.
type Expected<'a> = (u16, Option<&'a str>);

/// A server with one pair. No request may change that.
struct Attacked(Running);

impl Attacked {
    fn new() -> Self {
        let server = start();
        done(&server, "us-east-1", "CreateKeyPair", &[("KeyName", "kept")]);
        Self(server)
    }

    #[track_caller]
    fn check(&self, request: impl AsRef<[u8]>, expected: Expected<'_>) -> Answer {
        let mut client = Client::connect(self.0.endpoint());
        client.send(request.as_ref());
        client.finish();
        let answer = client.answer().expect("the server answers");
        let start: String = String::from_utf8_lossy(request.as_ref()).chars().take(300).collect();
        assert_eq!((answer.status, answer.code()), expected, "{start}\n{answer:?}");
        assert_eq!(pairs(&self.0, "us-east-1"), "kept", "{start}");
        answer
    }

    /// Checks a signed form.
    #[track_caller]
    fn check_form(&self, form: &str, code: &str) {
        self.check(Signer::default().post(form), (400, Some(code)));
    }
}

/// Returns a signed request that creates a pair, with `old` replaced by `new`.
fn create_with(old: &str, new: &str) -> String {
    let request = Signer::default().post(&form("CreateKeyPair", &[("KeyName", "made")]));
    let request = String::from_utf8(request).unwrap();
    assert!(request.contains(old), "{old} doesn't occur");
    request.replacen(old, new, 1)
}

#[test]
fn a_wrongly_signed_request_is_refused() {
    let server = Attacked::new();
    let create = form("CreateKeyPair", &[("KeyName", "made")]);
    let wrong = |signer: Signer| [signer.post(&create), signer.get(&create, 60)];
    let (access_key, secret_key) = ("AKIAELSEWHERE".to_owned(), "wrong".to_owned());
    let unsigned = format!("GET /?{create} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes();
    let second =
        format!("GET /?{create}&AWSAccessKeyId=A&Signature=B HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let requests = [
        wrong(Signer { secret_key, ..Signer::default() }),
        wrong(Signer { access_key, ..Signer::default() }),
        wrong(Signer { service: "s3", ..Signer::default() }),
        wrong(Signer { region: "us_east_1", ..Signer::default() }),
        [unsigned, second.into_bytes()],
        [create_with("AWS4-HMAC-SHA256", "Basic").into_bytes(), b"GET / HTTP/1.0\r\n\r\n".to_vec()],
        [
            create_with("made", "MADE").into_bytes(),
            create_with("POST /", "POST /?a=b").into_bytes(),
        ],
    ];
    for request in requests.into_iter().flatten() {
        server.check(request, (401, Some("AuthFailure")));
    }
}

#[test]
fn a_request_signed_at_another_time_is_refused() {
    let server = Attacked::new();
    let create = form("CreateKeyPair", &[("KeyName", "made")]);
    let at = |ahead| Signer { ahead, ..Signer::default() };
    for request in [
        at(-17 * 60).post(&create),
        at(17 * 60).post(&create),
        at(-24 * 60 * 60).post(&create),
        at(-2 * 60).get(&create, 1),
        at(17 * 60).get(&create, 60),
    ] {
        let answer = server.check(request, (400, Some("RequestExpired")));
        assert!(answer.text("Message").unwrap().contains("was signed at"), "{answer:?}");
    }
}

#[test]
fn a_signed_request_can_be_repeated_until_it_expires() {
    let server = start();
    let request = Signer::default().post(&form("DescribeKeyPairs", &[]));
    let mut client = Client::connect(server.endpoint());
    for _ in 0..3 {
        client.send(&request);
        assert_eq!(client.answer().unwrap().status, 200);
    }
}

#[test]
fn malformed_parameters_are_refused() {
    let server = Attacked::new();
    let create = |fields: &[(&str, &str)]| form("CreateKeyPair", fields);
    for (form, code) in [
        ("Version=2014-06-15".to_owned(), "MissingAction"),
        ("Action=MakeKeyPair&Version=2014-06-15".to_owned(), "InvalidAction"),
        ("Action=CreateKeyPair&KeyName=made".to_owned(), "MissingParameter"),
        (create(&[]), "MissingParameter"),
        (create(&[("KeyName", "made"), ("KeyName", "other")]), "InvalidParameterValue"),
        (create(&[("KeyName", "made"), ("Name", "other")]), "UnknownParameter"),
        (create(&[("KeyName", "made"), ("DryRun", "maybe")]), "InvalidParameterValue"),
        (create(&[("KeyName", "made"), ("KeyType", "ed25519")]), "InvalidParameterValue"),
        (create(&[]) + "&KeyName=made%", "MalformedQueryString"),
        (create(&[]) + "&KeyName=%ff", "MalformedQueryString"),
        (create(&[("KeyName", "made")]) + &"&a=b".repeat(5000), "MalformedQueryString"),
    ] {
        server.check_form(&form, code);
    }
    let request = create_with("application/x-www-form-urlencoded; charset=utf-8", "text/json");
    server.check(request, (400, Some("InvalidRequest")));
    let request = "GET /?KeyName=%ff HTTP/1.1\r\nHost: localhost\r\n\r\n";
    server.check(request, (400, Some("MalformedQueryString")));
}

/// A body that could be misread is refused.
#[test]
fn a_body_that_is_no_utf_8_form_is_refused() {
    let server = Attacked::new();
    for (old, new) in [
        ("charset=utf-8", "charset=utf-16"),
        ("Content-Type:", "Content-Encoding: gzip\r\nContent-Type:"),
        ("Content-Type:", "Content-Type: text/json\r\nContent-Type:"),
    ] {
        server.check(create_with(old, new), (400, Some("InvalidRequest")));
    }
}

#[test]
fn a_request_needs_exactly_one_host() {
    let options = Options { access: Access::Anyone, ..Options::default() };
    for server in [start(), Server::start(options).unwrap()] {
        for host in ["", "Host: a\r\nHost: b\r\n"] {
            let form = form("DescribeKeyPairs", &[]);
            let request = format!("GET /?{form} HTTP/1.1\r\n{host}\r\n");
            let answer = exchange(server.endpoint(), request.as_bytes()).unwrap();
            assert_eq!((answer.status, answer.code()), (400, Some("InvalidRequest")), "{host:?}");
        }
    }
}

/// A browser on this machine can reach a loopback address, so requests of web pages must be refused.
#[test]
fn requests_of_pages_of_other_sites_are_refused() {
    let options = Options { access: Access::Anyone, ..Options::default() };
    let server = Server::start(options).unwrap();
    let form = form("CreateKeyPair", &[("KeyName", "made")]);
    for headers in [
        "Host: evil.example",
        "Host: localhost\r\nOrigin: http://evil.example",
        "Host: 127.0.0.1:80\r\nOrigin: null",
        "Host: localhost\r\nSec-Fetch-Site: cross-site",
    ] {
        let request = format!(
            "POST / HTTP/1.1\r\n{headers}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{form}",
            form.len()
        );
        let answer = exchange(server.endpoint(), request.as_bytes()).unwrap();
        assert_eq!((answer.status, answer.code()), (400, Some("InvalidRequest")), "{headers}");
        let request = format!("GET /latest/meta-data/ HTTP/1.1\r\n{headers}\r\n\r\n");
        assert_eq!(exchange(server.metadata(), request.as_bytes()).unwrap().status, 403);
    }
    assert_eq!(pairs(&server, "us-east-1"), "");
}

#[test]
fn other_methods_and_paths_are_refused() {
    let server = Attacked::new();
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
        let request = create_with("POST", method);
        let answer = server.check(request, (405, Some("InvalidRequest")));
        assert_eq!(answer.header("allow"), Some("GET, POST"));
    }
    for path in ["/x", "//", "/%2F", "/latest/meta-data/"] {
        let request = create_with("POST / ", &format!("POST {path} "));
        server.check(request, (404, Some("InvalidRequest")));
    }
}

#[test]
fn an_invalid_http_request_ends_the_connection() {
    let server = Attacked::new();
    let header = "X-A: b\r\n";
    for (request, status) in [
        ("nonsense\r\n\r\n".to_owned(), 400),
        ("\u{16}\u{3}\u{1}\u{2}\0\u{1}\0".to_owned() + &"\0".repeat(600), 400),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\nX-A: \0\r\n\r\n".to_owned(), 400),
        ("GET /\u{7f} HTTP/1.1\r\n\r\n".to_owned(), 400),
        (create_with("Content-Length: ", "Content-Length: -"), 400),
        (create_with("Content-Length: ", "Content-Length: 1\r\nContent-Length: "), 400),
        (create_with("Content-Length: ", "Transfer-Encoding: gzip\r\nX: "), 400),
        (format!("GET / HTTP/1.1\r\n{}\r\n", header.repeat(101)), 431),
        (format!("GET / HTTP/1.1\r\nX-A: {}\r\n\r\n", "b".repeat(300_000)), 431),
        (format!("GET /?{} HTTP/1.1\r\n\r\n", "b".repeat(65_535)), 414),
        (format!("GET /?{} HTTP/1.1\r\n\r\n", "b".repeat(300_000)), 431),
    ] {
        for address in [server.0.endpoint(), server.0.metadata()] {
            let mut client = Client::connect(address);
            client.send(request.as_bytes());
            let answer = client.answer().map(|answer| answer.status);
            let start: String = request.chars().take(100).collect();
            // The end of the connection may discard an answer that is not received yet.
            assert!(answer.is_none() || answer == Some(status), "{answer:?} to {start:?}");
            client.wait_for_the_end();
            assert_eq!(pairs(&server.0, "us-east-1"), "kept", "{start:?}");
        }
    }
}

#[test]
fn a_body_that_contradicts_its_head_changes_nothing() {
    let server = Attacked::new();
    let chunked = |chunks: &str| {
        let request = create_with("Content-Length: ", "Transfer-Encoding: chunked\r\nX: ");
        let (head, _) = request.split_once("\r\n\r\n").unwrap();
        format!("{head}\r\n\r\n{chunks}")
    };
    let whole = form("CreateKeyPair", &[("KeyName", "made")]);
    for (request, status) in [
        (create_with("Content-Length: ", "Content-Length: 1"), 400),
        (chunked("5\r\nKeyNa"), 400),
        (chunked("x\r\n"), 400),
        (chunked(&format!("{:x}\r\n{whole}junk\r\n0\r\n\r\n", whole.len())), 400),
    ] {
        server.check(request, (status, Some("InvalidRequest")));
    }
    // A shorter body differs from the signed one.
    server.check(
        create_with("Content-Length: ", "Content-Length: 9\r\nX: "),
        (401, Some("AuthFailure")),
    );
    let too_long = (413, Some("RequestEntityTooLarge"));
    let announced = create_with("Content-Length: ", "Content-Length: 1000000000000");
    let answer = server.check(announced, too_long);
    assert_eq!(answer.header("connection"), Some("close"));
    server.check(chunked(&format!("100001\r\n{}\r\n0\r\n\r\n", "a".repeat(0x10_0001))), too_long);
}

#[test]
fn a_chunked_body_is_accepted() {
    let server = start();
    let whole = form("CreateKeyPair", &[("KeyName", "made")]);
    let (first, second) = whole.split_at(20);
    let chunks = format!("14\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n", second.len());
    let request = create_with("Content-Length: ", "Transfer-Encoding: chunked\r\nX: ");
    let (head, _) = request.split_once("\r\n\r\n").unwrap();
    let mut client = Client::connect(server.endpoint());
    client.send(format!("{head}\r\n\r\n{chunks}").as_bytes());
    assert_eq!(client.answer().unwrap().text("keyName"), Some("made"));
}

/// A change of any octet is refused, except for the unsigned ones: the minor version of HTTP and the media type.
#[test]
fn a_change_of_any_signed_octet_is_refused() {
    let server = Attacked::new();
    let request = create_with("made", "made");
    let version = request.find("HTTP/1.1").unwrap() + "HTTP/1.".len();
    let media_type = request.find("Content-Type").unwrap()..request.find("Content-Length").unwrap();
    for place in 0..request.len() {
        if place == version || media_type.contains(&place) {
            continue;
        }
        let mut changed = request.clone().into_bytes();
        changed[place] ^= 1;
        let mut client = Client::connect(server.0.endpoint());
        client.send(&changed);
        client.finish();
        let status = client.answer().map(|answer| answer.status);
        assert_ne!(status, Some(200), "{}", String::from_utf8_lossy(&changed));
    }
    assert_eq!(pairs(&server.0, "us-east-1"), "kept");
}

/// A request that is truncated anywhere is refused.
#[test]
fn a_truncated_request_is_refused() {
    let server = Attacked::new();
    let request = create_with("made", "made");
    for length in 0..request.len() {
        let mut client = Client::connect(server.0.endpoint());
        client.send(&request.as_bytes()[..length]);
        client.finish();
        let status = client.answer().map(|answer| answer.status);
        assert!(matches!(status, None | Some(400)), "{status:?} to {length} octets");
    }
    assert_eq!(pairs(&server.0, "us-east-1"), "kept");
    server.check(&request[..request.len() - 1], (400, Some("InvalidRequest")));
}
