//! The actions on keys and fingerprints. They need no account and no region.

use crate::api::guest::Mode;
use crate::api::{ErrorCode, PrivateKeyFacts, PublicKeyFacts, Refusal, Reply};
use crate::encoding::hexadecimal;
use crate::format::{self, FormatErrorKind};
use crate::key::fingerprint::Fingerprint;
use crate::key::private;
use crate::key::ssh_blob;
use sha2::{Digest, Sha256};

/// The mode of a private key file (rule create/pem-file-mode).
const PRIVATE_KEY_MODE: Mode = Mode(0o400);

/// The permission bits of the group and of others.
const OTHERS: u32 = 0o077;

/// Reads a public key file as an import does. The bytes alone decide: an import has no file name (rule
/// import/extension-irrelevant).
pub(super) fn inspect_public_key(material: &[u8]) -> Result<Reply, Refusal> {
    let (_, key) = format::import(material).map_err(refusal)?;
    Ok(Reply::PublicKey(PublicKeyFacts {
        bits: u64::try_from(key.bits()).ok(),
        exponent: key.exponent_u64(),
        modulus_sha256: Some(hexadecimal::encode(&Sha256::digest(key.modulus()))),
        fingerprint: Some(Fingerprint::imported(&key).to_string()),
    }))
}

/// Reads a private key file as `ssh-keygen -y` does, which refuses a file that others can access
/// (rules public-key/from-private, public-key/permissions, fingerprint/local-created,
/// fingerprint/local-imported).
pub(super) fn inspect_private_key(material: &[u8], mode: Mode) -> Result<Reply, Refusal> {
    if mode.0 & OTHERS != 0 {
        let message = format!("mode {mode} lets others access the private key; use 0400");
        return Err(Refusal { code: None, message });
    }
    let key = read_private_key(material)?;
    Ok(Reply::PrivateKey(PrivateKeyFacts {
        openssh: Some(ssh_blob::to_line(key.public())),
        created: Some(Fingerprint::created(&key).to_string()),
        imported: Some(Fingerprint::imported(key.public()).to_string()),
    }))
}

/// Compares a fingerprint with both fingerprints that a key's pair can have (rule fingerprint/verifies).
pub(super) fn verify_fingerprint(private_key: &[u8], fingerprint: &str) -> Result<Reply, Refusal> {
    let key = read_private_key(private_key)?;
    let kinds = [Fingerprint::created(&key), Fingerprint::imported(key.public())];
    Ok(Reply::Matches(kinds.iter().any(|kind| kind.to_string() == fingerprint)))
}

/// Decrypts a ciphertext for a public key (rule pair/asymmetric).
pub(super) fn decrypt(private_key: &[u8], ciphertext: &[u8]) -> Result<Reply, Refusal> {
    let key = read_private_key(private_key)?;
    let plaintext = key.decrypt(ciphertext);
    let plaintext =
        plaintext.map_err(|error| Refusal { code: None, message: error.to_string() })?;
    Ok(Reply::Plaintext(plaintext))
}

/// Returns the name and the mode of a created pair's private key file (rules create/pem-file-name,
/// create/pem-file-mode).
pub(super) fn name_key_file(key_name: &str) -> Reply {
    Reply::KeyFile { name: Some(format!("{key_name}.pem")), mode: Some(PRIVATE_KEY_MODE) }
}

/// Converts an import error to a refusal.
pub(crate) fn refusal(error: format::FormatError) -> Refusal {
    let code = match error.fault {
        FormatErrorKind::Empty => ErrorCode::MissingParameter,
        FormatErrorKind::TooLong(_) => ErrorCode::InvalidParameterValue,
        _ => ErrorCode::InvalidKeyFormat,
    };
    Refusal { code: Some(code), message: error.to_string() }
}

fn read_private_key(material: &[u8]) -> Result<private::RsaPrivateKey, Refusal> {
    let read = private::read(material);
    let (_, key) = read.map_err(|error| Refusal { code: None, message: error.to_string() })?;
    Ok(key)
}
