//! The report for people.

use super::Verification;
use keyproof::vector::Vector;
use keyproof_oracles::comparison::Comparison;
use keyproof_oracles::{Oracle, rows};

/// The maximum number of faults that are shown.
const SHOWN: usize = 40;

/// Formats the report.
pub(super) fn write(verification: &Verification<'_>) -> String {
    let faults = verification.faults();
    let mut page = oracles(verification);
    page.push_str(&table(verification));
    page.push_str(&list("✗", &faults));
    page.push_str(&version_changes(&verification.version_changes()));
    page.push_str(&summary(verification, faults.len()));
    page
}

/// Formats what tools of other versions accept in addition or refuse.
fn version_changes(entries: &[(String, String)]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let count = entries.len();
    format!(
        "Tools of other versions than in the evidence differ from it in {count}; not a fault.\n\
         To record their results: cargo run -p keyproof-oracles --features openssl -- --record\n{}",
        list("~", entries)
    )
}

/// Formats ids, each with its texts.
fn list(mark: &str, entries: &[(String, String)]) -> String {
    let mut block = String::new();
    let mut last = "";
    for (id, text) in entries.iter().take(SHOWN) {
        if id != last {
            block.push_str(&format!("{mark} {id}\n"));
            last = id;
        }
        text.lines().for_each(|line| block.push_str(&format!("    {}\n", printable(line))));
    }
    if entries.len() > SHOWN {
        block.push_str(&format!("  … and {} more; --json prints all\n", entries.len() - SHOWN));
    }
    if !entries.is_empty() {
        block.push('\n');
    }
    block
}

/// Escapes control characters in the output of a tool.
fn printable(line: &str) -> String {
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.into() };
    line.chars().map(escape).collect()
}

/// Formats a line for each oracle.
fn oracles(verification: &Verification<'_>) -> String {
    let columns = ["confirms", "silent", "explained", "faults"].map(|name| format!("{name:>10}"));
    let mut block = format!("{:<43}{}\n", "Oracles", columns.concat());
    for oracle in Oracle::ALL {
        let of_oracle = verification.found().filter(|(pair, _)| pair.oracle == oracle);
        let comparisons: Vec<&Comparison> = of_oracle.map(|(_, comparison)| comparison).collect();
        if comparisons.is_empty() {
            continue;
        }
        let missing = comparisons.iter().find_map(|comparison| match comparison {
            Comparison::Missing(reason) => Some(reason.as_str()),
            _ => None,
        });
        let count = |matches: fn(&Comparison) -> bool| {
            comparisons.iter().filter(|comparison| matches(comparison)).count()
        };
        let skipped = count(|comparison| matches!(comparison, Comparison::Missing(_)));
        block.push_str(&format!("  {:<16}", oracle.name()));
        if skipped < comparisons.len() {
            block.push_str(&format!(
                "{:<25}{:>10}{:>10}{:>10}{:>10}\n",
                oracle.version(),
                count(|comparison| *comparison == Comparison::Confirms),
                count(|comparison| *comparison == Comparison::NoInformation),
                count(|comparison| matches!(comparison, Comparison::Explained { .. })),
                count(|comparison| matches!(
                    comparison,
                    Comparison::Unexplained { .. } | Comparison::Failed(_)
                )),
            ));
            if skipped > 0 {
                block.push_str(&format!("{:18}", ""));
            }
        }
        if let Some(reason) = missing {
            block.push_str(&format!("skipped {skipped}: {reason}\n"));
        }
    }
    block.push('\n');
    block
}

/// Formats how many vectors have how many independent confirmations in their evidence.
fn table(verification: &Verification<'_>) -> String {
    let selected = |vector: &&Vector| (verification.selected)(vector);
    let rows = rows(verification.suite.vectors.iter().filter(selected));
    let columns = rows.iter().map(|row| row.by_confirmations.len()).max().unwrap_or_default();
    let head: String = (0..columns).map(|count| format!("{count:>10}")).collect();
    let mut table = format!("{:<43}{head}\n", "Vectors by independent confirmations");
    for row in &rows {
        let counts = row.by_confirmations.iter().map(|count| match count {
            0 => format!("{:>10}", "-"),
            count => format!("{count:>10}"),
        });
        let label = format!("  {}", row.kind.label());
        table.push_str(&format!("{label:<43}{}\n", counts.collect::<String>()));
    }
    table.push_str(
        "  Refusals are also based on the document or a standard. Scenarios without keys, and\n  \
         names of files, are based only on these.\n\n",
    );
    table
}

fn summary(verification: &Verification<'_>, faults: usize) -> String {
    let comparisons = &verification.comparisons;
    let skipped = comparisons
        .iter()
        .filter(|comparison| matches!(comparison, Comparison::Missing(_)))
        .count();
    let asked = comparisons.len() - skipped;
    let seconds = verification.elapsed.as_secs_f64();
    let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    let faults = match faults {
        0 => "all agree with the vectors, or are explained".to_owned(),
        count => format!("faults: {count}"),
    };
    format!("{asked} comparisons in {seconds:.1} s{skipped}: {faults}\n")
}
