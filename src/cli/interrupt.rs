//! What becomes of a command that is interrupted from outside: neither a command that it started is left, nor a
//! directory that it made for a while, nor what it made at an endpoint.
//!
//! A run goes on to report what is finished, see [`report_first`]; every other command ends at once. So does a run at a
//! second signal. A command that is tested has a process group of its own, so nobody else ends it.

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

/// Why a run was stopped that was interrupted.
pub(super) const INTERRUPTED: &str = "the run was interrupted";

/// The exit code of the signal that came first, as shells have it: 128 and its number. 0 until one has come.
static CODE: AtomicU8 = AtomicU8::new(0);

/// Whether a run is to report what is finished.
static REPORTS_FIRST: AtomicBool = AtomicBool::new(false);

/// The endpoint that is tested, and the command that deletes later what is made there.
static ENDPOINT: Mutex<Option<(Connection, String)>> = Mutex::new(None);

/// The signals, each with its exit code.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
    quit: Signal,
}

/// From now on, an interrupt, a hang-up, or a request to quit or to terminate ends the program and its commands.
pub(super) fn prepare() -> Result<(), Failure> {
    start().map_err(Failure::Signals)
}

/// From now on, the first signal lets the run end with a report, without what was made at the endpoint if it is one.
pub(super) fn report_first(endpoint: Option<(Connection, String)>) {
    *endpoint_of_run() = endpoint;
    REPORTS_FIRST.store(true, Ordering::SeqCst);
}

/// The exit code of the signal that has come, if one has.
pub(super) fn code() -> Option<u8> {
    Some(CODE.load(Ordering::SeqCst)).filter(|code| *code > 0)
}

fn start() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let entered = runtime.enter();
    let mut signals = Signals::new()?;
    drop(entered);
    let watch = move || {
        runtime.block_on(async {
            loop {
                came(signals.next().await);
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

    /// The exit code of the next signal.
    async fn next(&mut self) -> u8 {
        select! {
            _ = self.interrupt.recv() => 130,
            _ = self.terminate.recv() => 143,
            _ = self.hang_up.recv() => 129,
            _ = self.quit.recv() => 131,
        }
    }
}

/// A signal has come, of this exit code.
fn came(code: u8) {
    let is_first = CODE.compare_exchange(0, code, Ordering::SeqCst, Ordering::SeqCst).is_ok();
    if stderr().is_terminal() {
        // A progress bar may stand in the line.
        eprintln!();
    }
    let endpoint = endpoint_of_run();
    if !is_first || !REPORTS_FIRST.load(Ordering::SeqCst) {
        let left = endpoint.as_ref().filter(|(connection, _)| !connection.left().is_empty());
        end(code, left.map(|(_, sweep)| sweep.as_str()));
    }
    // Everybody who looks whether it was stopped sees that from here on; then what is under way is ended.
    let deleting = match endpoint.as_ref() {
        Some((connection, _)) => {
            connection.stop();
            " once what was made at the endpoint is deleted"
        }
        None => "",
    };
    process::stop_all();
    output::complain(&format!(
        "interrupted: a report of what is finished follows{deleting}; a second signal ends the run at once"
    ));
}

/// Ends the program at once.
fn end(code: u8, sweep: Option<&str>) {
    // Both are done for good, and whoever does them again waits for ever.
    process::kill_all();
    process::remove_directories();
    let left = sweep.map_or(String::new(), |sweep| {
        format!("; something may be left behind at the endpoint\n  to delete it: {sweep}")
    });
    output::complain(&format!("interrupted: there is no report{left}"));
    exit(code.into());
}

fn endpoint_of_run() -> MutexGuard<'static, Option<(Connection, String)>> {
    ENDPOINT.lock().unwrap_or_else(PoisonError::into_inner)
}
