//! Keys in JSON and XML: JSON Web Keys, RSAKeyValue, and strings of JSON that hold key files.

use super::container::{Container, Contents};
use super::{PublicKey, Step};
use crate::encoding::base64;
use crate::key::RsaPublicKey;
use crate::key::private::{Numbers, RsaPrivateKey};
use memchr::memmem;
use serde_json::Value;

/// The largest number of strings of a JSON text that are looked into.
const STRINGS: usize = 16;

/// The shortest string that may hold a key.
const SHORTEST: usize = 40;

/// The keys in JSON or XML, and the strings of JSON with their places.
#[derive(Default)]
pub(super) struct Data {
    pub(super) keys: Vec<Contents>,
    pub(super) strings: Vec<(Step, Vec<u8>)>,
    /// Whether the text has a private key of one of these forms, also among other text.
    pub(super) is_private: bool,
}

/// Returns the keys and strings of JSON, or the key of XML.
pub(super) fn find(text: &[u8]) -> Data {
    let mut data = Data { is_private: has_private_key(text), ..Data::default() };
    let trimmed = text.trim_ascii();
    if trimmed.starts_with(b"<") || memmem::find(text, b"<Modulus>").is_some() {
        data.keys.extend(xml(text));
    } else if matches!(trimmed, [b'{' | b'[' | b'"', ..]) {
        // The parser limits the depth of nesting.
        if let Ok(value) = serde_json::from_slice(trimmed) {
            json(&value, &mut data);
        }
    }
    data
}

/// Returns whether a text has the names of private numbers in a JSON Web Key or an RSAKeyValue.
fn has_private_key(text: &[u8]) -> bool {
    let has = |name: &str| memmem::find(text, name.as_bytes()).is_some();
    let is_jwk = has("\"kty\"") && ["\"d\"", "\"p\"", "\"q\"", "\"dp\""].into_iter().any(has);
    is_jwk || has("<Modulus>") && ["<D>", "<P>", "<Q>"].into_iter().any(has)
}

fn json(root: &Value, data: &mut Data) {
    let mut open = vec![(root, ".".to_owned())];
    while let Some((value, path)) = open.pop() {
        match value {
            Value::String(text) if text.len() >= SHORTEST && data.strings.len() < STRINGS => {
                data.strings.push((Step::Json(path), text.as_bytes().to_vec()));
            }
            Value::Array(values) => {
                let items = values.iter().enumerate().rev();
                open.extend(items.map(|(index, value)| (value, format!("{path}[{index}]"))));
            }
            Value::Object(members) => {
                data.keys.extend(jwk(value));
                // A long name is no name: it may be what must not be shown.
                let named = members.iter().rev().filter(|(name, _)| name.len() < SHORTEST);
                for (name, value) in named {
                    open.push((value, member(&path, name)));
                }
            }
            _ => {}
        }
    }
}

/// Returns the path of a member for `jq`.
fn member(path: &str, name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match path {
        _ if !name.bytes().all(is_plain) || name.starts_with(|it: char| it.is_ascii_digit()) => {
            format!("{path}[{}]", Value::from(name))
        }
        "." => format!(".{name}"),
        path => format!("{path}.{name}"),
    }
}

/// Reads a JSON Web Key (RFC 7518 section 6.3).
fn jwk(value: &Value) -> Option<Contents> {
    if value.get("kty")? != "RSA" {
        return None;
    }
    let number = |name| url_safe(value.get(name)?.as_str()?.as_bytes());
    let key = RsaPublicKey::new(&number("n")?, &number("e")?).ok()?;
    let private = ["d", "p", "q", "qi"].map(number);
    Some(contents(Container::Jwk, key, private))
}

/// Returns a key, with its private half if there are d, p, q and qInv.
fn contents(container: Container, key: RsaPublicKey, private: [Option<Vec<u8>>; 4]) -> Contents {
    let is_private = private.first().is_some_and(Option::is_some);
    let read = match private {
        [Some(private_exponent), Some(prime_p), Some(prime_q), Some(coefficient)] => {
            let numbers = Numbers {
                private_exponent: &private_exponent,
                prime_p: &prime_p,
                prime_q: &prime_q,
                coefficient: &coefficient,
            };
            RsaPrivateKey::new(key.clone(), &numbers).ok()
        }
        _ => None,
    };
    let public = Contents::public(container, PublicKey::Rsa(key));
    Contents { is_private, private: read, ..public }
}

fn url_safe(text: &[u8]) -> Option<Vec<u8>> {
    let standard = |byte: &u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    };
    base64::decode_lax(&text.iter().map(standard).collect::<Vec<u8>>())
}

/// Reads an RSAKeyValue (XML Signature, section 4.4.2.2).
fn xml(text: &[u8]) -> Option<Contents> {
    let number = |name: &str| {
        let start = memmem::find(text, format!("<{name}>").as_bytes())? + name.len() + 2;
        let rest = text.get(start..)?;
        let content = rest.get(..memmem::find(rest, b"</")?)?;
        let is_blank = |byte: &u8| byte.is_ascii_whitespace();
        let content: Vec<u8> = content.iter().copied().filter(|byte| !is_blank(byte)).collect();
        base64::decode_lax(&content)
    };
    let key = RsaPublicKey::new(&number("Modulus")?, &number("Exponent")?).ok()?;
    Some(contents(Container::RsaKeyValue, key, ["D", "P", "Q", "InverseQ"].map(number)))
}
