//! The option `--jobs`: how many vectors run at the same time.

use crate::encoding::decimal;
use clap::Args;
use std::num::NonZeroUsize;

/// The maximum for `--jobs`: each job may be a process with three pipes.
const MAX_JOBS: NonZeroUsize = NonZeroUsize::new(256).expect("it is more than zero");

/// How many vectors run, or are verified, at the same time.
#[derive(Debug, Args)]
pub(super) struct Jobs {
    /// The number of parallel jobs [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = number_of_jobs)]
    jobs: Option<NonZeroUsize>,
}

impl Jobs {
    /// Returns the value of `--jobs`, if it was given.
    pub(super) const fn given(&self) -> Option<NonZeroUsize> {
        self.jobs
    }

    /// Returns the number of jobs: `--jobs`, or else the number of processors, up to [`MAX_JOBS`].
    pub(super) fn count(&self) -> NonZeroUsize {
        let all = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        self.jobs.unwrap_or_else(all).min(MAX_JOBS)
    }
}

/// Parses a number of jobs from 1 to [`MAX_JOBS`].
fn number_of_jobs(text: &str) -> Result<NonZeroUsize, String> {
    let jobs = decimal(text).filter(|jobs| *jobs <= MAX_JOBS);
    jobs.ok_or_else(|| format!("the number of jobs must be at least 1 and at most {MAX_JOBS}"))
}
