//! `ssh-keygen`: the two SSH formats and their rewriting, and the public half of private keys, which it
//! refuses to look at if others may read the file.
//!
//! It computes no fingerprint of EC2's kind: it writes SubjectPublicKeyInfo, and `openssl` does the rest.

use super::answer::{Facts, OracleAnswer};
use super::commands::{File, ToolError};
use super::openssl::{self, PEM_FACTS, printed_facts};
use super::question::{OracleInput, Question, facts, malformed};
use keyproof::api::Action;
use keyproof::format::Format;

/// From an OpenSSH line to SubjectPublicKeyInfo. The empty passphrase keeps it from asking for one.
const OPENSSH: &str = "ssh-keygen -e -m PKCS8 -P '' -f key >spki.pem";

/// From an RFC 4716 file to an OpenSSH line, and on.
const RFC4716: &str = "\
mkdir line
ssh-keygen -i -f key >line/key
ssh-keygen -e -m PKCS8 -P '' -f line/key >spki.pem";

/// The public half of a private key.
const PUBLIC_HALF: &str = "ssh-keygen -y -P '' -f key";

/// From OpenSSH's own form of private keys to one that OpenSSL reads, in place.
const CONVERT: &str = "ssh-keygen -q -p -m PEM -P '' -N '' -f key >/dev/null\n";

/// What to ask it.
pub(super) fn question(subject: OracleInput<'_>) -> Option<Question> {
    match subject.action {
        Action::InspectPublicKey { material } => {
            let read = match subject.meant {
                Some(Format::OpenSsh) => OPENSSH.to_owned(),
                Some(Format::Rfc4716) => RFC4716.to_owned(),
                Some(Format::Base64Der) => return None,
                None => format!("{OPENSSH} || {{\n{RFC4716}\n}}"),
            };
            let files = vec![File::new("key", material.clone())];
            Some(Question::commands(files, format!("{read}\n{PEM_FACTS}"), facts(printed_facts)))
        }
        Action::InspectPrivateKey { material, mode } if !openssl::is_putty(material) => {
            let key = File { name: "key", contents: material.clone(), mode: *mode };
            Some(Question::commands(vec![key], PUBLIC_HALF, public_half))
        }
        // What OpenSSL reads by itself, nobody needs to convert.
        Action::VerifyFingerprint { private_key, fingerprint } if is_own(private_key) => {
            Some(openssl::verify(CONVERT, private_key, fingerprint))
        }
        Action::Decrypt { private_key, ciphertext } if is_own(private_key) => {
            Some(openssl::decrypt(CONVERT, private_key, ciphertext))
        }
        _ => None,
    }
}

/// Whether a private key is in OpenSSH's own form.
fn is_own(file: &[u8]) -> bool {
    !openssl::reads(file) && !openssl::is_putty(file)
}

/// The first two words of the line: a key in OpenSSH's own form holds its comment, which is printed behind
/// it; PuTTYgen does the same.
pub(super) fn public_half(output: &str) -> Result<OracleAnswer, ToolError> {
    let mut words = output.split_whitespace();
    match (words.next(), words.next()) {
        (Some(kind @ "ssh-rsa"), Some(blob)) => {
            Ok(OracleAnswer::Choice(Facts::from([("openssh", format!("{kind} {blob}"))])))
        }
        (Some(other), Some(_)) => Ok(OracleAnswer::Refused(format!("it is a key of {other}"))),
        _ => Err(malformed(output)),
    }
}
