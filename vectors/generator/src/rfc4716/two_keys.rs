//! Files in which a decoy stands beside the key. Where the RFC settles which one is the key, that one may be
//! taken and never the decoy; where it doesn't, neither.

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

/// A key whose blob ends in another's, the base64 of which starts a line: whoever takes the lines before it for
/// a header reads the other.
fn nested() -> Vec<Case> {
    let key = keys::nested();
    let line = base64::encode(&key.blob());
    let (before, inner) = line.split_at(168);
    let wrap = |text: &str, width: usize| {
        let lines = text.as_bytes().chunks(width).map(String::from_utf8_lossy);
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    // Lines of 56 make up what stands before the inner key, so that it starts a line of its own.
    let body = format!("{}{}", wrap(before, 56), wrap(inner, 70));
    let file = |header: &str| format!("{BEGIN}{header}{body}{END}");
    let files = [
        (
            "nested-after-continuation-with-colon",
            "The comment goes on in a line with a colon: who takes that for a header's end reads the inner key.",
            file("Comment: a\\\nb: c\n"),
        ),
        (
            "nested-after-continuation-with-colon-crlf",
            "The same with CRLF at the ends of lines.",
            file("Comment: a\\\nb: c\n").replace('\n', "\r\n"),
        ),
        (
            "nested-after-backslash-and-blank",
            "A blank stands behind the backslash: who trims it first takes the body's lines for the comment's.",
            file("Comment: a\\ \n"),
        ),
        (
            "nested-after-carriage-return",
            "A carriage return ends the comment: who takes it for no end takes the body's first line with it.",
            file("Comment: a\r"),
        ),
    ];
    let either = |(name, comment, material): (&str, &str, String)| {
        open_as(name, comment, material, (FLAG, &key)).standard(HEADERS)
    };
    let plain = Case::accept(
        "import/rfc4716/nested-and-plain",
        &["import/rfc4716", "import/2048-bits"],
        "Without a header there is nothing to disagree on: the whole body is the key.",
        file(""),
        &key,
    );
    files.map(either).into_iter().chain([plain.document(SECTION).standard(BODY)]).collect()
}

fn wrapped(key: &Key) -> String {
    base64::encode_wrapped(&key.blob(), 70, "\n")
}

/// Decoys inside headers. The RFC says where headers end, but programs don't agree, so refusing is right too.
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
            "The comment is another key's OpenSSH line.",
            file(&format!("Comment: {}\n", decoy.line())),
        ),
        (
            "decoy-pem-in-comment",
            "The comment is another key in PEM, on one line, which cryptography 48 reads.",
            file(&format!(
                "Comment: -----BEGIN PUBLIC KEY-----{}-----END PUBLIC KEY-----\n",
                decoy.spki
            )),
        ),
        (
            "decoy-in-continuation",
            "The comment goes on with another key's base64, whole on one line.",
            file(&format!("Comment: keyproof\\\n{line}\n")),
        ),
        (
            "decoy-in-continuations",
            "The comment goes on with another key's base64, over its lines.",
            file(&format!("Comment: keyproof\\\n{continued}\n")),
        ),
        (
            "decoy-broken-over-continuations",
            "The comment goes on with another key's base64, so broken that no line starts like a key.",
            file(&format!("Comment: keyproof\\\n{start}\\\n{rest}\n")),
        ),
        (
            "decoy-file-in-continuations",
            "The comment goes on with another key's whole file, each line of it continued.",
            file(&format!("Comment: keyproof\\\n{}\\\n{continued}\\\n{}", END.trim_end(), END)),
        ),
        (
            "decoy-openssh-line-in-continuation",
            "The comment goes on with another key's OpenSSH line.",
            file(&format!("Comment: keyproof\\\n{}\n", decoy.line())),
        ),
        (
            "decoy-der-in-continuation",
            "The comment goes on with another key's base64 DER.",
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
        ("same-file-twice", "The file, and the same once more.", file(&one).repeat(2)),
        ("two-files", "Another key's file follows.", file(&one) + &file(&other)),
        (
            "two-files-without-first-end",
            "Another key's file follows, and the first end marker is missing.",
            format!("{BEGIN}{COMMENT}{}{}", wrapped(&one), file(&other)),
        ),
        (
            "two-files-without-second-begin",
            "Another key's body and end marker follow.",
            format!("{}{}{END}", file(&one), wrapped(&other)),
        ),
        (
            "openssh-line-before",
            "Another key's OpenSSH line stands before the begin marker.",
            format!("{}\n{}", other.line(), file(&one)),
        ),
        (
            "openssh-line-after",
            "Another key's OpenSSH line follows the end marker.",
            format!("{}{}\n", file(&one), other.line()),
        ),
        (
            "der-before",
            "Another key's base64 DER stands before the begin marker.",
            format!("{}\n{}", other.spki, file(&one)),
        ),
        (
            "pem-after",
            "A PEM public key follows the end marker.",
            format!("{}{}", file(&other), keys::text("other/spki.pem")),
        ),
        (
            "body-before-begin",
            "Another key's body stands before the begin marker.",
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
            "Another key's body follows the first.",
            file(wrapped(&one) + &wrapped(&other)),
        ),
        (
            "two-bodies-after-padding",
            "Another key's body follows one that ends in padding: who stops there reads the first.",
            file(wrapped(&padded) + &wrapped(&one)),
        ),
        (
            "two-bodies-with-blank-line",
            "Another key's body follows behind an empty line.",
            file(format!("{}\n{}", wrapped(&one), wrapped(&other))),
        ),
        (
            "two-bodies-with-header",
            "Another key's body follows behind a header.",
            file(format!("{}Comment: \"another\"\n{}", wrapped(&one), wrapped(&other))),
        ),
        (
            "two-bodies-with-header-after-padding",
            "Another key's body follows behind a header, after one that ends in padding.",
            file(format!("{}Comment: \"another\"\n{}", wrapped(&padded), wrapped(&one))),
        ),
        (
            "two-bodies-after-backslash-and-blank",
            "Behind a backslash and a blank stand two keys, a line each: who takes the header to go on reads the second.",
            format!("{BEGIN}Comment: keyproof\\ \n{line}\n{}{END}", wrapped(&other)),
        ),
        (
            "two-bodies-one-in-continuation",
            "A header between two lines goes on over the body of one key: who takes headers anywhere reads the other.",
            format!("{BEGIN}{}Comment: keyproof\\\n{line}\n{END}", wrapped(&other)),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        refused(name, comment, material, BODY).flag(FLAG)
    };
    files.map(case).into()
}
