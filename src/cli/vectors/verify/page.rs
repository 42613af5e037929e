//! A verification for people.

use super::Verification;
use crate::oracle::Oracle;
use crate::oracle::verify::{self, BY_HAND, Comparison};
use crate::term::{BAD, COMMAND, FAINT, GOOD, HEADING, WARNING, counted, painted, printable, row};
use crate::vector::Vector;

/// The most faults that are shown.
const SHOWN: usize = 40;

/// Lays it out.
pub(super) fn write(verification: &Verification<'_>) -> String {
    let faults = verification.faults();
    let mut page = oracles(verification);
    page.push_str(&table(verification));
    page.push_str(&list(&painted(BAD, "✗"), &faults));
    page.push_str(&version_changes(&verification.version_changes()));
    page.push_str(&summary(verification, faults.len()));
    page
}

/// What tools of other versions take more or less, and what to do about it.
fn version_changes(entries: &[(String, String)]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let count = painted(WARNING, counted(entries.len(), "change"));
    let text = format!("{count} in tools of other versions than in the evidence; not a fault.");
    let how = "To record their results, in a checkout: keyproof vectors verify --record vectors";
    let list = list(&painted(WARNING, "~"), entries);
    format!("{}{}{list}", row(0, "", 0, &text), row(0, "", 0, how))
}

/// Ids, and what is to be said of each.
fn list(mark: &str, entries: &[(String, String)]) -> String {
    let mut block = String::new();
    let mut last = "";
    for (id, text) in entries.iter().take(SHOWN) {
        if id != last {
            block.push_str(&format!("{mark} {id}\n"));
            last = id;
        }
        let mut is_command = false;
        for line in text.lines().map(printable) {
            // What can be typed stays as it is.
            block.push_str(&if is_command {
                format!("      {}\n", painted(COMMAND, line))
            } else {
                is_command = line == BY_HAND;
                row(4, "", 0, &line)
            });
        }
    }
    if entries.len() > SHOWN {
        block.push_str(&format!("  … and {} more; --json prints all\n", entries.len() - SHOWN));
    }
    if !entries.is_empty() {
        block.push('\n');
    }
    block
}

/// A line for each oracle.
fn oracles(verification: &Verification<'_>) -> String {
    let columns = ["confirms", "silent", "explained", "faults"].map(|name| format!("{name:>10}"));
    let head = format!("{:<43}{}", "Oracles", columns.concat());
    let mut block = format!("{}\n", painted(HEADING, head));
    for oracle in Oracle::ALL {
        let of_oracle = verification.found().filter(|(pair, _)| pair.oracle == oracle);
        let findings: Vec<&Comparison> = of_oracle.map(|(_, finding)| finding).collect();
        if findings.is_empty() {
            continue;
        }
        let missing = findings.iter().find_map(|finding| match finding {
            Comparison::Missing(reason) => Some(reason.as_str()),
            _ => None,
        });
        let count = |matches: fn(&Comparison) -> bool| {
            findings.iter().filter(|finding| matches(finding)).count()
        };
        let skipped = count(|finding| matches!(finding, Comparison::Missing(_)));
        block.push_str(&format!("  {:<16}", oracle.name()));
        if skipped < findings.len() {
            block.push_str(&format!(
                "{:<25}{:>10}{:>10}{:>10}{:>10}\n",
                oracle.version(),
                count(|finding| *finding == Comparison::Confirms),
                count(|finding| *finding == Comparison::NoInformation),
                count(|finding| matches!(finding, Comparison::Explained { .. })),
                count(|finding| matches!(
                    finding,
                    Comparison::Unexplained { .. } | Comparison::Failed(_)
                )),
            ));
            if skipped > 0 {
                block.push_str(&format!("{:18}", ""));
            }
        }
        if let Some(reason) = missing {
            let skipped = counted(skipped, "comparison");
            block.push_str(&format!("{} {skipped}: {reason}\n", painted(WARNING, "skipped")));
        }
    }
    block.push('\n');
    block
}

/// The vectors by the number of independent confirmations, as their evidence has it.
fn table(verification: &Verification<'_>) -> String {
    let selected = |vector: &&Vector| verification.selection.selects(vector);
    let vectors = verification.suite.vectors.iter().filter(selected);
    let rows = verify::rows(vectors);
    let columns = rows.iter().map(|row| row.by_confirmations.len()).max().unwrap_or_default();
    let head: String = (0..columns).map(|count| format!("{count:>10}")).collect();
    let head = format!("{:<43}{head}", "Vectors by independent confirmations");
    let mut table = format!("{}\n", painted(HEADING, head));
    for row in &rows {
        let counts = row.by_confirmations.iter().map(|count| match count {
            0 => format!("{:>10}", "-"),
            count => format!("{count:>10}"),
        });
        let label = format!("  {}", row.kind.in_words());
        table.push_str(&format!("{label:<43}{}\n", counts.collect::<String>()));
    }
    let note = "Refusals are also based on the document or a standard. Scenarios without keys, and \
                names of files, are based only on these.";
    table.push_str(&painted(FAINT, row_of(note)));
    table.push('\n');
    table
}

fn row_of(text: &str) -> String {
    row(2, "", 0, text)
}

fn summary(verification: &Verification<'_>, faults: usize) -> String {
    let findings = &verification.findings;
    let skipped =
        findings.iter().filter(|finding| matches!(finding, Comparison::Missing(_))).count();
    let asked = counted(findings.len() - skipped, "comparison");
    let took = format!("{:.1} s", verification.elapsed.as_secs_f64());
    let skipped = match skipped {
        0 => String::new(),
        count => format!(", {}", painted(WARNING, format!("{count} skipped"))),
    };
    let faults = match faults {
        0 => painted(GOOD, "all agree with the vectors, or are explained"),
        count => painted(BAD, counted(count, "fault")),
    };
    format!("{asked} in {took}{skipped}: {faults}\n")
}
