//! Tests of the clean-up: every resource that is not verifiably deleted is reported.

use super::fake::{Cloud, Parameters, Then, action, error, image, message, value, write};
use super::{AMPLE, SHORT, connection};
use crate::program::{Run, keyproof};
use keyproof::api::Outcome;
use keyproof::api::service::{Launch, Network, Operation};
use keyproof::encoding::base64;
use keyproof::implementation::Implementation;
use keyproof::implementation::endpoint::{Connection, Endpoint, Leftover, ResourceKind};
use std::io::Read;
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

fn import(name: &str) -> Operation {
    let material = std::fs::read(crate::program::key_file("document-example.pub")).unwrap();
    let public_key_material = Some(base64::encode(&material));
    Operation::ImportKeyPair { key_name: Some(name.to_owned()), public_key_material }
}

fn launch(key_name: Option<&str>) -> Operation {
    let key_name = key_name.map(str::to_owned);
    let (network, availability_zone) = (Network::Vpc, None);
    Operation::RunInstances(Launch { image: image(), key_name, network, availability_zone })
}

fn is(parameters: &Parameters, action: &str) -> bool {
    value(parameters, "Action") == Some(action)
}

fn refused(stream: &mut TcpStream, code: &str) -> Then {
    write(stream, &message(403, &error(code)))
}

/// Sends nothing until the client hangs up.
fn silent(stream: &mut TcpStream) -> Then {
    let _ = stream.read(&mut [0]);
    Then::Close
}

fn done(stream: &mut TcpStream, action: &str) -> Then {
    let body = format!("<{action}Response><return>true</return></{action}Response>");
    write(stream, &message(200, &body))
}

#[track_caller]
fn does(endpoint: &mut Endpoint, operation: Operation) {
    let outcome = endpoint.call(&action(operation));
    assert!(matches!(outcome, Outcome::Success(_)), "{outcome:?}");
}

/// Checks the kinds of the leftovers and part of the reason for each.
#[track_caller]
fn check(left: &[Leftover], expected: &[(ResourceKind, &str)]) {
    let mut left: Vec<(ResourceKind, &str)> =
        left.iter().map(|left| (left.resource.kind, left.why.as_str())).collect();
    left.sort_unstable();
    assert_eq!(left.len(), expected.len(), "{left:?}");
    for ((kind, why), (expected, part)) in left.iter().zip(expected) {
        assert!(kind == expected && why.contains(part), "{left:?}");
    }
}

/// Launches an instance, loses the answer, and cleans up.
fn after_a_lost_launch(cloud: &Cloud, key_name: Option<&str>) -> Vec<Leftover> {
    let connection = connection(&cloud.fake.url(), AMPLE);
    let mut endpoint = connection.endpoint();
    does(&mut endpoint, import("web"));
    let outcome = endpoint.call(&action(launch(key_name)));
    assert!(matches!(outcome, Outcome::Crash(_)), "{outcome:?}");
    endpoint.reset();
    connection.clear()
}

#[test]
fn a_lost_launch_is_reported_unless_it_has_ended() {
    let is_lost = |parameters: &Parameters| is(parameters, "RunInstances");
    let losing = |_: &Parameters, _: &mut TcpStream| None;
    let cloud = || {
        Cloud::start_rewriting(losing, move |parameters, _, body| {
            (!is_lost(parameters)).then_some(body)
        })
    };
    // The launch is recognised by its key pair in the reference's list.
    let found = cloud();
    check(&after_a_lost_launch(&found, Some("web")), &[]);
    assert!(found.states().iter().all(|state| state == "terminated"), "{:?}", found.states());
    // A launch without a key pair can't be recognised.
    let nameless = cloud();
    let why = "it is unknown whether it was launched: its request was not answered, and the";
    check(&after_a_lost_launch(&nameless, None), &[(ResourceKind::Launch, why)]);
    assert!(nameless.states().contains(&"running".to_owned()), "{:?}", nameless.states());
    // The instance was never launched.
    let never = Cloud::start(move |parameters, _| is_lost(parameters).then_some(Then::Close));
    check(&after_a_lost_launch(&never, None), &[]);
    // The service lists client tokens, so it would list that of the launch.
    let listing = Cloud::start_rewriting(losing, move |parameters, _, body| {
        let token = "<clientToken>theirs</clientToken><instanceId>";
        (!is_lost(parameters)).then(|| body.replace("<instanceId>", token))
    });
    check(&after_a_lost_launch(&listing, None), &[]);
    // The launch is recognised by its client token.
    let token = Mutex::new(String::new());
    let known = Cloud::start_rewriting(losing, move |parameters, _, body| {
        if is_lost(parameters) {
            *token.lock().unwrap() = value(parameters, "ClientToken").unwrap().to_owned();
            return None;
        }
        let listed = format!("<clientToken>{}</clientToken><instanceId>", token.lock().unwrap());
        let is_list = is(parameters, "DescribeInstances");
        Some(if is_list { body.replace("<instanceId>", &listed) } else { body })
    });
    check(&after_a_lost_launch(&known, None), &[]);
    assert!(known.states().iter().all(|state| state == "terminated"), "{:?}", known.states());
    // Instances can't be listed.
    let has_launched = AtomicBool::new(false);
    let blind = Cloud::start(move |parameters, stream| {
        if is_lost(parameters) {
            has_launched.store(true, Ordering::SeqCst);
            return Some(Then::Close);
        }
        let is_refused = is(parameters, "DescribeInstances") && has_launched.load(Ordering::SeqCst);
        is_refused.then(|| refused(stream, "UnauthorizedOperation"))
    });
    let launch = "it is unknown whether it was launched: refused with UnauthorizedOperation";
    let rest = "instances could not be listed: refused with UnauthorizedOperation";
    check(
        &after_a_lost_launch(&blind, Some("web")),
        &[(ResourceKind::Launch, launch), (ResourceKind::Unseen, rest)],
    );
}

/// Starts a run, and launches an instance with a pair.
fn launched(cloud: &Cloud, time: std::time::Duration) -> (Connection, Endpoint) {
    let connection = connection(&cloud.fake.url(), time);
    let mut endpoint = connection.endpoint();
    does(&mut endpoint, import("web"));
    does(&mut endpoint, launch(Some("web")));
    (connection, endpoint)
}

/// Reports an instance as terminated without terminating it.
fn never_ending(parameters: &Parameters, stream: &mut TcpStream) -> Option<Then> {
    let body = "<TerminateInstancesResponse><instancesSet/></TerminateInstancesResponse>";
    is(parameters, "TerminateInstances").then(|| write(stream, &message(200, body)))
}

#[test]
fn a_running_instance_is_left_with_its_pair() {
    let cloud = Cloud::start(never_ending);
    let (connection, _) = launched(&cloud, SHORT);
    let left = connection.clear();
    let running = "reported as terminated, but still running after 3 s";
    let kept = "kept because instance";
    let held = "refused with VolumeInUse";
    let expected = [
        (ResourceKind::Instance, running),
        (ResourceKind::Volume, held),
        (ResourceKind::KeyPair, kept),
    ];
    check(&left, &expected);
    assert_eq!(cloud.names().len(), 1);
}

#[test]
fn an_instance_that_ends_slowly_is_left_without_its_pair() {
    let slow = |body: String| body.replace("terminated", "shutting-down");
    let cloud = Cloud::start_rewriting(|_, _| None, move |_, _, body| Some(slow(body)));
    let (connection, _) = launched(&cloud, SHORT);
    check(&connection.clear(), &[(ResourceKind::Instance, "still shutting-down after 3 s")]);
    assert_eq!(cloud.names(), [""; 0]);
}

#[test]
fn an_instance_that_cannot_be_described_is_left() {
    let is_over = AtomicBool::new(false);
    let cloud = Cloud::start(move |parameters, stream| {
        is_over.fetch_or(is(parameters, "TerminateInstances"), Ordering::SeqCst);
        let is_refused = is(parameters, "DescribeInstances") && is_over.load(Ordering::SeqCst);
        is_refused.then(|| refused(stream, "UnauthorizedOperation"))
    });
    let (connection, _) = launched(&cloud, SHORT);
    let why = "reported as terminated, but its state could not be read: refused with Unauthorized";
    let rest = "instances could not be listed: refused with UnauthorizedOperation";
    check(&connection.clear(), &[(ResourceKind::Instance, why), (ResourceKind::Unseen, rest)]);
}

#[test]
fn a_reset_does_not_wait_for_instances_to_end() {
    let cloud = Cloud::start(never_ending);
    // A wait would take six minutes.
    let (connection, mut endpoint) = launched(&cloud, AMPLE);
    endpoint.reset();
    let left = connection.left();
    let instance = left.iter().find(|left| left.resource.kind == ResourceKind::Instance).unwrap();
    assert_eq!(instance.why, "reported as terminated, but still running");
}

/// Starts a service that reports deletions without performing them.
fn without_deletions() -> Cloud {
    Cloud::start(|parameters, stream| {
        is(parameters, "DeleteKeyPair").then(|| done(stream, "DeleteKeyPair"))
    })
}

fn sweep(cloud: &Cloud) -> Run {
    keyproof(&["sweep", "--endpoint", &cloud.fake.url(), "--timeout", "60"])
}

#[test]
fn a_deletion_without_effect_is_reported() {
    let cloud = without_deletions();
    let url = cloud.fake.url();
    let select = ["--select", "import/openssh/bits-2048", "--timeout", "60"];
    let run = keyproof(&[&["run", "--endpoint", &url][..], &select].concat());
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let why = "reported as deleted, but still listed\n  to delete them later: keyproof sweep";
    assert!(run.stderr.contains(why), "{}", run.stderr);
    let swept = sweep(&cloud);
    assert_eq!(swept.code, Some(1), "{}{}", swept.stdout, swept.stderr);
    assert_eq!(swept.stdout, "0 resources deleted, 1 left\n");
    assert!(swept.stderr.contains("reported as deleted, but still listed"), "{}", swept.stderr);
}

#[test]
fn a_deleted_volume_that_is_still_described_is_reported() {
    // The reference deletes a root volume with its instance. Here the volume is always listed.
    let cloud = Cloud::start(|parameters, stream| {
        let id = value(parameters, "VolumeId.1").filter(|_| is(parameters, "DescribeVolumes"))?;
        let item = format!("<item><volumeId>{id}</volumeId><status>available</status></item>");
        let set = format!("<volumeSet>{item}</volumeSet>");
        let body = format!("<DescribeVolumesResponse>{set}</DescribeVolumesResponse>");
        Some(write(stream, &message(200, &body)))
    });
    let (connection, _) = launched(&cloud, AMPLE);
    check(&connection.clear(), &[(ResourceKind::Volume, "reported as deleted, but still listed")]);
}

#[test]
fn sweep_reports_that_instances_could_not_be_listed() {
    let cloud = |code: &'static str| {
        Cloud::start(move |parameters, stream| {
            is(parameters, "DescribeInstances").then(|| refused(stream, code))
        })
    };
    let unoffered = sweep(&cloud("InvalidAction"));
    assert_eq!((unoffered.code, unoffered.stdout.as_str()), (Some(0), "Nothing is left behind.\n"));
    let refusing = cloud("UnauthorizedOperation");
    let why = "instances could not be listed: refused with UnauthorizedOperation";
    let nothing = sweep(&refusing);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (Some(2), ""), "{}", nothing.stderr);
    assert!(nothing.stderr.contains(why), "{}", nothing.stderr);
    // The resources that were found are deleted nevertheless.
    refusing.does(import("keyproof-0123abcd-1-web"));
    let pair = sweep(&refusing);
    assert_eq!(pair.code, Some(2), "{}", pair.stderr);
    assert!(pair.stdout.ends_with("1 resource deleted, 0 left\n"), "{}", pair.stdout);
    assert!(pair.stderr.contains(why), "{}", pair.stderr);
    assert_eq!(refusing.names(), [""; 0]);
}

/// Imports a pair, and gets no answer in time.
fn imported_late(cloud: &Cloud) -> (Connection, Endpoint) {
    let connection = connection(&cloud.fake.url(), SHORT);
    let mut endpoint = connection.endpoint();
    let outcome = endpoint.call(&action(import("web")));
    assert!(matches!(outcome, Outcome::Timeout(_)), "{outcome:?}");
    (connection, endpoint)
}

#[test]
fn an_unanswered_creation_is_reported_as_possibly_late() {
    let late = || {
        Cloud::start(|parameters, stream| is(parameters, "ImportKeyPair").then(|| silent(stream)))
    };
    let cloud = late();
    let (connection, mut endpoint) = imported_late(&cloud);
    endpoint.reset();
    let why = "the request for it was never answered, so it may appear later";
    check(&connection.clear(), &[(ResourceKind::KeyPair, why)]);
    // The pair appears after its namespace was cleaned up.
    let cloud = late();
    let (connection, mut endpoint) = imported_late(&cloud);
    let name = connection.left()[0].resource.id.clone();
    endpoint.reset();
    cloud.does(import(&name));
    check(&connection.clear(), &[]);
    assert_eq!(cloud.names(), [""; 0]);
}

#[test]
fn a_creation_without_an_answer_is_deleted() {
    let cloud = Cloud::start_rewriting(
        |_, _| None,
        |parameters, stream, body| {
            if !is(parameters, "ImportKeyPair") {
                return Some(body);
            }
            let _ = silent(stream);
            None
        },
    );
    let (connection, mut endpoint) = imported_late(&cloud);
    endpoint.reset();
    check(&connection.clear(), &[]);
    assert_eq!(cloud.names(), [""; 0]);
}

#[test]
fn a_temporarily_failing_deletion_is_retried() {
    let failures = Mutex::new(0);
    let cloud = Cloud::start(move |parameters, stream| {
        let mut failures = failures.lock().unwrap();
        let fails = is(parameters, "DeleteKeyPair") && *failures < 5;
        *failures += usize::from(fails);
        let unavailable = message(503, "<html>Come back later</html>");
        fails.then(|| write(stream, &unavailable))
    });
    let connection = connection(&cloud.fake.url(), AMPLE);
    does(&mut connection.endpoint(), import("web"));
    check(&connection.clear(), &[]);
    assert_eq!(cloud.names(), [""; 0]);
}
