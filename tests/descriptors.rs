//! What commands leave with who runs them: nothing, whatever they leave running.
//!
//! A test of its own, since descriptors and threads are counted, which others have as well.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use keyproof::api::{Action, Outcome, Reply};
use keyproof::implementation::Implementation;
use keyproof::implementation::command::FilterCommand;
use rustix::process::{Pid, Signal, kill_process};
use std::time::Duration;

const CASES: usize = 50;

/// Leaves a process that is in a session of its own, where it isn't killed, and holds all three pipes;
/// answers with its number.
const COMMAND: &str = "exec 3<&0 4>&1; echo $(setsid sh -c 'sleep 1000 <&3 >&4 3<&- & echo $!')";

/// More than a pipe holds, so that some of it is never read.
static INPUT: [u8; 1 << 20] = [b'x'; 1 << 20];

#[test]
fn nothing_stays_open_for_what_a_command_left_behind() {
    let mut filter = FilterCommand::new(COMMAND, Duration::from_secs(60));
    let before = open();
    let left: Vec<Pid> = (0..CASES).map(|_| leave_one(&mut filter)).collect();
    let after = open();
    for process in left {
        kill_process(process, Signal::KILL).expect("it was left running");
    }
    assert_eq!(after, before, "descriptors and threads");
}

fn leave_one(filter: &mut FilterCommand) -> Pid {
    let outcome = filter.call(&Action::InspectPublicKey { material: INPUT.to_vec() });
    let Outcome::Success(Reply::PublicKey(facts)) = outcome else { panic!("{outcome:?}") };
    Pid::from_raw(facts.fingerprint.unwrap().parse().unwrap()).unwrap()
}

/// The numbers of open descriptors and of threads of this process.
fn open() -> [usize; 2] {
    ["/proc/self/fd", "/proc/self/task"].map(|path| std::fs::read_dir(path).unwrap().count())
}
