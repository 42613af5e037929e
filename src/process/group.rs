//! Commands that lead their own process groups, and the list of live groups.
//!
//! A group ends when its command ends, whatever else the command started. An interrupt from the
//! terminal doesn't reach it. So an interrupted program must end all groups: with [`stop_all`] if
//! it then reports its results so far, with [`kill_all`] if it exits.

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard};

/// The live groups. A thread that starts or ends a command locks this for reading, so that commands
/// can start in parallel.
static LIVE: RwLock<Mutex<Vec<Pid>>> = RwLock::new(Mutex::new(Vec::new()));

/// Whether no more commands are started.
static IS_STOPPED: AtomicBool = AtomicBool::new(false);

/// Why no more commands are started. Commands that were running were killed, so they have no
/// outcome.
pub(crate) const STOPPED: &str = "the run was interrupted";

/// Variables that hold the user's credentials, or where to find them. A command under test doesn't
/// need them, and its output is shown in reports.
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

/// A command with its own process group, which is killed when this value is dropped.
#[derive(Debug)]
pub struct ProcessGroup {
    /// The command.
    pub child: Child,
    group: Pid,
    /// Whether the command has been waited for. The system may reuse its process id from then on.
    is_over: bool,
}

impl ProcessGroup {
    /// Starts a command, without the credentials in this program's environment.
    ///
    /// # Errors
    /// Returns an [`io::Error`] if the command can't be started, or after [`stop_all`].
    pub fn start(command: &mut Command) -> io::Result<Self> {
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

    /// Returns whether the command has ended. It is not reaped here, so its process id remains
    /// reserved, and a signal to its group can't reach an unrelated group.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        // If it can't be waited for, because other code has reaped it, it has ended.
        !matches!(waitid(WaitId::Pid(self.group), options), Ok(None) | Err(Errno::INTR))
    }

    /// Kills the rest of the group, and returns the exit status of the command.
    ///
    /// # Errors
    /// Returns the system's error if the command can't be waited for.
    pub fn end(mut self) -> io::Result<ExitStatus> {
        self.finish()
    }

    fn finish(&mut self) -> io::Result<ExitStatus> {
        self.is_over = true;
        kill(self.group);
        // Remove the group from the list before its id can be reused.
        listed(&live()).retain(|group| *group != self.group);
        self.child.wait()
    }
}

/// Kills every running command with everything that it started, and prevents new starts, for a
/// program that continues without them. The exit status of a command that is killed here is not a
/// fault of the command.
pub fn stop_all() {
    // Set this before the first command is killed, so that no thread takes the kill for a crash.
    IS_STOPPED.store(true, Ordering::SeqCst);
    let live = LIVE.write().expect("nobody panics while holding it");
    listed(&live).iter().copied().for_each(kill);
}

/// Returns whether [`stop_all`] was called.
pub(crate) fn is_stopped() -> bool {
    IS_STOPPED.load(Ordering::SeqCst)
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if !self.is_over {
            // The exit status doesn't matter here.
            let _ = self.finish();
        }
    }
}

/// Kills every running command with everything that it started, for a program that is about to
/// exit. A thread that runs a command, or starts another, blocks for ever from then on.
///
/// So no thread takes a command that was killed here for one that crashed on its input.
pub fn kill_all() {
    let live = LIVE.write().expect("nobody panics while holding it");
    listed(&live).iter().copied().for_each(kill);
    std::mem::forget(live);
}

/// Kills the rest of a group. An empty group is not an error.
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
    fn dropping_a_group_kills_and_reaps_it() {
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
