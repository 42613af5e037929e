//! Tests in an account with other users: a run marks its resources, touches no others, and deletes its own however
//! it ends.

use super::fake::{Cloud, Then, error, message, value, write};
use super::{AMPLE, connection};
use crate::program::{Run, keyproof};
use keyproof::api::service::{Filter, Operation};
use keyproof::api::{Action, Attribute, Outcome};
use keyproof::implementation::Implementation;
use keyproof::implementation::endpoint::{Endpoint, Run as RunId};
use rustix::process::{Pid, Signal, kill_process};
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The pairs of another user. One name resembles a name of a run.
const FOREIGN: [&str; 2] = ["keyproof-x", "theirs"];

fn create(name: &str) -> Operation {
    Operation::CreateKeyPair { key_name: Some(name.to_owned()) }
}

fn delete(name: &str) -> Operation {
    Operation::DeleteKeyPair { key_name: Some(name.to_owned()) }
}

/// Starts a service with pairs of another user, which refuses the actions in `refuses`.
fn cloud(refuses: &'static [&'static str]) -> Cloud {
    let cloud = Cloud::start(move |parameters, stream| {
        let action = value(parameters, "Action").unwrap_or_default();
        let is_refused = refuses.contains(&action);
        is_refused.then(|| write(stream, &message(403, &error("UnauthorizedOperation"))))
    });
    FOREIGN.iter().for_each(|name| cloud.does(create(name)));
    cloud
}

/// Returns the names of the listed pairs.
#[track_caller]
fn listed_names(endpoint: &mut Endpoint, filters: &[(&str, &str)]) -> Vec<String> {
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
fn a_namespace_starts_empty_in_a_used_account() {
    let cloud = cloud(&[]);
    let connection = connection(&cloud.fake.url(), AMPLE);
    let mut endpoint = connection.endpoint();
    endpoint.reset();
    assert_eq!(listed_names(&mut endpoint, &[]), [""; 0]);
    for name in ["web", " web", "my key", "a\"<&>", &"n".repeat(255)] {
        // A name that the reference refuses is refused here too.
        let outcome = endpoint.call(&super::fake::action(create(name)));
        assert_eq!(matches!(outcome, Outcome::Success(_)), !name.starts_with(' '), "{outcome:?}");
    }
    let mut names = listed_names(&mut endpoint, &[]);
    names.sort();
    assert_eq!(names, ["a\"<&>", "my key", &"n".repeat(255), "web"]);
    assert_eq!(listed_names(&mut endpoint, &[("key-name", "*")]).len(), 4);
    assert_eq!(listed_names(&mut endpoint, &[("key-name", "m*")]), ["my key"]);
    assert_eq!(listed_names(&mut endpoint, &[("key-name", "theirs")]), [""; 0]);
    // Each name in the account contains the run id.
    let is_own = |name: &&String| RunId::of_name(name) == Some(connection.run());
    assert_eq!(cloud.names().iter().filter(is_own).count(), 4);
    endpoint.reset();
    assert_eq!(listed_names(&mut endpoint, &[]), [""; 0]);
    assert_eq!(cloud.names(), FOREIGN);
}

#[test]
fn a_deletion_never_touches_foreign_pairs() {
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
fn a_lost_answer_leaves_nothing_behind() {
    let cloud = Cloud::start(|parameters, stream| {
        // Performs the request, and closes the connection instead of answering.
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
fn each_import_leaves_nothing_behind() {
    let cloud = cloud(&[]);
    let connection = connection(&cloud.fake.url(), AMPLE);
    let mut endpoint = connection.endpoint();
    let material = std::fs::read(crate::program::key_file("document-example.pub")).unwrap();
    for material in [material, b"no key".to_vec()] {
        endpoint.call(&Action::InspectPublicKey { material });
        assert_eq!(cloud.names(), FOREIGN);
    }
}

/// Runs the program on some vectors.
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
fn a_failed_deletion_is_reported_without_failing_the_run() {
    let cloud = cloud(&["DeleteKeyPair"]);
    let ended = run(&cloud, &["--select", "import/openssh/bits-2048"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stderr.contains("1 resource left behind at the endpoint:"), "{}", ended.stderr);
    assert!(ended.stderr.contains("refused with UnauthorizedOperation"), "{}", ended.stderr);
    let text = "1 resource left behind at the endpoint\n  key-pair keyproof-";
    assert!(ended.stdout.contains(text), "{}", ended.stdout);
    let left = cloud.names().into_iter().find_map(|name| RunId::of_name(&name)).unwrap();
    let url = cloud.fake.url();
    let sweep = format!("to delete them later: keyproof sweep --endpoint {url} --run {left}");
    assert!(ended.stderr.contains(&sweep), "{}", ended.stderr);
}

#[test]
fn an_interrupted_run_leaves_nothing_behind() {
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
fn a_second_interrupt_ends_the_run_at_once() {
    let (creations, deletions) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let (created, deleted) = (Arc::clone(&creations), Arc::clone(&deletions));
    let cloud = Cloud::start(move |parameters, stream| {
        let is = |action: &str| usize::from(value(parameters, "Action") == Some(action));
        created.fetch_add(is("ImportKeyPair"), Ordering::SeqCst);
        deleted.fetch_add(is("DeleteKeyPair"), Ordering::SeqCst);
        // A deletion is answered only when the client hangs up.
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
            assert!(child.try_wait().unwrap().is_none(), "the program ended too early");
            std::thread::yield_now();
        }
        kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("there is no report; resources may be left behind"), "{stderr}");
    assert!(stderr.contains("to delete them: keyproof sweep --endpoint"), "{stderr}");
}

#[test]
fn sweep_deletes_only_leftovers_of_runs() {
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
fn sweep_reports_a_failed_deletion() {
    let cloud = cloud(&["DeleteKeyPair"]);
    cloud.does(create("keyproof-0123abcd-1-web"));
    let run = keyproof(&["sweep", "--endpoint", &cloud.fake.url()]);
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    assert!(run.stderr.contains("refused with UnauthorizedOperation"), "{}", run.stderr);
}

#[test]
fn a_report_keeps_the_results_before_a_crash() {
    let import_count = AtomicUsize::new(0);
    let cloud = Cloud::start(move |parameters, _| {
        let is_import = value(parameters, "Action") == Some("ImportKeyPair");
        let imports = import_count.fetch_add(usize::from(is_import), Ordering::SeqCst);
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
