//! The facts of `vectors/keys/`, on which every expectation of the vectors rests, computed once more: by
//! OpenSSL's library, where `facts.sh` used the commands.

use crate::comparison::Facts;
use crate::private_key::{decrypt_by_library, fingerprints_by_library, read_by_library};
use crate::public_key::{hexadecimal, public_facts};
use openssl::base64::{decode_block, encode_block};
use openssl::bn::BigNum;
use openssl::error::ErrorStack;
use openssl::pkey::Public;
use openssl::rsa::Rsa;
use serde_json::Value;
use std::path::PathBuf;

/// What is computed of one entry.
type Compute = fn(&Value) -> Result<Facts, String>;

/// The files of facts, and what is computed of each of their entries.
pub(crate) const FILES: [(&str, Compute); 3] =
    [("rsa.json", rsa), ("tools.json", tool), ("ciphertexts.json", ciphertext)];

/// The entries of a file of facts, with a name for each.
pub(crate) fn entries(file: &str) -> Vec<(String, Value)> {
    let entries: Vec<Value> = serde_json::from_slice(&read(file)).expect("facts are JSON");
    assert!(!entries.is_empty(), "{file} is empty");
    let name = |entry: &Value| {
        let name = entry.get("name").or_else(|| entry.get("file"));
        name.and_then(Value::as_str).expect("an entry has a name or a file").to_owned()
    };
    entries.into_iter().map(|entry| (name(&entry), entry)).collect()
}

/// Computes the facts of an entry, and compares each with what the file says.
///
/// # Errors
/// The first fact that differs, or what can't be computed.
pub(crate) fn check(entry: &Value, compute: Compute) -> Result<(), String> {
    for (name, computed) in compute(entry)? {
        let stated = match entry.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => return Err(format!("the file doesn't state {name}")),
        };
        if stated != computed {
            return Err(format!("{name}: the file says {stated}, OpenSSL {computed}"));
        }
    }
    Ok(())
}

/// Of a private key: everything but the line that only ssh-keygen writes.
fn rsa(entry: &Value) -> Result<Facts, String> {
    let file = read(field(entry, "file"));
    let facts = || -> Result<Facts, ErrorStack> {
        let key = read_by_library(&file)?;
        let public = Rsa::from_public_components(key.n().to_owned()?, key.e().to_owned()?)?;
        let mut facts = named_as_in_files(public_facts(&public)?);
        facts.insert("modulus", hexadecimal(&key.n().to_vec(), ""));
        facts.insert("spki", encode_block(&public.public_key_to_der()?));
        facts.extend(fingerprints_by_library(&file)?);
        Ok(facts)
    };
    facts().map_err(|error| error.to_string())
}

/// Of a public key as a tool wrote it.
fn tool(entry: &Value) -> Result<Facts, String> {
    let path = field(entry, "file");
    let file = String::from_utf8(read(path)).map_err(|error| error.to_string())?;
    let key = if path.contains("base64-der") {
        let joined: String = file.lines().collect();
        decode_block(&joined).and_then(|der| Rsa::public_key_from_der(&der))
    } else {
        ssh_key(&file).ok_or("no SSH key that can be taken apart")?
    };
    let facts = key.and_then(|key| public_facts(&key)).map_err(|error| error.to_string())?;
    Ok(named_as_in_files(facts))
}

fn ciphertext(entry: &Value) -> Result<Facts, String> {
    let key = read(&format!("rsa/{}.pem", field(entry, "name")));
    let plaintext = decode_block(field(entry, "ciphertext_base64"))
        .and_then(|ciphertext| decrypt_by_library(&key, &ciphertext))
        .map_err(|error| error.to_string())?;
    Ok(Facts::from([("plaintext", String::from_utf8_lossy(&plaintext).into_owned())]))
}

/// Takes a well-formed OpenSSH line or RFC 4716 file apart, with the library's base64 and numbers: it has
/// no reader for either.
fn ssh_key(file: &str) -> Option<Result<Rsa<Public>, ErrorStack>> {
    let body = |line: &&str| !line.starts_with("----") && !line.contains(':');
    let text: String = match file.strip_prefix("ssh-rsa ") {
        Some(rest) => rest.split_whitespace().next()?.to_owned(),
        None => file.lines().filter(body).map(str::trim).collect(),
    };
    let blob = decode_block(&text).ok()?;
    let (_, rest) = ssh_string(&blob)?;
    let (exponent, rest) = ssh_string(rest)?;
    let (modulus, _) = ssh_string(rest)?;
    let key =
        || Rsa::from_public_components(BigNum::from_slice(modulus)?, BigNum::from_slice(exponent)?);
    Some(key())
}

/// A string of RFC 4251 section 5, and what follows it.
fn ssh_string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

/// The facts by the names that they have in `vectors/keys/`.
fn named_as_in_files(mut facts: Facts) -> Facts {
    let fingerprint = facts.remove("fingerprint");
    facts.extend(fingerprint.map(|fingerprint| ("imported", fingerprint)));
    facts
}

fn field<'a>(entry: &'a Value, name: &str) -> &'a str {
    entry.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn read(file: &str) -> Vec<u8> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "vectors/keys", file].iter().collect();
    std::fs::read(path).expect("a file of vectors/keys that is named there exists")
}
