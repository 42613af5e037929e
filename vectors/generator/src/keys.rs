//! The fixed keys of `vectors/keys/`, with the facts that OpenSSL and ssh-keygen computed.

use keyproof::encoding::{base64, ssh};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// A fixed RSA key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    /// Its name: the length, and a suffix for what is special about the key.
    pub(super) name: String,
    /// Its private key file, below `vectors/keys/`.
    pub(super) file: String,
    /// The length of its modulus in bits.
    pub(super) bits: u64,
    /// Its public exponent, in decimal.
    pub(super) exponent: String,
    /// Its modulus, in hexadecimal.
    modulus: String,
    /// SHA-256 of the modulus's octets.
    pub(super) modulus_sha256: String,
    /// Its SubjectPublicKeyInfo DER in base64, as OpenSSL wrote it.
    pub(super) spki: String,
    /// The fingerprint of its key pair if it is imported.
    pub(super) imported: String,
    /// The fingerprint of its key pair if EC2 created it.
    pub(super) created: String,
    /// Its OpenSSH line as ssh-keygen wrote it, if ssh-keygen accepts the key.
    pub(super) openssh: Option<String>,
    /// The command that computed its fingerprint, if the file is not a private key.
    #[serde(skip)]
    command: Option<String>,
}

/// The facts about a key without a private half.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicFacts {
    file: String,
    command: String,
    bits: u64,
    exponent: String,
    modulus: String,
    modulus_sha256: String,
    spki: String,
    imported: String,
}

/// A digest of a fixed key that differs from EC2's fingerprint, as OpenSSL or ssh-keygen computed it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Digest {
    /// The name of the key.
    pub(super) key: String,
    /// The hash function and its input.
    pub(super) name: String,
    /// The digest in the notation of the tool.
    pub(super) value: String,
    /// The command that computes it.
    pub(super) command: String,
}

/// Returns all digests.
pub(super) fn digests() -> Vec<Digest> {
    serde_json::from_str(text("digests.json")).expect("the digests are well-formed")
}

/// Returns the digest with this name.
pub(super) fn digest(key: &str, name: &str) -> Digest {
    let found = digests().into_iter().find(|digest| digest.key == key && digest.name == name);
    found.unwrap_or_else(|| unreachable!("there is no digest {name} of {key}"))
}

/// Returns all fixed keys.
pub(super) fn all() -> Vec<Key> {
    static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
        serde_json::from_str(text("rsa.json")).expect("the facts of the fixed keys are well-formed")
    });
    KEYS.clone()
}

/// Returns the fixed key with this name.
pub(super) fn key(name: &str) -> Key {
    let found = all().into_iter().find(|key| key.name == name);
    found.unwrap_or_else(|| unreachable!("there is no fixed key {name}"))
}

/// Returns the key that the document prints as its example.
pub(super) fn document_example() -> Key {
    public_key("document-example")
}

/// Returns a key whose blob ends with the whole blob of another key, which has the modulus of `1024-b`.
pub(super) fn nested() -> Key {
    public_key("nested")
}

/// Returns a key without a private half, which has no fingerprint of a created key pair.
fn public_key(name: &str) -> Key {
    let facts: PublicFacts = serde_json::from_str(text(&format!("{name}.json")))
        .expect("the facts of a public key are well-formed");
    Key {
        name: name.to_owned(),
        file: facts.file,
        bits: facts.bits,
        exponent: facts.exponent,
        modulus: facts.modulus,
        modulus_sha256: facts.modulus_sha256,
        spki: facts.spki,
        imported: facts.imported,
        created: String::new(),
        openssh: None,
        command: Some(facts.command),
    }
}

/// The files of `vectors/keys/`, by their paths below it.
static FILES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let keys = super::vectors().join("keys");
    let mut files = BTreeMap::new();
    let mut directories = vec![keys.clone()];
    while let Some(directory) = directories.pop() {
        let entries = std::fs::read_dir(directory).expect("the fixed keys can be read");
        for path in entries.map(|entry| entry.expect("the fixed keys can be read").path()) {
            if path.is_dir() {
                directories.push(path);
            } else {
                let name = path.strip_prefix(&keys).map(Path::to_string_lossy);
                let name = name.expect("they are below the directory").into_owned();
                files
                    .insert(name, std::fs::read_to_string(&path).expect("the fixed keys are text"));
            }
        }
    }
    files
});

/// Returns a file below `vectors/keys/`.
pub(super) fn text(file: &str) -> &'static str {
    let found = FILES.get(file).map(String::as_str);
    found.unwrap_or_else(|| unreachable!("there is no file vectors/keys/{file}"))
}

/// Returns the name of the file below `vectors/keys/` that has these contents.
pub(super) fn name_of(contents: &str) -> Option<&'static str> {
    FILES.iter().find(|(_, text)| text.as_str() == contents).map(|(name, _)| name.as_str())
}

impl Key {
    /// The modulus: big-endian, without leading zero octets.
    pub(super) fn modulus(&self) -> Vec<u8> {
        let digits = self.modulus.as_bytes().chunks(2);
        let octet = |pair: &[u8]| {
            let pair = std::str::from_utf8(pair).expect("hexadecimal is ASCII");
            u8::from_str_radix(pair, 16).expect("a modulus is hexadecimal")
        };
        digits.map(octet).collect()
    }

    /// The public exponent: big-endian, without leading zero octets.
    pub(super) fn exponent(&self) -> Vec<u8> {
        let number: u128 = self.exponent.parse().expect("an exponent is decimal");
        number.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect()
    }

    /// The `ssh-rsa` blob, composed from modulus and exponent.
    pub(super) fn blob(&self) -> Vec<u8> {
        ssh_blob(b"ssh-rsa", &self.exponent(), &self.modulus())
    }

    /// The OpenSSH line without a comment and without a line ending.
    pub(super) fn line(&self) -> String {
        format!("ssh-rsa {}", base64::encode(&self.blob()))
    }

    /// SubjectPublicKeyInfo DER, as OpenSSL wrote it.
    pub(super) fn der(&self) -> Vec<u8> {
        base64::decode(self.spki.as_bytes()).expect("OpenSSL writes base64")
    }

    /// The private key file, unencrypted PKCS#1 PEM.
    pub(super) fn pem(&self) -> &'static str {
        text(&self.file)
    }

    /// The command that computes the fingerprint of the created key pair.
    pub(super) fn created_command(&self) -> String {
        let file = &self.file;
        format!("openssl pkcs8 -in keys/{file} -topk8 -nocrypt -outform DER | openssl sha1 -c")
    }

    /// The tool that computed its facts, and the command.
    pub(super) fn provenance(&self) -> (String, String) {
        let of_private_key =
            || format!("openssl rsa -in keys/{} -pubout -outform DER | openssl md5 -c", self.file);
        let command = self.command.clone().unwrap_or_else(of_private_key);
        ("OpenSSL 3.0.19".to_owned(), command)
    }
}

/// Returns an SSH blob of key type, exponent and modulus. Both numbers are non-negative.
pub(super) fn ssh_blob(name: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
    [
        ssh::write_string(name),
        ssh::write_unsigned_mpint(exponent),
        ssh::write_unsigned_mpint(modulus),
    ]
    .concat()
}

/// Returns an RFC 4716 file with these header lines and the blob in lines of 70 columns.
pub(super) fn rfc4716(headers: &str, blob: &[u8]) -> String {
    let body = base64::encode_wrapped(blob, 70, "\n");
    format!("---- BEGIN SSH2 PUBLIC KEY ----\n{headers}{body}---- END SSH2 PUBLIC KEY ----\n")
}
