//! Tests of faulty HTTP and API answers.

use super::fake::{Fake, IMPORTED, Then, error, message, no_pairs, value, write};
use super::{AMPLE, SHORT, connection, options};
use keyproof::api::{Action, Outcome, PublicKeyFacts, Reply};
use keyproof::implementation::Implementation;
use keyproof::implementation::endpoint::Connection;
use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

/// Starts a service that lists no key pairs, and answers each import with this function.
fn importing(answer: impl Fn(&mut TcpStream) -> Then + Send + Sync + 'static) -> Fake {
    Fake::start(move |parameters, stream| match value(parameters, "Action") {
        Some("ImportKeyPair") => answer(stream),
        Some("DeleteKeyPair") => write(
            stream,
            &message(200, "<DeleteKeyPairResponse><return>true</return></DeleteKeyPairResponse>"),
        ),
        Some("DescribeKeyPairs") => write(stream, &no_pairs()),
        _ => write(stream, &message(400, &error("InvalidAction"))),
    })
}

fn outcome(fake: &Fake, time: Duration) -> Outcome {
    let mut endpoint = connection(&fake.url(), time).endpoint();
    endpoint.call(&Action::InspectPublicKey { material: b"key".to_vec() })
}

/// Checks the outcome of an import that is answered with these bytes on a connection that is then closed.
#[track_caller]
fn check(bytes: impl Into<Vec<u8>>, expected: &str) {
    let bytes = bytes.into();
    let fake = importing(move |stream| {
        let _ = write(stream, &bytes);
        Then::Close
    });
    let outcome = format!("{:?}", outcome(&fake, AMPLE));
    assert!(outcome.starts_with(expected), "{outcome}\n  should start with {expected}");
}

#[track_caller]
fn check_malformed(bytes: impl Into<Vec<u8>>, what: &str) {
    let bytes = bytes.into();
    let fake = importing(move |stream| {
        let _ = write(stream, &bytes);
        Then::Close
    });
    let outcome = outcome(&fake, AMPLE);
    let Outcome::Malformed(found) = outcome else { panic!("{outcome:?}") };
    assert!(found.starts_with(what), "{found}\n  should start with {what}");
}

fn ok(header: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{header}\r\n{body}")
}

fn accepted() -> Outcome {
    let fingerprint = Some("00".to_owned());
    Outcome::Success(Reply::PublicKey(PublicKeyFacts { fingerprint, ..Default::default() }))
}

#[test]
fn a_valid_answer_is_read_in_any_framing() {
    let length = IMPORTED.len();
    for answer in [
        ok(&format!("Content-Length: {length}\r\n"), IMPORTED),
        ok("", IMPORTED),
        format!("HTTP/1.0 200 OK\r\n\r\n{IMPORTED}"),
        format!("HTTP/1.1 100 Continue\r\n\r\n{}", ok("", IMPORTED)),
        ok(
            "transfer-encoding: chunked\r\n",
            &format!("{length:X};a=b\r\n{IMPORTED}\r\n0\r\nt: u\r\n\r\n"),
        ),
        format!("HTTP/1.1 200 OK\nContent-Length: {length}\n\n{IMPORTED}"),
    ] {
        check(answer, &format!("{:?}", accepted()));
    }
    check(
        message(400, &error("InvalidKey.Format")),
        "Refused(Refusal { code: Some(InvalidKeyFormat)",
    );
}

#[test]
fn names_the_fault_of_an_invalid_http_answer() {
    check_malformed("SSH-2.0-OpenSSH_9.2\r\n", "the answer isn't HTTP: it starts with \"SSH-2.0");
    check_malformed([0x15, 3, 1, 0, 2], "the answer isn't HTTP: it starts with \"\\x15");
    check_malformed("HTTP/1.1 twohundred\r\n\r\n", "the header of the answer is malformed: ");
    check_malformed(
        "HTTP/1.1 200 OK\r\nA: b",
        "the answer is cut off within the header, after 21 bytes",
    );
    check_malformed(
        ok("Content-Length: 1000\r\n", IMPORTED),
        &format!("the answer is cut off: the body has {} of 1000 bytes", IMPORTED.len()),
    );
    check_malformed(
        ok("Transfer-Encoding: chunked\r\n", "5\r\n<Impo"),
        "the answer is cut off: the body ends after 5 bytes, before its last chunk",
    );
    check_malformed(
        ok("Transfer-Encoding: chunked\r\n", "five\r\n"),
        "the body of the answer is malformed: Invalid chunk size line",
    );
    check_malformed(
        ok("Content-Length: 10\r\n", IMPORTED),
        &format!(
            "the answer is followed by {} unexpected bytes: \"irResponse",
            IMPORTED.len() - 10
        )
        .replace("irResponse", &IMPORTED[10..20]),
    );
    let once = String::from_utf8(message(200, IMPORTED)).unwrap();
    check_malformed(
        once.repeat(2),
        &format!("the answer is followed by {} unexpected bytes: \"HTTP/1.1 200", once.len()),
    );
    let long = "the header of the answer is malformed: message head is too large";
    check_malformed(ok(&format!("A: {}\r\n", "b".repeat(70_000)), ""), long);
    check_malformed(ok(&"a: b\r\n".repeat(1_000), ""), long);
    check_malformed(
        ok("Content-Length: 99999999999999999999999\r\n", ""),
        "the header of the answer is malformed: invalid content-length parsed",
    );
    check_malformed(
        ok("Content-Length: 17000000\r\n", ""),
        "the body of the answer is longer than 16777216 bytes",
    );
}

#[test]
fn names_the_fault_of_an_invalid_api_answer() {
    check_malformed(message(200, ""), "an empty body; it should be an XML document");
    check_malformed(message(200, "<html><title>Hi</title></html>"), "an HTML page titled \"Hi\"");
    check_malformed(message(200, "{}"), "JSON; it should be");
    check_malformed(message(404, "<html></html>"), "an HTML page; it should be");
    check_malformed(message(200, "<a/>"), "a document <a>; it should be <ImportKeyPairResponse>");
    check_malformed(
        message(200, &format!("{}{}", "<a>".repeat(100), "</a>".repeat(100))),
        "elements nested more than",
    );
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><a>&c;</a>";
    check_malformed(message(200, bomb), "a document type definition");
    check_malformed(message(200, &error("InvalidKey.Format")), "status 200 with an error document");
    check_malformed(
        message(400, IMPORTED),
        "status 400 with the success document <ImportKeyPairResponse>",
    );
    check_malformed(
        message(200, &format!("{IMPORTED}<a/>")),
        "ill-formed XML at byte 82: content after the root",
    );
    check_malformed(
        message(200, "<ImportKeyPairResponse><requestId>x</requestId></ImportKeyPairResponse>"),
        "the answer to ImportKeyPair has no keyFingerprint",
    );
    let other = "<ImportKeyPairResponse><keyName>x</keyName><keyFingerprint>00</keyFingerprint></ImportKeyPairResponse>";
    check_malformed(message(200, other), "the answer to ImportKeyPair names the key pair \"x\"");
    check_malformed(
        message(200, &IMPORTED.replace("00", &"0".repeat(70_000))),
        "<keyFingerprint> contains a text of 70000 bytes",
    );
}

#[test]
fn distinguishes_a_server_error_from_a_closed_connection() {
    check(message(500, ""), "ServerError(\"status 500, without a body");
    check(
        message(502, "<html><title>Bad</title></html>"),
        "ServerError(\"status 502, an HTML page titled",
    );
    check(
        message(500, &error("InternalError")),
        "ServerError(\"status 500, an error document (code",
    );
    let closed = "Crash(\"the server closed the connection without an answer\")";
    check("", closed);
    check("HTTP/1.1 102 X\r\n\r\n".repeat(20), closed);
}

#[test]
fn an_endless_answer_is_cut_off() {
    let endless = |header: &'static str, more: &str| {
        let more = more.repeat(1_000);
        importing(move |stream| {
            let _ = write(stream, header.as_bytes());
            while stream.write_all(more.as_bytes()).is_ok() {}
            Then::Close
        })
    };
    let check = |fake: &Fake, expected: &str| {
        let outcome = format!("{:?}", outcome(fake, AMPLE));
        assert!(outcome.contains(expected), "{outcome}");
    };
    check(&endless("HTTP/1.1 200 OK\r\n\r\n", "<a>"), "the body of the answer is longer than");
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("12C\r\n{}\r\n", "<a>".repeat(100));
    check(&endless(chunked, &chunk), "the body of the answer is longer than");
    check(&endless("HTTP/1.1 200 OK\r\n", "A: b\r\n"), "message head is too large");
    let interim = outcome(&endless("", "HTTP/1.1 102 X\r\n\r\n"), SHORT);
    assert!(matches!(interim, Outcome::Timeout(_)), "{interim:?}");
}

#[test]
fn a_silent_or_slow_service_times_out() {
    let silent = importing(|stream| {
        // Waits until the client hangs up.
        let _ = std::io::Read::read(stream, &mut [0]);
        Then::Close
    });
    assert_eq!(outcome(&silent, SHORT), Outcome::late(SHORT));
    let drip = importing(|stream| {
        let _ = write(stream, b"HTTP/1.1 200 OK\r\n\r\n");
        stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        while stream.write_all(b"<").is_ok() {
            // A read that times out is a pause. The end of the connection ends the loop.
            if std::io::Read::read(stream, &mut [0]).is_ok() {
                break;
            }
        }
        Then::Close
    });
    let outcome = outcome(&drip, SHORT);
    let Outcome::Timeout(how) = outcome else { panic!("{outcome:?}") };
    assert!(how.starts_with("the answer was incomplete after 0.5 s; "), "{how}");
}

#[test]
fn a_redirect_is_a_fault_and_is_not_followed() {
    let elsewhere = Fake::start(|_, stream| write(stream, &no_pairs()));
    for status in [301, 302, 307, 308] {
        let redirect = format!(
            "HTTP/1.1 {status} X\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n",
            elsewhere.url()
        );
        check_malformed(
            redirect,
            &format!("a redirect to \"{}/\" (status {status})", elsewhere.url()),
        );
    }
    assert_eq!(elsewhere.connections(), 0);
}

/// A refusal counts only if the service still answers.
#[test]
fn a_crash_after_a_refusal_is_a_crash() {
    let refused = std::sync::atomic::AtomicBool::new(false);
    let fake = Fake::start(move |parameters, stream| match value(parameters, "Action") {
        Some("ImportKeyPair") => {
            refused.store(true, std::sync::atomic::Ordering::SeqCst);
            write(stream, &message(400, &error("InvalidKey.Format")))
        }
        Some("DescribeKeyPairs") if !refused.load(std::sync::atomic::Ordering::SeqCst) => {
            write(stream, &no_pairs())
        }
        _ => write(stream, &message(500, "")),
    });
    let expected = "Crash(\"refused with InvalidKey.Format; DescribeKeyPairs after this: \
                    status 500, without a body";
    let outcome = format!("{:?}", outcome(&fake, AMPLE));
    assert!(outcome.starts_with(expected), "{outcome}");
}

#[test]
fn closing_an_idle_connection_is_no_fault() {
    // It announces persistent connections, but closes each.
    let fake = Fake::start(|parameters, stream| {
        let _ = match value(parameters, "Action") {
            Some("ImportKeyPair") => write(stream, &message(200, IMPORTED)),
            Some("DeleteKeyPair") => write(stream, &message(200, "<DeleteKeyPairResponse/>")),
            _ => write(stream, &no_pairs()),
        };
        Then::Close
    });
    let mut endpoint = connection(&fake.url(), AMPLE).endpoint();
    for _ in 0..50 {
        let outcome = endpoint.call(&Action::InspectPublicKey { material: b"key".to_vec() });
        assert_eq!(outcome, accepted());
    }
}

#[test]
fn a_crashed_service_is_not_asked_again() {
    let fake = importing(|_| Then::Close);
    let url = fake.url();
    let connection = connection(&url, AMPLE);
    let mut endpoint = connection.endpoint();
    let import = Action::InspectPublicKey { material: b"key".to_vec() };
    assert!(matches!(endpoint.call(&import), Outcome::Crash(_)));
    drop(fake);
    let gone = endpoint.call(&import);
    let Outcome::NotRun(why) = gone else { panic!("{gone:?}") };
    assert!(why.starts_with("nothing listens at 127.0.0.1:"), "{why}");
    assert!(matches!(connection.endpoint().call(&import), Outcome::NotRun(_)));
    let unreachable = "the endpoint became unreachable: nothing listens at 127.0.0.1:";
    assert!(connection.clear().iter().all(|left| left.why.starts_with(unreachable)));
}

#[test]
fn a_server_that_is_no_service_is_not_run() {
    #[track_caller]
    fn check(bytes: impl Into<Vec<u8>>, expected: &str) {
        let bytes = bytes.into();
        let fake = Fake::start(move |_, stream| {
            let _ = write(stream, &bytes);
            Then::Close
        });
        let fault = Connection::new(options(&fake.url(), AMPLE)).unwrap_err().to_string();
        assert!(fault.starts_with(expected), "{fault}");
    }
    check(message(200, ""), "DescribeKeyPairs: an empty body");
    check(message(200, "<html/>"), "DescribeKeyPairs: an HTML page");
    check(message(500, ""), "DescribeKeyPairs: status 500");
    check("hello", "DescribeKeyPairs: the answer isn't HTTP");
    check("", "DescribeKeyPairs: the server closed the connection");
    check(message(401, &error("AuthFailure")), "DescribeKeyPairs is refused with AuthFailure: no");
    let redirect = "HTTP/1.1 302 X\r\nLocation: http://a/\r\nContent-Length: 0\r\n\r\n";
    check(redirect, "DescribeKeyPairs: a redirect to \"http://a/\" (status 302)");
}
