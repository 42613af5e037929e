//! AWS Signature Version 2: verifies a signature in the parameters of a request.
//!
//! The source is the AWS General Reference, "Signature Version 2 Signing Process". The signature covers the
//! method, the host, the path and all other parameters, in a query string or in a form. It names no region.

use super::{SKEW, SignatureError, Signed};
use crate::encoding::base64;
use crate::query::{Parameters, form};
use crate::server::clock;
use hmac::{Hmac, KeyInit, Mac};
use hyper::http::header::HOST;
use sha1::Sha1;
use sha2::Sha256;

/// The parameter with the signature itself, which it can't cover.
const SIGNATURE: &str = "Signature";

/// The parameter with the id of the access key.
const ACCESS_KEY: &str = "AWSAccessKeyId";

/// Where the time of a signature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time<'a> {
    /// The time of signing. The signature is valid for [`SKEW`].
    Timestamp(&'a str),
    /// The time at which the signature expires.
    Expires(&'a str),
}

/// An unverified signature.
#[derive(Debug)]
struct Claim<'a> {
    access_key: &'a str,
    method: Method,
    signature: Vec<u8>,
    time: Time<'a>,
    /// The time in seconds since 1970.
    seconds: u64,
}

/// The hash of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    HmacSha256,
    HmacSha1,
}

/// Returns whether parameters have a part of such a signature.
pub(super) fn is_in(parameters: &[(String, String)]) -> bool {
    parameters.iter().any(|(name, _)| name == ACCESS_KEY || name == SIGNATURE)
}

/// Returns whether a form that isn't decoded has the id of an access key.
pub(super) fn is_in_form(form: &[u8]) -> bool {
    form.split(|byte| *byte == b'&').any(|pair| {
        let name = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
        name == ACCESS_KEY.as_bytes()
    })
}

/// Verifies the signature of a request at `now`, in seconds since 1970.
pub(super) fn verify(
    request: &Signed<'_>,
    access_key: &str,
    secret_key: &str,
    now: u64,
) -> Result<(), SignatureError> {
    let parameters = parameters(request);
    let claim = Claim::read(&parameters)?;
    if claim.access_key != access_key {
        return Err(SignatureError::AccessKey(claim.access_key.to_owned()));
    }
    claim.check_time(now)?;
    let host = request.headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.ok_or_else(|| SignatureError::NoHeader("host".to_owned()))?;
    let host = host.to_ascii_lowercase();
    let query = canonical_query(&parameters);
    // Released clients differ in whether they sign the port that is not the protocol's own.
    let hosts = [host.as_str(), without_port(&host)];
    let matches = hosts.iter().any(|host| {
        let text = [request.method, host, request.path, &query].join("\n");
        claim.method.matches(secret_key, &text, &claim.signature)
    });
    if matches { Ok(()) } else { Err(SignatureError::Mismatch) }
}

/// Returns the parameters of the query string and of the form in the body. A body that is no form has none.
fn parameters(request: &Signed<'_>) -> Parameters {
    let body = form::decode(request.body).unwrap_or_default();
    [request.query, &body].concat()
}

/// Returns all parameters but the signature, sorted by name and encoded.
fn canonical_query(parameters: &[(String, String)]) -> String {
    let signed = parameters.iter().filter(|(name, _)| name != SIGNATURE);
    let mut signed: Parameters = signed.cloned().collect();
    signed.sort_unstable();
    form::encode(&signed)
}

/// Returns a host without its port.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    }
}

impl<'a> Claim<'a> {
    fn read(parameters: &'a [(String, String)]) -> Result<Self, SignatureError> {
        let wrong = |name, reason| SignatureError::Parameter { name, reason };
        let optional = |name| super::authorization::optional(parameters, name);
        let value = |name| optional(name)?.ok_or(wrong(name, "is missing"));
        if value("SignatureVersion")? != "2" {
            return Err(wrong("SignatureVersion", "is not 2"));
        }
        let method = match value("SignatureMethod")? {
            "HmacSHA256" => Method::HmacSha256,
            "HmacSHA1" => Method::HmacSha1,
            _ => return Err(wrong("SignatureMethod", "is neither HmacSHA256 nor HmacSHA1")),
        };
        let (name, time, text) = match (optional("Timestamp")?, optional("Expires")?) {
            (Some(text), None) => ("Timestamp", Time::Timestamp(text), text),
            (None, Some(text)) => ("Expires", Time::Expires(text), text),
            (None, None) => return Err(wrong("Timestamp", "is missing")),
            (Some(_), Some(_)) => return Err(wrong("Expires", "is there, and Timestamp too")),
        };
        let seconds = clock::extended(text);
        Ok(Self {
            access_key: value(ACCESS_KEY)?,
            method,
            signature: base64::decode(value(SIGNATURE)?.as_bytes())
                .map_err(|_| wrong(SIGNATURE, "is not base64"))?,
            time,
            seconds: seconds.ok_or(wrong(name, "is not like 2014-06-15T12:00:00Z"))?,
        })
    }

    fn check_time(&self, now: u64) -> Result<(), SignatureError> {
        match self.time {
            Time::Timestamp(time) if now.saturating_add(SKEW) < self.seconds => {
                Err(SignatureError::Early { time: time.to_owned() })
            }
            Time::Timestamp(time) if self.seconds.saturating_add(SKEW) < now => {
                Err(SignatureError::Expired { time: time.to_owned(), good_for: SKEW })
            }
            Time::Expires(time) if self.seconds < now => {
                Err(SignatureError::ExpiredAt { time: time.to_owned() })
            }
            _ => Ok(()),
        }
    }
}

impl Method {
    /// Returns whether a signature is the one of a text. It compares in constant time.
    fn matches(self, secret_key: &str, text: &str, signature: &[u8]) -> bool {
        match self {
            Self::HmacSha256 => verified::<Hmac<Sha256>>(secret_key, text, signature),
            Self::HmacSha1 => verified::<Hmac<Sha1>>(secret_key, text, signature),
        }
    }
}

fn verified<M: Mac + KeyInit>(secret_key: &str, text: &str, signature: &[u8]) -> bool {
    let mac = <M as KeyInit>::new_from_slice(secret_key.as_bytes());
    let mut mac = mac.expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.verify_slice(signature).is_ok()
}

#[cfg(test)]
mod tests;
