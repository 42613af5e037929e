//! The `ssh-key` crate, as an importer uses it that adds no checks of its own.
//!
//! The crate reads the OpenSSH format and returns a typed key. An importer of RSA keys takes the
//! RSA variant, so a key of another type is refused here, although the crate reads it. The key
//! length is not checked, because the crate doesn't return one. The crate doesn't compute the
//! fingerprint that EC2 uses either: the `pkcs1` and `spki` crates encode the key that it read, so
//! no code of this project is involved.

use crate::api::{Action, Outcome, PublicKeyFacts, Refusal, Reply};
use crate::encoding::hexadecimal;
use crate::implementation::{Description, Implementation};
use ::ssh_key::PublicKey;
use md5::Md5;
use rsa::pkcs1;
use rsa::pkcs8::SubjectPublicKeyInfoRef;
use rsa::pkcs8::der::Encode;
use rsa::pkcs8::der::asn1::{BitStringRef, UintRef};
use sha2::{Digest, Sha256};

/// The version that `Cargo.toml` pins. The crate doesn't expose it.
const VERSION: &str = "0.6.7";

/// The `ssh-key` crate as an implementation under test.
#[derive(Debug, Clone, Copy, Default)]
pub struct SshKey;

impl Implementation for SshKey {
    fn description(&self) -> Description {
        Description::codec("ssh-key", Some(VERSION.to_owned()))
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let Action::InspectPublicKey { material } = action else { return Outcome::Unsupported };
        match read(material) {
            Ok(facts) => Outcome::Success(Reply::PublicKey(facts)),
            Err(message) => Outcome::Refused(Refusal { code: None, message }),
        }
    }
}

fn read(material: &[u8]) -> Result<PublicKeyFacts, String> {
    // The crate reads only text, so other bytes are refused here.
    let text = str::from_utf8(material).map_err(|error| error.to_string())?;
    let key = PublicKey::from_openssh(text).map_err(|error| error.to_string())?;
    let rsa = key.key_data().rsa();
    let rsa = rsa.ok_or_else(|| format!("a key of type {}, not RSA", key.algorithm()))?;
    let modulus = rsa.n.as_positive_bytes().ok_or("a negative modulus")?;
    let exponent = rsa.e.as_positive_bytes().ok_or("a negative exponent")?;
    let info = subject_public_key_info(modulus, exponent).ok_or("numbers that DER can't hold")?;
    Ok(PublicKeyFacts {
        bits: None,
        exponent: number(exponent),
        modulus_sha256: Some(hexadecimal::encode(&Sha256::digest(modulus))),
        fingerprint: Some(hexadecimal::separated(&Md5::digest(info), ":")),
    })
}

fn number(octets: &[u8]) -> Option<u64> {
    let mut number = [0; 8];
    let start = number.len().checked_sub(octets.len())?;
    number.get_mut(start..)?.copy_from_slice(octets);
    Some(u64::from_be_bytes(number))
}

/// Returns a public key as SubjectPublicKeyInfo DER, written by the `pkcs1` and `spki` crates. Returns
/// `None` if they refuse to write it.
#[must_use]
pub fn subject_public_key_info(modulus: &[u8], exponent: &[u8]) -> Option<Vec<u8>> {
    let (modulus, public_exponent) = (UintRef::new(modulus).ok()?, UintRef::new(exponent).ok()?);
    let key = pkcs1::RsaPublicKey { modulus, public_exponent }.to_der().ok()?;
    let subject_public_key = BitStringRef::from_bytes(&key).ok()?;
    let info = SubjectPublicKeyInfoRef { algorithm: pkcs1::ALGORITHM_ID, subject_public_key };
    info.to_der().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(file: &str) -> Outcome {
        let path = format!("{}/vectors/keys/{file}", env!("CARGO_MANIFEST_DIR"));
        let material = std::fs::read(path).unwrap();
        SshKey.call(&Action::InspectPublicKey { material })
    }

    /// `vectors/keys/tools.json` has the expected values, computed by OpenSSL.
    #[test]
    fn reads_what_ssh_keygen_writes() {
        let tools: serde_json::Value =
            serde_json::from_str(include_str!("../../../vectors/keys/tools.json")).unwrap();
        let files = tools.as_array().unwrap().iter();
        let files = files.filter(|tool| tool["file"].as_str().unwrap().contains("-openssh."));
        let files: Vec<_> = files.collect();
        assert!(files.len() > 5);
        for tool in files {
            let file = tool["file"].as_str().unwrap();
            let Outcome::Success(Reply::PublicKey(facts)) = call(file) else { panic!("{file}") };
            assert_eq!(facts.fingerprint.unwrap(), tool["imported"], "{file}");
            assert_eq!(facts.modulus_sha256.as_deref(), tool["modulus_sha256"].as_str());
            assert_eq!(
                facts.exponent.map(|exponent| exponent.to_string()).as_deref(),
                tool["exponent"].as_str()
            );
        }
    }

    #[test]
    fn refuses_keys_of_other_types() {
        for name in ["ed25519", "dsa-1024"] {
            let outcome = call(&format!("other/openssh-{name}.pub"));
            let Outcome::Refused(refusal) = outcome else { panic!("{name}: {outcome:?}") };
            assert!(refusal.message.ends_with("not RSA"), "{}", refusal.message);
        }
    }

    #[test]
    fn refuses_files_that_the_crate_cannot_read() {
        for file in ["other/jwk.json", "other/spki.pem", "other/openssh-cert-dsa-1024.pub"] {
            assert!(matches!(call(file), Outcome::Refused(_)), "{file}");
        }
        let binary = Action::InspectPublicKey { material: vec![0xff] };
        assert!(matches!(SshKey.call(&binary), Outcome::Refused(_)));
    }

    #[test]
    fn supports_no_other_action() {
        let outcome = SshKey.call(&Action::NameKeyFile { key_name: "a".to_owned() });
        assert_eq!(outcome, Outcome::Unsupported);
    }

    #[test]
    fn reports_the_pinned_version() {
        let manifest = include_str!("../../../Cargo.toml");
        assert!(manifest.contains(&format!("ssh-key = {{ version = \"={VERSION}\"")));
    }
}
