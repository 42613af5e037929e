//! What a run makes in an account that others use as well: it is marked as its own, nothing else is touched, and it is
//! gone however the run ends.

use super::fake::{Cloud, Then, error, message, value, write};
use super::{AMPLE, connection};
use crate::program::{Run, keyproof};
use keyproof::api::service::{Filter, Operation};
use keyproof::api::{Action, Attribute, Outcome};
use keyproof::implementation::Implementation;
use keyproof::implementation::endpoint::{Endpoint, Run as Number};
use rustix::process::{Pid, Signal, kill_process};
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The pairs of somebody else, one of which looks a bit like one of a run.
const FOREIGN: [&str; 2] = ["keyproof-x", "theirs"];

fn create(name: &str) -> Operation {
    Operation::CreateKeyPair { key_name: Some(name.to_owned()) }
}

fn delete(name: &str) -> Operation {
    Operation::DeleteKeyPair { key_name: Some(name.to_owned()) }
}

/// A cloud in which somebody else has pairs, and deletions aren't allowed if so.
fn cloud(refuses: &'static [&'static str]) -> Cloud {
    let cloud = Cloud::start(move |parameters, stream| {
        let action = value(parameters, "Action").unwrap_or_default();
        let is_refused = refuses.contains(&action);
        is_refused.then(|| write(stream, &message(403, &error("UnauthorizedOperation"))))
    });
    FOREIGN.iter().for_each(|name| cloud.does(create(name)));
    cloud
}

/// The names of the pairs that somebody asking so is told of.
#[track_caller]
fn told(endpoint: &mut Endpoint, filters: &[(&str, &str)]) -> Vec<String> {
    let filter = |(name, value): &(&str, &str)| Filter {
        name: (*name).to_owned(),
        values: vec![(*value).to_owned()],
    };
    let filters = filters.iter().map(filter).collect();
    let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters };
    let outcome = endpoint.call(&super::fake::action(list));
    let Outcome::Success(reply) = outcome else { panic!("{outcome:?}") };
    reply.resources().iter().map(|pair| pair[&Attribute::KeyName].clone()).collect()
}

#[test]
fn a_world_is_empty_at_first_whatever_there_is() {
    let cloud = cloud(&[]);
    let connection = connection(&cloud.fake.url(), AMPLE);
    let mut endpoint = connection.endpoint();
    endpoint.reset();
    assert_eq!(told(&mut endpoint, &[]), [""; 0]);
    for name in ["web", " web", "my key", "a\"<&>", &"n".repeat(255)] {
        // What the reference takes for no name is none here either.
        let outcome = endpoint.call(&super::fake::action(create(name)));
        assert_eq!(matches!(outcome, Outcome::Success(_)), !name.starts_with(' '), "{outcome:?}");
    }
    let mut names = told(&mut endpoint, &[]);
    names.sort();
    assert_eq!(names, ["a\"<&>", "my key", &"n".repeat(255), "web"]);
    assert_eq!(told(&mut endpoint, &[("key-name", "*")]).len(), 4);
    assert_eq!(told(&mut endpoint, &[("key-name", "m*")]), ["my key"]);
    assert_eq!(told(&mut endpoint, &[("key-name", "theirs")]), [""; 0]);
    // What is there carries the number of the run.
    let is_own = |name: &&String| Number::of_name(name) == Some(connection.run());
    assert_eq!(cloud.names().iter().filter(is_own).count(), 4);
    endpoint.reset();
    assert_eq!(told(&mut endpoint, &[]), [""; 0]);
    assert_eq!(cloud.names(), FOREIGN);
}

#[test]
fn a_deletion_of_what_is_not_there_leaves_what_others_have() {
    let cloud = cloud(&[]);
    let connection = connection(&cloud.fake.url(), AMPLE);
    let mut endpoint = connection.endpoint();
    endpoint.reset();
    for name in FOREIGN {
        let outcome = endpoint.call(&super::fake::action(delete(name)));
        assert!(matches!(outcome, Outcome::Success(_)), "{outcome:?}");
    }
    assert_eq!(connection.clear(), []);
    assert_eq!(cloud.names(), FOREIGN);
}

#[test]
fn nothing_is_left_behind_when_an_answer_is_lost() {
    let cloud = Cloud::start(|parameters, stream| {
        // It does what it is asked, and closes the connection instead of saying so.
        let is_creation = value(parameters, "Action") == Some("CreateKeyPair");
        (is_creation && value(parameters, "KeyName") != Some("theirs")).then(|| {
            let _ = stream;
            Then::Close
        })
    });
    cloud.does(create("theirs"));
    let connection = connection(&cloud.fake.url(), AMPLE);
    let mut endpoint = connection.endpoint();
    endpoint.reset();
    let outcome = endpoint.call(&super::fake::action(create("web")));
    assert!(matches!(outcome, Outcome::Crash(_)), "{outcome:?}");
    assert_eq!(connection.left().len(), 1);
    assert_eq!(connection.clear(), []);
    assert_eq!(cloud.names(), ["theirs"]);
}

#[test]
fn imports_leave_nothing_behind_one_by_one() {
    let cloud = cloud(&[]);
    let connection = connection(&cloud.fake.url(), AMPLE);
    let mut endpoint = connection.endpoint();
    let material = std::fs::read(crate::program::key_file("document-example.pub")).unwrap();
    for material in [material, b"no key".to_vec()] {
        endpoint.call(&Action::InspectPublicKey { material });
        assert_eq!(cloud.names(), FOREIGN);
    }
}

/// Runs the program on a few vectors.
fn run(cloud: &Cloud, more: &[&str]) -> Run {
    let url = cloud.fake.url();
    keyproof(&[&["run", "--endpoint", &url, "--timeout", "60"], more].concat())
}

#[test]
fn a_run_leaves_nothing_behind() {
    let cloud = cloud(&[]);
    let ended = run(&cloud, &["--select", "scenario/name/*", "--select", "scenario/filter/*"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{}", ended.stdout);
    assert_eq!(cloud.names(), FOREIGN);
}

#[test]
fn what_can_not_be_deleted_is_named_and_sinks_no_run() {
    let cloud = cloud(&["DeleteKeyPair"]);
    let ended = run(&cloud, &["--select", "import/openssh/bits-2048"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stderr.contains("1 resource left behind at the endpoint:"), "{}", ended.stderr);
    assert!(ended.stderr.contains("refused with UnauthorizedOperation"), "{}", ended.stderr);
    let text = "1 resource left behind at the endpoint\n  key-pair keyproof-";
    assert!(ended.stdout.contains(text), "{}", ended.stdout);
    let left = cloud.names().into_iter().find_map(|name| Number::of_name(&name)).unwrap();
    let url = cloud.fake.url();
    let sweep = format!("to delete them later: keyproof sweep --endpoint {url} --run {left}");
    assert!(ended.stderr.contains(&sweep), "{}", ended.stderr);
}

#[test]
fn a_run_that_is_interrupted_leaves_nothing_behind() {
    let creations = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&creations);
    let cloud = Cloud::start(move |parameters, _| {
        let is_import = value(parameters, "Action") == Some("ImportKeyPair");
        counted.fetch_add(usize::from(is_import), Ordering::SeqCst);
        None
    });
    cloud.does(create("theirs"));
    let url = cloud.fake.url();
    let arguments = ["run", "--endpoint", &url, "--select", "scenario/limit/*", "--timeout", "60"];
    let ended =
        Run::interrupted(&arguments, &[], Signal::INT, |_| creations.load(Ordering::SeqCst) > 100);
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("follows after the created resources are deleted"),
        "{}",
        ended.stderr
    );
    assert!(!ended.stderr.contains("left behind"), "{}", ended.stderr);
    assert!(ended.stdout.contains(" not-run in "), "{}", ended.stdout);
    assert_eq!(cloud.names(), ["theirs"]);
}

#[test]
fn a_second_interrupt_does_not_wait() {
    let (creations, deletions) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let (created, deleted) = (Arc::clone(&creations), Arc::clone(&deletions));
    let cloud = Cloud::start(move |parameters, stream| {
        let is = |action: &str| usize::from(value(parameters, "Action") == Some(action));
        created.fetch_add(is("ImportKeyPair"), Ordering::SeqCst);
        deleted.fetch_add(is("DeleteKeyPair"), Ordering::SeqCst);
        // A deletion takes until the client hangs up.
        (is("DeleteKeyPair") > 0).then(|| {
            let _ = stream.read(&mut [0]);
            Then::Close
        })
    });
    let url = cloud.fake.url();
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyproof"));
    command.args(["run", "--endpoint", &url, "--select", "scenario/limit/*", "--timeout", "600"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    for reached in [&creations, &deletions] {
        while reached.load(Ordering::SeqCst) == 0 {
            assert!(child.try_wait().unwrap().is_none(), "it ended too early");
            std::thread::yield_now();
        }
        kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("there is no report; resources may be left behind"), "{said}");
    assert!(said.contains("to delete them: keyproof sweep --endpoint"), "{said}");
}

#[test]
fn what_a_killed_run_left_is_swept_and_nothing_else() {
    let cloud = cloud(&[]);
    let own = ["keyproof-0123abcd-1-web", "keyproof-0123abcd-2-web"];
    let other = "keyproof-4567cdef-1-web";
    own.iter().chain([&other]).for_each(|name| cloud.does(create(name)));
    let url = cloud.fake.url();
    let sweep = |more: &[&str]| keyproof(&[&["sweep", "--endpoint", &url], more].concat());
    let dry = sweep(&["--dry-run"]);
    assert_eq!((dry.code, cloud.names().len()), (Some(1), 5), "{}{}", dry.stdout, dry.stderr);
    assert!(dry.stdout.contains("would delete the key pair \"keyproof-0123abcd-1-web\""));
    let one = sweep(&["--run", "0123abcd"]);
    assert_eq!(one.code, Some(0), "{}{}", one.stdout, one.stderr);
    assert!(one.stdout.ends_with("2 resources deleted, 0 left\n"), "{}", one.stdout);
    assert_eq!(cloud.names(), ["keyproof-4567cdef-1-web", "keyproof-x", "theirs"]);
    assert_eq!(sweep(&[]).code, Some(0));
    assert_eq!(cloud.names(), FOREIGN);
    assert_eq!(sweep(&[]).stdout, "Nothing is left behind.\n");
    let nobody = keyproof(&["sweep", "--endpoint", "http://127.0.0.1:1"]);
    assert_eq!((nobody.code, nobody.stdout.as_str()), (Some(2), ""));
    assert!(nobody.stderr.contains("can't be listed: nothing listens at"), "{}", nobody.stderr);
}

#[test]
fn what_can_not_be_swept_is_named() {
    let cloud = cloud(&["DeleteKeyPair"]);
    cloud.does(create("keyproof-0123abcd-1-web"));
    let run = keyproof(&["sweep", "--endpoint", &cloud.fake.url()]);
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    assert!(run.stderr.contains("refused with UnauthorizedOperation"), "{}", run.stderr);
}

#[test]
fn what_was_found_before_a_service_died_is_reported() {
    let asked = AtomicUsize::new(0);
    let cloud = Cloud::start(move |parameters, _| {
        let is_import = value(parameters, "Action") == Some("ImportKeyPair");
        let imports = asked.fetch_add(usize::from(is_import), Ordering::SeqCst);
        (imports >= 10).then_some(Then::Close)
    });
    let ended = run(&cloud, &["--select", "import/openssh/*", "--format", "json"]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let results = report["results"].as_array().unwrap();
    let count = |verdict: &str| results.iter().filter(|it| it["result"] == verdict).count();
    assert!(count("pass") > 0 && count("crash") > 50, "{} {}", count("pass"), count("crash"));
    assert!(ended.stderr.contains("left behind at the endpoint"), "{}", ended.stderr);
}
