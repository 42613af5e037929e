//! What becomes of a run that is interrupted from outside: it ends, and neither a command that it started is
//! left nor a directory that it made for a while, nor what it made at an endpoint.
//!
//! A command that is tested has a process group of its own, so nobody else ends it. There is no report: half
//! a run has no verdicts on what waits for its twin.

use super::{Failure, left, output};
use crate::implementation::endpoint::Greeted;
use crate::process;
use std::io::{IsTerminal, stderr};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The exit code of what an interrupt ended, as shells have it.
pub(super) const INTERRUPTED: i32 = 130;

/// How often the program was interrupted.
static INTERRUPTS: AtomicUsize = AtomicUsize::new(0);

/// The endpoint at which there is something to delete first, and the command that does it later.
static ENDPOINT: OnceLock<(Greeted, String)> = OnceLock::new();

/// From now on, an interrupt, a hang-up or a request to terminate ends the program and its commands.
pub(super) fn prepare() -> Result<(), Failure> {
    ctrlc::set_handler(interrupted).map_err(Failure::Signals)
}

/// From now on, an interrupt has an endpoint rid of what the run made there before it ends the program; a second
/// one doesn't wait for that.
pub(super) fn clean_up_first(greeted: Greeted, sweep: String) {
    // A program makes one run.
    let _ = ENDPOINT.set((greeted, sweep));
}

/// Waits for the end of the program, if it was interrupted: whoever cleans up ends it.
pub(super) fn wait_if_interrupted() {
    while INTERRUPTS.load(Ordering::SeqCst) > 0 {
        std::thread::park();
    }
}

fn interrupted() {
    let times = INTERRUPTS.fetch_add(1, Ordering::SeqCst);
    if times == 0 {
        // Both are done for good, and whoever does them again waits for ever.
        process::kill_all();
        process::remove_directories();
    }
    if stderr().is_terminal() {
        // A progress bar may stand in the line.
        eprintln!();
    }
    match ENDPOINT.get() {
        None => {
            end("interrupted: the commands that were running are killed, and there is no report")
        }
        Some((greeted, sweep)) if times > 0 => {
            let left = greeted.left().len();
            end(&format!(
                "interrupted again: up to {left} things are left behind\n  to delete them: {sweep}"
            ));
        }
        // Signals come one after the other, so a second one would wait for this.
        Some((greeted, sweep)) => {
            std::thread::spawn(|| clean_up(greeted, sweep));
        }
    }
}

fn clean_up(greeted: &Greeted, sweep: &str) {
    output::complain(
        "interrupted: what was made at the endpoint is being deleted; again, not to wait for it",
    );
    let left = left::in_words(&greeted.clear(), sweep);
    let left = left.map_or("nothing is left behind".to_owned(), |left| left);
    end(&format!("interrupted: there is no report; {left}"));
}

fn end(text: &str) {
    output::complain(text);
    std::process::exit(INTERRUPTED);
}
