//! Java's own library: SubjectPublicKeyInfo, PKCS#8, digests and decryption, by code that has nothing to do
//! with OpenSSL. `java/Facts.java` lets it answer.

use super::answer::OracleAnswer;
use super::commands::ToolError;
use super::helper_process::{ALLOWANCE, Companion};
use super::openssl::matching;
use super::program::Program;
use super::question::{OracleInput, Question};
use keyproof::api::Action;
use keyproof::encoding::hexadecimal;
use keyproof::format::Format;
use keyproof::process::{Directory, LineProcess};
use std::io;
use std::process::Command;

/// What lets it answer.
const SOURCE: &str = include_str!("java/Facts.java");

/// How it is asked of a private key.
const PRIVATE: &str = "private pkcs8 $(xxd -p -c 0 FILE)";

static COMPANION: Companion = Companion::new(start);

/// What to ask it. Of the forms of private keys it reads PKCS#8 alone.
pub(super) fn question(subject: OracleInput<'_>) -> Option<Question> {
    match subject.action {
        Action::InspectPublicKey { material }
            if matches!(subject.meant, Some(Format::Base64Der) | None) =>
        {
            let asked = format!("file {}", hexadecimal::encode(material));
            Some(ask("file $(xxd -p -c 0 FILE)", asked))
        }
        Action::InspectPrivateKey { material, .. } if is_pkcs8(material) => {
            Some(ask(PRIVATE, format!("private {}", pkcs8(material))))
        }
        Action::VerifyFingerprint { private_key, fingerprint } if is_pkcs8(private_key) => {
            let asked = format!("private {}", pkcs8(private_key));
            let fingerprint = fingerprint.clone();
            Some(Question::call(by_hand(PRIVATE), move || match facts(&asked)? {
                OracleAnswer::Choice(facts) => {
                    Ok(OracleAnswer::Choice(matching(&facts, &fingerprint)))
                }
                other => Ok(other),
            }))
        }
        Action::Decrypt { private_key, ciphertext } if is_pkcs8(private_key) => {
            let ciphertext = hexadecimal::encode(ciphertext);
            let how = format!("decrypt pkcs8 $(xxd -p -c 0 FILE) {ciphertext}");
            Some(ask(&how, format!("decrypt {} {ciphertext}", pkcs8(private_key))))
        }
        _ => None,
    }
}

/// The facts of a public key of these numbers, in hexadecimal.
///
/// # Errors
/// Why there is no answer.
pub(super) fn public_key(modulus: &str, exponent: &str) -> Result<OracleAnswer, ToolError> {
    facts(&format!("numbers {modulus} {exponent}"))
}

/// The fingerprints of a private key of these numbers: modulus, exponents, primes, inverse.
///
/// # Errors
/// Why there is no answer.
pub(super) fn private_key(numbers: &[&str; 6]) -> Result<OracleAnswer, ToolError> {
    facts(&format!("private crt {}", numbers.join(" ")))
}

/// What a ciphertext decrypts to with a private key of these numbers.
///
/// # Errors
/// Why there is no answer.
pub(super) fn decrypt(numbers: &[&str; 6], ciphertext: &[u8]) -> Result<OracleAnswer, ToolError> {
    facts(&format!("decrypt crt {} {}", numbers.join(" "), hexadecimal::encode(ciphertext)))
}

fn ask(how: &str, question: String) -> Question {
    Question::call(by_hand(how), move || facts(&question))
}

fn by_hand(how: &str) -> String {
    format!("java tests/oracles/src/java/Facts.java {how}")
}

fn facts(question: &str) -> Result<OracleAnswer, ToolError> {
    COMPANION.facts(question)
}

fn is_pkcs8(file: &[u8]) -> bool {
    super::openssl::has(file, "BEGIN PRIVATE KEY")
}

fn pkcs8(file: &[u8]) -> String {
    format!("pkcs8 {}", hexadecimal::encode(file))
}

fn start() -> io::Result<LineProcess> {
    let directory = Directory::new()?;
    let path = directory.path().join("Facts.java");
    std::fs::write(&path, SOURCE)?;
    let mut command = Command::new(Program::Java.path());
    // Quick to start; there is little to compute.
    command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"]).arg(path);
    let mut dialogue = LineProcess::start(&mut command, ALLOWANCE)?;
    // Once it answers, its source has been read.
    dialogue.ask("numbers 0 0").map_err(io::Error::other)?;
    Ok(dialogue)
}
