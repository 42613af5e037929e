//! The valid SubjectPublicKeyInfo in PEM armour and in hexadecimal.

use super::super::case::Case;
use super::super::keys;
use super::{KEY, refused, text};
use keyproof::encoding::{base64, hexadecimal};

const RULE: &str = "import/other-formats-refused";
const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = pem();
    cases.extend(without_base64());
    cases
}

fn pem() -> Vec<Case> {
    let body = text(&keys::key(KEY).der());
    let line = base64::encode(&keys::key(KEY).der());
    let label = |label: &str| format!("-----BEGIN {label}-----\n{body}-----END {label}-----\n");
    let files = [
        (
            "pem-crlf",
            "The file is PEM with CRLF line endings.",
            label("PUBLIC KEY").replace('\n', "\r\n"),
        ),
        (
            "pem-on-one-line",
            "The file is PEM with the boundaries and the base64 on one line.",
            format!("{BEGIN}{line}{END}\n"),
        ),
        (
            "pem-on-one-line-with-blanks",
            "The file is PEM with spaces in place of the line breaks.",
            label("PUBLIC KEY").replace('\n', " "),
        ),
        (
            "pem-without-end",
            "The file is PEM without the END boundary.",
            format!("{BEGIN}\n{body}"),
        ),
        (
            "pem-without-begin",
            "The file is PEM without the BEGIN boundary.",
            format!("{body}{END}\n"),
        ),
        (
            "pem-with-dashes-alone",
            "The file is PEM whose boundaries consist of five dashes only.",
            format!("-----\n{body}-----\n"),
        ),
        (
            "pem-with-four-dashes",
            "The file is PEM whose boundaries have four dashes instead of five.",
            label("PUBLIC KEY").replace("-----", "----"),
        ),
        (
            "pem-labelled-rsa-public-key",
            "The file is PEM whose label says PKCS#1, but the content is a SubjectPublicKeyInfo.",
            label("RSA PUBLIC KEY"),
        ),
        (
            "pem-labelled-private-key",
            "The file is PEM whose label says private key, but the content is a public key.",
            label("PRIVATE KEY"),
        ),
        (
            "pem-labels-differ",
            "The file is PEM whose two labels differ.",
            format!("{BEGIN}\n{body}-----END RSA PUBLIC KEY-----\n"),
        ),
        (
            "pem-with-header",
            "The file is PEM with a header before the base64.",
            format!("{BEGIN}\nComment: keyproof\n\n{body}{END}\n"),
        ),
        (
            "pem-after-prose",
            "The file is PEM with a line of prose before it.",
            format!("My key:\n{}", label("PUBLIC KEY")),
        ),
        (
            "pem-indented",
            "The file is PEM whose lines are indented by four spaces.",
            label("PUBLIC KEY").lines().map(|line| format!("    {line}\n")).collect(),
        ),
        ("pem-twice", "The file contains the same PEM block twice.", label("PUBLIC KEY").repeat(2)),
        (
            "pem-in-ssh2-markers",
            "The base64 of the DER is between RFC 4716 markers with five dashes.",
            label("SSH2 PUBLIC KEY"),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        refused(RULE, name, comment, material).flag("PemArmour")
    };
    files.map(case).into()
}

fn without_base64() -> Vec<Case> {
    let der = keys::key(KEY).der();
    let digits = hexadecimal::encode(&der);
    let pairs: Vec<&str> =
        digits.as_bytes().chunks(2).filter_map(|pair| str::from_utf8(pair).ok()).collect();
    vec![
        refused(
            RULE,
            "hexadecimal-with-colons",
            "The DER is in hexadecimal with colons, as OpenSSL prints numbers.",
            format!("{}\n", pairs.join(":")),
        )
        .flag("NotBase64"),
    ]
}
