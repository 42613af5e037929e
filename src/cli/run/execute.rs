//! Runs the vectors, and maps the report to an exit code.

use super::super::interrupt;
use super::super::progress::Progress;
use super::super::{Ending, Failure};
use crate::harness::{self, Make, Plan, Run};
use crate::report::Report;
use crate::term::counted;
use crate::vector::{Suite, Vector};
use std::num::NonZeroUsize;

/// Runs the vectors until an interrupt.
pub(super) fn execute<'a>(
    suite: &'a Suite,
    selected: &dyn Fn(&Vector) -> bool,
    make: &Make<'_>,
    jobs: NonZeroUsize,
) -> Result<Run<'a>, Failure> {
    let progress = Progress::new(harness::needed(suite, selected).len(), "vectors");
    let stopped = || interrupt::code().map(|_| interrupt::INTERRUPTED.to_owned());
    let plan = Plan { jobs, done: &|| progress.step(), stopped: &stopped };
    let run = harness::execute(suite, selected, make, plan);
    progress.finish();
    run.map_err(|reason| {
        Failure::new(format!("can't start the threads for {jobs} jobs: {reason}"))
            .hint("use fewer --jobs, or raise the limit of processes (ulimit -u)")
    })
}

/// Returns the result of a run from its report. The report is already printed, so a failure loses nothing.
pub(super) fn ending(report: &Report, advice: &'static str) -> Result<Ending, Failure> {
    if let Some(reason) = report.stopped.clone() {
        let (count, of) = (counted(report.count_not_run(), "vector"), report.results.len());
        return Err(Failure::new(format!("{count} of {of} not run: {reason}")).hint(advice));
    }
    if let Some(reason) = report.reasons_not_run().next().map(str::to_owned) {
        let count = counted(report.reasons_not_run().count(), "vector");
        let of = report.results.len();
        return Err(
            Failure::new(format!("{count} of {of} could not be tested: {reason}")).hint(advice)
        );
    }
    if report.is_untested() {
        return Err(Failure::new("nothing was tested: no vector passed, and none failed").hint(
            "--verbose shows why a vector is inconclusive; to run more vectors, leave out \
             --select, or use fewer shards",
        ));
    }
    Ok(if report.is_as_expected() { Ending::AsExpected } else { Ending::Nonconformance })
}
