//! Files with a decoy key next to the key. If the RFC determines which one is the key, only that
//! one may be accepted. If it doesn't, the file must be refused.

use super::super::case::Case;
use super::super::keys::{self, Key};
use super::{BEGIN, COMMENT, END, SECTION, decoy, key, open, open_as, refused, twin_body};
use keyproof::encoding::base64;

const HEADERS: &str = "RFC 4716 section 3.3";
const BODY: &str = "RFC 4716 section 3.4";
const MARKERS: &str = "RFC 4716 section 3.2";
const FLAG: &str = "Rfc4716TwoKeys";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = settled();
    cases.extend(two_files());
    cases.extend(two_bodies());
    cases.extend(nested());
    cases
}

/// A key whose blob ends in the blob of another key, the base64 of which starts on its own line. A
/// reader that treats the lines before it as a header reads the other key.
fn nested() -> Vec<Case> {
    let key = keys::nested();
    let line = base64::encode(&key.blob());
    let (before, inner) = line.split_at(168);
    let wrap = |text: &str, width: usize| {
        let lines = text.as_bytes().chunks(width).map(String::from_utf8_lossy);
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    // The base64 before the inner key is in lines of 56, so that the inner key starts on its own
    // line.
    let body = format!("{}{}", wrap(before, 56), wrap(inner, 70));
    let file = |header: &str| format!("{BEGIN}{header}{body}{END}");
    let files = [
        (
            "nested-after-continuation-with-colon",
            "The comment continues on a line with a colon; a reader that ends the header there \
             reads the inner key.",
            file("Comment: a\\\nb: c\n"),
        ),
        (
            "nested-after-continuation-with-colon-crlf",
            "The comment continues on a line with a colon, in a file with CRLF line endings.",
            file("Comment: a\\\nb: c\n").replace('\n', "\r\n"),
        ),
        (
            "nested-after-backslash-and-blank",
            "A space follows the backslash; a reader that trims it first reads lines of the body \
             as part of the comment.",
            file("Comment: a\\ \n"),
        ),
        (
            "nested-after-carriage-return",
            "A carriage return ends the comment; a reader that does not end the line there reads \
             the first body line as part of it.",
            file("Comment: a\r"),
        ),
    ];
    let either = |(name, comment, material): (&str, &str, String)| {
        open_as(name, comment, material, (FLAG, &key)).standard(HEADERS)
    };
    let plain = Case::accept(
        "import/rfc4716/nested-and-plain",
        &["import/rfc4716", "import/2048-bits"],
        "The file has no header, so the whole body is clearly the key.",
        file(""),
        &key,
    );
    files.map(either).into_iter().chain([plain.document(SECTION).standard(BODY)]).collect()
}

fn wrapped(key: &Key) -> String {
    base64::encode_wrapped(&key.blob(), 70, "\n")
}

/// Decoys inside headers. The RFC defines where headers end, but programs disagree, so refusing the
/// file is also correct.
fn settled() -> Vec<Case> {
    let body = twin_body();
    let decoy = decoy();
    let line = base64::encode(&decoy.blob());
    let continued = wrapped(&decoy).trim_end().replace('\n', "\\\n");
    let (start, rest) = line.split_at(8);
    let file = |headers: &str| format!("{BEGIN}{headers}{body}{END}");
    let files = [
        (
            "decoy-in-comment",
            "The comment is the OpenSSH line of another key.",
            file(&format!("Comment: {}\n", decoy.line())),
        ),
        (
            "decoy-pem-in-comment",
            "The comment is another key in PEM on one line, which cryptography 48 reads.",
            file(&format!(
                "Comment: -----BEGIN PUBLIC KEY-----{}-----END PUBLIC KEY-----\n",
                decoy.spki
            )),
        ),
        (
            "decoy-in-continuation",
            "The comment continues with the base64 of another key on one line.",
            file(&format!("Comment: keyproof\\\n{line}\n")),
        ),
        (
            "decoy-in-continuations",
            "The comment continues with the base64 of another key over several lines.",
            file(&format!("Comment: keyproof\\\n{continued}\n")),
        ),
        (
            "decoy-broken-over-continuations",
            "The comment continues with the base64 of another key, broken so that no line starts \
             like a complete key.",
            file(&format!("Comment: keyproof\\\n{start}\\\n{rest}\n")),
        ),
        (
            "decoy-file-in-continuations",
            "The comment continues with an end marker, the body of another key and another end \
             marker.",
            file(&format!("Comment: keyproof\\\n{}\\\n{continued}\\\n{}", END.trim_end(), END)),
        ),
        (
            "decoy-openssh-line-in-continuation",
            "The comment continues with the OpenSSH line of another key.",
            file(&format!("Comment: keyproof\\\n{}\n", decoy.line())),
        ),
        (
            "decoy-der-in-continuation",
            "The comment continues with the base64 DER of another key.",
            file(&format!("Comment: keyproof\\\n{}\n", decoy.spki)),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        open(name, comment, material, FLAG).standard(HEADERS)
    };
    files.map(case).into()
}

fn two_files() -> Vec<Case> {
    let (one, other) = (key(), decoy());
    let file = |key: &Key| format!("{BEGIN}{COMMENT}{}{END}", wrapped(key));
    let files = [
        (
            "same-file-twice",
            "The file contains the same RFC 4716 file twice.",
            file(&one).repeat(2),
        ),
        (
            "two-files",
            "The RFC 4716 file of another key follows the first file.",
            file(&one) + &file(&other),
        ),
        (
            "two-files-without-first-end",
            "The RFC 4716 file of another key follows, and the first end marker is missing.",
            format!("{BEGIN}{COMMENT}{}{}", wrapped(&one), file(&other)),
        ),
        (
            "two-files-without-second-begin",
            "The body of another key and an end marker follow the file, without a begin marker.",
            format!("{}{}{END}", file(&one), wrapped(&other)),
        ),
        (
            "openssh-line-before",
            "The OpenSSH line of another key comes before the begin marker.",
            format!("{}\n{}", other.line(), file(&one)),
        ),
        (
            "openssh-line-after",
            "The OpenSSH line of another key follows the end marker.",
            format!("{}{}\n", file(&one), other.line()),
        ),
        (
            "der-before",
            "The base64 DER of another key comes before the begin marker.",
            format!("{}\n{}", other.spki, file(&one)),
        ),
        (
            "pem-after",
            "A public key in PEM follows the end marker.",
            format!("{}{}", file(&other), keys::text("other/spki.pem")),
        ),
        (
            "body-before-begin",
            "The body of another key comes before the begin marker.",
            format!("{}{}", wrapped(&other), file(&one)),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        refused(name, comment, material, MARKERS).flag(FLAG)
    };
    files.map(case).into()
}

fn two_bodies() -> Vec<Case> {
    let (one, other) = (key(), decoy());
    let padded = keys::key("1024");
    let file = |body: String| format!("{BEGIN}{COMMENT}{body}{END}");
    let line = base64::encode(&one.blob());
    let files = [
        (
            "two-bodies",
            "The body of another key follows the first body.",
            file(wrapped(&one) + &wrapped(&other)),
        ),
        (
            "two-bodies-after-padding",
            "The body of another key follows a body that ends in padding; a reader that stops \
             there reads the first key.",
            file(wrapped(&padded) + &wrapped(&one)),
        ),
        (
            "two-bodies-with-blank-line",
            "The body of another key follows after an empty line.",
            file(format!("{}\n{}", wrapped(&one), wrapped(&other))),
        ),
        (
            "two-bodies-with-header",
            "The body of another key follows after a header.",
            file(format!("{}Comment: \"another\"\n{}", wrapped(&one), wrapped(&other))),
        ),
        (
            "two-bodies-with-header-after-padding",
            "The body of another key follows after a header, and the first body ends in padding.",
            file(format!("{}Comment: \"another\"\n{}", wrapped(&padded), wrapped(&one))),
        ),
        (
            "two-bodies-after-backslash-and-blank",
            "Two keys follow a backslash and a space; a reader that continues the header reads the \
             second key.",
            format!("{BEGIN}Comment: keyproof\\ \n{line}\n{}{END}", wrapped(&other)),
        ),
        (
            "two-bodies-one-in-continuation",
            "A header after the body of one key continues over the body of another; a reader that \
             allows headers there reads the first key.",
            format!("{BEGIN}{}Comment: keyproof\\\n{line}\n{END}", wrapped(&other)),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        refused(name, comment, material, BODY).flag(FLAG)
    };
    files.map(case).into()
}
