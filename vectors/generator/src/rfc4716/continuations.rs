//! Headers that continue on the next line (RFC 4716 section 3.3). Only a backslash as the last
//! character of a line continues a header.

use super::super::case::Case;
use super::{BEGIN, COMMENT, END, accepted, open, refused, twin_body};

const SECTION: &str = "RFC 4716 section 3.3";
const FLAG: &str = "Rfc4716Continuation";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = allowed();
    cases.extend(broken());
    cases
}

fn allowed() -> Vec<Case> {
    let body = twin_body();
    let file = |headers: &str| format!("{BEGIN}{headers}{body}{END}");
    let first_line = body.split_at(71).0;
    let files = [
        (
            "continued-once",
            "A comment continues on the next line.",
            file("Comment: key\\\nproof\n"),
        ),
        (
            "continued-in-quotes",
            "A quoted comment continues on the next line.",
            file("Comment: \"key\\\nproof\"\n"),
        ),
        (
            "continued-twice",
            "A comment continues over two more lines.",
            file("Comment: a \\\nkey \\\nproof\n"),
        ),
        (
            "continued-by-100-lines",
            "A comment continues over a hundred more lines.",
            file(&format!("Comment: {}z\n", "y\\\n".repeat(100))),
        ),
        (
            "continued-private-header",
            "A header for private use continues on the next line.",
            file("x-command: /home/keyproof/bin/\\\nlock-in-guest.sh\n"),
        ),
        (
            "continued-then-header",
            "Another header follows a header that continues on the next line.",
            file("Subject: key\\\nproof\nComment: \"keyproof\"\n"),
        ),
        (
            "continued-by-blank-line",
            "A comment continues on an empty line.",
            file("Comment: keyproof\\\n\n"),
        ),
        (
            "continued-by-blanks",
            "A comment continues on a line of spaces.",
            file("Comment: keyproof\\\n   \n"),
        ),
        (
            "continued-by-backslash",
            "A comment continues on a line that is only a backslash, and then on the next line.",
            file("Comment: key\\\n\\\nproof\n"),
        ),
        (
            "continued-after-two-backslashes",
            "A comment line ends in two backslashes, and the last one continues the header.",
            file("Comment: key\\\\\nproof\n"),
        ),
        (
            "continued-crlf",
            "A comment continues on the next line in a file with CRLF line endings.",
            file("Comment: key\\\nproof\n").replace('\n', "\r\n"),
        ),
        (
            "continued-by-header",
            "A comment continues on a line that looks like another header.",
            file("Comment: key\\\nSubject: proof\n"),
        ),
        (
            "continued-by-begin-marker",
            "A comment continues on a line that looks like the begin marker.",
            file(&format!("Comment: key\\\n{BEGIN}")),
        ),
        (
            "continued-by-dashes",
            "A comment continues on a line of four dashes.",
            file("Comment: key\\\n----\n"),
        ),
        (
            "backslash-and-blank",
            "A space follows the backslash, so the header does not continue and the body starts on \
             the next line.",
            file("Comment: keyproof\\ \n"),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        accepted(name, comment, material, SECTION).flag(FLAG)
    };
    let mut cases: Vec<Case> = files.map(case).into();
    cases.push(open(
        "continued-by-base64",
        "A comment continues on a line that looks like the first line of the body.",
        file(&format!("Comment: \\\n{first_line}")),
        "Rfc4716TwoKeys",
    ));
    cases.push(open(
        "continued-by-end-marker",
        "A comment continues on a line that looks like the end marker.",
        file(&format!("Comment: key\\\n{END}")),
        FLAG,
    ));
    cases.push(open(
        "continued-cr",
        "A comment continues on the next line in a file with CR line endings.",
        file("Comment: key\\\nproof\n").replace('\n', "\r"),
        "Rfc4716CarriageReturn",
    ));
    cases
}

fn broken() -> Vec<Case> {
    let body = twin_body();
    let (first, rest) = body.split_at(71);
    let every_line = body.replace('\n', "\\\n");
    let files = [
        (
            "body-line-ends-in-backslash",
            "A line of the body ends in a backslash, but only headers can continue.",
            format!("{BEGIN}{COMMENT}{}\\\n{rest}{END}", first.trim_end()),
        ),
        (
            "every-body-line-ends-in-backslash",
            "Each line of the body ends in a backslash.",
            format!("{BEGIN}{COMMENT}{every_line}{END}"),
        ),
        (
            "continued-by-body",
            "A comment continues on the first line of the body, so the rest of the body is not a \
             complete key.",
            format!("{BEGIN}Comment: keyproof\\\n{body}{END}"),
        ),
        (
            "continued-to-the-end",
            "A comment continues over the whole body and the end marker.",
            format!("{BEGIN}Comment: keyproof\\\n{every_line}{END}"),
        ),
        (
            "continued-by-nothing",
            "A comment ends in a backslash, but the file ends there.",
            format!("{BEGIN}Comment: keyproof\\"),
        ),
        (
            "backslash-and-blank-then-text",
            "A space follows the backslash, so the text on the next line belongs to the body.",
            format!("{BEGIN}Comment: key\\ \nproof\n{body}{END}"),
        ),
        (
            "folded-by-indentation",
            "A comment continues on an indented line without a backslash, as in e-mail.",
            format!("{BEGIN}Comment: key\n proof\n{body}{END}"),
        ),
        (
            "begin-marker-ends-in-backslash",
            "The line of the begin marker ends in a backslash.",
            format!("{}\\\n{COMMENT}{body}{END}", BEGIN.trim_end()),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        refused(name, comment, material, SECTION).flag(FLAG)
    };
    files.map(case).into()
}
