//! The right SubjectPublicKeyInfo in armour, in binary, in hexadecimal.

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
        ("pem-crlf", "PEM with CRLF.", label("PUBLIC KEY").replace('\n', "\r\n")),
        (
            "pem-on-one-line",
            "PEM whose boundaries and base64 are on one line.",
            format!("{BEGIN}{line}{END}\n"),
        ),
        (
            "pem-on-one-line-with-blanks",
            "PEM whose line breaks became blanks.",
            label("PUBLIC KEY").replace('\n', " "),
        ),
        ("pem-without-end", "PEM whose END boundary is missing.", format!("{BEGIN}\n{body}")),
        ("pem-without-begin", "PEM whose BEGIN boundary is missing.", format!("{body}{END}\n")),
        (
            "pem-with-dashes-alone",
            "PEM whose boundaries have lost their words.",
            format!("-----\n{body}-----\n"),
        ),
        (
            "pem-with-four-dashes",
            "PEM whose boundaries have four dashes.",
            label("PUBLIC KEY").replace("-----", "----"),
        ),
        (
            "pem-labelled-rsa-public-key",
            "PEM labelled as PKCS#1's form, which it isn't.",
            label("RSA PUBLIC KEY"),
        ),
        (
            "pem-labelled-private-key",
            "PEM labelled as a private key, which it isn't.",
            label("PRIVATE KEY"),
        ),
        (
            "pem-labels-differ",
            "PEM whose two labels differ.",
            format!("{BEGIN}\n{body}-----END RSA PUBLIC KEY-----\n"),
        ),
        (
            "pem-with-header",
            "PEM with a header before the base64.",
            format!("{BEGIN}\nComment: keyproof\n\n{body}{END}\n"),
        ),
        (
            "pem-after-prose",
            "PEM with a line of prose before it.",
            format!("My key:\n{}", label("PUBLIC KEY")),
        ),
        (
            "pem-indented",
            "PEM indented by four blanks.",
            label("PUBLIC KEY").lines().map(|line| format!("    {line}\n")).collect(),
        ),
        ("pem-twice", "PEM of the key, and the same once more.", label("PUBLIC KEY").repeat(2)),
        (
            "pem-in-ssh2-markers",
            "The base64 of DER between RFC 4716's markers with five dashes.",
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
            "The DER stands in hexadecimal with colons, as OpenSSL prints numbers.",
            format!("{}\n", pairs.join(":")),
        )
        .flag("NotBase64"),
    ]
}
