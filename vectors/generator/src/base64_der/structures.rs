//! DER that is not a SubjectPublicKeyInfo: private keys, certificates, wrapped keys, several keys,
//! other data.

use super::super::case::Case;
use super::super::keys;
use super::{KEY, refused, text};
use keyproof::encoding::{base64, der};

const INFO_SYNTAX: &str = "RFC 5280 section 4.1";

/// The nesting depth that overflows the stack of recursive readers.
const DEPTH: usize = 10_000;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = private_keys();
    cases.extend(known_structures());
    cases.extend(wrapped());
    cases.extend(several());
    cases.extend(encoded_again());
    cases.push(looks_private());
    cases
}

/// A key of 768 bits whose base64 happens to contain the base64 prefix of an OpenSSH private key. A
/// fuzzer found that a file with this key on one line was reported as a private key.
fn looks_private() -> Case {
    let file = "MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhALPQvhaiC6GbqDuF2AotpmNpSKs6pJZ19llbGZRB/Tb3BlbnNzaC1rZXkt\
                djEAXj70MKhbThNrCsYTOGpsjn2NafwINKU96soZNgqJTKWQDkg2JZTl4omFmRqjLClg02pwIDAQAB\n";
    let rule = "import/other-lengths-refused";
    let comment = "A key of 768 bits, whose base64 happens to contain the base64 prefix of an \
                   OpenSSH private key.";
    refused(rule, "private-key-mark-inside", comment, file).flag("UnsupportedLength")
}

/// Returns the base64 of a PEM file, without its boundaries and headers.
fn unarmoured(file: &str) -> String {
    let is_base64 = |line: &&str| !line.contains(['-', ':']) && !line.is_empty();
    file.lines().filter(is_base64).map(|line| format!("{line}\n")).collect()
}

fn private_keys() -> Vec<Case> {
    let files = [
        ("pkcs1-private-key", "A private key in PKCS#1 form.", keys::key(KEY).pem()),
        ("pkcs8-private-key", "A private key in PKCS#8 form.", keys::text("other/pkcs8.pem")),
        (
            "pkcs8-encrypted-private-key",
            "An encrypted private key in PKCS#8 form.",
            keys::text("other/pkcs8-encrypted.pem"),
        ),
        (
            "pkcs8-ed25519-private-key",
            "An Ed25519 private key in PKCS#8 form.",
            keys::text("other/pkcs8-ed25519.pem"),
        ),
        (
            "sec1-private-key",
            "An elliptic-curve private key in SEC 1 form.",
            keys::text("other/sec1-ec-p256.pem"),
        ),
        (
            "openssh-private-key",
            "A private key in OpenSSH form, without its armour.",
            keys::text("other/openssh-private.pem"),
        ),
    ];
    let case = |(name, comment, file): (&str, &str, &str)| {
        refused("import/private-key-refused", name, comment, unarmoured(file))
            .flag("PrivateKeyMaterial")
    };
    files.map(case).into()
}

fn known_structures() -> Vec<Case> {
    let other = |name, comment, material: String| {
        refused("import/other-formats-refused", name, comment, material).flag("OtherStructure")
    };
    let key = keys::key(KEY);
    vec![
        other(
            "pkcs1-public-key",
            "The RSAPublicKey of PKCS#1, without a SubjectPublicKeyInfo around it.",
            unarmoured(keys::text("other/pkcs1-public.pem")),
        )
        .observed("The base64 of a PKCS#1 public key was refused with InvalidKey.Format in 2026."),
        other(
            "certificate",
            "An X.509 certificate for the key.",
            unarmoured(keys::text("other/x509-certificate.pem")),
        ),
        other(
            "certificate-request",
            "A PKCS#10 certificate request for the key.",
            unarmoured(keys::text("other/pkcs10-request.pem")),
        ),
        other(
            "pkcs7",
            "A PKCS#7 file with a certificate for the key.",
            unarmoured(keys::text("other/pkcs7.pem")),
        ),
        other(
            "ssh-blob",
            "The ssh-rsa blob of the key, without the word ssh-rsa before it.",
            text(&key.blob()),
        ),
    ]
}

/// The SubjectPublicKeyInfo of the key inside another structure, and other data in its place.
fn wrapped() -> Vec<Case> {
    let info = keys::key(KEY).der();
    let nested = (0..DEPTH).fold(Vec::new(), |content, _| der::write_sequence(&[&content]));
    let version = [der::INTEGER, 1, 0];
    let faults: [(&str, &str, Vec<u8>); 11] = [
        (
            "in-sequence",
            "The SubjectPublicKeyInfo is inside another SEQUENCE.",
            der::write_sequence(&[&info]),
        ),
        (
            "in-octet-string",
            "The SubjectPublicKeyInfo is inside an OCTET STRING.",
            der::write(der::OCTET_STRING, &info),
        ),
        (
            "in-bit-string",
            "The SubjectPublicKeyInfo is inside a BIT STRING.",
            der::write(der::BIT_STRING, &[&[0], &*info].concat()),
        ),
        (
            "in-context-tag",
            "The SubjectPublicKeyInfo is tagged [0], explicitly.",
            der::write(0xa0, &info),
        ),
        (
            "in-sequence-with-version",
            "The SubjectPublicKeyInfo follows a version in a SEQUENCE, as in a PKCS#8 private key.",
            der::write_sequence(&[&version, &info]),
        ),
        ("empty-sequence", "The DER is an empty SEQUENCE.", der::write_sequence(&[])),
        ("null", "The DER is a NULL.", der::write(der::NULL, &[])),
        ("integer", "The DER is only the modulus.", der::write_unsigned(&keys::key(KEY).modulus())),
        ("end-of-contents", "The DER is two zero octets.", vec![0, 0]),
        (
            "prose",
            "The decoded base64 is prose, not DER.",
            b"This is no key, in whichever way it is read.".to_vec(),
        ),
        (
            "nested-10000-deep",
            "The DER is ten thousand nested SEQUENCEs, which can overflow the stack of a recursive \
             reader.",
            nested,
        ),
    ];
    let case = |(name, comment, der): (&str, &str, Vec<u8>)| {
        let rule = "import/malformed-refused";
        let case =
            refused(rule, name, comment, text(&der)).standard(INFO_SYNTAX).flag("DerWrapping");
        if name.starts_with("nested") {
            return case.codes(&[
                "InvalidKey.Format",
                "InvalidKeyPair.Format",
                "InvalidParameterValue",
            ]);
        }
        case
    };
    faults.map(case).into()
}

/// More than one key.
fn several() -> Vec<Case> {
    let (one, other) = (keys::key(KEY), keys::key("2048-b"));
    let padded = keys::key("4096");
    let files = [
        (
            "same-key-twice",
            "The DER is the same SubjectPublicKeyInfo twice.",
            text(&[one.der(), one.der()].concat()),
        ),
        (
            "second-key",
            "The DER is a SubjectPublicKeyInfo followed by that of another key.",
            text(&[one.der(), other.der()].concat()),
        ),
        (
            "two-keys-in-sequence",
            "The DER is a SEQUENCE of the SubjectPublicKeyInfo of two keys.",
            text(&der::write_sequence(&[&one.der(), &other.der()])),
        ),
        (
            "second-key-after-blank-line",
            "The base64 of another key follows after an empty line.",
            format!("{}\n{}", text(&one.der()), text(&other.der())),
        ),
        (
            "second-key-after-padding",
            "The base64 of another key follows one that ends in padding; a reader that stops there \
             reads the first.",
            format!("{}{}", text(&padded.der()), text(&one.der())),
        ),
        (
            "second-key-on-own-line",
            "Two lines hold the base64 of one key each; a reader of the first line finds a \
             complete key.",
            format!("{}\n{}\n", base64::encode(&one.der()), base64::encode(&other.der())),
        ),
        (
            "second-key-as-openssh-line",
            "The OpenSSH line of another key follows the base64.",
            format!("{}{}\n", text(&one.der()), other.line()),
        ),
        (
            "second-key-in-rfc4716",
            "The RFC 4716 file of another key follows the base64.",
            format!("{}{}", text(&one.der()), keys::rfc4716("", &other.blob())),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        refused("import/malformed-refused", name, comment, material)
            .standard(INFO_SYNTAX)
            .flag("TwoKeysInBase64Der")
    };
    files.map(case).into()
}

/// Base64 of a complete text file.
fn encoded_again() -> Vec<Case> {
    let key = keys::key(KEY);
    let texts = [(
        "base64-of-pem",
        "The decoded base64 is a PEM file.",
        keys::text("other/spki.pem").to_owned(),
    )];
    let case = |(name, comment, text): (&str, &str, String)| {
        refused("import/malformed-refused", name, comment, super::text(text.as_bytes()))
            .flag("EncodedTwice")
    };
    let mut cases: Vec<Case> = texts.map(case).into();
    let line = format!("{} keyproof\n", key.line());
    cases.push(
        case(("base64-of-openssh-line", "The decoded base64 is an OpenSSH line.", line)).observed(
            "According to a report, a line encoded twice was refused with InvalidKey.Format.",
        ),
    );
    cases
}
