//! Tests of the capabilities of an endpoint, of time limits and of rate limits.

use super::fake::{
    Cloud, Fake, IMPORTED, Parameters, Then, action, error, image, message, no_pairs, value, write,
};
use super::{AMPLE, SHORT, connection};
use keyproof::api::service::{Launch, Network, Operation};
use keyproof::api::{Action, Outcome};
use keyproof::implementation::Implementation;
use keyproof::implementation::endpoint::Connection;
use keyproof::rule::Capability;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Starts a service that lists no key pairs and accepts every import and deletion, unless the function gives
/// another answer.
fn otherwise(
    answer: impl Fn(&Parameters, &mut TcpStream, usize) -> Option<Then> + Send + Sync + 'static,
) -> Fake {
    let count = AtomicUsize::new(0);
    Fake::start(move |parameters, stream| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        answer(parameters, stream, number).unwrap_or_else(|| {
            let answer = match value(parameters, "Action") {
                Some("ImportKeyPair") => message(200, IMPORTED),
                Some("DeleteKeyPair") => message(200, "<DeleteKeyPairResponse/>"),
                Some("DescribeKeyPairs") => no_pairs(),
                _ => message(400, &error("InvalidAction")),
            };
            write(stream, &answer)
        })
    })
}

/// Starts a service that answers this operation with these bytes.
fn answering(name: &'static str, bytes: Vec<u8>) -> Fake {
    otherwise(move |parameters, stream, _| {
        (value(parameters, "Action") == Some(name)).then(|| write(stream, &bytes))
    })
}

fn import(connection: &Connection) -> Outcome {
    connection.endpoint().call(&Action::InspectPublicKey { material: b"key".to_vec() })
}

#[test]
fn a_failing_operation_counts_as_offered() {
    #[track_caller]
    fn check(bytes: Vec<u8>, is_offered: bool, withheld: &[&str]) {
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let connection = connection(&answering("DescribeInstances", bytes).url(), AMPLE);
        let offered = connection.endpoint().description().capabilities;
        assert_eq!(offered.contains(&Capability::Instances), is_offered, "{shown}");
        let codes: Vec<&str> =
            connection.unauthorized().iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes, withheld, "{shown}");
    }
    check(message(500, ""), true, &[]);
    check(message(200, "{}"), true, &[]);
    check(message(400, &error("InternalError")), true, &[]);
    check(message(400, &error("InvalidAction")), false, &[]);
    check(message(400, &error("UnsupportedOperation")), false, &[]);
    check(message(501, ""), false, &[]);
    check(message(500, "This is not implemented"), false, &[]);
    check(message(403, &error("UnauthorizedOperation")), false, &["UnauthorizedOperation"]);
}

/// Returns the outcome of a list whose pages have the tokens that this function gives for their numbers.
fn listed(token: impl Fn(usize) -> String + Send + Sync + 'static) -> Outcome {
    let fake = otherwise(move |parameters, stream, number| {
        let token = format!("<nextToken>{}</nextToken>", token(number));
        let body = format!("<DescribeKeyPairsResponse><keySet/>{token}</DescribeKeyPairsResponse>");
        let is_list = value(parameters, "Action") == Some("DescribeKeyPairs");
        is_list.then(|| write(stream, &message(200, &body)))
    });
    let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    connection(&fake.url(), AMPLE).endpoint().call(&action(list))
}

#[test]
fn an_endless_list_is_malformed() {
    #[track_caller]
    fn check(outcome: Outcome, expected: &str) {
        let Outcome::Malformed(what) = outcome else { panic!("{outcome:?}") };
        assert!(what.starts_with(expected), "{what}");
    }
    check(listed(|_| "same".to_owned()), "a list without an end: page 2 repeats the nextToken of");
    check(listed(|number| (number % 3).to_string()), "a list without an end: page ");
    check(listed(|number| number.to_string()), "a list of more than 1000 pages");
}

#[test]
fn a_list_that_takes_too_long_times_out() {
    let fake = otherwise(|parameters, stream, number| {
        // Each page takes less time than the limit of an answer, but all of them take more.
        let _ = stream.set_read_timeout(Some(SHORT / 4));
        let is_list = value(parameters, "Action") == Some("DescribeKeyPairs");
        if !is_list {
            return None;
        }
        let _ = std::io::Read::read(stream, &mut [0]);
        let _ = stream.set_read_timeout(None);
        let body = format!(
            "<DescribeKeyPairsResponse><keySet/><nextToken>{number}</nextToken></DescribeKeyPairsResponse>"
        );
        Some(write(stream, &message(200, &body)))
    });
    let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    let outcome = connection(&fake.url(), SHORT).endpoint().call(&action(list));
    let Outcome::Timeout(how) = outcome else { panic!("{outcome:?}") };
    assert!(how.starts_with("the list was incomplete after 5 s; "), "{how}");
}

#[test]
fn a_rate_limited_request_is_retried() {
    for (status, code) in
        [(503, "RequestLimitExceeded"), (400, "Throttling"), (429, "SlowDown"), (429, "")]
    {
        let refused = AtomicUsize::new(0);
        let fake = otherwise(move |parameters, stream, _| {
            let is_import = value(parameters, "Action") == Some("ImportKeyPair");
            let is_refused = is_import && refused.fetch_add(1, Ordering::SeqCst) < 3;
            let body = if code.is_empty() { "slowly".to_owned() } else { error(code) };
            is_refused.then(|| write(stream, &message(status, &body)))
        });
        let outcome = import(&connection(&fake.url(), AMPLE));
        assert!(matches!(outcome, Outcome::Success(_)), "{status} {code}: {outcome:?}");
    }
}

#[test]
fn a_service_that_limits_every_request_is_not_run() {
    let fake = answering("ImportKeyPair", message(503, &error("RequestLimitExceeded")));
    let outcome = import(&connection(&fake.url(), SHORT));
    let Outcome::NotRun(why) = outcome else { panic!("{outcome:?}") };
    assert_eq!(why, "the endpoint limits the rate of requests: RequestLimitExceeded, for 0.5 s");
}

#[test]
fn a_request_with_expired_credentials_is_not_run() {
    let fake = answering("ImportKeyPair", message(400, &error("ExpiredToken")));
    let outcome = import(&connection(&fake.url(), AMPLE));
    let Outcome::NotRun(why) = outcome else { panic!("{outcome:?}") };
    assert!(why.ends_with("an expired request: ExpiredToken"), "{why}");
}

#[test]
fn a_long_message_is_truncated() {
    let long = format!(
        "<Response><Errors><Error><Code>A</Code><Message>{}</Message></Error></Errors></Response>",
        "m".repeat(100_000)
    );
    let outcome =
        import(&connection(&answering("ImportKeyPair", message(400, &long)).url(), AMPLE));
    let Outcome::Refused(refusal) = outcome else { panic!("{outcome:?}") };
    assert_eq!(refusal.message.chars().count(), 301);
}

/// A service may ignore the client token, by which EC2 recognises a repeated launch.
#[test]
fn a_launch_is_never_sent_twice() {
    let launches = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&launches);
    let cloud = Cloud::start(move |parameters, _| {
        let is_launch = value(parameters, "Action") == Some("RunInstances");
        is_launch.then(|| {
            counted.fetch_add(1, Ordering::SeqCst);
            Then::Close
        })
    });
    let connection = connection(&cloud.fake.url(), AMPLE);
    let mut endpoint = connection.endpoint();
    // Opens the connection that the launch reuses.
    let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    assert!(matches!(endpoint.call(&action(list)), Outcome::Success(_)));
    let (key_name, network, availability_zone) = (None, Network::Vpc, None);
    let launch = Launch { image: image(), key_name, network, availability_zone };
    let outcome = endpoint.call(&action(Operation::RunInstances(launch)));
    assert!(matches!(outcome, Outcome::Crash(_)), "{outcome:?}");
    assert_eq!(launches.load(Ordering::SeqCst), 1);
}

#[test]
fn accepts_the_longest_time_limit() {
    let fake = answering("ImportKeyPair", message(200, IMPORTED));
    let outcome = import(&connection(&fake.url(), std::time::Duration::MAX));
    assert!(matches!(outcome, Outcome::Success(_)), "{outcome:?}");
}
