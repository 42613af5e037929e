//! PuTTYgen: the two SSH formats, and private keys of every form but PKCS#8.
//!
//! It computes no fingerprint of EC2's kind. It writes a public key's numbers and private keys as PKCS#1,
//! and Java's library does the rest, so no code of OpenSSL is involved. On some malformed files it never
//! ends, so its time on a processor is limited to one second.

use keyproof::api::{Action, Outcome, PrivateKeyFacts, Refusal, Reply};
use keyproof::encoding::{base64, hexadecimal};
use keyproof::implementation::adapter::Adapter;
use keyproof::implementation::builtin::shell::{self, File};
use keyproof::implementation::builtin::ssh_key::subject_public_key_info;
use keyproof::implementation::builtin::{openssl, ssh_keygen};
use keyproof::implementation::{Description, Implementation};

/// Prints the numbers of a public key.
const PUBLIC: &str = "\
ulimit -S -t 1
puttygen key -O text";

/// Prints the public half of a private key, and the key as PKCS#1. Passphrases are in a file, and empty.
/// PuTTYgen refuses to write a file in the form that it already has, so it writes its own form first.
const PRIVATE: &str = "\
ulimit -S -t 1
puttygen key --old-passphrase /dev/null -O public-openssh
if grep -q PuTTY-User-Key-File key; then cp key ppk
else puttygen key --old-passphrase /dev/null --new-passphrase /dev/null -O private -o ppk; fi
puttygen ppk --old-passphrase /dev/null --new-passphrase /dev/null -O private-openssh -o pkcs1
cat pkcs1";

/// The part of a PKCS#8 file before the length of the PKCS#1 file: version 0, and the algorithm RSA.
const PKCS8: [u8; 18] = [
    0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01,
    0x05, 0x00,
];

/// `puttygen` as an implementation under test.
pub(crate) struct Puttygen {
    /// Computes the fingerprints.
    java: Adapter,
}

/// What PuTTYgen made of a private key.
struct Converted {
    openssh: String,
    /// The key as a PKCS#8 file.
    pkcs8: Vec<u8>,
}

/// Whether it reads private keys of this form.
pub(crate) fn reads(file: &[u8]) -> bool {
    !openssl::contains(file, "BEGIN PRIVATE KEY")
        && !openssl::contains(file, "BEGIN ENCRYPTED PRIVATE KEY")
}

impl Puttygen {
    pub(crate) const fn new(java: Adapter) -> Self {
        Self { java }
    }

    fn public_key(&mut self, material: &[u8]) -> Outcome {
        let key = [File::new("key", material)];
        match shell::ask(&key, PUBLIC).and_then(|output| public_key(&output)) {
            Ok(material) => self.java.call(&Action::InspectPublicKey { material }),
            Err(outcome) => outcome,
        }
    }

    fn private_key(&mut self, material: &[u8], mode: u32) -> Outcome {
        let Converted { openssh, pkcs8: material } = match convert(material, mode) {
            Ok(converted) => converted,
            Err(outcome) => return outcome,
        };
        match self
            .java
            .call(&Action::InspectPrivateKey { material, mode: keyproof::api::guest::Mode(0o400) })
        {
            Outcome::Success(Reply::PrivateKey(facts)) => {
                let openssh = Some(openssh);
                Outcome::Success(Reply::PrivateKey(PrivateKeyFacts { openssh, ..facts }))
            }
            other => other,
        }
    }

    /// Lets Java do something with a private key that PuTTYgen has read.
    fn with_private_key(&mut self, file: &[u8], action: impl FnOnce(Vec<u8>) -> Action) -> Outcome {
        match convert(file, 0o600) {
            Ok(Converted { pkcs8, .. }) => self.java.call(&action(pkcs8)),
            Err(outcome) => outcome,
        }
    }
}

impl Implementation for Puttygen {
    fn description(&self) -> Description {
        Description::codec("puttygen", None)
    }

    fn call(&mut self, action: &Action) -> Outcome {
        match action.clone() {
            Action::InspectPublicKey { material } => self.public_key(&material),
            Action::InspectPrivateKey { material, mode } if reads(&material) => {
                self.private_key(&material, mode.0)
            }
            Action::VerifyFingerprint { private_key, fingerprint } if reads(&private_key) => self
                .with_private_key(&private_key, |private_key| Action::VerifyFingerprint {
                    private_key,
                    fingerprint,
                }),
            Action::Decrypt { private_key, ciphertext } if reads(&private_key) => self
                .with_private_key(&private_key, |private_key| Action::Decrypt {
                    private_key,
                    ciphertext,
                }),
            _ => Outcome::Unsupported,
        }
    }
}

/// Returns the public key whose numbers PuTTYgen prints, as base64 DER.
fn public_key(output: &str) -> Result<Vec<u8>, Outcome> {
    let malformed = || shell::malformed(output);
    let after = |label: &str| output.lines().find_map(|line| line.strip_prefix(label));
    match after("key_type=").ok_or_else(malformed)? {
        "\"RSA\"" => {}
        other => return Err(refused(format!("a key of type {other}"))),
    }
    let number = |label| after(label).and_then(octets).ok_or_else(malformed);
    let (modulus, exponent) = (number("public_modulus=0x")?, number("public_exponent=0x")?);
    let der = subject_public_key_info(&modulus, &exponent).ok_or_else(malformed)?;
    Ok(base64::encode(&der).into_bytes())
}

fn octets(digits: &str) -> Option<Vec<u8>> {
    let zero = if digits.len() % 2 == 1 { "0" } else { "" };
    hexadecimal::decode(&format!("{zero}{digits}"))
}

/// Lets PuTTYgen read a private key and write it in another form.
fn convert(file: &[u8], mode: u32) -> Result<Converted, Outcome> {
    let key = [File { name: "key", contents: file.to_vec(), mode }];
    let output = shell::ask(&key, PRIVATE)?;
    let malformed = || shell::malformed(&output);
    let (line, pem) = output.split_once('\n').ok_or_else(malformed)?;
    let openssh = ssh_keygen::first_two_words(line).ok_or_else(malformed)?;
    if !openssh.starts_with("ssh-rsa ") {
        return Err(refused(format!("not an RSA key: {openssh}")));
    }
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    let pkcs1 = base64::decode(lines.collect::<String>().as_bytes()).map_err(|_| malformed())?;
    Ok(Converted { openssh, pkcs8: pkcs8(&pkcs1) })
}

/// Wraps a PKCS#1 private key as a PKCS#8 file.
fn pkcs8(pkcs1: &[u8]) -> Vec<u8> {
    let key = [&PKCS8, tagged(0x04, pkcs1).as_slice()].concat();
    let body = base64::encode(&tagged(0x30, &key));
    let end = "PRIVATE KEY-----";
    format!("-----BEGIN {end}\n{body}\n-----END {end}\n").into_bytes()
}

/// Returns a DER element with this tag.
fn tagged(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len().to_be_bytes();
    let zeros = length.iter().take_while(|octet| **octet == 0).count();
    let length = length.get(zeros..).unwrap_or_default();
    let mut element = vec![tag];
    if contents.len() >= 0x80 {
        element.push(0x80 | u8::try_from(length.len()).expect("a length has at most eight octets"));
    }
    element.extend_from_slice(length);
    element.extend_from_slice(contents);
    element
}

fn refused(why: String) -> Outcome {
    Outcome::Refused(Refusal::without_code(why))
}
