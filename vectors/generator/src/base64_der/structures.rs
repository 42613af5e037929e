//! DER that is something else: private keys, certificates, keys in a wrapping, nothing at all.

use super::super::case::Case;
use super::super::keys;
use super::{KEY, refused, text};
use keyproof::encoding::{base64, der};

const INFO_SYNTAX: &str = "RFC 5280 section 4.1";

/// The depth of the nesting that overflows the stack of readers that call themselves.
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

/// A key of 768 bits in whose base64 that of an OpenSSH private key seems to start. A fuzzer found that it was
/// called one when it stood on one line.
fn looks_private() -> Case {
    let file = "MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhALPQvhaiC6GbqDuF2AotpmNpSKs6pJZ19llbGZRB/Tb3BlbnNzaC1rZXkt\
                djEAXj70MKhbThNrCsYTOGpsjn2NafwINKU96soZNgqJTKWQDkg2JZTl4omFmRqjLClg02pwIDAQAB\n";
    let rule = "import/other-lengths-refused";
    let comment =
        "A key of 768 bits, whose base64 holds the start of an OpenSSH private key's by chance.";
    refused(rule, "private-key-mark-inside", comment, file).flag("UnsupportedLength")
}

/// The base64 of a PEM file, without its boundaries and headers.
fn unarmoured(file: &str) -> String {
    let is_base64 = |line: &&str| !line.contains(['-', ':']) && !line.is_empty();
    file.lines().filter(is_base64).map(|line| format!("{line}\n")).collect()
}

fn private_keys() -> Vec<Case> {
    let files = [
        ("pkcs1-private-key", "A private key as PKCS#1 has it.", keys::key(KEY).pem()),
        ("pkcs8-private-key", "A private key as PKCS#8 has it.", keys::text("other/pkcs8.pem")),
        (
            "pkcs8-encrypted-private-key",
            "An encrypted private key as PKCS#8 has it.",
            keys::text("other/pkcs8-encrypted.pem"),
        ),
        (
            "pkcs8-ed25519-private-key",
            "An Ed25519 private key as PKCS#8 has it.",
            keys::text("other/pkcs8-ed25519.pem"),
        ),
        (
            "sec1-private-key",
            "A private key on an elliptic curve as SEC 1 has it.",
            keys::text("other/sec1-ec-p256.pem"),
        ),
        (
            "openssh-private-key",
            "A private key as OpenSSH has it, without its armour.",
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
            "The RSAPublicKey of PKCS#1, with no algorithm around it.",
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
            "A PKCS#10 request for a certificate for the key.",
            unarmoured(keys::text("other/pkcs10-request.pem")),
        ),
        other(
            "pkcs7",
            "A PKCS#7 file with a certificate for the key.",
            unarmoured(keys::text("other/pkcs7.pem")),
        ),
        other(
            "ssh-blob",
            "The ssh-rsa blob of the key, without the type's name before it.",
            text(&key.blob()),
        ),
    ]
}

/// The key's SubjectPublicKeyInfo inside something else, and something else in its place.
fn wrapped() -> Vec<Case> {
    let info = keys::key(KEY).der();
    let nested = (0..DEPTH).fold(Vec::new(), |content, _| der::write_sequence(&[&content]));
    let version = [der::INTEGER, 1, 0];
    let faults: [(&str, &str, Vec<u8>); 11] = [
        (
            "in-sequence",
            "The SubjectPublicKeyInfo stands in another SEQUENCE.",
            der::write_sequence(&[&info]),
        ),
        (
            "in-octet-string",
            "The SubjectPublicKeyInfo stands in an OCTET STRING.",
            der::write(der::OCTET_STRING, &info),
        ),
        (
            "in-bit-string",
            "The SubjectPublicKeyInfo stands in a BIT STRING.",
            der::write(der::BIT_STRING, &[&[0], &*info].concat()),
        ),
        (
            "in-context-tag",
            "The SubjectPublicKeyInfo is tagged [0], explicitly.",
            der::write(0xa0, &info),
        ),
        (
            "in-sequence-with-version",
            "The SubjectPublicKeyInfo stands behind a version, as if in a private key's wrapping.",
            der::write_sequence(&[&version, &info]),
        ),
        ("empty-sequence", "The DER is an empty SEQUENCE.", der::write_sequence(&[])),
        ("null", "The DER is a NULL.", der::write(der::NULL, &[])),
        (
            "integer",
            "The DER is the modulus alone.",
            der::write_unsigned(&keys::key(KEY).modulus()),
        ),
        ("end-of-contents", "The DER is two zero octets.", vec![0, 0]),
        (
            "prose",
            "The base64 stands for prose.",
            b"This is no key, in whichever way it is read.".to_vec(),
        ),
        ("nested-10000-deep", "The DER is ten thousand SEQUENCEs, one in the other.", nested),
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
            "The DER is a SubjectPublicKeyInfo, and the same once more.",
            text(&[one.der(), one.der()].concat()),
        ),
        (
            "second-key",
            "The DER is a SubjectPublicKeyInfo, and that of another key behind it.",
            text(&[one.der(), other.der()].concat()),
        ),
        (
            "two-keys-in-sequence",
            "The DER is a SEQUENCE of two keys' SubjectPublicKeyInfo.",
            text(&der::write_sequence(&[&one.der(), &other.der()])),
        ),
        (
            "second-key-after-blank-line",
            "Another key's base64 follows behind a blank line.",
            format!("{}\n{}", text(&one.der()), text(&other.der())),
        ),
        (
            "second-key-after-padding",
            "Another key's base64 follows, after one that ends in padding: whoever stops there reads \
             the first.",
            format!("{}{}", text(&padded.der()), text(&one.der())),
        ),
        (
            "second-key-on-own-line",
            "Each of two keys' base64 takes a line: whoever reads the first line has a whole key.",
            format!("{}\n{}\n", base64::encode(&one.der()), base64::encode(&other.der())),
        ),
        (
            "second-key-as-openssh-line",
            "Another key's OpenSSH line follows.",
            format!("{}{}\n", text(&one.der()), other.line()),
        ),
        (
            "second-key-in-rfc4716",
            "Another key's RFC 4716 file follows.",
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

/// Base64 of what is text already.
fn encoded_again() -> Vec<Case> {
    let key = keys::key(KEY);
    let texts = [(
        "base64-of-pem",
        "The base64 stands for a PEM file.",
        keys::text("other/spki.pem").to_owned(),
    )];
    let case = |(name, comment, text): (&str, &str, String)| {
        refused("import/malformed-refused", name, comment, super::text(text.as_bytes()))
            .flag("EncodedTwice")
    };
    let mut cases: Vec<Case> = texts.map(case).into();
    let line = format!("{} keyproof\n", key.line());
    cases.push(
        case(("base64-of-openssh-line", "The base64 stands for an OpenSSH line.", line))
            .observed("A line encoded twice is reported to be refused with InvalidKey.Format."),
    );
    cases
}
