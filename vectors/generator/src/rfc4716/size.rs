//! The limits that the RFC sets for writers (section 3.3), and files far beyond these limits.

use super::super::case::Case;
use super::{BEGIN, END, accepted, open, twin_body};

const SECTION: &str = "RFC 4716 section 3.3";
const FLAG: &str = "Rfc4716WriterLimits";

pub(super) fn cases() -> Vec<Case> {
    let file = |headers: &str| format!("{BEGIN}{headers}{}{END}", twin_body());
    let value =
        |length: usize| continued("Comment: ", &"keyproof".repeat(length.div_ceil(8)), length);
    let long = |length: usize| format!("Comment: {}\n", "y".repeat(length));
    let many: String = (0..1000).map(|number| format!("x-{number}: y\n")).collect();
    let tag = |length: usize| format!("{}: y\n", "x".repeat(length));
    let beyond = |name, comment, headers: String| {
        open(name, comment, file(&headers), FLAG).standard(SECTION)
    };
    vec![
        accepted(
            "value-1024-bytes",
            "The value of a header has 1024 bytes over several lines, the maximum that the RFC \
             allows.",
            file(&value(1024)),
            SECTION,
        )
        .flag("Rfc4716Continuation"),
        beyond(
            "value-1025-bytes",
            "The value of a header has 1025 bytes over several lines, one more than the RFC \
             allows.",
            value(1025),
        ),
        beyond(
            "value-1024-bytes-on-one-line",
            "The value of a header has 1024 bytes on one line, which is longer than the RFC allows \
             for a line.",
            long(1024),
        ),
        beyond(
            "value-10000-bytes-on-one-line",
            "The value of a header has ten thousand bytes on one line.",
            long(10_000),
        ),
        open(
            "value-66000-bytes-on-one-line",
            "The value of a header has 66,000 bytes on one line, so the file has more than 65,536 \
             bytes.",
            file(&long(66_000)),
            "FileLong",
        ),
        beyond(
            "line-73-bytes",
            "A header line has 73 bytes, one more than the RFC allows.",
            long(64),
        ),
        beyond("tag-65-bytes", "A header tag has 65 bytes, one more than the RFC allows.", tag(65)),
        beyond("tag-1000-bytes", "A header tag has a thousand bytes.", tag(1000)),
        beyond("headers-1000", "The file has a thousand headers.", many),
    ]
}

/// Returns a header whose value has `length` bytes, in lines of at most 72 bytes.
fn continued(tag: &str, letters: &str, length: usize) -> String {
    let value: Vec<char> = letters.chars().take(length).collect();
    let lines: Vec<String> = value.chunks(60).map(|line| line.iter().collect()).collect();
    format!("{tag}{}\n", lines.join("\\\n"))
}
