//! Tests of the trials of correct, wrong and crashing implementations.

use super::*;
use crate::api::{Action, ErrorCode, Outcome, Refusal};
use crate::implementation::{Description, Reference};
use crate::known_failures::{Entry, Scope, file};
use crate::verdict::FailureKind;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The reference, with a function that changes its outcomes.
struct Altered(Reference, fn(&Action, Outcome) -> Outcome);

impl Implementation for Altered {
    fn description(&self) -> Description {
        self.0.description()
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let outcome = self.0.call(action);
        self.1(action, outcome)
    }

    fn reset(&mut self) {
        self.0.reset();
    }
}

fn refused() -> Outcome {
    Outcome::Refused(Refusal::new(ErrorCode::InvalidKeyFormat, "no"))
}

fn trials_of<I: Implementation + 'static>(make: impl Fn() -> I + Send + Sync + 'static) -> Trials {
    let Tests { make, .. } = Tests::new(make);
    let rerun = Rerun::Cargo("keyproof".to_owned());
    Trials { suite: vector::embedded(), make, rerun, known: None }
}

fn altered(alter: fn(&Action, Outcome) -> Outcome) -> Trials {
    trials_of(move || Altered(Reference::default(), alter))
}

/// Returns the result of a vector's trial: `ok`, why it is ignored, or how it failed.
fn result_of(trials: &Trials, id: &str) -> String {
    match trials.complete(trials.suite.find(id).unwrap()) {
        Ok(Completion::Completed) => "ok".to_owned(),
        Ok(Completion::Ignored { reason }) => format!("ignored: {}", reason.unwrap()),
        Err(failed) => failed.message().unwrap().to_owned(),
    }
}

#[test]
fn each_vector_has_a_trial_besides_something_is_tested() {
    let trials = trials_of(Reference::default);
    let ids: Vec<String> = trials.suite.vectors.iter().map(|vector| vector.id.clone()).collect();
    assert_eq!(result_of(&trials, "import/openssh/bits-1016"), "ok");
    let trials = trials.all();
    let (last, of_vectors) = trials.split_last().unwrap();
    assert_eq!(last.name(), SOMETHING_IS_TESTED);
    assert!(of_vectors.iter().map(Trial::name).eq(&ids));
}

#[test]
fn each_trial_creates_one_instance() {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let trials = trials_of(|| {
        MADE.fetch_add(1, Ordering::Relaxed);
        Reference::default()
    });
    let made_by = |id| {
        let before = MADE.load(Ordering::Relaxed);
        assert_eq!(result_of(&trials, id), "ok");
        MADE.load(Ordering::Relaxed) - before
    };
    // A vector without a twin, one with a twin, and a scenario.
    assert_eq!(made_by("import/openssh/bits-1024"), 1);
    assert_eq!(made_by("import/openssh/bits-1016"), 1);
    assert_eq!(made_by("scenario/pair/hidden-from-another-region"), 1);
}

#[test]
fn a_scenario_is_shown_up_to_its_first_unexpected_step() {
    let trials = altered(|action, outcome| match action {
        Action::Call(call) if call.operation.name() == "DescribeKeyPairs" => refused(),
        _ => outcome,
    });
    insta::assert_snapshot!(result_of(&trials, "scenario/pair/hidden-from-another-region"), @r#"
    inconclusive scenario/pair/hidden-from-another-region
      A list in one region doesn't contain a key pair of another region.
      because   a setup step did not give the expected result
      rule      pair/region-hides: A pair is not visible in any region but its own.
      scenario  1 A key pair "web" is created.
                2 The key pairs of the region are listed.
      asked     in us-east-1: DescribeKeyPairs
      expected  step 2 of 4 (setup step): key_name "web"
      got       refused with InvalidKey.Format: no
      evidence  the document, "Creating Your Key Pair Using Amazon EC2"
      again     cargo test --test keyproof -- --exact scenario/pair/hidden-from-another-region
    "#);
}

#[test]
fn an_inconclusive_trial_gives_its_reason_in_one_line() {
    let trials = altered(|_, _| refused());
    insta::assert_snapshot!(result_of(&trials, "import/openssh/bits-1016"), @r#"
    inconclusive import/openssh/bits-1016
      A length of 1016 bits is near the supported length 1024.
      because   no valid twin is accepted (import/openssh/bits-1024): fix that first
      rule      import/other-lengths-refused: An RSA key with a modulus of any length but
                1024, 2048 and 4096 bits is refused, in each of the three formats.
      builds on api/format-error-code
      asked     import this public key file
      input     ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgACuZm+OYY7XgBPdvCbPu4m+MC1OB0eeYLCbXllnc…
                …cjSc6Zrw554fBq4Orlbz4QIPAObWVjL0xwK2iDO6IViD4sJ6p29TelHM93D3wW0hm3 keyproof\n
                (218 bytes)
      expected  refused with InvalidKey.Format or InvalidKeyPair.Format
      got       refused with InvalidKey.Format: no; this doesn't count, because its valid twin
                import/openssh/bits-1024 is fail
      flag      UnsupportedLength (weak or unsupported key, medium severity): An RSA key of a
                length other than 1024, 2048 and 4096 bits.
                Effect: One service accepts the key and another, which enforces the rule,
                refuses it. A check that counts whole octets accepts 2041 to 2047 bits as
                2048.
                Seen: OpenSSL, PuTTYgen, ssh-key, cryptography, paramiko, AsyncSSH, sshpk,
                Java and Node read keys of other lengths; ssh-keygen reads keys of 1024 to
                16384 bits. The real service accepted 512 to 8192 bits in 2026, contrary to
                its own documentation.
                https://github.com/terraform-aws-modules/terraform-aws-key-pair/issues/16
                https://github.com/wolfSSL/wolfssh/pull/1101
      evidence  the document, "Importing Your Own Key Pair to Amazon EC2"
      evidence  confirmed by ssh-keygen (OpenSSH 9.2p1)
      again     cargo test --test keyproof -- --exact import/openssh/bits-1016
    "#);
    let trials = altered(|action, outcome| match action {
        Action::Call(_) => refused(),
        _ => outcome,
    });
    let message = result_of(&trials, "scenario/pair/hidden-from-another-region");
    let because = message.lines().find(|line| line.trim_start().starts_with("because"));
    assert_eq!(because.unwrap(), "  because   a setup step did not give the expected result");
}

#[test]
fn an_unsupported_vector_is_ignored_with_its_reason() {
    let trials = altered(|action, outcome| match action {
        Action::InspectPublicKey { .. } => outcome,
        _ => Outcome::Unsupported,
    });
    let result = |id| result_of(&trials, id);
    assert_eq!(
        result("scenario/pair/hidden-from-another-region"),
        "ignored: not supported: step 1"
    );
    assert_eq!(result("import/openssh/bits-1016"), "ok");
    assert!(trials.something_is_tested().is_ok());
}

#[test]
fn a_target_without_capabilities_fails_something_is_tested() {
    let trials = altered(|_, _| Outcome::Unsupported);
    let failed = trials.something_is_tested().unwrap_err();
    let message = failed.message().unwrap();
    assert!(message.contains("nothing is tested"), "{message}");
}

/// A correct refusal proves nothing if the twin is unsupported.
#[test]
fn a_target_that_accepts_nothing_fails_something_is_tested() {
    let trials = altered(|_, outcome| match outcome {
        Outcome::Refused(_) => outcome,
        _ => Outcome::Unsupported,
    });
    assert_eq!(
        result_of(&trials, "import/openssh/bits-1016"),
        "ignored: not supported: its twin import/openssh/bits-1024"
    );
    assert!(trials.something_is_tested().is_err());
}

#[test]
fn a_panic_fails_one_trial_as_a_crash() {
    struct Mortal;

    impl Implementation for Mortal {
        fn description(&self) -> Description {
            unreachable!("the description is not used")
        }

        fn call(&mut self, _: &Action) -> Outcome {
            panic!("in a call")
        }

        fn reset(&mut self) {
            panic!("in a reset")
        }
    }

    let trials = trials_of(|| Mortal);
    let got = |id| {
        let message = result_of(&trials, id);
        assert!(message.starts_with(&format!("crash {id}\n")), "{message}");
        let got = message.lines().find_map(|line| line.trim_start().strip_prefix("got "));
        got.unwrap().trim().to_owned()
    };
    assert_eq!(got("import/openssh/bits-1024"), "crashed: panicked: in a call");
    let reset = got("scenario/pair/hidden-from-another-region");
    assert_eq!(reset, "crashed during a reset: panicked: in a reset");
}

/// Accepts the invalid 1016-bit key, and refuses keys of 2048 bits and more.
fn off_by_a_byte() -> Trials {
    altered(|action, outcome| match (action, outcome) {
        (Action::InspectPublicKey { material }, Outcome::Refused(_)) if material.len() == 218 => {
            Outcome::Success(crate::api::Reply::PublicKey(Default::default()))
        }
        (Action::InspectPublicKey { material }, Outcome::Success(_)) if material.len() > 370 => {
            refused()
        }
        (_, outcome) => outcome,
    })
}

/// Checks the result of a vector's trial with this list of known failures.
#[track_caller]
fn check_listed(list: &str, id: &str, expected: &str) {
    let mut trials = off_by_a_byte();
    let list = format!("{{\"known_failures\": [{list}]}}");
    trials.known = Some(file::read(&list, &trials.suite).unwrap());
    let message = result_of(&trials, id);
    let first: Vec<&str> = message.lines().take(2).map(str::trim_end).collect();
    assert_eq!(first.join(" | "), expected, "{message}");
}

#[test]
fn a_known_failure_is_ignored_with_its_reason() {
    let list =
        r#"{"id": "import/openssh/bits-1016", "failure": "accepted", "reason": "No length."}"#;
    check_listed(list, "import/openssh/bits-1016", "ignored: known failure, accepted: No length.");
    check_listed(list, "import/openssh/bits-1024", "ok");
    let unlisted = "fail import/openssh/bits-2048 |   A key of 2048 bits is accepted.";
    check_listed(list, "import/openssh/bits-2048", unlisted);
}

#[test]
fn a_difference_of_another_version_is_ignored_with_the_reason() {
    let result_with = |versions: &[&str], entries: &str, id: &str| {
        let mut trials = off_by_a_byte();
        let list = format!("{{\"versions\": {versions:?}, \"known_failures\": [{entries}]}}");
        trials.known = Some(file::read(&list, &trials.suite).unwrap());
        result_of(&trials, id)
    };
    let version = Reference::default().description().version.unwrap();
    let unlisted = "import/openssh/bits-2048";
    let passing =
        r#"{"id": "import/openssh/bits-1024", "failure": "refused", "reason": "It did."}"#;
    for (entries, id) in [("", unlisted), (passing, "import/openssh/bits-1024")] {
        let message = result_with(&["0.0"], entries, id);
        assert!(
            message.starts_with("ignored: the list is for version 0.0, but the tested"),
            "{message}"
        );
        let message = result_with(&[&version], entries, id);
        assert!(!message.starts_with("ignored"), "{message}");
    }
}

#[test]
fn a_listed_vector_that_passes_or_fails_differently_fails() {
    let listed = |id: &str, failure: &str| {
        format!("{{\"id\": \"{id}\", \"failure\": \"{failure}\", \"reason\": \"Why.\"}}")
    };
    check_listed(
        &listed("import/openssh/bits-1024", "refused"),
        "import/openssh/bits-1024",
        "import/openssh/bits-1024 passes, but is listed as a known failure: refused, Why. \
         |   remove the entry, or update the list: KEYPROOF_WRITE_KNOWN_FAILURES=1 cargo test",
    );
    check_listed(
        &listed("import/openssh/bits-1016", "crash"),
        "import/openssh/bits-1016",
        "listed as a known failure (crash), but now accepted | fail import/openssh/bits-1016",
    );
}

#[test]
fn an_entry_without_a_vector_fails() {
    let check = |id: &str| {
        let mut trials = trials_of(Reference::default);
        let scope = Scope::Id(id.to_owned());
        let reason = "Why.".to_owned();
        let failure = FailureKind::Accepted;
        let entry = Entry { scope, failure, step: None, reason, link: None };
        trials.known = Some(List { entries: vec![entry], ..List::default() });
        trials
            .every_entry_is_about_a_vector()
            .map_err(|failed| failed.message().unwrap().to_owned())
    };
    assert_eq!(check("import/openssh/bits-1016"), Ok(()));
    let expected = "Entries to remove:\nnothing: there is no such vector\n";
    assert_eq!(check("nothing"), Err(expected.to_owned()));
}

#[test]
fn a_written_list_is_correct_and_keeps_its_reasons() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("known-failures.json");
    let mut trials = off_by_a_byte();
    let written = trials.write(&path).unwrap();
    assert!(written.contains(" of which "), "{written}");
    let list = known_failures::read(&path, &trials.suite).unwrap();
    assert!(!list.entries.is_empty() && list.unexplained() == list.entries.len());
    let entry = list.about("import/openssh/bits-1016").unwrap();
    assert_eq!(entry.failure, FailureKind::Accepted);
    let explained = std::fs::read_to_string(&path).unwrap().replacen("TODO", "Since", 1);
    std::fs::write(&path, explained).unwrap();
    trials.write(&path).unwrap();
    let again = known_failures::read(&path, &trials.suite).unwrap();
    assert_eq!(again.unexplained() + 1, again.entries.len());
    trials.known = Some(again);
    assert!(
        result_of(&trials, "import/openssh/bits-2048")
            .starts_with("ignored: known failure, refused: ")
    );
    assert!(trials.every_entry_is_about_a_vector().is_ok());
}
