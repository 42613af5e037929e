//! The report for machines: one JSON object. Its form is stable.

use super::Report;
use crate::term::escaped_json;

/// Writes a report as JSON, with a final newline.
#[must_use]
pub fn write(report: &Report) -> String {
    let text = serde_json::to_string_pretty(report).expect("a report is plain data");
    format!("{}\n", escaped_json(&text))
}
