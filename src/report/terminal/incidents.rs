//! The part of the report beside the results: faults that no vector explains, slow results, an early end, and
//! leftovers.

use super::super::{LeftoverEntry, Report};
use super::Detail;
use crate::harness::SharedFault;
use crate::term::{BAD, HEADING, WARNING, counted, painted, printable, row};
use crate::verdict::Verdict;

/// The most entries under one heading that a brief report shows.
const SHOWN: usize = 10;

/// Returns this part of the report, or an empty string.
pub(super) fn write(report: &Report, detail: Detail) -> String {
    [faults(report, detail), slow(report), stopped(report), leftovers(report, detail)].concat()
}

fn faults(report: &Report, detail: Detail) -> String {
    let restarts = match report.restarts {
        0 => String::new(),
        1 => "The implementation was restarted once.\n".to_owned(),
        restarts => format!("The implementation was restarted {restarts} times.\n"),
    };
    if report.faults.is_empty() {
        return if restarts.is_empty() { restarts } else { format!("\n{restarts}") };
    }
    let heading = painted(HEADING, "that no single vector explains");
    let count = painted(BAD, counted(report.faults.len(), "fault"));
    let why = "Several vectors were running, or none. Run again one by one, none of them failed.";
    let mut block = format!("\n{count} {heading}\n{}", row(2, "", 0, why));
    let (shown, more) = split(&report.faults, detail);
    for SharedFault { kind, how, vectors } in shown {
        let with = match vectors.as_slice() {
            [] => String::new(),
            [one] => format!(", during {one}"),
            [first, .., last] => {
                format!(", during one of these {}: {first} to {last}", vectors.len())
            }
        };
        block.push_str(&row(2, "", 0, &format!("{kind}{with}")));
        block.push_str(&row(4, "", 0, &printable(how)));
    }
    format!("{block}{more}{restarts}")
}

fn slow(report: &Report) -> String {
    let slow = report.results.iter().filter(|result| result.result == Verdict::Slow);
    let ids: Vec<String> = slow.map(|result| format!("  {}\n", result.id)).collect();
    if ids.is_empty() {
        return String::new();
    }
    let heading = painted(WARNING, format!("{} slow", ids.len()));
    let why = "No answer in time. Run again alone, with ten times the time limit, the result \
               was as expected. Use a larger --timeout to allow that time at once. With \
               --strict, this is a failure.";
    format!("\n{heading}\n{}{}", row(2, "", 0, why), ids.concat())
}

fn stopped(report: &Report) -> String {
    let Some(why) = &report.stopped else { return String::new() };
    let heading = painted(WARNING, format!("{} not run", report.count_not_run()));
    format!("\n{heading}\n{}", row(2, "", 0, &printable(why)))
}

fn leftovers(report: &Report, detail: Detail) -> String {
    if report.leftovers.is_empty() {
        return String::new();
    }
    let heading = painted(WARNING, counted(report.leftovers.len(), "resource"));
    let (shown, more) = split(&report.leftovers, detail);
    let rows = shown.iter().map(|LeftoverEntry { kind, region, id, why }| {
        let what = printable(&format!("{kind} {id} in {region}: {why}"));
        row(2, "", 0, &what)
    });
    format!("\n{heading} left behind at the endpoint\n{}{more}", rows.collect::<String>())
}

/// Returns the entries that a report shows, and a line that says how many more there are.
fn split<T>(all: &[T], detail: Detail) -> (&[T], String) {
    let shown = match detail {
        Detail::Brief => all.get(..SHOWN).unwrap_or(all),
        Detail::Full => all,
    };
    let more = match all.len() - shown.len() {
        0 => String::new(),
        more => format!("  and {more} more: --verbose\n"),
    };
    (shown, more)
}
