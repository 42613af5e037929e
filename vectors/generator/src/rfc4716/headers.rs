//! Headers on one line each (RFC 4716 section 3.3), and headers that stand where none belongs.

use super::super::case::Case;
use super::{BEGIN, COMMENT, END, accepted, open, refused, twin_body};

const HEADERS: &str = "RFC 4716 section 3.3";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = allowed();
    cases.extend(unsettled());
    cases.extend(inside_the_body());
    cases
}

fn with_headers(headers: &str) -> String {
    format!("{BEGIN}{headers}{}{END}", twin_body())
}

fn allowed() -> Vec<Case> {
    const COMMENTS: &str = "RFC 4716 section 3.3.2";
    let tag_64 = format!("{}: keyed\n", "x".repeat(64));
    let files: [(&str, &str, &str, &str); 18] = [
        ("no-header", "No header is needed.", "", HEADERS),
        ("comment-unquoted", "A comment needs no quotes.", "Comment: keyproof\n", COMMENTS),
        (
            "comment-of-words",
            "A comment may have blanks without quotes.",
            "Comment: 2048-bit RSA, user@host\n",
            COMMENTS,
        ),
        (
            "comment-quoted-empty",
            "A comment may be an empty pair of quotes.",
            "Comment: \"\"\n",
            COMMENTS,
        ),
        (
            "comment-with-quote-inside",
            "A quote inside a comment means nothing.",
            "Comment: \"key \"proof\"\n",
            COMMENTS,
        ),
        (
            "comment-with-one-quote",
            "A quote that isn't closed means nothing.",
            "Comment: \"keyproof\n",
            COMMENTS,
        ),
        (
            "comment-with-colon",
            "A comment may have colons.",
            "Comment: \"made: 2014-06-15 12:00:00\"\n",
            HEADERS,
        ),
        (
            "comment-with-backslash-inside",
            "A backslash goes on to the next line only at a line's end.",
            "Comment: \"C:\\keys\\proof\"\n",
            HEADERS,
        ),
        (
            "comment-like-marker",
            "A comment may look like the end marker.",
            "Comment: ---- END SSH2 PUBLIC KEY ----\n",
            HEADERS,
        ),
        (
            "subject-header",
            "A header of the RFC's other tag.",
            "Subject: keyproof\n",
            "RFC 4716 section 3.3.1",
        ),
        (
            "private-use-header",
            "A header for private use.",
            "x-command: /home/keyproof/bin/lock-in-guest.sh\n",
            "RFC 4716 section 3.3.3",
        ),
        (
            "unknown-header",
            "A header with a tag that nobody knows is ignored.",
            "Keyproof: yes\n",
            HEADERS,
        ),
        (
            "several-headers",
            "A file may have several headers.",
            "Subject: keyproof\nComment: \"keyproof\"\nx-made: 2014\n",
            HEADERS,
        ),
        (
            "tag-in-lower-case",
            "Tags are the same in lower case.",
            "comment: \"keyproof\"\n",
            HEADERS,
        ),
        ("tag-in-capitals", "Tags are the same in capitals.", "COMMENT: \"keyproof\"\n", HEADERS),
        (
            "tag-with-digits-and-dashes",
            "A tag may have digits and dashes.",
            "X-2014-06-15: keyproof\n",
            HEADERS,
        ),
        ("tag-64-bytes", "A tag may have 64 bytes.", &tag_64, HEADERS),
        (
            "line-72-bytes",
            "A header's line may have 72 bytes.",
            "Comment: \"0123456789 0123456789 0123456789 0123456789 0123456789 0123456\"\n",
            HEADERS,
        ),
    ];
    let case = |(name, comment, headers, section)| {
        accepted(name, comment, with_headers(headers), section).flag("Rfc4716Header")
    };
    files.map(case).into()
}

/// Headers that aren't quite the RFC's, and that can't change the key.
fn unsettled() -> Vec<Case> {
    let files = [
        (
            "comment-in-utf-8",
            "A comment in UTF-8: the RFC wants it taken, the real service takes ASCII alone.",
            "Comment: \"Schl\u{fc}ssel\"\n",
            "Rfc4716NotAscii",
        ),
        (
            "tag-in-utf-8",
            "A tag with a letter beyond ASCII.",
            "Schl\u{fc}ssel: keyproof\n",
            "Rfc4716NotAscii",
        ),
        (
            "comment-with-control-character",
            "A comment with an escape character.",
            "Comment: \"key\u{1b}[1mproof\"\n",
            "Rfc4716HeaderForm",
        ),
        (
            "comment-with-tab",
            "A comment with a tab.",
            "Comment: \"key\tproof\"\n",
            "Rfc4716HeaderForm",
        ),
        (
            "comment-with-nul",
            "A comment with a zero byte, at which C stops reading.",
            "Comment: key\0proof\n",
            "NulAtEnd",
        ),
        (
            "header-without-value",
            "A header with nothing but a blank behind its colon.",
            "Comment: \n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-without-blank-and-value",
            "A header with nothing behind its colon.",
            "Comment:\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-without-blank",
            "A header without the blank behind its colon.",
            "Comment:keyproof\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-with-tab",
            "A header with a tab behind its colon.",
            "Comment:\tkeyproof\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-with-blank-before-colon",
            "A header with a blank before its colon too.",
            "Comment : keyproof\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-indented",
            "A header with a blank before its tag.",
            " Comment: keyproof\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-without-tag",
            "A header with nothing before its colon.",
            ": keyproof\n",
            "Rfc4716HeaderTag",
        ),
        ("colon-alone", "A header that is a colon.", ":\n", "Rfc4716HeaderTag"),
        (
            "tag-of-two-words",
            "A tag with a blank in it.",
            "My Comment: keyproof\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-twice",
            "The same header twice.",
            "Comment: \"keyproof\"\nComment: \"keyproof\"\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-twice-differing",
            "Two comments that differ.",
            "Comment: \"keyproof\"\nComment: \"another\"\n",
            "Rfc4716HeaderForm",
        ),
        (
            "blank-line-after-headers",
            "An empty line between headers and body, as PEM has it.",
            "Comment: \"keyproof\"\n\n",
            "Rfc4716Layout",
        ),
        (
            "blank-line-before-headers",
            "An empty line before the header, which makes it one inside the body.",
            "\nComment: \"keyproof\"\n",
            "Rfc4716HeaderInBody",
        ),
    ];
    let case = |(name, comment, headers, flag)| open(name, comment, with_headers(headers), flag);
    files.map(case).into()
}

/// Headers behind the first line of the body: their colon is no base64.
fn inside_the_body() -> Vec<Case> {
    const BODY: &str = "RFC 4716 section 3.4";
    let body = twin_body();
    let (first, rest) = body.split_at(71);
    let files = [
        (
            "header-after-body",
            "A header stands between body and end marker.",
            format!("{BEGIN}{body}{COMMENT}{END}"),
        ),
        (
            "header-between-body-lines",
            "A header stands between two lines of the body.",
            format!("{BEGIN}{first}{COMMENT}{rest}{END}"),
        ),
        (
            "continued-header-between-body-lines",
            "A header between two lines of the body goes on over the second.",
            format!("{BEGIN}{first}Comment: key\\\n{rest}{END}"),
        ),
        (
            "header-on-body-line",
            "A header stands on the first line of the body, before the base64.",
            format!("{BEGIN}Comment: {first}{rest}{END}"),
        ),
        (
            "prose-before-body",
            "A line without a colon stands before the body, so it is the body's first.",
            format!("{BEGIN}{COMMENT}made by keyproof\n{body}{END}"),
        ),
        (
            "comment-line-before-body",
            "A line that starts with # stands before the body.",
            format!("{BEGIN}{COMMENT}# keyproof\n{body}{END}"),
        ),
        (
            "comment-line-inside-body",
            "A line that starts with # stands between two lines of the body.",
            format!("{BEGIN}{COMMENT}{first}# keyproof\n{rest}{END}"),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        refused(name, comment, material, BODY).flag("Rfc4716HeaderInBody")
    };
    files.map(case).into()
}
