//! A progress bar for long runs.
//!
//! It is written to standard error, and only if that is a terminal; `indicatif` checks this.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Once;
use std::time::{Duration, Instant};

/// The bar appears only after this time.
const PATIENCE: Duration = Duration::from_millis(500);

/// The progress of a run.
pub(super) struct Progress {
    bar: ProgressBar,
    start: Instant,
    shown: Once,
}

impl Progress {
    /// Starts the progress of a run of `count` items.
    pub(super) fn new(count: usize, unit: &'static str) -> Self {
        let length = u64::try_from(count).expect("a count of what is in memory fits 64 bits");
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}, {elapsed}");
        bar.set_style(style.expect("the template is well-formed"));
        bar.set_message(unit);
        Self { bar, start: Instant::now(), shown: Once::new() }
    }

    /// Counts one item as done.
    pub(super) fn step(&self) {
        if self.start.elapsed() > PATIENCE {
            self.shown.call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
        self.bar.inc(1);
    }

    /// Removes the bar, so that only the report remains.
    pub(super) fn finish(self) {
        self.bar.finish_and_clear();
    }
}
