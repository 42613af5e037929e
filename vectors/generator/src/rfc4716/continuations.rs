//! Headers that go on on the next line (RFC 4716 section 3.3): a backslash as the last character of a
//! line, and no other sign.

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
        ("continued-once", "A comment goes on on the next line.", file("Comment: key\\\nproof\n")),
        (
            "continued-in-quotes",
            "A quoted comment goes on on the next line.",
            file("Comment: \"key\\\nproof\"\n"),
        ),
        (
            "continued-twice",
            "A comment goes on over two more lines.",
            file("Comment: a \\\nkey \\\nproof\n"),
        ),
        (
            "continued-by-100-lines",
            "A comment goes on over a hundred more lines.",
            file(&format!("Comment: {}z\n", "y\\\n".repeat(100))),
        ),
        (
            "continued-private-header",
            "A header for private use goes on on the next line.",
            file("x-command: /home/keyproof/bin/\\\nlock-in-guest.sh\n"),
        ),
        (
            "continued-then-header",
            "Another header follows one that goes on.",
            file("Subject: key\\\nproof\nComment: \"keyproof\"\n"),
        ),
        (
            "continued-by-blank-line",
            "A comment goes on on an empty line.",
            file("Comment: keyproof\\\n\n"),
        ),
        (
            "continued-by-blanks",
            "A comment goes on on a line of blanks.",
            file("Comment: keyproof\\\n   \n"),
        ),
        (
            "continued-by-backslash",
            "A comment goes on on a line that is a backslash, and on the next.",
            file("Comment: key\\\n\\\nproof\n"),
        ),
        (
            "continued-after-two-backslashes",
            "Of two backslashes at a line's end the last one makes the header go on.",
            file("Comment: key\\\\\nproof\n"),
        ),
        (
            "continued-crlf",
            "A comment goes on on the next line of a file with CRLF.",
            file("Comment: key\\\nproof\n").replace('\n', "\r\n"),
        ),
        (
            "continued-by-header",
            "A comment goes on with what looks like another header.",
            file("Comment: key\\\nSubject: proof\n"),
        ),
        (
            "continued-by-begin-marker",
            "A comment goes on with what looks like the begin marker.",
            file(&format!("Comment: key\\\n{BEGIN}")),
        ),
        ("continued-by-dashes", "A comment goes on with dashes.", file("Comment: key\\\n----\n")),
        (
            "backslash-and-blank",
            "A blank behind the backslash: it isn't the line's last character, and the body follows.",
            file("Comment: keyproof\\ \n"),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        accepted(name, comment, material, SECTION).flag(FLAG)
    };
    let mut cases: Vec<Case> = files.map(case).into();
    cases.push(open(
        "continued-by-base64",
        "A comment goes on with what looks like the body's first line.",
        file(&format!("Comment: \\\n{first_line}")),
        "Rfc4716TwoKeys",
    ));
    cases.push(open(
        "continued-by-end-marker",
        "A comment goes on with what looks like the end marker.",
        file(&format!("Comment: key\\\n{END}")),
        FLAG,
    ));
    cases.push(open(
        "continued-cr",
        "A comment goes on on the next line of a file with CR.",
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
            "A line of the body ends in a backslash: only headers go on.",
            format!("{BEGIN}{COMMENT}{}\\\n{rest}{END}", first.trim_end()),
        ),
        (
            "every-body-line-ends-in-backslash",
            "Each line of the body ends in a backslash.",
            format!("{BEGIN}{COMMENT}{every_line}{END}"),
        ),
        (
            "continued-by-body",
            "A comment goes on over the first line of the body, which is lost.",
            format!("{BEGIN}Comment: keyproof\\\n{body}{END}"),
        ),
        (
            "continued-to-the-end",
            "A comment goes on over the body and the end marker.",
            format!("{BEGIN}Comment: keyproof\\\n{every_line}{END}"),
        ),
        (
            "continued-by-nothing",
            "A comment goes on, and the file ends.",
            format!("{BEGIN}Comment: keyproof\\"),
        ),
        (
            "backslash-and-blank-then-text",
            "A blank behind the backslash: the text on the next line is the body's.",
            format!("{BEGIN}Comment: key\\ \nproof\n{body}{END}"),
        ),
        (
            "folded-by-indentation",
            "A comment goes on on an indented line, as in e-mail, without a backslash.",
            format!("{BEGIN}Comment: key\n proof\n{body}{END}"),
        ),
        (
            "begin-marker-ends-in-backslash",
            "The begin marker's line ends in a backslash.",
            format!("{}\\\n{COMMENT}{body}{END}", BEGIN.trim_end()),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        refused(name, comment, material, SECTION).flag(FLAG)
    };
    files.map(case).into()
}
