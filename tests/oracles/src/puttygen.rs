//! PuTTYgen, the one of Unix: the two SSH formats, and private keys of every form but PKCS#8.
//!
//! It prints a key's numbers, and Java's library computes the rest, so that no code of OpenSSL's is part of
//! it. With some broken files it never comes to an end, which is why it gets a second of the processor and no
//! more.

use super::answer::OracleAnswer;
use super::commands::{File, ToolError};
use super::openssl::has;
use super::question::{OracleInput, Question, malformed};
use super::{java, numbers, ssh_keygen};
use keyproof::api::Action;
use keyproof::format::Format;

/// The numbers of a public key.
const PUBLIC: &str = "\
ulimit -S -t 1
puttygen key -O text";

/// The numbers of a private key, and its public half. Passphrases are in a file, and empty.
const PRIVATE: &str = "\
ulimit -S -t 1
puttygen key --old-passphrase /dev/null -O text
puttygen key --old-passphrase /dev/null -O public-openssh";

/// The names of a private key's numbers: modulus, exponents, primes, inverse.
const NUMBERS: [&str; 6] = [
    "public_modulus",
    "public_exponent",
    "private_exponent",
    "private_p",
    "private_q",
    "private_inverse_q_mod_p",
];

/// What to ask it.
pub(super) fn question(subject: OracleInput<'_>) -> Option<Question> {
    match subject.action {
        Action::InspectPublicKey { material } if subject.meant != Some(Format::Base64Der) => {
            let files = vec![File::new("key", material.clone())];
            Some(Question::commands(files, PUBLIC, public_key))
        }
        Action::InspectPrivateKey { material, mode } if reads(material) => {
            let key = File { name: "key", contents: material.clone(), mode: *mode };
            Some(Question::commands(vec![key], PRIVATE, private_key))
        }
        Action::VerifyFingerprint { private_key, fingerprint } if reads(private_key) => {
            let files = vec![File::new("key", private_key.clone())];
            let fingerprint = fingerprint.clone();
            let compared =
                move |output: &str| Ok(numbers::matches(fingerprints(output)?, &fingerprint));
            Some(Question::commands(files, PRIVATE, compared))
        }
        Action::Decrypt { private_key, ciphertext } if reads(private_key) => {
            let files = vec![File::new("key", private_key.clone())];
            let ciphertext = ciphertext.clone();
            Some(Question::commands(files, PRIVATE, move |output| {
                with_numbers(output, |numbers| java::decrypt(numbers, &ciphertext))
            }))
        }
        _ => None,
    }
}

/// Whether private keys of this form are among those that it is for.
fn reads(file: &[u8]) -> bool {
    !has(file, "BEGIN PRIVATE KEY") && !has(file, "BEGIN ENCRYPTED PRIVATE KEY")
}

fn public_key(output: &str) -> Result<OracleAnswer, ToolError> {
    if let Some(other) = other_kind(output)? {
        return Ok(other);
    }
    let [modulus, exponent, ..] = NUMBERS;
    let (modulus, exponent) = (number(output, modulus)?, number(output, exponent)?);
    java::public_key(modulus, exponent)
}

fn private_key(output: &str) -> Result<OracleAnswer, ToolError> {
    let line = output.lines().find(|line| line.starts_with("ssh-")).unwrap_or_default();
    match fingerprints(output)? {
        taken @ OracleAnswer::Choice(_) => numbers::both(taken, ssh_keygen::public_half(line)?),
        other => Ok(other),
    }
}

fn fingerprints(output: &str) -> Result<OracleAnswer, ToolError> {
    with_numbers(output, java::private_key)
}

/// Has something computed from a private key's numbers.
fn with_numbers(
    output: &str,
    compute: impl FnOnce(&[&str; 6]) -> Result<OracleAnswer, ToolError>,
) -> Result<OracleAnswer, ToolError> {
    if let Some(other) = other_kind(output)? {
        return Ok(other);
    }
    if !output.lines().any(|line| line.starts_with("private_")) {
        return Ok(OracleAnswer::Refused("it holds no private key".to_owned()));
    }
    let mut numbers = [""; 6];
    for (place, name) in numbers.iter_mut().zip(NUMBERS) {
        *place = number(output, name)?;
    }
    compute(&numbers)
}

/// That it is a key of another kind, if it is one.
fn other_kind(output: &str) -> Result<Option<OracleAnswer>, ToolError> {
    let kind = output.lines().find_map(|line| line.strip_prefix("key_type="));
    match kind.ok_or_else(|| malformed(output))? {
        "\"RSA\"" => Ok(None),
        other => Ok(Some(OracleAnswer::Refused(format!("it is a key of type {other}")))),
    }
}

/// The digits of the number of this name.
fn number<'a>(output: &'a str, name: &str) -> Result<&'a str, ToolError> {
    let value = output.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix("=0x"));
    value.ok_or_else(|| malformed(output))
}
