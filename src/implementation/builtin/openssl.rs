//! The `openssl` command: base64, DER, private keys, both fingerprints, and decryption.
//!
//! The document has these commands for the fingerprint of an imported pair, "Verifying Your Key Pair's
//! Fingerprint". For a created pair it has `ec2-fingerprint-key`, which no longer exists. The commands
//! here compute the same.

use super::program::{first_line, places};
use super::shell::{self, File};
use crate::api::{Action, Outcome, PrivateKeyFacts, PublicKeyFacts, Reply};
use crate::encoding::hexadecimal;
use crate::implementation::{Description, Implementation};
use sha2::{Digest, Sha256};

/// Prints the facts of SubjectPublicKeyInfo as PEM in `spki.pem`.
pub(super) const PEM_FACTS: &str = "\
openssl rsa -pubin -in spki.pem -noout -text -modulus
openssl rsa -pubin -in spki.pem -outform DER | openssl md5 -c";

/// The same for DER. With an empty passphrase, openssl doesn't ask for one if it finds something
/// encrypted.
const DER_FACTS: &str = "\
openssl rsa -pubin -inform DER -in spki.der -passin pass: -noout -text -modulus
openssl rsa -pubin -inform DER -in spki.der -passin pass: -outform DER | openssl md5 -c";

/// Prints the fingerprints of a private key, as a created and as an imported pair's.
const FINGERPRINTS: &str = "\
openssl pkcs8 -topk8 -nocrypt -in key -passin pass: -outform DER -out created.der
openssl rsa -in key -passin pass: -pubout -outform DER -out imported.der
openssl sha1 -c created.der
openssl md5 -c imported.der";

const DECRYPT: &str = "\
openssl pkeyutl -decrypt -inkey key -passin pass: -pkeyopt rsa_padding_mode:pkcs1 -in ciphertext";

/// The `openssl` command as an implementation under test. It reads each public key file as base64 DER.
#[derive(Debug, Clone, Copy, Default)]
pub struct Openssl;

impl Implementation for Openssl {
    fn description(&self) -> Description {
        Description::codec("openssl", version())
    }

    fn call(&mut self, action: &Action) -> Outcome {
        match action {
            Action::InspectPublicKey { material } => {
                let commands = format!("{}\n{DER_FACTS}", base64_command(material));
                shell::reply(&[File::new("key", material.clone())], &commands, public_key)
            }
            Action::InspectPrivateKey { material, mode } if reads_private_key(material) => {
                let key = File { name: "key", contents: material.clone(), mode: mode.0 };
                shell::reply(&[key], FINGERPRINTS, |output| {
                    Some(Reply::PrivateKey(fingerprints(output)?))
                })
            }
            Action::VerifyFingerprint { private_key, fingerprint }
                if reads_private_key(private_key) =>
            {
                verify("", private_key, fingerprint)
            }
            Action::Decrypt { private_key, ciphertext } if reads_private_key(private_key) => {
                decrypt("", private_key, ciphertext)
            }
            _ => Outcome::Unsupported,
        }
    }
}

/// Returns the version of the installed command.
#[must_use]
pub fn version() -> Option<String> {
    places("openssl").find_map(|path| {
        let line = first_line(&path, &["version"])?;
        Some(line.strip_prefix("OpenSSL ")?.split(' ').next()?.to_owned())
    })
}

/// Whether a private key has a form that OpenSSL is meant to read: neither PuTTY's nor OpenSSH's own.
#[must_use]
pub fn reads_private_key(file: &[u8]) -> bool {
    !is_putty(file) && !contains(file, "BEGIN OPENSSH PRIVATE KEY")
}

/// Whether a file is a private key file of PuTTY.
#[must_use]
pub fn is_putty(file: &[u8]) -> bool {
    contains(file, "PuTTY-User-Key-File")
}

/// Whether a file contains a text.
#[must_use]
pub fn contains(file: &[u8], text: &str) -> bool {
    file.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Compares a fingerprint with those of a private key. The commands `convert` change the file `key` to
/// a form that OpenSSL reads.
pub(super) fn verify(convert: &str, private_key: &[u8], fingerprint: &str) -> Outcome {
    let key = File::new("key", private_key);
    shell::reply(&[key], &format!("{convert}{FINGERPRINTS}"), |output| {
        let PrivateKeyFacts { created, imported, .. } = fingerprints(output)?;
        let is = |found: Option<String>| found.as_deref() == Some(fingerprint);
        Some(Reply::Matches(is(created) || is(imported)))
    })
}

/// Decrypts a ciphertext. The commands `convert` change the file `key` to a form that OpenSSL reads.
pub(super) fn decrypt(convert: &str, private_key: &[u8], ciphertext: &[u8]) -> Outcome {
    let files = [File::new("key", private_key), File::new("ciphertext", ciphertext)];
    shell::reply(&files, &format!("{convert}{DECRYPT}"), |output| {
        Some(Reply::Plaintext(output.as_bytes().to_vec()))
    })
}

/// Returns the command that decodes base64. `openssl base64` needs `-A` for text on a single line.
fn base64_command(material: &[u8]) -> &'static str {
    if material.trim_ascii().iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        "openssl base64 -d -in key -out spki.der"
    } else {
        "openssl base64 -d -A -in key -out spki.der"
    }
}

/// Reads the output of `openssl rsa -text -modulus` and `openssl md5 -c`.
pub(super) fn public_key(output: &str) -> Option<Reply> {
    let after = |label: &str| output.lines().find_map(|line| line.strip_prefix(label));
    let (_, bits) = output.lines().next()?.split_once("Public-Key: (")?;
    let modulus = number(after("Modulus=")?)?;
    // An exponent of more than 64 bits is printed as octets, on lines of its own.
    let exponent = after("Exponent: ").and_then(|text| text.split_once(' '));
    Some(Reply::PublicKey(PublicKeyFacts {
        bits: Some(bits.strip_suffix(" bit)")?.parse().ok()?),
        exponent: exponent.and_then(|(number, _)| number.parse().ok()),
        modulus_sha256: Some(hexadecimal::encode(&Sha256::digest(modulus))),
        fingerprint: Some(after("MD5(stdin)= ")?.to_owned()),
    }))
}

/// Reads the output of `openssl sha1 -c` and `openssl md5 -c`.
fn fingerprints(output: &str) -> Option<PrivateKeyFacts> {
    let mut digests = output.lines().filter_map(|line| line.split_once("= "));
    let ((_, created), (_, imported)) = (digests.next()?, digests.next()?);
    let (created, imported) = (Some(created.to_owned()), Some(imported.to_owned()));
    Some(PrivateKeyFacts { openssh: None, created, imported })
}

/// Decodes a hexadecimal number to octets without leading zeros.
fn number(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.trim_start_matches('0');
    let zero = if digits.len() % 2 == 1 { "0" } else { "" };
    hexadecimal::decode(&format!("{zero}{digits}"))
}
