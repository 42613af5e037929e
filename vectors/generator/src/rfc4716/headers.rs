//! Headers on one line each (RFC 4716 section 3.3), and headers in places where none is allowed.

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
        ("no-header", "The file has no header, because none is required.", "", HEADERS),
        (
            "comment-unquoted",
            "The comment has no quotes, because none are required.",
            "Comment: keyproof\n",
            COMMENTS,
        ),
        (
            "comment-of-words",
            "The comment has spaces but no quotes, which is allowed.",
            "Comment: 2048-bit RSA, user@host\n",
            COMMENTS,
        ),
        (
            "comment-quoted-empty",
            "The comment is an empty pair of quotes, which is allowed.",
            "Comment: \"\"\n",
            COMMENTS,
        ),
        (
            "comment-with-quote-inside",
            "The comment has a quote inside, which has no special meaning.",
            "Comment: \"key \"proof\"\n",
            COMMENTS,
        ),
        (
            "comment-with-one-quote",
            "The comment starts with a quote that is not closed, which has no special meaning.",
            "Comment: \"keyproof\n",
            COMMENTS,
        ),
        (
            "comment-with-colon",
            "The comment contains colons, which is allowed.",
            "Comment: \"made: 2014-06-15 12:00:00\"\n",
            HEADERS,
        ),
        (
            "comment-with-backslash-inside",
            "The comment contains backslashes, which continue a header only at the end of a line.",
            "Comment: \"C:\\keys\\proof\"\n",
            HEADERS,
        ),
        (
            "comment-like-marker",
            "The comment looks like the end marker, which is allowed.",
            "Comment: ---- END SSH2 PUBLIC KEY ----\n",
            HEADERS,
        ),
        (
            "subject-header",
            "The header has the tag Subject, the other tag that the RFC defines.",
            "Subject: keyproof\n",
            "RFC 4716 section 3.3.1",
        ),
        (
            "private-use-header",
            "The header has a tag for private use.",
            "x-command: /home/keyproof/bin/lock-in-guest.sh\n",
            "RFC 4716 section 3.3.3",
        ),
        (
            "unknown-header",
            "The header has an unknown tag, which a reader must ignore.",
            "Keyproof: yes\n",
            HEADERS,
        ),
        (
            "several-headers",
            "The file has several headers, which is allowed.",
            "Subject: keyproof\nComment: \"keyproof\"\nx-made: 2014\n",
            HEADERS,
        ),
        (
            "tag-in-lower-case",
            "The tag is in lower case, because tags are case-insensitive.",
            "comment: \"keyproof\"\n",
            HEADERS,
        ),
        (
            "tag-in-capitals",
            "The tag is in upper case, because tags are case-insensitive.",
            "COMMENT: \"keyproof\"\n",
            HEADERS,
        ),
        (
            "tag-with-digits-and-dashes",
            "The tag contains digits and dashes, which is allowed.",
            "X-2014-06-15: keyproof\n",
            HEADERS,
        ),
        (
            "tag-64-bytes",
            "The tag has 64 bytes, the maximum that the RFC allows.",
            &tag_64,
            HEADERS,
        ),
        (
            "line-72-bytes",
            "The header line has 72 bytes, the maximum that the RFC allows.",
            "Comment: \"0123456789 0123456789 0123456789 0123456789 0123456789 012345\"\n",
            HEADERS,
        ),
    ];
    let case = |(name, comment, headers, section)| {
        accepted(name, comment, with_headers(headers), section).flag("Rfc4716Header")
    };
    files.map(case).into()
}

/// Headers that deviate from the RFC but can't change the key.
fn unsettled() -> Vec<Case> {
    let files = [
        (
            "comment-in-utf-8",
            "The comment is in UTF-8, which the RFC requires readers to accept and EC2 refuses.",
            "Comment: \"Schl\u{fc}ssel\"\n",
            "Rfc4716NotAscii",
        ),
        (
            "tag-in-utf-8",
            "The tag contains a letter that is not ASCII.",
            "Schl\u{fc}ssel: keyproof\n",
            "Rfc4716NotAscii",
        ),
        (
            "comment-with-control-character",
            "The comment contains an escape character.",
            "Comment: \"key\u{1b}[1mproof\"\n",
            "Rfc4716HeaderForm",
        ),
        (
            "comment-with-tab",
            "The comment contains a tab.",
            "Comment: \"key\tproof\"\n",
            "Rfc4716HeaderForm",
        ),
        (
            "comment-with-nul",
            "The comment contains a NUL byte, where C programs stop reading.",
            "Comment: key\0proof\n",
            "NulAtEnd",
        ),
        (
            "header-without-value",
            "The header has only a space after its colon.",
            "Comment: \n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-without-blank-and-value",
            "The header has nothing after its colon.",
            "Comment:\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-without-blank",
            "The header has no space after its colon.",
            "Comment:keyproof\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-with-tab",
            "The header has a tab instead of a space after its colon.",
            "Comment:\tkeyproof\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-with-blank-before-colon",
            "The header has a space before its colon as well as after it.",
            "Comment : keyproof\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-indented",
            "The header has a space before its tag.",
            " Comment: keyproof\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-without-tag",
            "The header has no tag before its colon.",
            ": keyproof\n",
            "Rfc4716HeaderTag",
        ),
        ("colon-alone", "The header is only a colon.", ":\n", "Rfc4716HeaderTag"),
        (
            "tag-of-two-words",
            "The tag contains a space.",
            "My Comment: keyproof\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-twice",
            "The same header is there twice.",
            "Comment: \"keyproof\"\nComment: \"keyproof\"\n",
            "Rfc4716HeaderForm",
        ),
        (
            "header-twice-differing",
            "The file has two different comments.",
            "Comment: \"keyproof\"\nComment: \"another\"\n",
            "Rfc4716HeaderForm",
        ),
        (
            "blank-line-after-headers",
            "An empty line is between headers and body, as in PEM.",
            "Comment: \"keyproof\"\n\n",
            "Rfc4716Layout",
        ),
        (
            "blank-line-before-headers",
            "An empty line comes before the header, so the header is inside the body.",
            "\nComment: \"keyproof\"\n",
            "Rfc4716HeaderInBody",
        ),
    ];
    let case = |(name, comment, headers, flag)| open(name, comment, with_headers(headers), flag);
    files.map(case).into()
}

/// Headers after the start of the body. Their colon is not a base64 character.
fn inside_the_body() -> Vec<Case> {
    const BODY: &str = "RFC 4716 section 3.4";
    let body = twin_body();
    let (first, rest) = body.split_at(71);
    let files = [
        (
            "header-after-body",
            "A header is between body and end marker.",
            format!("{BEGIN}{body}{COMMENT}{END}"),
        ),
        (
            "header-between-body-lines",
            "A header is between two lines of the body.",
            format!("{BEGIN}{first}{COMMENT}{rest}{END}"),
        ),
        (
            "continued-header-between-body-lines",
            "A header between two lines of the body continues on the second of them.",
            format!("{BEGIN}{first}Comment: key\\\n{rest}{END}"),
        ),
        (
            "header-on-body-line",
            "A header tag is on the first line of the body, before the base64.",
            format!("{BEGIN}Comment: {first}{rest}{END}"),
        ),
        (
            "prose-before-body",
            "A line without a colon comes before the base64, so it is the first line of the body.",
            format!("{BEGIN}{COMMENT}made by keyproof\n{body}{END}"),
        ),
        (
            "comment-line-before-body",
            "A line that starts with # comes before the body.",
            format!("{BEGIN}{COMMENT}# keyproof\n{body}{END}"),
        ),
        (
            "comment-line-inside-body",
            "A line that starts with # is between two lines of the body.",
            format!("{BEGIN}{COMMENT}{first}# keyproof\n{rest}{END}"),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        refused(name, comment, material, BODY).flag("Rfc4716HeaderInBody")
    };
    files.map(case).into()
}
