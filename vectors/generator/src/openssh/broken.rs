//! A line that a terminal, a mail program or a web page broke into several lines. In most cases the
//! first line is not a complete key, and tools treat the rest differently.

use super::super::base64_text::wrapped;
use super::{Case, blob, either, line};

pub(super) fn cases() -> Vec<Case> {
    let broken = |name, comment, material: String| either(name, comment, "LineBroken", material);
    let whole = format!("{} keyproof", line());
    let continued = |ending| wrapped(&blob(), 64, ending).trim_end_matches(ending).to_owned();
    vec![
        broken(
            "line-broken-at-80",
            "The whole line is broken at 80 columns, as a terminal shows it.",
            wrapped(&whole, 80, "\n"),
        ),
        broken(
            "line-broken-at-64",
            "The whole line is broken at 64 columns.",
            wrapped(&whole, 64, "\n"),
        ),
        broken(
            "line-broken-cr-lf",
            "The whole line is broken at 76 columns with CR LF.",
            wrapped(&whole, 76, "\r\n"),
        ),
        broken(
            "blob-broken-at-64",
            "The blob is broken at 64 characters, as base64 encoders do.",
            format!("ssh-rsa {} keyproof\n", continued("\n")),
        ),
        broken(
            "blob-broken-indented",
            "The blob is broken, and each continuation line starts with four spaces.",
            format!("ssh-rsa {} keyproof\n", continued("\n    ")),
        ),
        broken(
            "blob-broken-by-backslash",
            "The blob is broken, and each line except the last ends in a backslash.",
            format!("ssh-rsa {} keyproof\n", continued("\\\n")),
        ),
        broken(
            "blob-broken-by-spaces",
            "The blob is broken by spaces, as if line breaks were replaced.",
            format!("ssh-rsa {} keyproof\n", continued(" ")),
        ),
        broken(
            "line-broken-before-blob",
            "The blob is on the second line.",
            format!("ssh-rsa\n{} keyproof\n", blob()),
        ),
        broken(
            "line-broken-before-blob-cr",
            "A CR is between key type and blob.",
            format!("ssh-rsa\r{} keyproof\n", blob()),
        ),
        either(
            "line-broken-before-comment",
            "The comment is on the second line.",
            "OtherText",
            format!("{}\nkeyproof\n", line()),
        ),
        either(
            "line-broken-in-comment",
            "The comment continues on the second line.",
            "OtherText",
            format!("{} key\nproof\n", line()),
        ),
    ]
}
