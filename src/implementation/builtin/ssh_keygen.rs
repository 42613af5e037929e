//! The `ssh-keygen` command: the two SSH formats, and the public half of private keys. It refuses a
//! private key that others can read.
//!
//! It computes no fingerprint of EC2's kind. It writes SubjectPublicKeyInfo, and `openssl` does the rest.

use super::openssl::{self, PEM_FACTS};
use super::program::{first_line, places};
use super::shell::{self, File};
use crate::api::{Action, KeyFormat, Outcome, PrivateKeyFacts, Refusal, Reply};
use crate::implementation::{Description, Implementation};

/// Converts an OpenSSH line to SubjectPublicKeyInfo. With an empty passphrase, ssh-keygen doesn't ask for
/// one.
const OPENSSH: &str = "ssh-keygen -e -m PKCS8 -P '' -f key >spki.pem";

/// Converts an RFC 4716 file to an OpenSSH line, and that to SubjectPublicKeyInfo.
const RFC4716: &str = "\
mkdir line
ssh-keygen -i -f key >line/key
ssh-keygen -e -m PKCS8 -P '' -f line/key >spki.pem";

/// Prints the public half of a private key.
const PUBLIC_HALF: &str = "ssh-keygen -y -P '' -f key";

/// Converts OpenSSH's own form of private keys to one that OpenSSL reads, in place.
const CONVERT: &str = "ssh-keygen -q -p -m PEM -P '' -N '' -f key >/dev/null\n";

/// The `ssh-keygen` command as an implementation under test.
#[derive(Debug, Clone, Copy, Default)]
pub struct SshKeygen {
    /// The only format in which it reads public key files. `None` means both SSH formats, one after the
    /// other.
    pub format: Option<KeyFormat>,
}

impl Implementation for SshKeygen {
    fn description(&self) -> Description {
        Description::codec("ssh-keygen", version())
    }

    fn call(&mut self, action: &Action) -> Outcome {
        match action {
            Action::InspectPublicKey { material } => {
                let read = match self.format {
                    Some(KeyFormat::OpenSsh) => OPENSSH.to_owned(),
                    Some(KeyFormat::Rfc4716) => RFC4716.to_owned(),
                    _ => format!("{OPENSSH} || {{\n{RFC4716}\n}}"),
                };
                let key = File::new("key", material.clone());
                shell::reply(&[key], &format!("{read}\n{PEM_FACTS}"), openssl::public_key)
            }
            Action::InspectPrivateKey { material, mode } if !openssl::is_putty(material) => {
                let key = File { name: "key", contents: material.clone(), mode: mode.0 };
                public_half(key)
            }
            // OpenSSL reads the other forms itself.
            Action::VerifyFingerprint { private_key, fingerprint } if is_own(private_key) => {
                openssl::verify(CONVERT, private_key, fingerprint)
            }
            Action::Decrypt { private_key, ciphertext } if is_own(private_key) => {
                openssl::decrypt(CONVERT, private_key, ciphertext)
            }
            _ => Outcome::Unsupported,
        }
    }
}

/// Returns the version of the installed command. It doesn't print its own, but it belongs to one release
/// with `ssh`.
#[must_use]
pub fn version() -> Option<String> {
    places("ssh-keygen").next()?;
    version_of_ssh()
}

/// Returns the version of the installed `ssh`.
#[must_use]
pub fn version_of_ssh() -> Option<String> {
    let line = first_line(&places("ssh").next()?, &["-V"])?;
    Some(line.strip_prefix("OpenSSH_")?.split([' ', ',']).next()?.to_owned())
}

/// Whether a private key has OpenSSH's own form.
#[must_use]
pub fn is_own(file: &[u8]) -> bool {
    !openssl::reads_private_key(file) && !openssl::is_putty(file)
}

/// Returns the public half of a private key, which `ssh-keygen` prints.
fn public_half(key: File) -> Outcome {
    let output = match shell::ask(&[key], PUBLIC_HALF) {
        Ok(output) => output,
        Err(outcome) => return outcome,
    };
    match first_two_words(&output) {
        Some(line) if line.starts_with("ssh-rsa ") => {
            let openssh = Some(line);
            Outcome::Success(Reply::PrivateKey(PrivateKeyFacts { openssh, ..Default::default() }))
        }
        Some(line) => Outcome::Refused(Refusal::without_code(format!("not an RSA key: {line}"))),
        None => shell::malformed(&output),
    }
}

/// Returns the type and the base64 of an OpenSSH line. Some keys contain a comment, which tools print too.
#[must_use]
pub fn first_two_words(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    Some(format!("{} {}", words.next()?, words.next()?))
}
