//! What is no unencrypted RSA private key, and files whose armour or base64 is broken.

use super::super::case::Case;
use super::super::keys::{self, rfc4716, text};
use super::super::private_forms::{pkcs1_der, pkcs8, rsa_algorithm};
use super::refuse;
use keyproof::encoding::{base64, pem};

pub(super) fn files() -> Vec<Case> {
    [encrypted(), public_keys(), other_algorithms(), nothing(), armour(), base64_text()].concat()
}

/// Keys under a passphrase, which nobody has given.
fn encrypted() -> Vec<Case> {
    let case = |name: &str, twin: &str, comment: &str, file: &str| {
        refuse(name, twin, comment, text(file)).flag("EncryptedPrivateKey")
    };
    vec![
        case(
            "pkcs1-encrypted",
            "pkcs1-2048",
            "PKCS#1 under a passphrase: the label is the plain key's, and headers tell.",
            "other/pkcs1-encrypted.pem",
        ),
        case(
            "pkcs8-encrypted",
            "pkcs8-2048",
            "PKCS#8 under a passphrase.",
            "other/pkcs8-encrypted.pem",
        ),
        case(
            "openssh-encrypted",
            "openssh-2048",
            "OpenSSH's own form under a passphrase: the public key can be read, the private one can't.",
            "other/openssh-private-encrypted.pem",
        ),
        case(
            "ppk-3-encrypted",
            "ppk-3-2048",
            "PuTTY's form under a passphrase: the public key can be read, the private one can't.",
            "other/ppk-v3-encrypted.ppk",
        ),
    ]
}

/// The wrong one of two files.
fn public_keys() -> Vec<Case> {
    let key = keys::key("2048");
    let case = |name: &str, comment: &str, file: &str| refuse(name, "pkcs1-2048", comment, file);
    vec![
        case(
            "public-openssh-line",
            "The public key as OpenSSH line.",
            &format!("{} keyproof\n", key.line()),
        ),
        case("public-rfc4716", "The public key as RFC 4716 file.", &rfc4716("", &key.blob())),
        case("public-pem", "The public key as PEM.", text("other/spki.pem")),
        case(
            "public-pkcs1-pem",
            "The public key as PKCS#1 has it.",
            text("other/pkcs1-public.pem"),
        ),
        case("certificate", "A certificate.", text("other/x509-certificate.pem")),
        case("certificate-request", "A certificate request.", text("other/pkcs10-request.pem")),
    ]
}

fn other_algorithms() -> Vec<Case> {
    let case = |name: &str, twin: &str, comment: &str, file: &str| {
        refuse(name, twin, comment, text(file)).flag("OtherPrivateKey")
    };
    vec![
        case("sec1-ecdsa", "pkcs1-1024", "An ECDSA key as SEC 1 has it.", "other/sec1-ec-p256.pem"),
        case("pkcs8-ecdsa", "pkcs8-1024", "An ECDSA key as PKCS#8.", "other/pkcs8-ec-p256.pem"),
        case("pkcs8-dsa", "pkcs8-1024", "A DSA key as PKCS#8.", "other/pkcs8-dsa-2048.pem"),
        case("pkcs8-ed25519", "pkcs8-1024", "An Ed25519 key as PKCS#8.", "other/pkcs8-ed25519.pem"),
        case(
            "openssh-dsa",
            "openssh-1024",
            "A DSA key in OpenSSH's own form.",
            "other/openssh-private-dsa-1024.pem",
        ),
        case(
            "openssh-ecdsa",
            "openssh-1024",
            "An ECDSA key in OpenSSH's own form.",
            "other/openssh-private-ecdsa-256.pem",
        ),
        case(
            "openssh-ed25519",
            "openssh-1024",
            "An Ed25519 key in OpenSSH's own form.",
            "other/openssh-private-ed25519.pem",
        ),
    ]
}

fn nothing() -> Vec<Case> {
    let case = |name: &str, comment: &str, file: &str| refuse(name, "pkcs1-1024", comment, file);
    vec![
        case("empty", "A file without a byte.", ""),
        case("one-newline", "A file with nothing but a line end.", "\n"),
        case("prose", "A sentence.", "My private key is at home.\n"),
        case(
            "armour-alone",
            "BEGIN and END, and nothing between.",
            "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n",
        ),
    ]
}

/// Faults of BEGIN and END lines (RFC 7468).
fn armour() -> Vec<Case> {
    let key = keys::key("1024");
    let (file, contents) = (key.pem(), pkcs1_der(&key));
    let without = |part: &str| file.replacen(part, "", 1);
    let labelled = |label: &str| pem::write(label, &contents, 64);
    let case = |name: &str, comment: &str, file: String| {
        refuse(name, "pkcs1-1024", comment, file).standard("RFC 7468 sections 2 and 3")
    };
    vec![
        case(
            "begin-missing",
            "The first line is lost.",
            without("-----BEGIN RSA PRIVATE KEY-----\n"),
        ),
        case("end-missing", "The last line is lost.", without("-----END RSA PRIVATE KEY-----\n"))
            .flag("PrivateKeyEnd"),
        case("begin-four-dashes", "BEGIN with four dashes, as RFC 4716 has them.", without("-"))
            .flag("PrivateKeyLabel"),
        case(
            "end-cut-off",
            "The file ends in the middle of its last line.",
            file.trim_end().trim_end_matches(" KEY-----").to_owned(),
        )
        .flag("PrivateKeyEnd"),
        case(
            "cut-off-in-the-middle",
            "A download that broke off.",
            file.chars().take(400).collect(),
        )
        .flag("PrivateKeyEnd"),
        case(
            "label-in-small-letters",
            "A label is written in capitals.",
            file.replace("RSA PRIVATE KEY", "rsa private key"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "end-of-another-label",
            "BEGIN and END have different labels.",
            file.replace("END RSA", "END DSA"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "label-of-ecdsa",
            "An RSA key under the label of ECDSA keys.",
            labelled("EC PRIVATE KEY"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "label-of-public-key",
            "A private key under the label of public keys.",
            labelled("RSA PUBLIC KEY"),
        )
        .flag("PrivateKeyLabel"),
        case("label-of-pkcs8", "PKCS#1 under the label of PKCS#8.", labelled("PRIVATE KEY"))
            .flag("PrivateKeyLabel"),
        case(
            "label-of-openssh",
            "PKCS#1 under the label of OpenSSH's own form.",
            labelled("OPENSSH PRIVATE KEY"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "pkcs8-with-label-of-pkcs1",
            "PKCS#8 under the label of PKCS#1.",
            pem::write("RSA PRIVATE KEY", &pkcs8(0, &rsa_algorithm(), &contents), 64),
        )
        .flag("PrivateKeyLabel"),
    ]
}

/// Faults of the base64 (RFC 4648).
fn base64_text() -> Vec<Case> {
    let key = keys::key("1024");
    let file = key.pem();
    let (start, end) = file.split_at(file.len() / 2);
    let contents = pkcs1_der(&key);
    let case = |name: &str, comment: &str, file: String| {
        refuse(name, "pkcs1-1024", comment, file).standard("RFC 4648 section 4")
    };
    vec![
        case(
            "base64-star",
            "A character that base64 doesn't have.",
            format!("{start}*{}", end.get(1..).unwrap_or_default()),
        ),
        case(
            "base64-character-missing",
            "A character is lost.",
            format!("{start}{}", end.get(1..).unwrap_or_default()),
        ),
        case(
            "base64-character-doubled",
            "There is a character too many.",
            format!("{start}A{end}"),
        ),
        case(
            "base64-url-alphabet",
            "The alphabet for URLs (RFC 4648 section 5).",
            file.replace('+', "-").replace('/', "_"),
        ),
        case(
            "base64-blanks-for-plus",
            "Each + became a blank, on the way through a web form.",
            file.replace('+', " "),
        ),
        case(
            "base64-without-armour",
            "The base64 alone.",
            base64::encode_wrapped(&contents, 64, "\n"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "newlines-written-out",
            "Each line break became a backslash and an n.",
            file.replace('\n', "\\n"),
        ),
    ]
}
