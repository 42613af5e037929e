//! A command leaves no open descriptors and no threads in the calling process, even if it leaves a process running.
//!
//! This is a separate test target, because other tests in the same process would change the counts.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use keyproof::api::{Action, Outcome, Reply};
use keyproof::implementation::Implementation;
use keyproof::implementation::command::FilterCommand;
use rustix::process::{Pid, Signal, kill_process};
use std::time::Duration;

const CASES: usize = 50;

/// Leaves a process in a new session, where it isn't killed, with all three pipes open. Prints the id of this
/// process.
const COMMAND: &str = "exec 3<&0 4>&1; echo $(setsid sh -c 'sleep 1000 <&3 >&4 3<&- & echo $!')";

/// More than a pipe holds, so part of it is never read.
static INPUT: [u8; 1 << 20] = [b'x'; 1 << 20];

#[test]
fn a_leftover_process_keeps_no_descriptor_or_thread() {
    let mut filter = FilterCommand::new(COMMAND, Duration::from_secs(60));
    let before = open();
    let left: Vec<Pid> = (0..CASES).map(|_| leave_one(&mut filter)).collect();
    let after = open();
    for process in left {
        kill_process(process, Signal::KILL).expect("the process still runs");
    }
    assert_eq!(after, before, "descriptors and threads");
}

fn leave_one(filter: &mut FilterCommand) -> Pid {
    let outcome = filter.call(&Action::InspectPublicKey { material: INPUT.to_vec() });
    let Outcome::Success(Reply::PublicKey(facts)) = outcome else { panic!("{outcome:?}") };
    Pid::from_raw(facts.fingerprint.unwrap().parse().unwrap()).unwrap()
}

/// Returns the numbers of open descriptors and of threads of this process.
fn open() -> [usize; 2] {
    ["/proc/self/fd", "/proc/self/task"].map(|path| std::fs::read_dir(path).unwrap().count())
}
