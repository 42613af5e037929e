//! The fixed keys of `vectors/keys/`, with the facts that OpenSSL and ssh-keygen computed of them.

use keyproof::encoding::{base64, ssh};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// A fixed RSA key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    /// Its name: the length, and what is special about it.
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
    /// Its fingerprint as an imported pair's.
    pub(super) imported: String,
    /// Its fingerprint as a created pair's.
    pub(super) created: String,
    /// Its OpenSSH line as ssh-keygen wrote it, if it takes the key.
    pub(super) openssh: Option<String>,
    /// The command that computed its fingerprint, where the file is no private key.
    #[serde(skip)]
    command: Option<String>,
}

/// The facts of a key that has no private half.
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

/// A digest of a fixed key that is not EC2's, as OpenSSL or ssh-keygen computed it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Digest {
    /// The name of the key.
    pub(super) key: String,
    /// Which digest, of what.
    pub(super) name: String,
    /// The digest, in its tool's notation.
    pub(super) value: String,
    /// The command that computes it.
    pub(super) command: String,
}

/// All digests.
pub(super) fn digests() -> Vec<Digest> {
    serde_json::from_str(text("digests.json")).expect("the digests are well-formed")
}

/// The digest of this name.
pub(super) fn digest(key: &str, name: &str) -> Digest {
    let found = digests().into_iter().find(|digest| digest.key == key && digest.name == name);
    found.unwrap_or_else(|| unreachable!("there is no digest {name} of {key}"))
}

/// All fixed keys.
pub(super) fn all() -> Vec<Key> {
    static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
        serde_json::from_str(text("rsa.json")).expect("the facts of the fixed keys are well-formed")
    });
    KEYS.clone()
}

/// The fixed key of this name.
pub(super) fn key(name: &str) -> Key {
    let found = all().into_iter().find(|key| key.name == name);
    found.unwrap_or_else(|| unreachable!("there is no fixed key {name}"))
}

/// The key that the document prints as its example.
pub(super) fn document_example() -> Key {
    public_key("document-example")
}

/// A key whose blob ends in the whole blob of another, with the modulus of the key `1024-b`.
pub(super) fn nested() -> Key {
    public_key("nested")
}

/// A key of which nobody has a private half, so that it has no fingerprint as a created pair's.
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

    /// The `ssh-rsa` blob, put together from modulus and exponent.
    pub(super) fn blob(&self) -> Vec<u8> {
        ssh_blob(b"ssh-rsa", &self.exponent(), &self.modulus())
    }

    /// The OpenSSH line without a comment and without an ending.
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

    /// The command that computes its fingerprint as a created pair's.
    pub(super) fn created_command(&self) -> String {
        let file = &self.file;
        format!("openssl pkcs8 -in keys/{file} -topk8 -nocrypt -outform DER | openssl sha1 -c")
    }

    /// Which tool computed its facts, and by which command.
    pub(super) fn provenance(&self) -> (String, String) {
        let of_private_key =
            || format!("openssl rsa -in keys/{} -pubout -outform DER | openssl md5 -c", self.file);
        let command = self.command.clone().unwrap_or_else(of_private_key);
        ("OpenSSL 3.0.19".to_owned(), command)
    }
}

/// An SSH blob of three parts, for moduli and exponents that are non-negative.
pub(super) fn ssh_blob(name: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
    [
        ssh::write_string(name),
        ssh::write_unsigned_mpint(exponent),
        ssh::write_unsigned_mpint(modulus),
    ]
    .concat()
}

/// An RFC 4716 file: these header lines, then the blob in lines of 70.
pub(super) fn rfc4716(headers: &str, blob: &[u8]) -> String {
    let body = base64::encode_wrapped(blob, 70, "\n");
    format!("---- BEGIN SSH2 PUBLIC KEY ----\n{headers}{body}---- END SSH2 PUBLIC KEY ----\n")
}
