//! The canonical form of a request, over which its signature is made.

use super::authorization::{Claim, Place, SIGNATURE};
use super::{SignatureError, Signed};
use crate::encoding::hexadecimal;
use crate::query::form::escape;
use sha2::{Digest, Sha256};

/// Returns the canonical request: method, path, query string, headers, header names and the body's hash.
pub(super) fn request(request: &Signed<'_>, claim: &Claim<'_>) -> Result<Vec<u8>, SignatureError> {
    let mut text = Vec::with_capacity(512);
    text.extend_from_slice(request.method.as_bytes());
    text.push(b'\n');
    // Every service except S3 encodes the path as sent once more.
    for (number, segment) in request.path.split('/').enumerate() {
        text.extend((number > 0).then_some(b'/'));
        text.extend_from_slice(encoded(segment).as_bytes());
    }
    text.push(b'\n');
    push_query(&mut text, request, claim);
    text.push(b'\n');
    push_headers(&mut text, request, claim)?;
    text.push(b'\n');
    text.extend_from_slice(claim.signed_headers.join(";").as_bytes());
    text.push(b'\n');
    let hash = hexadecimal::encode(&Sha256::digest(request.body));
    text.extend_from_slice(hash.as_bytes());
    Ok(text)
}

/// Appends the parameters of the query string, encoded and then sorted.
fn push_query(text: &mut Vec<u8>, request: &Signed<'_>, claim: &Claim<'_>) {
    let is_signed = |name: &str| claim.place == Place::Header || name != SIGNATURE;
    let signed = request.query.iter().filter(|(name, _)| is_signed(name));
    let mut pairs: Vec<_> = signed.map(|(name, value)| (encoded(name), encoded(value))).collect();
    pairs.sort_unstable();
    for (number, (name, value)) in pairs.iter().enumerate() {
        text.extend((number > 0).then_some(b'&'));
        text.extend_from_slice(name.as_bytes());
        text.push(b'=');
        text.extend_from_slice(value.as_bytes());
    }
}

/// Appends the signed headers, in the order of `SignedHeaders`, one a line.
fn push_headers(
    text: &mut Vec<u8>,
    request: &Signed<'_>,
    claim: &Claim<'_>,
) -> Result<(), SignatureError> {
    for name in &claim.signed_headers {
        let mut values = request.headers.get_all(*name).iter().peekable();
        if values.peek().is_none() {
            return Err(SignatureError::NoHeader((*name).to_owned()));
        }
        text.extend_from_slice(name.as_bytes());
        for (number, value) in values.enumerate() {
            text.push(if number > 0 { b',' } else { b':' });
            push_words(text, value.as_bytes());
        }
        text.push(b'\n');
    }
    Ok(())
}

/// Appends a value, without blanks around it and with single blanks within it.
fn push_words(text: &mut Vec<u8>, value: &[u8]) {
    let words = value.split(|&octet| octet == b' ').filter(|word| !word.is_empty());
    for (number, word) in words.enumerate() {
        text.extend((number > 0).then_some(b' '));
        text.extend_from_slice(word);
    }
}

fn encoded(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    escape(part, &mut text);
    text
}
