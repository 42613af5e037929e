//! Handles signals: an interrupted command leaves no child process and no temporary directory. What a run or
//! `doctor` made at an endpoint is deleted too.
//!
//! After the first signal a run reports what is finished, see [`report_first`]; so does `doctor` at an
//! endpoint. A second signal ends them at once. Every other command ends at the first. A command under test
//! has a process group of its own. The terminal's signals don't reach it, so this program must end it.

use super::{Failure, output};
use crate::implementation::endpoint::Connection;
use crate::process;
use std::io::{self, IsTerminal, stderr};
use std::process::exit;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use tokio::runtime::Builder;
use tokio::select;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The reason in the report of an interrupted run.
pub(super) const INTERRUPTED: &str = "the run was interrupted";

/// The exit code for the first signal, as in shells: 128 plus its number. 0 before any signal.
static CODE: AtomicU8 = AtomicU8::new(0);

/// Whether the first signal ends the command with a report.
static REPORTS_FIRST: AtomicBool = AtomicBool::new(false);

/// The endpoint under test, and the command that later deletes what was made there.
static ENDPOINT: Mutex<Option<(Connection, String)>> = Mutex::new(None);

/// The signals that are handled.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
    quit: Signal,
}

/// Installs the handler: SIGINT, SIGTERM, SIGHUP and SIGQUIT now end the program and its commands.
pub(super) fn prepare() -> Result<(), Failure> {
    watch(handle)
}

/// Calls a function after each SIGINT, SIGTERM, SIGHUP and SIGQUIT, with the exit code for the signal.
pub(super) fn watch(handle: impl FnMut(u8) + Send + 'static) -> Result<(), Failure> {
    start(handle).map_err(|reason| {
        Failure::new(format!(
            "signal handlers can't be installed, so an interrupt could not stop the work cleanly: \
             {reason}"
        ))
    })
}

/// From now on, the command reports after the first signal, and deletes what it made at the endpoint.
pub(super) fn report_first(endpoint: Option<(Connection, String)>) {
    *endpoint_of_run() = endpoint;
    REPORTS_FIRST.store(true, Ordering::SeqCst);
}

/// Returns the exit code for the first signal, if there was one.
pub(super) fn code() -> Option<u8> {
    Some(CODE.load(Ordering::SeqCst)).filter(|code| *code > 0)
}

fn start(mut handle: impl FnMut(u8) + Send + 'static) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let entered = runtime.enter();
    let mut signals = Signals::new()?;
    drop(entered);
    let watch = move || {
        runtime.block_on(async {
            loop {
                handle(signals.next().await);
            }
        });
    };
    thread::Builder::new().spawn(watch).map(drop)
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            quit: signal(SignalKind::quit())?,
        })
    }

    /// Waits for a signal and returns its exit code.
    async fn next(&mut self) -> u8 {
        select! {
            _ = self.interrupt.recv() => 130,
            _ = self.terminate.recv() => 143,
            _ = self.hang_up.recv() => 129,
            _ = self.quit.recv() => 131,
        }
    }
}

/// Handles a signal with this exit code. Only one thread calls this.
fn handle(code: u8) {
    let is_first = CODE.load(Ordering::SeqCst) == 0;
    if stderr().is_terminal() {
        // The cursor may be in the line of a progress bar.
        eprintln!();
    }
    let endpoint = endpoint_of_run();
    if !is_first || !REPORTS_FIRST.load(Ordering::SeqCst) {
        CODE.store(code, Ordering::SeqCst);
        let left = endpoint.as_ref().filter(|(connection, _)| !connection.left().is_empty());
        end(code, left.map(|(_, sweep)| sweep.as_str()));
    }
    let deleting = match endpoint.as_ref() {
        Some(_) => " after the created resources are deleted",
        None => "",
    };
    // This comes first: as soon as `CODE` is set, the run may end, and the program with it.
    output::complain(&format!(
        "interrupted: a report of what is finished follows{deleting}; a second signal ends the run at once"
    ));
    CODE.store(code, Ordering::SeqCst);
    // From now on, every check sees the interrupt. Only then are running commands killed.
    if let Some((connection, _)) = endpoint.as_ref() {
        connection.stop();
    }
    process::stop_all();
}

fn end(code: u8, sweep: Option<&str>) {
    // Neither call can be repeated: a later use of the same lock waits forever.
    process::kill_all();
    process::remove_directories();
    let left = sweep.map_or(String::new(), |sweep| {
        format!("; resources may be left behind at the endpoint\n  to delete them: {sweep}")
    });
    output::complain(&format!("interrupted: there is no report{left}"));
    exit(code.into());
}

fn endpoint_of_run() -> MutexGuard<'static, Option<(Connection, String)>> {
    ENDPOINT.lock().unwrap_or_else(PoisonError::into_inner)
}
