//! OpenSSL's library, called from this process through the `openssl` crate. It is another way to the same
//! results than the command, and often another version.

use keyproof::api::{Action, Outcome, PrivateKeyFacts, PublicKeyFacts, Refusal, Reply};
use keyproof::encoding::hexadecimal;
use keyproof::implementation::builtin::openssl::reads_private_key;
use keyproof::implementation::{Description, Implementation};
use openssl::error::ErrorStack;
use openssl::hash::{MessageDigest, hash};
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, Rsa};
use openssl::sha::sha256;

/// Returns the name and the version.
pub(crate) fn version() -> String {
    openssl::version::version().split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// The library as an implementation under test.
pub struct OpensslLibrary;

impl Implementation for OpensslLibrary {
    fn description(&self) -> Description {
        Description::codec("openssl-library", Some(version()))
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let reply = match action {
            Action::InspectPublicKey { material } => match str::from_utf8(material) {
                Ok(text) => public_key(text).map(Reply::PublicKey),
                // The binding takes only text.
                Err(error) => return Outcome::Refused(Refusal::without_code(error.to_string())),
            },
            Action::InspectPrivateKey { material, .. } if reads_private_key(material) => {
                fingerprints(material).map(Reply::PrivateKey)
            }
            Action::VerifyFingerprint { private_key, fingerprint }
                if reads_private_key(private_key) =>
            {
                fingerprints(private_key).map(|facts| {
                    let fingerprint = Some(fingerprint);
                    Reply::Matches(
                        facts.created.as_ref() == fingerprint
                            || facts.imported.as_ref() == fingerprint,
                    )
                })
            }
            Action::Decrypt { private_key, ciphertext } if reads_private_key(private_key) => {
                decrypt(private_key, ciphertext).map(Reply::Plaintext)
            }
            _ => return Outcome::Unsupported,
        };
        match reply {
            Ok(reply) => Outcome::Success(reply),
            Err(error) => Outcome::Refused(Refusal::without_code(error.to_string())),
        }
    }
}

fn public_key(text: &str) -> Result<PublicKeyFacts, ErrorStack> {
    // The library decodes only base64 on a single line.
    let joined: String = text.lines().map(str::trim).collect();
    let key = Rsa::public_key_from_der(&openssl::base64::decode_block(&joined)?)?;
    let spki = key.public_key_to_der()?;
    Ok(PublicKeyFacts {
        bits: u64::try_from(key.n().num_bits()).ok(),
        exponent: key.e().to_dec_str()?.parse().ok(),
        modulus_sha256: Some(hexadecimal::encode(&sha256(&key.n().to_vec()))),
        fingerprint: Some(hexadecimal::separated(&hash(MessageDigest::md5(), &spki)?, ":")),
    })
}

fn fingerprints(file: &[u8]) -> Result<PrivateKeyFacts, ErrorStack> {
    let key = private_key(file)?;
    let imported = hash(MessageDigest::md5(), &key.public_key_to_der()?)?;
    let created = hash(MessageDigest::sha1(), &PKey::from_rsa(key)?.private_key_to_pkcs8()?)?;
    Ok(PrivateKeyFacts {
        openssh: None,
        created: Some(hexadecimal::separated(&created, ":")),
        imported: Some(hexadecimal::separated(&imported, ":")),
    })
}

fn decrypt(file: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, ErrorStack> {
    let key = private_key(file)?;
    let mut plaintext = vec![0; usize::try_from(key.size()).expect("a size fits")];
    let length = key.private_decrypt(ciphertext, &mut plaintext, Padding::PKCS1)?;
    plaintext.truncate(length);
    Ok(plaintext)
}

/// Reads a file with an empty passphrase, so that the library doesn't ask for one.
fn private_key(file: &[u8]) -> Result<Rsa<Private>, ErrorStack> {
    Rsa::private_key_from_pem_passphrase(file, b"")
}
