//! The `openssl` command: base64, DER, private keys, both fingerprints, and decryption.
//!
//! Fingerprints are had by the document's own commands, "Verifying Your Key Pair's Fingerprint"; for a created
//! pair it has `ec2-fingerprint-key`, which is gone, and which did what is done here.

#[cfg(feature = "openssl")]
pub(super) mod library;

use super::answer::{Facts, OracleAnswer};
use super::commands::File;
use super::question::{OracleInput, Question, facts};
use keyproof::api::Action;
use keyproof::encoding::hexadecimal;
use keyproof::format::Format;
use sha2::{Digest, Sha256};

/// From SubjectPublicKeyInfo as PEM, in `spki.pem`, to its facts.
pub(super) const PEM_FACTS: &str = "\
openssl rsa -pubin -in spki.pem -noout -text -modulus
openssl rsa -pubin -in spki.pem -outform DER | openssl md5 -c";

/// The same for DER. The empty passphrase keeps it from asking for one, which it does if it finds something
/// encrypted.
const DER_FACTS: &str = "\
openssl rsa -pubin -inform DER -in spki.der -passin pass: -noout -text -modulus
openssl rsa -pubin -inform DER -in spki.der -passin pass: -outform DER | openssl md5 -c";

/// Both fingerprints of a private key, as a created pair's and as an imported one's.
pub(super) const FINGERPRINTS: &str = "\
openssl pkcs8 -topk8 -nocrypt -in key -passin pass: -outform DER -out created.der
openssl rsa -in key -passin pass: -pubout -outform DER -out imported.der
openssl sha1 -c created.der
openssl md5 -c imported.der";

pub(super) const DECRYPT: &str = "\
openssl pkeyutl -decrypt -inkey key -passin pass: -pkeyopt rsa_padding_mode:pkcs1 -in ciphertext";

/// What to ask it.
pub(super) fn question(subject: OracleInput<'_>) -> Option<Question> {
    match subject.action {
        Action::InspectPublicKey { material }
            if matches!(subject.meant, Some(Format::Base64Der) | None) =>
        {
            let commands = format!("{}\n{DER_FACTS}", base64_command(material));
            let files = vec![File::new("key", material.clone())];
            Some(Question::commands(files, commands, facts(printed_facts)))
        }
        Action::InspectPrivateKey { material, mode } if reads(material) => {
            let key = File { name: "key", contents: material.clone(), mode: *mode };
            Some(Question::commands(vec![key], FINGERPRINTS, facts(printed_fingerprints)))
        }
        Action::VerifyFingerprint { private_key, fingerprint } if reads(private_key) => {
            Some(verify("", private_key, fingerprint))
        }
        Action::Decrypt { private_key, ciphertext } if reads(private_key) => {
            Some(decrypt("", private_key, ciphertext))
        }
        _ => None,
    }
}

/// Whether private keys of this form are among those that OpenSSL is for: neither PuTTY's nor OpenSSH's own.
pub(super) fn reads(file: &[u8]) -> bool {
    !is_putty(file) && !has(file, "BEGIN OPENSSH PRIVATE KEY")
}

/// Whether it is PuTTY's private key file.
pub(super) fn is_putty(file: &[u8]) -> bool {
    has(file, "PuTTY-User-Key-File")
}

/// Whether a text is anywhere in a file.
pub(super) fn has(file: &[u8], text: &str) -> bool {
    file.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Whether a fingerprint is one of the private key's, once these commands have made a file of it that OpenSSL
/// reads.
pub(super) fn verify(convert: &str, private_key: &[u8], fingerprint: &str) -> Question {
    let files = vec![File::new("key", private_key)];
    let fingerprint = fingerprint.to_owned();
    let reading = move |output: &str| Some(matching(&printed_fingerprints(output)?, &fingerprint));
    Question::commands(files, format!("{convert}{FINGERPRINTS}"), facts(reading))
}

/// What a ciphertext decrypts to, once these commands have made a file of the private key that OpenSSL reads.
pub(super) fn decrypt(convert: &str, private_key: &[u8], ciphertext: &[u8]) -> Question {
    let files = vec![File::new("key", private_key), File::new("ciphertext", ciphertext)];
    let reading = |output: &str| Ok(OracleAnswer::Choice(plaintext(output)));
    Question::commands(files, format!("{convert}{DECRYPT}"), reading)
}

/// Whether a fingerprint is among those of a private key.
pub(super) fn matching(fingerprints: &Facts, fingerprint: &str) -> Facts {
    let matches = fingerprints.values().any(|fact| fact == fingerprint);
    Facts::from([("matches", matches.to_string())])
}

/// What came out of a decryption, bytes that were made up to hide a failure too.
pub(super) fn plaintext(text: &str) -> Facts {
    Facts::from([("plaintext", text.to_owned())])
}

/// `openssl base64` wants to be told (`-A`) when the text is one line.
fn base64_command(material: &[u8]) -> &'static str {
    if material.trim_ascii().iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        "openssl base64 -d -in key -out spki.der"
    } else {
        "openssl base64 -d -A -in key -out spki.der"
    }
}

/// Finds the facts in what `openssl rsa -text -modulus` and `openssl md5 -c` print.
pub(super) fn printed_facts(output: &str) -> Option<Facts> {
    let after = |label: &str| output.lines().find_map(|line| line.strip_prefix(label));
    let (_, bits) = output.lines().next()?.split_once("Public-Key: (")?;
    let modulus = number(after("Modulus=")?)?;
    let mut facts = Facts::from([
        ("bits", bits.strip_suffix(" bit)")?.to_owned()),
        ("modulus_sha256", hexadecimal::encode(&Sha256::digest(modulus))),
        ("fingerprint", after("MD5(stdin)= ")?.to_owned()),
    ]);
    // An exponent of more than 64 bits is printed as octets, on lines of its own.
    let exponent = after("Exponent: ").and_then(|text| text.split_once(' '));
    facts.extend(exponent.map(|(number, _)| ("exponent", number.to_owned())));
    Some(facts)
}

/// Finds the fingerprints in what `openssl sha1 -c` and `openssl md5 -c` print.
pub(super) fn printed_fingerprints(output: &str) -> Option<Facts> {
    let mut digests = output.lines().filter_map(|line| line.split_once("= "));
    let ((_, created), (_, imported)) = (digests.next()?, digests.next()?);
    Some(Facts::from([("created", created.to_owned()), ("imported", imported.to_owned())]))
}

/// The octets of a number in hexadecimal, without leading zeros.
fn number(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.trim_start_matches('0');
    let zero = if digits.len() % 2 == 1 { "0" } else { "" };
    hexadecimal::decode(&format!("{zero}{digits}"))
}
