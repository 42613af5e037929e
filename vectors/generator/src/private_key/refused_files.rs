//! Files that are not an unencrypted RSA private key, and files with malformed PEM or base64.

use super::super::case::Case;
use super::super::keys::{self, rfc4716, text};
use super::super::private_forms::{pkcs1_der, pkcs8, rsa_algorithm};
use super::refuse;
use keyproof::encoding::{base64, pem};

pub(super) fn files() -> Vec<Case> {
    [encrypted(), public_keys(), other_algorithms(), nothing(), armour(), base64_text()].concat()
}

/// Keys with a passphrase that is not given.
fn encrypted() -> Vec<Case> {
    let case = |name: &str, twin: &str, comment: &str, file: &str| {
        refuse(name, twin, comment, text(file)).flag("EncryptedPrivateKey")
    };
    vec![
        case(
            "pkcs1-encrypted",
            "pkcs1-2048",
            "The file is PKCS#1 with a passphrase: the label is that of an unencrypted key, and \
             only headers reveal the encryption.",
            "other/pkcs1-encrypted.pem",
        ),
        case(
            "pkcs8-encrypted",
            "pkcs8-2048",
            "The file is PKCS#8 with a passphrase.",
            "other/pkcs8-encrypted.pem",
        ),
        case(
            "openssh-encrypted",
            "openssh-2048",
            "The file is in OpenSSH's private key format with a passphrase: only the public key \
             can be read.",
            "other/openssh-private-encrypted.pem",
        ),
        case(
            "ppk-3-encrypted",
            "ppk-3-2048",
            "The file is in PuTTY's private key format with a passphrase: only the public key can \
             be read.",
            "other/ppk-v3-encrypted.ppk",
        ),
    ]
}

/// Public keys: the user chose the wrong one of two files.
fn public_keys() -> Vec<Case> {
    let key = keys::key("2048");
    let case = |name: &str, comment: &str, file: &str| refuse(name, "pkcs1-2048", comment, file);
    vec![
        case(
            "public-openssh-line",
            "The file is the public key as an OpenSSH line.",
            &format!("{} keyproof\n", key.line()),
        ),
        case(
            "public-rfc4716",
            "The file is the public key as an RFC 4716 file.",
            &rfc4716("", &key.blob()),
        ),
        case("public-pem", "The file is the public key in PEM.", text("other/spki.pem")),
        case(
            "public-pkcs1-pem",
            "The file is the public key in PKCS#1.",
            text("other/pkcs1-public.pem"),
        ),
        case("certificate", "The file is a certificate.", text("other/x509-certificate.pem")),
        case(
            "certificate-request",
            "The file is a certificate request.",
            text("other/pkcs10-request.pem"),
        ),
    ]
}

fn other_algorithms() -> Vec<Case> {
    let case = |name: &str, twin: &str, comment: &str, file: &str| {
        refuse(name, twin, comment, text(file)).flag("OtherPrivateKey")
    };
    vec![
        case(
            "sec1-ecdsa",
            "pkcs1-1024",
            "The file is an ECDSA key in SEC 1.",
            "other/sec1-ec-p256.pem",
        ),
        case(
            "pkcs8-ecdsa",
            "pkcs8-1024",
            "The file is an ECDSA key in PKCS#8.",
            "other/pkcs8-ec-p256.pem",
        ),
        case(
            "pkcs8-dsa",
            "pkcs8-1024",
            "The file is a DSA key in PKCS#8.",
            "other/pkcs8-dsa-2048.pem",
        ),
        case(
            "pkcs8-ed25519",
            "pkcs8-1024",
            "The file is an Ed25519 key in PKCS#8.",
            "other/pkcs8-ed25519.pem",
        ),
        case(
            "openssh-dsa",
            "openssh-1024",
            "The file is a DSA key in OpenSSH's private key format.",
            "other/openssh-private-dsa-1024.pem",
        ),
        case(
            "openssh-ecdsa",
            "openssh-1024",
            "The file is an ECDSA key in OpenSSH's private key format.",
            "other/openssh-private-ecdsa-256.pem",
        ),
        case(
            "openssh-ed25519",
            "openssh-1024",
            "The file is an Ed25519 key in OpenSSH's private key format.",
            "other/openssh-private-ed25519.pem",
        ),
    ]
}

fn nothing() -> Vec<Case> {
    let case = |name: &str, comment: &str, file: &str| refuse(name, "pkcs1-1024", comment, file);
    vec![
        case("empty", "The file is empty.", ""),
        case("one-newline", "The file contains only a line feed.", "\n"),
        case(
            "prose",
            "The file contains a sentence instead of a key.",
            "My private key is at home.\n",
        ),
        case(
            "armour-alone",
            "The file contains the BEGIN and END lines without any content between them.",
            "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n",
        ),
    ]
}

/// Faults in the BEGIN and END lines (RFC 7468).
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
            "The first line is missing.",
            without("-----BEGIN RSA PRIVATE KEY-----\n"),
        ),
        case(
            "end-missing",
            "The last line is missing.",
            without("-----END RSA PRIVATE KEY-----\n"),
        )
        .flag("PrivateKeyEnd"),
        case(
            "begin-four-dashes",
            "The BEGIN line starts with four dashes, as in RFC 4716, instead of five.",
            without("-"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "end-cut-off",
            "The file ends in the middle of its last line.",
            file.trim_end().trim_end_matches(" KEY-----").to_owned(),
        )
        .flag("PrivateKeyEnd"),
        case(
            "cut-off-in-the-middle",
            "The file ends in the middle, like an incomplete download.",
            file.chars().take(400).collect(),
        )
        .flag("PrivateKeyEnd"),
        case(
            "label-in-small-letters",
            "The labels are in lower case; they must be in capital letters.",
            file.replace("RSA PRIVATE KEY", "rsa private key"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "end-of-another-label",
            "The BEGIN and END lines have different labels.",
            file.replace("END RSA", "END DSA"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "label-of-ecdsa",
            "The label is that of ECDSA keys, but the key is an RSA key.",
            labelled("EC PRIVATE KEY"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "label-of-public-key",
            "The label is that of public keys, but the content is a private key.",
            labelled("RSA PUBLIC KEY"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "label-of-pkcs8",
            "The label is that of PKCS#8, but the content is PKCS#1.",
            labelled("PRIVATE KEY"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "label-of-openssh",
            "The label is that of OpenSSH's private key format, but the content is PKCS#1.",
            labelled("OPENSSH PRIVATE KEY"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "pkcs8-with-label-of-pkcs1",
            "The label is that of PKCS#1, but the content is PKCS#8.",
            pem::write("RSA PRIVATE KEY", &pkcs8(0, &rsa_algorithm(), &contents), 64),
        )
        .flag("PrivateKeyLabel"),
    ]
}

/// Faults in the base64 (RFC 4648).
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
            "The base64 contains a character that is not in its alphabet.",
            format!("{start}*{}", end.get(1..).unwrap_or_default()),
        ),
        case(
            "base64-character-missing",
            "The base64 lacks one character.",
            format!("{start}{}", end.get(1..).unwrap_or_default()),
        ),
        case(
            "base64-character-doubled",
            "The base64 has one character too many.",
            format!("{start}A{end}"),
        ),
        case(
            "base64-url-alphabet",
            "The base64 uses the alphabet for URLs (RFC 4648 section 5).",
            file.replace('+', "-").replace('/', "_"),
        ),
        case(
            "base64-blanks-for-plus",
            "Each + is replaced by a space, as by a web form.",
            file.replace('+', " "),
        ),
        case(
            "base64-without-armour",
            "The file contains the base64 without BEGIN and END lines.",
            base64::encode_wrapped(&contents, 64, "\n"),
        )
        .flag("PrivateKeyLabel"),
        case(
            "newlines-written-out",
            "Each line break is replaced by a backslash and an n.",
            file.replace('\n', "\\n"),
        ),
    ]
}
