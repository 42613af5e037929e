//! The stories about logins before a real `sshd`: who gets in on real files is who gets in in the vectors.
//!
//! The service is the reference; the instances are directories on this machine, with real owners and modes,
//! changed by `cp`, `chown` and `chmod`. Who connects is decided by `sshd` with `StrictModes`, and asked by `ssh`
//! with the private key. One trial a story.
//!
//! This takes root: files must belong to other users, and a login must be one of another user, `nobody`. Without
//! root, `sshd`, `ssh` or `setpriv` the trials are ignored; with `KEYPROOF_REQUIRE_ORACLES=1` they fail.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "sshd/login.rs"]
mod login;
#[path = "sshd/machine.rs"]
mod machine;

use keyproof::harness;
use keyproof::implementation::Implementation;
use keyproof::vector::{self, Vector};
use keyproof::verdict::Verdict;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use machine::Machine;
use std::num::NonZeroUsize;

/// The areas whose stories are about who gets in.
const AREAS: [&str; 4] =
    ["scenario/login/", "scenario/launch/", "scenario/delete/", "scenario/recover/"];

fn main() {
    let mut arguments = Arguments::from_args();
    // Each trial waits for other processes most of the time, which themselves fill a core.
    arguments.test_threads.get_or_insert(2);
    let suite = vector::embedded();
    let ids = suite.vectors.iter().map(|vector| vector.id.clone());
    let ids = ids.filter(|id| AREAS.iter().any(|area| id.starts_with(area)));
    let trials: Vec<Trial> = ids.map(trial).collect();
    assert!(trials.len() > 50, "the stories about logins are gone");
    libtest_mimic::run(&arguments, trials).exit();
}

fn trial(id: String) -> Trial {
    let name = id.clone();
    let missing = login::missing();
    let required = std::env::var_os("KEYPROOF_REQUIRE_ORACLES").is_some_and(|value| value == "1");
    let runner = move || match missing {
        None => play(&id).map(|()| Completion::Completed).map_err(Failed::from),
        Some(what) if required => {
            Err(Failed::from(format!("{what}, and KEYPROOF_REQUIRE_ORACLES=1 asks for it")))
        }
        Some(what) => Ok(Completion::ignored_with(what)),
    };
    Trial::ignorable_test(name, runner).with_kind("sshd")
}

/// Plays one story on this machine.
fn play(id: &str) -> Result<(), String> {
    let suite = vector::embedded();
    let selected = |vector: &Vector| vector.id == id;
    let make = || -> Box<dyn Implementation> { Box::new(Machine::new()) };
    let results = harness::run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ());
    let judgement = &results[0].judgement;
    match judgement.verdict {
        Verdict::Pass => Ok(()),
        verdict => Err(format!(
            "{verdict}\n  expected: {}\n  got:      {}",
            judgement.expected, judgement.got
        )),
    }
}
