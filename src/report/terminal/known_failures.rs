//! The report's part on known failures: those that fail as listed, by reason, and all differences.

use super::Detail;
use crate::known_failures::{Changed, Findings, Listed, OtherVersion, Stale, is_explanation};
use crate::term::{BAD, HEADING, WARNING, painted, printable, row};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The width of a row's label.
const LABEL: usize = 11;

/// The most reasons, vectors or entries under one heading that a brief report shows.
const SHOWN: usize = 10;

/// Returns how the run compares with the list, or an empty string.
pub(super) fn write(findings: Option<&Findings>, detail: Detail) -> String {
    let Some(Findings { known, fixed, changed, stale, other_version, .. }) = findings else {
        return String::new();
    };
    let other_version = other_version.as_ref().map_or(String::new(), of_version);
    let fixed = fixed.iter().map(of_fixed);
    let changed = changed.iter().map(of_changed);
    let stale = stale.iter().map(of_stale);
    [
        other_version,
        as_listed(known, detail),
        block("fixed: listed as a known failure, but passing", fixed, detail),
        block("changed: listed as a known failure, but with another result", changed, detail),
        block("stale: entries of the list of known failures that have no effect", stale, detail),
    ]
    .concat()
}

/// Explains the effect of a list for another version.
fn of_version(other: &OtherVersion) -> String {
    let what = format!("Another version: {other}.");
    let so = "New and missing failures don't fail the run; only a wrong answer (wrong-value) does.";
    format!("\n{}\n{}", painted(WARNING, printable(&what)), row(2, "", 0, so))
}

/// Returns the vectors that fail as listed, grouped by reason.
fn as_listed(known: &[Listed], detail: Detail) -> String {
    if known.is_empty() {
        return String::new();
    }
    let heading = painted(HEADING, format!("{} known", known.len()));
    let mut block = format!("\n{heading}: failing as listed\n");
    let mut reasons: BTreeMap<_, Vec<&Listed>> = BTreeMap::new();
    for listed in known {
        reasons.entry(reason(listed)).or_default().push(listed);
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, listed)| Reverse(listed.len()));
    let shown = detail.of(reasons.len());
    for ((why, link), listed) in reasons.iter().take(shown) {
        block.push_str(&row(0, &format!("{:>5}", listed.len()), 7, &printable(why)));
        block.push_str(&row(7, "", 0, &printable(link.unwrap_or_default())));
        for listed in listed.iter().filter(|_| detail == Detail::Full) {
            block.push_str(&format!("       {:12}  {}\n", listed.failure, listed.id));
        }
    }
    block.push_str(&more(reasons.len() - shown));
    block
}

/// Returns why a vector fails, and where to read more. All unexplained failures get the same reason.
fn reason(listed: &Listed) -> (&str, Option<&str>) {
    let is_explained = is_explanation(&listed.reason);
    let why = if is_explained { &listed.reason } else { "Not explained yet." };
    (why, listed.link.as_deref())
}

fn block(heading: &str, rows: impl ExactSizeIterator<Item = String>, detail: Detail) -> String {
    let count = rows.len();
    if count == 0 {
        return String::new();
    }
    let shown = detail.of(count);
    let rows: String = rows.take(shown).collect();
    let heading = format!("{} {}", painted(BAD, count), painted(HEADING, heading));
    format!("\n{heading}\n{rows}{}", more(count - shown))
}

impl Detail {
    /// Returns how many of `count` entries are shown.
    fn of(self, count: usize) -> usize {
        match self {
            Self::Brief => count.min(SHOWN),
            Self::Full => count,
        }
    }
}

fn more(count: usize) -> String {
    if count == 0 { String::new() } else { format!("  and {count} more: --verbose\n") }
}

fn of_fixed(listed: &Listed) -> String {
    format!("  {}\n{}", listed.id, as_on_the_list(listed))
}

fn of_changed(changed: &Changed) -> String {
    let Changed { listed, now } = changed;
    format!("  {}\n{}{}", listed.id, as_on_the_list(listed), row(4, "now", LABEL, now))
}

fn of_stale(stale: &Stale) -> String {
    format!("  {}\n{}", printable(&stale.entry), row(4, "", 0, &stale.why.to_string()))
}

fn as_on_the_list(listed: &Listed) -> String {
    let under = listed.glob.as_ref().map_or(String::new(), |glob| format!(" (pattern {glob})"));
    let text = format!("{}{under}: {}", listed, listed.reason);
    row(4, "listed", LABEL, &printable(&text))
}
