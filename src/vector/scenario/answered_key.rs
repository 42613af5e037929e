//! Reads the private key file that an implementation returned.
//!
//! The reference implementation reads keys with [`key`](crate::key). If the harness used that module
//! too, it would not notice the module's errors. So this module uses the `rsa` crate, its DER
//! encodings, and the digests directly.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20::ChaCha8Rng;
use md5::Md5;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey};
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, hazmat};
use sha1::{Digest, Sha1};

/// An RSA private key from an unencrypted PEM file, PKCS#1 or PKCS#8 (rule create/returns-private-key).
#[derive(Debug)]
pub(super) struct AnsweredKey(rsa::PrivateKey);

impl AnsweredKey {
    /// Reads a private key file.
    ///
    /// # Errors
    /// Returns a short description of the first fault.
    pub(super) fn read(file: &str) -> Result<Self, String> {
        let (label, der) = pem(file)?;
        match label {
            "RSA PRIVATE KEY" => rsa::PrivateKey::from_pkcs1_der(&der)
                .map_err(|error| format!("the PKCS#1 private key is invalid: {error}")),
            "PRIVATE KEY" => rsa::PrivateKey::from_pkcs8_der(&der)
                .map_err(|error| format!("the PKCS#8 private key is invalid: {error}")),
            other => Err(format!("the PEM label is {other:?}, not an unencrypted RSA private key")),
        }
        .map(Self)
    }

    /// Returns the length of the modulus, in bits.
    pub(super) fn bits(&self) -> u64 {
        u64::from(self.0.n().bit_width())
    }

    /// Returns the public key as an OpenSSH line without a comment (RFC 4253 section 6.6).
    pub(super) fn openssh(&self) -> String {
        let mut blob = Vec::new();
        put_string(&mut blob, b"ssh-rsa");
        put_mpint(&mut blob, self.0.e());
        put_mpint(&mut blob, self.0.n());
        format!("ssh-rsa {}", STANDARD.encode(blob))
    }

    /// Returns SHA-1 of the key as unencrypted PKCS#8 DER (rule fingerprint/created-sha1).
    pub(super) fn created_fingerprint(&self) -> Result<String, String> {
        let der = self.0.to_pkcs8_der().map_err(|error| error.to_string())?;
        Ok(with_colons(&Sha1::digest(der.as_bytes())))
    }

    /// Returns MD5 of the public key as SubjectPublicKeyInfo DER (rule fingerprint/imported-md5).
    pub(super) fn imported_fingerprint(&self) -> Result<String, String> {
        let der = self.0.to_public_key().to_public_key_der().map_err(|error| error.to_string())?;
        Ok(with_colons(&Md5::digest(der.as_bytes())))
    }

    /// Decrypts a base64 ciphertext to a text that isn't empty (rule launch/windows-password).
    pub(super) fn decrypt(&self, ciphertext_base64: &str) -> Result<String, String> {
        // A service may break the base64 into lines.
        let text: String = ciphertext_base64.split_ascii_whitespace().collect();
        let ciphertext = STANDARD.decode(text).map_err(|error| error.to_string())?;
        let plaintext = self.unpadded(&ciphertext).ok_or("the private key doesn't decrypt it")?;
        let text =
            String::from_utf8(plaintext).map_err(|_| "the plaintext is not UTF-8".to_owned())?;
        if text.is_empty() { Err("the plaintext is empty".to_owned()) } else { Ok(text) }
    }

    /// Decrypts a ciphertext and removes the padding (RFC 8017 section 7.2.2). The decryption of the
    /// `rsa` crate returns random octets for wrong padding; the harness would take those for a
    /// plaintext.
    fn unpadded(&self, ciphertext: &[u8]) -> Option<Vec<u8>> {
        const LEAST_PADDING: usize = 8;
        let modulus = self.0.n();
        let length = usize::try_from(modulus.bit_width().div_ceil(8)).ok()?;
        if ciphertext.len() != length {
            return None;
        }
        let number = BoxedUint::from_be_slice(ciphertext, modulus.bits_precision()).ok()?;
        let message = hazmat::rsa_decrypt::<ChaCha8Rng>(None, &self.0, &number).ok()?;
        let octets = message.to_be_bytes();
        let encoded = octets.get(octets.len().checked_sub(length)?..)?;
        let padded = encoded.strip_prefix(&[0, 2])?;
        let end = padded.iter().position(|octet| *octet == 0)?;
        let plaintext = padded.get(end + 1..)?;
        (end >= LEAST_PADDING).then(|| plaintext.to_vec())
    }
}

/// Returns the label and the content of a PEM file (RFC 7468 section 3). Any line length is accepted:
/// EC2 wraps at 76 characters.
fn pem(file: &str) -> Result<(&str, Vec<u8>), String> {
    let mut lines = file.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let begin = lines.next().unwrap_or_default();
    let label = begin.strip_prefix("-----BEGIN ").and_then(|rest| rest.strip_suffix("-----"));
    let label = label.ok_or("it is not a PEM file: it doesn't start with a BEGIN line")?;
    let end = format!("-----END {label}-----");
    let mut body = String::new();
    loop {
        match lines.next() {
            Some(line) if line == end => break,
            Some(line) => body.push_str(line),
            None => return Err(format!("the PEM file has no line {end}")),
        }
    }
    if lines.next().is_some() {
        return Err("there is text after the END line of the PEM file".to_owned());
    }
    let der = STANDARD.decode(body).map_err(|error| format!("the PEM body: {error}"))?;
    Ok((label, der))
}

/// Appends an SSH string: its length in 4 octets, then the octets (RFC 4251 section 5).
fn put_string(blob: &mut Vec<u8>, octets: &[u8]) {
    let length = u32::try_from(octets.len()).expect("a key has less than 4 GiB");
    blob.extend(length.to_be_bytes());
    blob.extend(octets);
}

/// Appends a positive multiple precision integer: without unnecessary leading zero octets, but with one
/// if the highest bit would otherwise make the number negative (RFC 4251 section 5).
fn put_mpint(blob: &mut Vec<u8>, number: &BoxedUint) {
    let padded = number.to_be_bytes();
    let first = padded.iter().position(|octet| *octet != 0).unwrap_or(padded.len());
    let digits = padded.get(first..).unwrap_or_default();
    let mut octets = Vec::with_capacity(digits.len() + 1);
    if digits.first().is_some_and(|octet| octet & 0x80 != 0) {
        octets.push(0);
    }
    octets.extend(digits);
    put_string(blob, &octets);
}

fn with_colons(octets: &[u8]) -> String {
    let pairs: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    pairs.join(":")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::keys_file;

    fn file(name: &str) -> &'static str {
        keys_file(name).unwrap()
    }

    /// OpenSSL and ssh-keygen computed the values in `rsa.json`.
    #[test]
    fn reads_the_same_values_as_other_tools() {
        let keys: Vec<serde_json::Value> = serde_json::from_str(file("rsa.json")).unwrap();
        for name in ["1024", "1024-b", "2048", "2048-b", "4096"] {
            let facts = keys.iter().find(|key| key["name"] == name).unwrap();
            let key = AnsweredKey::read(file(facts["file"].as_str().unwrap())).unwrap();
            assert_eq!(facts["bits"], key.bits(), "{name}");
            assert_eq!(facts["created"], key.created_fingerprint().unwrap(), "{name}");
            assert_eq!(facts["imported"], key.imported_fingerprint().unwrap(), "{name}");
            assert_eq!(facts["openssh"], key.openssh(), "{name}");
        }
    }

    #[test]
    fn pkcs1_and_pkcs8_have_the_same_fingerprint() {
        let (pkcs1, pkcs8) = (file("rsa/2048.pem"), file("other/pkcs8.pem"));
        let of = |text| AnsweredKey::read(text).unwrap().created_fingerprint().unwrap();
        assert_eq!(of(pkcs1), of(pkcs8));
        // Lines of 76 characters, as EC2 writes them.
        let body: String = pkcs1.lines().filter(|line| !line.starts_with('-')).collect();
        let (first, last) = (pkcs1.lines().next().unwrap(), pkcs1.lines().last().unwrap());
        let mut wide = format!("{first}\r\n");
        for line in body.as_bytes().chunks(76) {
            wide.push_str(std::str::from_utf8(line).unwrap());
            wide.push_str("\r\n");
        }
        wide.push_str(last);
        assert_eq!(of(pkcs1), of(&wide));
    }

    /// OpenSSL made the ciphertexts.
    #[test]
    fn decrypts_only_with_the_right_key() {
        let ciphertexts: serde_json::Value =
            serde_json::from_str(file("ciphertexts.json")).unwrap();
        for (name, other) in [("1024", "1024-b"), ("1024-b", "1024")] {
            let entries = ciphertexts.as_array().unwrap();
            let entry = entries.iter().find(|entry| entry["name"] == name).unwrap();
            let ciphertext = entry["ciphertext_base64"].as_str().unwrap();
            let decrypt = |name: &str| {
                AnsweredKey::read(file(&format!("rsa/{name}.pem"))).unwrap().decrypt(ciphertext)
            };
            assert_eq!(decrypt(name).as_deref(), Ok(entry["plaintext"].as_str().unwrap()));
            assert!(decrypt(other).is_err());
        }
    }

    #[test]
    fn refuses_everything_but_unencrypted_pem() {
        for name in ["openssh-private.pem", "ppk-v3.ppk", "pkcs8-encrypted.pem", "spki.pem"] {
            assert!(AnsweredKey::read(file(&format!("other/{name}"))).is_err(), "{name}");
        }
        let whole = file("rsa/1024.pem");
        for broken in ["", "(stub)", &whole[..400], &format!("{whole}{whole}")] {
            assert!(AnsweredKey::read(broken).is_err(), "{broken:?}");
        }
    }
}
