//! A progress bar for runs that take long enough to wonder about.
//!
//! It goes to standard error, and only if that is a terminal; `indicatif` sees to that.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Once;
use std::time::{Duration, Instant};

/// A run that is over before this shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// How far a run has come.
pub(super) struct Progress {
    bar: ProgressBar,
    start: Instant,
    shown: Once,
}

impl Progress {
    /// Of a run of this many things, which starts now.
    pub(super) fn new(count: usize, things: &'static str) -> Self {
        let length = u64::try_from(count).expect("a count of what is in memory fits 64 bits");
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}, {elapsed}");
        bar.set_style(style.expect("the template is well-formed"));
        bar.set_message(things);
        Self { bar, start: Instant::now(), shown: Once::new() }
    }

    /// One of them is done.
    pub(super) fn step(&self) {
        if self.start.elapsed() > PATIENCE {
            self.shown.call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
        self.bar.inc(1);
    }

    /// Takes the bar away, so that the report stands alone.
    pub(super) fn finish(self) {
        self.bar.finish_and_clear();
    }
}
