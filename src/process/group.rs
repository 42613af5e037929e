//! Commands that lead a process group of their own, and the list of those that are alive.
//!
//! A group ends with its command, whatever else the command started. A terminal's interrupt doesn't
//! reach it, so a program that is interrupted has to end them all: with [`stop_all`] if it goes on to report what it has
//! found by then, with [`kill_all`] if it exits.

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard};

/// The groups that are alive. Whoever starts or ends one holds this for reading, so that commands start
/// side by side.
static LIVE: RwLock<Mutex<Vec<Pid>>> = RwLock::new(Mutex::new(Vec::new()));

/// Whether nothing is started any more.
static IS_STOPPED: AtomicBool = AtomicBool::new(false);

/// Why nothing is started any more, and what was running says nothing about itself.
pub(crate) const STOPPED: &str = "the run was interrupted";

/// The variables that hold credentials, or lead to those, of whoever runs this program. A command under test has no use for them, and what
/// it prints stands in reports.
const CREDENTIALS: [&str; 18] = [
    "KEYPROOF_ACCESS_KEY",
    "KEYPROOF_SECRET_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_PROFILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_BEARER_TOKEN_BEDROCK",
    "EC2_ACCESS_KEY",
    "EC2_SECRET_KEY",
];

/// A command with a process group of its own, which is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct ProcessGroup {
    pub(crate) child: Child,
    group: Pid,
    /// Whether it has been waited for: its number may be another's from then on.
    is_over: bool,
}

impl ProcessGroup {
    /// Starts a command, without the credentials in this program's environment.
    ///
    /// # Errors
    /// What the system says if it can't be started.
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        for name in CREDENTIALS {
            command.env_remove(name);
        }
        let live = live();
        if is_stopped() {
            return Err(io::Error::other(STOPPED));
        }
        let child = command.process_group(0).spawn()?;
        let group = Pid::from_child(&child);
        listed(&live).push(group);
        Ok(Self { child, group, is_over: false })
    }

    /// Whether the command has ended. It is left to be waited for, so that its number stays taken and
    /// a signal to its group can't reach another's.
    pub(crate) fn has_ended(&self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        // What can't be waited for at all, because somebody else has done it, is no longer there.
        !matches!(waitid(WaitId::Pid(self.group), options), Ok(None) | Err(Errno::INTR))
    }

    /// Kills what is left of the group, and says how the command ended.
    ///
    /// # Errors
    /// What the system says if it can't be waited for.
    pub(crate) fn end(mut self) -> io::Result<ExitStatus> {
        self.finish()
    }

    fn finish(&mut self) -> io::Result<ExitStatus> {
        self.is_over = true;
        kill(self.group);
        // Off the list before its number is free for others.
        listed(&live()).retain(|group| *group != self.group);
        self.child.wait()
    }
}

/// Kills every command that runs, with everything that it started, and lets none start from now on: for a program
/// that goes on without them. How a command ended that was killed here is nobody's fault.
pub fn stop_all() {
    // Before the first of them ends, so that nobody takes that for its own doing.
    IS_STOPPED.store(true, Ordering::SeqCst);
    let live = LIVE.write().expect("nobody panics while holding it");
    listed(&live).iter().copied().for_each(kill);
}

/// Whether everything was stopped from outside.
pub(crate) fn is_stopped() -> bool {
    IS_STOPPED.load(Ordering::SeqCst)
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if !self.is_over {
            // How it ended makes no difference.
            let _ = self.finish();
        }
    }
}

/// Kills every command that runs, with everything that it started, for a program that is about to exit:
/// whoever is in the middle of one, or begins another, waits from now on for ever.
///
/// So nobody takes a command that was killed here for one that died of its input.
pub fn kill_all() {
    let live = LIVE.write().expect("nobody panics while holding it");
    listed(&live).iter().copied().for_each(kill);
    std::mem::forget(live);
}

/// Kills what is left of a group; that nothing is left is no error.
fn kill(group: Pid) {
    let _ = kill_process_group(group, Signal::KILL);
}

fn live() -> RwLockReadGuard<'static, Mutex<Vec<Pid>>> {
    LIVE.read().expect("nobody panics while holding it")
}

fn listed(live: &Mutex<Vec<Pid>>) -> MutexGuard<'_, Vec<Pid>> {
    live.lock().expect("nobody panics while holding it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::test_kill_process;

    #[test]
    fn what_is_dropped_is_killed_and_waited_for() {
        let leader = ProcessGroup::start(Command::new("sleep").arg("1000")).unwrap();
        let group = leader.group;
        assert!(listed(&live()).contains(&group));
        drop(leader);
        assert!(!listed(&live()).contains(&group));
        assert_eq!(test_kill_process(group), Err(Errno::SRCH));
    }

    #[test]
    fn a_command_does_not_inherit_credentials() {
        let mut command = Command::new("sh");
        command
            .args(["-c", "env >&2; exit 3"])
            .env("KEPT", "yes")
            .stderr(std::process::Stdio::piped());
        for name in CREDENTIALS {
            command.env(name, "secret");
        }
        let mut leader = ProcessGroup::start(&mut command).unwrap();
        let environment = io::read_to_string(leader.child.stderr.take().unwrap()).unwrap();
        assert!(
            environment.contains("KEPT=yes") && !environment.contains("secret"),
            "{environment}"
        );
    }
}
