//! The body (RFC 4716 section 3.4): its line layout and its content.

use super::super::case::Case;
use super::super::keys;
use super::{BEGIN, COMMENT, END, accepted, key, open, refused, twin_body};
use keyproof::encoding::base64;

const BODY: &str = "RFC 4716 section 3.4";
const LINES: &str = "RFC 4716 section 3.1";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = allowed();
    cases.extend(unsettled());
    cases.extend(no_key());
    cases
}

fn of_width(width: usize) -> String {
    with_body(&base64::encode_wrapped(&key().blob(), width, "\n"))
}

fn with_body(body: &str) -> String {
    format!("{BEGIN}{COMMENT}{body}{END}")
}

fn allowed() -> Vec<Case> {
    let file = with_body(&twin_body());
    let mut cases = vec![
        accepted(
            "lines-of-64",
            "Lines have 64 characters, as PuTTYgen writes them.",
            of_width(64),
            BODY,
        ),
        accepted(
            "lines-of-72",
            "Lines have 72 characters, the maximum that the RFC allows.",
            of_width(72),
            BODY,
        ),
        accepted(
            "lines-of-71",
            "Lines have 71 characters, which is not a multiple of four.",
            of_width(71),
            BODY,
        ),
        accepted("crlf", "Lines end in CRLF.", file.replace('\n', "\r\n"), LINES),
        accepted(
            "unended",
            "The line of the end marker has no line ending.",
            file.trim_end(),
            LINES,
        ),
        accepted(
            "crlf-unended",
            "Lines end in CRLF, except the last, which has no line ending.",
            file.trim_end().replace('\n', "\r\n"),
            LINES,
        ),
    ];
    cases.push(
        accepted("one-line", "The body is one line of 372 characters.", of_width(372), BODY)
            .observed("A file with its body on one line of 372 characters was accepted in 2026."),
    );
    cases
}

/// Line layouts that the RFC doesn't describe.
fn unsettled() -> Vec<Case> {
    let body = twin_body();
    let file = with_body(&body);
    let (first, rest) = body.split_at(71);
    let each_line = |before: &str, after: &str| -> String {
        body.lines().map(|line| format!("{before}{line}{after}\n")).collect()
    };
    let mixed: String = file
        .lines()
        .zip(["\n", "\r\n", "\r"].into_iter().cycle())
        .map(|(line, ending)| format!("{line}{ending}"))
        .collect();
    let (start, end) = first.split_at(30);
    let layouts = [
        ("lines-of-1", "Each character of the body is on its own line.", of_width(1)),
        ("mixed-line-endings", "Lines end in LF, CRLF and CR in turn.", mixed),
        (
            "blank-line-inside-body",
            "An empty line is between two lines of the body.",
            with_body(&format!("{first}\n{rest}")),
        ),
        (
            "blank-lines-everywhere",
            "An empty line follows each line of the body.",
            with_body(&each_line("", "\n")),
        ),
        (
            "blank-line-before-end",
            "An empty line comes before the end marker.",
            with_body(&format!("{body}\n")),
        ),
        (
            "body-indented",
            "Each line of the body is indented by two spaces.",
            with_body(&each_line("  ", "")),
        ),
        (
            "body-trailing-blanks",
            "Each line of the body ends in two spaces.",
            with_body(&each_line("", "  ")),
        ),
        (
            "body-trailing-tabs",
            "Each line of the body ends in a tab.",
            with_body(&each_line("", "\t")),
        ),
        (
            "file-indented",
            "Every line of the file is indented by four spaces, as in YAML.",
            file.lines().map(|line| format!("    {line}\n")).collect(),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        open(name, comment, material, "Rfc4716Layout")
    };
    let mut cases: Vec<Case> = layouts.map(case).into();
    cases.push(open(
        "blank-inside-body-line",
        "A space is inside a line of the body.",
        with_body(&format!("{start} {end}{rest}")),
        "BlankInsideBase64",
    ));
    cases.push(
        open("cr", "Lines end in CR.", file.replace('\n', "\r"), "Rfc4716CarriageReturn")
            .standard(LINES),
    );
    cases.push(
        open(
            "lines-of-73",
            "Lines have 73 characters, one more than the RFC allows.",
            of_width(73),
            "Rfc4716WriterLimits",
        )
        .standard(BODY),
    );
    cases
}

/// Bodies that aren't the base64 of an ssh-rsa blob.
fn no_key() -> Vec<Case> {
    let key = key();
    let wrapped = |octets: &[u8]| base64::encode_wrapped(octets, 70, "\n");
    let labelled = format!("ssh-rsa {}", twin_body());
    let files = [
        ("body-empty", "The file has a header but no body.", with_body("")),
        ("body-blank", "The body is an empty line.", with_body("\n")),
        (
            "body-is-der",
            "The body is the base64 of a SubjectPublicKeyInfo.",
            with_body(&wrapped(&key.der())),
        ),
        (
            "body-is-openssh-line",
            "The body is an OpenSSH line.",
            with_body(&format!("{} keyproof\n", key.line())),
        ),
        (
            "body-starts-with-type",
            "The name of the key type comes before the base64 in the body.",
            with_body(&labelled),
        ),
        ("body-is-pem", "The body is a PEM file.", with_body(keys::text("other/spki.pem"))),
        (
            "body-is-rfc4716",
            "The body is a complete RFC 4716 file.",
            with_body(&with_body(&twin_body())),
        ),
        (
            "body-with-checksum",
            "A checksum follows the base64, as in OpenPGP armour.",
            with_body(&format!("{}=njUN\n", twin_body())),
        ),
        (
            "body-with-nul",
            "A NUL byte is between two lines of the body.",
            with_body(&format!("{}\0{}", twin_body().split_at(71).0, twin_body().split_at(71).1)),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        let nul = material.contains('\0');
        let case = refused(name, comment, material, BODY).flag("Rfc4716Body");
        if nul { super::not_ascii(case) } else { case }
    };
    files.map(case).into()
}
