//! Private keys that neither the first line nor the label of the file reveals.

use super::super::keys::{self, text};
use super::super::private_forms::{Numbers, OpenSsh, pkcs1_der, pkcs8, rsa_algorithm};
use super::Upload;
use keyproof::encoding::{base64, pem};

pub(super) fn uploads() -> Vec<Upload> {
    let uploads = [under_other_labels(), behind_other_lines(), in_comments(), in_other_encodings()];
    uploads.concat().into_iter().map(|upload| upload.flag("PrivateKeyMaterial")).collect()
}

/// A private key under the label of a public key. A reader that looks only at the label passes the private
/// key on.
fn under_other_labels() -> Vec<Upload> {
    let key = keys::key("2048");
    let pkcs1 = pkcs1_der(&key);
    let pkcs8 = pkcs8(0, &rsa_algorithm(), &pkcs1);
    let openssh = base64::encode_wrapped(&OpenSsh::of(Numbers::of(&key)).write(), 70, "\n");
    vec![
        Upload::new(
            "private-key-labelled-public-key",
            "The label is PUBLIC KEY, but the content is a PKCS#8 private key.",
            pem::write("PUBLIC KEY", &pkcs8, 64),
        ),
        Upload::new(
            "private-key-labelled-rsa-public-key",
            "The label is RSA PUBLIC KEY, but the content is a PKCS#1 private key.",
            pem::write("RSA PUBLIC KEY", &pkcs1, 64),
        ),
        Upload::new(
            "private-key-labelled-ssh2-public-key",
            "The markers are those of RFC 4716, but the content is OpenSSH's private key format.",
            format!("---- BEGIN SSH2 PUBLIC KEY ----\n{openssh}---- END SSH2 PUBLIC KEY ----\n"),
        ),
        Upload::new(
            "private-key-labelled-ssh-rsa",
            "The line starts with ssh-rsa, but its base64 is OpenSSH's private key format.",
            format!("ssh-rsa {} keyproof\n", openssh.replace('\n', "")),
        ),
    ]
}

fn behind_other_lines() -> Vec<Upload> {
    let key = keys::key("2048");
    let ppk = text("other/ppk-v3.ppk");
    vec![
        Upload::new(
            "age-private-key-file",
            "The file is a private key of age as age-keygen writes it, with two comment lines \
             first.",
            "# created: 2026-01-01T00:00:00Z\n\
             # public key: age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa\n\
             AGE-SECRET-KEY-19ZS9CPR5AQPTXEJTK5QV980GEZSLWK6NN9SY69US3D2RLK3CD5AQQSC2JY\n",
        ),
        Upload::new(
            "openssh-line-then-ppk",
            "PuTTY's private key file follows the line of a public key.",
            format!("{} keyproof\n{ppk}", key.line()),
        ),
        Upload::new(
            "openssl-text-private-key",
            "The input is the output of openssl rsa -text for a private key, which lists all of \
             its numbers.",
            openssl_text(),
        ),
        Upload::new(
            "pgp-private-key-behind-prose",
            "A line of prose precedes a PGP private key block.",
            "Here is my key.\n\n-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBGjf\n\
             -----END PGP PRIVATE KEY BLOCK-----\n",
        ),
    ]
}

/// Private keys in a comment, on one line. cryptography 48 reads the private key from both files.
fn in_comments() -> Vec<Upload> {
    let (key, other) = (keys::key("2048"), keys::key("2048-b"));
    let pem = other.pem().replace('\n', "");
    let blob = base64::encode_wrapped(&key.blob(), 70, "\n");
    vec![
        Upload::new(
            "openssh-line-with-private-key-comment",
            "The comment of an OpenSSH line is a private key in PEM, written on one line.",
            format!("{} {pem}\n", key.line()),
        ),
        Upload::new(
            "rfc4716-with-private-key-header",
            "A header of an RFC 4716 file is a private key in PEM, written on one line.",
            format!(
                "---- BEGIN SSH2 PUBLIC KEY ----\nComment: {pem}\n{blob}\
                 ---- END SSH2 PUBLIC KEY ----\n"
            ),
        ),
    ]
}

/// The headings of `openssl rsa -text`, in its order. The numbers themselves are arbitrary.
fn openssl_text() -> String {
    let number = "\n    00:d0:bb:3d:e7:8d:9b:ee:df:48:fb:36:86:4a:f2:\n    fd:e5\n";
    let headings = ["privateExponent", "prime1", "prime2", "exponent1", "exponent2", "coefficient"];
    let numbers: String = headings.iter().map(|heading| format!("{heading}:{number}")).collect();
    format!(
        "Private-Key: (2048 bit, 2 primes)\nmodulus:{number}publicExponent: 65537 \
         (0x10001)\n{numbers}"
    )
}

fn in_other_encodings() -> Vec<Upload> {
    let key = keys::key("2048");
    let wide = |text: &str, little: bool| {
        let octets = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(octets).collect::<Vec<u8>>()
    };
    vec![
        Upload::new(
            "ppk-with-byte-order-mark",
            "A byte order mark precedes PuTTY's private key file, as some editors save it.",
            format!("\u{feff}{}", text("other/ppk-v3.ppk")),
        ),
        Upload::new(
            "private-key-in-utf16",
            "The private key file is in UTF-16, little-endian, with a byte order mark.",
            wide(&format!("\u{feff}{}", key.pem()), true),
        ),
        Upload::new(
            "private-key-in-utf16-big-endian",
            "The private key file is in UTF-16, big-endian, without a byte order mark.",
            wide(key.pem(), false),
        ),
    ]
}
