//! OpenSSL's library, called from this process by way of the `openssl` crate: a second version of OpenSSL, and
//! another way to the same answers than the command.

use super::{matching, plaintext, reads};
use crate::answer::{Facts, OracleAnswer};
use crate::question::{OracleInput, Question};
use ::openssl::error::ErrorStack;
use ::openssl::hash::{MessageDigest, hash};
use ::openssl::pkey::{PKey, Private, Public};
use ::openssl::rsa::{Padding, Rsa};
use ::openssl::sha::sha256;
use keyproof::api::Action;
use keyproof::encoding::hexadecimal;
use keyproof::format::Format;

const INSPECT: &str =
    "PEM_read_bio_RSAPrivateKey, then SHA-1 of i2d_PKCS8_PRIV_KEY_INFO, MD5 of i2d_RSA_PUBKEY";

/// Its name and version.
pub(crate) fn version() -> String {
    let version = ::openssl::version::version();
    version.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// What to ask it.
pub(crate) fn question(subject: OracleInput<'_>) -> Option<Question> {
    match subject.action.clone() {
        Action::InspectPublicKey { material }
            if matches!(subject.meant, Some(Format::Base64Der) | None) =>
        {
            let how = "EVP_DecodeBlock of the joined lines, then d2i_RSA_PUBKEY";
            Some(Question::call(how, move || Ok(public(&material))))
        }
        Action::InspectPrivateKey { material, .. } if reads(&material) => {
            Some(Question::call(INSPECT, move || Ok(answer(fingerprints(&material)))))
        }
        Action::VerifyFingerprint { private_key, fingerprint } if reads(&private_key) => {
            let compared =
                move || fingerprints(&private_key).map(|facts| matching(&facts, &fingerprint));
            Some(Question::call(INSPECT, move || Ok(answer(compared()))))
        }
        Action::Decrypt { private_key, ciphertext } if reads(&private_key) => {
            let decrypted = move || {
                let octets = decrypt(&private_key, &ciphertext)?;
                Ok(plaintext(&String::from_utf8_lossy(&octets)))
            };
            let how = "PEM_read_bio_RSAPrivateKey, then RSA_private_decrypt";
            Some(Question::call(how, move || Ok(answer(decrypted()))))
        }
        _ => None,
    }
}

/// The library's base64 knows of one line only.
fn public(material: &[u8]) -> OracleAnswer {
    let Ok(text) = str::from_utf8(material) else {
        return OracleAnswer::Refused("no text in UTF-8, which the binding wants".to_owned());
    };
    let joined: String = text.lines().map(str::trim).collect();
    let key =
        ::openssl::base64::decode_block(&joined).and_then(|der| Rsa::public_key_from_der(&der));
    answer(key.and_then(|key| public_facts(&key)))
}

fn public_facts(key: &Rsa<Public>) -> Result<Facts, ErrorStack> {
    let spki = key.public_key_to_der()?;
    Ok(Facts::from([
        ("bits", key.n().num_bits().to_string()),
        ("exponent", key.e().to_dec_str()?.to_string()),
        ("modulus_sha256", hexadecimal::encode(&sha256(&key.n().to_vec()))),
        ("fingerprint", hexadecimal::separated(&hash(MessageDigest::md5(), &spki)?, ":")),
    ]))
}

fn fingerprints(file: &[u8]) -> Result<Facts, ErrorStack> {
    let key = private(file)?;
    let imported = hash(MessageDigest::md5(), &key.public_key_to_der()?)?;
    let created = hash(MessageDigest::sha1(), &PKey::from_rsa(key)?.private_key_to_pkcs8()?)?;
    Ok(Facts::from([
        ("created", hexadecimal::separated(&created, ":")),
        ("imported", hexadecimal::separated(&imported, ":")),
    ]))
}

fn decrypt(file: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, ErrorStack> {
    let key = private(file)?;
    let mut plaintext = vec![0; usize::try_from(key.size()).expect("a size fits")];
    let length = key.private_decrypt(ciphertext, &mut plaintext, Padding::PKCS1)?;
    plaintext.truncate(length);
    Ok(plaintext)
}

/// Reads a file with an empty passphrase, so that nobody is asked for one.
fn private(file: &[u8]) -> Result<Rsa<Private>, ErrorStack> {
    Rsa::private_key_from_pem_passphrase(file, b"")
}

fn answer(facts: Result<Facts, ErrorStack>) -> OracleAnswer {
    match facts {
        Ok(facts) => OracleAnswer::Choice(facts),
        Err(error) => OracleAnswer::Refused(error.to_string()),
    }
}
