//! OpenSSL's library computes the facts of `vectors/keys/` again, from which all expected values come. `facts.sh`
//! used the commands `openssl` and `ssh-keygen`.

use crate::key_files::{path, read};
use keyproof::api::{Action, Outcome, Reply};
use keyproof::encoding::hexadecimal;
use keyproof::implementation::Implementation;
use keyproof_oracles::openssl_library::OpensslLibrary;
use openssl::base64::{decode_block, encode_block};
use openssl::bn::{BigNum, BigNumRef};
use openssl::error::ErrorStack;
use openssl::hash::{MessageDigest, hash};
use openssl::pkey::{PKey, Private, Public};
use openssl::rsa::{Padding, Rsa};
use serde_json::Value;
use std::collections::BTreeMap;

/// Facts by their names in `vectors/keys/`.
type Facts = BTreeMap<&'static str, String>;

/// Computes the facts of an entry.
type Compute = fn(&Value) -> Result<Facts, String>;

/// The files of facts, with the computation for their entries.
pub(crate) const FILES: [(&str, Compute); 7] = [
    ("rsa.json", rsa),
    ("tools.json", tool),
    ("document-example.json", public_key),
    ("nested.json", public_key),
    ("digests.json", digest),
    ("ciphertexts.json", ciphertext),
    ("padded-ciphertexts.json", padded_ciphertext),
];

/// Checks that there are no other files of facts.
///
/// # Errors
/// Returns the files without a computation, or why the directory can't be read.
pub(crate) fn all_are_computed() -> Result<(), String> {
    let folder = std::fs::read_dir(path("")).map_err(|error| error.to_string())?;
    let names = folder.map(|file| file.map(|file| file.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
    names.retain(|name| name.ends_with(".json") && FILES.iter().all(|(file, _)| file != name));
    if names.is_empty() { Ok(()) } else { Err(format!("nothing is computed of {names:?}")) }
}

/// Returns the entries of a file of facts, each with a name. A file about one key has one entry.
pub(crate) fn entries(file: &str) -> Vec<(String, Value)> {
    let entries = match serde_json::from_slice(&read(file)).expect("facts are JSON") {
        Value::Array(entries) => entries,
        entry => vec![entry],
    };
    assert!(!entries.is_empty(), "{file} is empty");
    let name = |entry: &Value| match ["key", "name", "file"].map(|name| field(entry, name)) {
        ["", "", ""] => unreachable!("an entry of {file} has neither a name nor a file"),
        ["", "", file] => file.to_owned(),
        ["", name, _] => name.to_owned(),
        [key, name, _] => format!("{key}/{name}"),
    };
    entries.into_iter().map(|entry| (name(&entry), entry)).collect()
}

/// Computes the facts of an entry, and compares them with those in the file.
///
/// # Errors
/// Returns the first fact that differs or can't be computed.
pub(crate) fn check(entry: &Value, compute: Compute) -> Result<(), String> {
    for (name, computed) in compute(entry)? {
        let stated = match entry.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => return Err(format!("the file lacks {name}")),
        };
        if stated != computed {
            return Err(format!("{name}: the file has {stated}, OpenSSL computes {computed}"));
        }
    }
    Ok(())
}

/// Computes the facts of a private key, except for the line that only ssh-keygen writes.
fn rsa(entry: &Value) -> Result<Facts, String> {
    let file = read(field(entry, "file"));
    let key = read_private_key(&file).map_err(|error| error.to_string())?;
    let numbers = key.n().to_owned().and_then(|n| Ok((n, key.e().to_owned()?)));
    let public = numbers.and_then(|(n, e)| Rsa::from_public_components(n, e));
    let mut facts = public_forms(&public.map_err(|error| error.to_string())?)?;
    facts.extend(ask(Action::InspectPrivateKey {
        material: file,
        mode: keyproof::api::guest::Mode(0o400),
    })?);
    Ok(facts)
}

/// Computes the facts of a public key that a tool wrote.
fn tool(entry: &Value) -> Result<Facts, String> {
    let path = field(entry, "file");
    let file = read(path);
    if path.contains("base64-der") {
        return public_facts(file);
    }
    let file = String::from_utf8(file).map_err(|error| error.to_string())?;
    let key = ssh_key(&file).ok_or("not a well-formed SSH key")?;
    let der = key.and_then(|key| key.public_key_to_der()).map_err(|error| error.to_string())?;
    public_facts(encode_block(&der).into_bytes())
}

/// Computes the facts of a key without a private key.
fn public_key(entry: &Value) -> Result<Facts, String> {
    let line = String::from_utf8(read(field(entry, "file"))).map_err(|error| error.to_string())?;
    let key = ssh_key(&line).ok_or("not a well-formed SSH key")?;
    public_forms(&key.map_err(|error| error.to_string())?)
}

/// Computes a digest of a form of a private key that is no fingerprint of EC2.
fn digest(entry: &Value) -> Result<Facts, String> {
    let file = read(&format!("rsa/{}.pem", field(entry, "key")));
    let name = field(entry, "name");
    let (algorithm, form_name) = name.split_once("-of-").ok_or("no digest of a form")?;
    let algorithm = match algorithm {
        "md5" => MessageDigest::md5(),
        "sha1" => MessageDigest::sha1(),
        "sha256" => MessageDigest::sha256(),
        other => return Err(format!("no digest is called {other}")),
    };
    let digest = hash(algorithm, &form(&file, form_name)?).map_err(|error| error.to_string())?;
    let value = match name {
        // ssh-keygen writes this digest in base64.
        "sha256-of-ssh-blob" => format!("SHA256:{}", encode_block(&digest).trim_end_matches('=')),
        _ => hexadecimal::separated(&digest, ":"),
    };
    Ok(Facts::from([("value", value)]))
}

/// Returns the form with this name of a private key.
fn form(file: &[u8], name: &str) -> Result<Vec<u8>, String> {
    let key = read_private_key(file).map_err(|error| error.to_string())?;
    let form = match name {
        "ssh-blob" => Ok(ssh_blob(&key)),
        "spki" => key.public_key_to_der(),
        "spki-pem" => key.public_key_to_pem(),
        "pkcs1-public-key" => key.public_key_to_der_pkcs1(),
        // As `openssl rsa -modulus` prints it.
        "modulus" => key.n().to_hex_str().map(|digits| format!("Modulus={digits}\n").into_bytes()),
        "pkcs1" => key.private_key_to_der(),
        "pkcs8" => PKey::from_rsa(key).and_then(|key| key.private_key_to_pkcs8()),
        "pkcs8-pem" => PKey::from_rsa(key).and_then(|key| key.private_key_to_pem_pkcs8()),
        "file" => Ok(file.to_vec()),
        other => return Err(format!("no form of a key is called {other}")),
    };
    form.map_err(|error| error.to_string())
}

fn ciphertext(entry: &Value) -> Result<Facts, String> {
    let private_key = read(&format!("rsa/{}.pem", field(entry, "name")));
    let ciphertext = decode_block(field(entry, "ciphertext_base64"));
    let ciphertext = ciphertext.map_err(|error| error.to_string())?;
    ask(Action::Decrypt { private_key, ciphertext })
}

/// Returns the text after the padding, even if the padding is too short.
fn padded_ciphertext(entry: &Value) -> Result<Facts, String> {
    let key = read_private_key(&read("rsa/1024.pem")).map_err(|error| error.to_string())?;
    let ciphertext = decode_block(field(entry, "ciphertext_base64"));
    let ciphertext = ciphertext.map_err(|error| error.to_string())?;
    let mut block = vec![0; ciphertext.len()];
    let decrypted = key.private_decrypt(&ciphertext, &mut block, Padding::NONE);
    decrypted.map_err(|error| error.to_string())?;
    let text = block.rsplit(|octet| *octet == 0).next().unwrap_or_default().to_vec();
    let text = String::from_utf8(text).map_err(|error| error.to_string())?;
    Ok(Facts::from([("plaintext", text)]))
}

/// Reads a well-formed OpenSSH line or RFC 4716 file with the library's base64 and numbers. The library has no
/// reader for these formats.
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

/// Returns a string of RFC 4251 section 5, and the rest.
fn ssh_string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

/// Writes the public key of RFC 4253 section 6.6. The library has no writer for it.
fn ssh_blob(key: &Rsa<Private>) -> Vec<u8> {
    // A zero octet precedes a number whose first bit is set, which would be negative otherwise.
    let number = |number: &BigNumRef| {
        let octets = number.to_vec();
        let sign = octets.first().filter(|first| **first >= 0x80).map(|_| 0);
        sign.into_iter().chain(octets).collect::<Vec<u8>>()
    };
    let strings = [b"ssh-rsa".to_vec(), number(key.e()), number(key.n())];
    let length = |octets: &[u8]| u32::try_from(octets.len()).expect("a key is short").to_be_bytes();
    strings.iter().flat_map(|octets| [&length(octets), octets.as_slice()].concat()).collect()
}

/// Returns the facts and the forms of a public key.
fn public_forms(key: &Rsa<Public>) -> Result<Facts, String> {
    let der = key.public_key_to_der().map_err(|error| error.to_string())?;
    let mut facts = public_facts(encode_block(&der).into_bytes())?;
    facts.insert("modulus", hexadecimal::encode(&key.n().to_vec()));
    facts.insert("spki", encode_block(&der));
    Ok(facts)
}

/// Returns the facts of a file of base64 DER.
fn public_facts(material: Vec<u8>) -> Result<Facts, String> {
    ask(Action::InspectPublicKey { material })
}

/// Asks the library.
fn ask(action: Action) -> Result<Facts, String> {
    let number = |number: Option<u64>| number.map(|number| number.to_string());
    let facts = match OpensslLibrary.call(&action) {
        Outcome::Success(Reply::PublicKey(facts)) => vec![
            ("bits", number(facts.bits)),
            ("exponent", number(facts.exponent)),
            ("modulus_sha256", facts.modulus_sha256),
            ("imported", facts.fingerprint),
        ],
        Outcome::Success(Reply::PrivateKey(facts)) => {
            vec![("created", facts.created), ("imported", facts.imported)]
        }
        Outcome::Success(Reply::Plaintext(text)) => {
            vec![("plaintext", String::from_utf8(text).ok())]
        }
        other => return Err(format!("{other:?}")),
    };
    Ok(facts.into_iter().filter_map(|(name, fact)| Some((name, fact?))).collect())
}

fn read_private_key(file: &[u8]) -> Result<Rsa<Private>, ErrorStack> {
    Rsa::private_key_from_pem_passphrase(file, b"")
}

fn field<'a>(entry: &'a Value, name: &str) -> &'a str {
    entry.get(name).and_then(Value::as_str).unwrap_or_default()
}
