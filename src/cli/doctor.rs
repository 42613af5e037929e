//! `keyproof doctor`: tells an adapter's fault from the implementation's.

use super::target::Target;
use super::{Ending, Failure, interrupt, output};
use crate::doctor::Diagnosis;
use crate::term::{BAD, COMMAND, FAINT, GOOD, counted, painted, printable, row};
use clap::Args;

/// Check that a target can be tested, and explain how to fix it if not
///
/// Sends a few requests whose answers distinguish a fault of the adapter from one of the
/// implementation. Does it start and greet, decode files once, accept a valid key and refuse other
/// text, flush, answer in order, and end? For an endpoint: is it reachable, is it EC2, does it accept
/// the credentials, and can a run delete what it creates? Problems are listed in the order in which
/// to fix them.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(super) struct Options {
    #[command(flatten)]
    target: Target,
}

const HELP: &str = "\
Exit codes:
  0    ready to be tested
  1    something must be fixed, or was left behind at an endpoint
  2    could not be examined
  130  interrupted; at an endpoint, created resources are deleted first

Examples:
  keyproof doctor --exec 'python3 adapter.py'
  keyproof doctor --filter ./import.sh
  keyproof doctor --endpoint http://127.0.0.1:5000
  keyproof doctor --exec 'keyproof adapter'";

/// Examines the target and reports.
pub(super) fn run(options: &Options) -> Result<Ending, Failure> {
    interrupt::prepare()?;
    let (mut findings, left) = options.target.examine()?;
    let interrupted = interrupt::code();
    if let Some(first) = findings.iter().position(was_cut_off).filter(|_| interrupted.is_some()) {
        findings.truncate(first);
    }
    let to_mend = findings.iter().filter(|finding| finding.fix.is_some()).count();
    let mut page = String::new();
    for Diagnosis { subject, found, fix } in &findings {
        let mark = if fix.is_none() { painted(GOOD, "✓") } else { painted(BAD, "✗") };
        page.push_str(&format!("{mark} {subject}\n"));
        page.push_str(&row(4, "", 0, &printable(found)));
        if let Some(fix) = fix {
            page.push_str(&row(4, "fix", 5, fix));
        }
    }
    let run = painted(COMMAND, format!("keyproof run{}", options.target.arguments()));
    page.push_str(&match to_mend {
        _ if interrupted.is_some() => "\nInterrupted: the other checks were not run.\n".to_owned(),
        0 => format!("\nReady to be tested: {run}\n"),
        1 => "\nOne problem to fix.\n".to_owned(),
        more => format!(
            "\n{} to fix; {}\n",
            counted(more, "problem"),
            painted(FAINT, "begin with the first, which may cause others")
        ),
    });
    output::print(&page)?;
    match &left {
        Some(left) => output::complain(left),
        None if interrupted.is_some() => output::complain("no resource is left behind"),
        None => {}
    }
    if let Some(code) = interrupted {
        return Ok(Ending::Interrupted(code));
    }
    Ok(if to_mend == 0 && left.is_none() { Ending::AsExpected } else { Ending::Nonconformance })
}

/// Returns whether this check has no result because the examination was interrupted.
fn was_cut_off(finding: &Diagnosis) -> bool {
    finding.found.contains(interrupt::INTERRUPTED)
}
