//! AWS Signature Version 4: who has signed a request, for which region, and when.
//!
//! The AWS General Reference, "Signature Version 4 Signing Process", is the source, for signatures in the
//! `Authorization` header and in the query string. Pure: the time is handed in. Not offered are Signature
//! Version 2, temporary credentials, and bodies that aren't signed, which EC2 doesn't take.

mod fault;
mod keys;
mod authorization;
mod canonical;

pub use fault::SignatureError;

use crate::encoding::hexadecimal;
use authorization::{Claim, Place};
use axum::http::HeaderMap;
use hmac::Mac;
use keys::Keys;
use sha2::{Digest, Sha256};

/// How the string to sign, and the `Authorization` header, begin.
pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// How far the clocks of client and server may be apart, in seconds.
const SKEW: u64 = 15 * 60;

/// The longest time for which a signature in a query string may be good, in seconds: a week.
const LONGEST: u64 = 7 * 24 * 60 * 60;

/// What of a request is signed.
#[derive(Debug)]
pub struct Signed<'a> {
    /// The method.
    pub method: &'a str,
    /// The path as it was sent.
    pub path: &'a str,
    /// The parameters of the query string, decoded.
    pub query: &'a [(String, String)],
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: &'a [u8],
}

/// The one access key that is known, and its secret.
#[derive(Debug)]
pub struct Verifier {
    access_key: String,
    keys: Keys,
}

impl Verifier {
    /// For an access key and its secret.
    #[must_use]
    pub fn new(access_key: &str, secret_key: &str) -> Self {
        Self { access_key: access_key.to_owned(), keys: Keys::new(secret_key) }
    }

    /// The region for which the request is signed, if its signature is right at this time, in seconds since
    /// 1970 (rule api/signature).
    ///
    /// # Errors
    /// What is wrong with the signature.
    pub fn verify<'a>(&self, request: &Signed<'a>, now: u64) -> Result<&'a str, SignatureError> {
        let claim = Claim::read(request.headers, request.query).map_err(|fault| match fault {
            SignatureError::Missing if is_of_version_2(request.body) => SignatureError::Version2,
            fault => fault,
        })?;
        if claim.access_key != self.access_key {
            return Err(SignatureError::AccessKey(claim.access_key.to_owned()));
        }
        check_scope(&claim)?;
        check_permanent(request)?;
        check_signed_headers(&claim, request.headers)?;
        check_time(&claim, now)?;
        let canonical = canonical::request(request, &claim)?;
        let hash = hexadecimal::encode(&Sha256::digest(canonical));
        let (time, date, region) = (claim.time, claim.date, claim.region);
        let text = format!("{ALGORITHM}\n{time}\n{date}/{region}/ec2/aws4_request\n{hash}");
        let mut mac = self.keys.signing(date, region);
        mac.update(text.as_bytes());
        // In constant time: how long it takes says nothing of the right one.
        mac.verify_slice(&claim.signature).map_err(|_| mismatch(request))?;
        Ok(region)
    }
}

/// Whether a form has a parameter that Signature Version 2 needs.
fn is_of_version_2(form: &[u8]) -> bool {
    form.split(|byte| *byte == b'&').any(|pair| pair.starts_with(b"AWSAccessKeyId="))
}

/// The region that a signature claims to be for, whether the signature is right or not.
#[must_use]
pub fn claimed_region<'a>(request: &Signed<'a>) -> Option<&'a str> {
    Claim::read(request.headers, request.query).ok().map(|claim| claim.region)
}

fn check_scope(claim: &Claim<'_>) -> Result<(), SignatureError> {
    if claim.service != "ec2" {
        return Err(SignatureError::Service(claim.service.to_owned()));
    }
    if claim.terminator != "aws4_request" {
        return Err(SignatureError::Terminator(claim.terminator.to_owned()));
    }
    if !claim.time.starts_with(claim.date) {
        return Err(SignatureError::DateInScope {
            date: claim.date.to_owned(),
            time: claim.time.to_owned(),
        });
    }
    Ok(())
}

/// A session token belongs to temporary credentials. Where it isn't signed, it would be taken for nothing at all.
fn check_permanent(request: &Signed<'_>) -> Result<(), SignatureError> {
    let is_token = |(name, _): &(String, String)| name == "X-Amz-Security-Token";
    let has_token =
        request.headers.contains_key("x-amz-security-token") || request.query.iter().any(is_token);
    if has_token { Err(SignatureError::SessionToken) } else { Ok(()) }
}

/// Whoever could change these without changing the signature could send the request elsewhere, or later.
///
/// Beside these, each header whose name begins with `x-amz-` has to be signed.
fn check_signed_headers(claim: &Claim<'_>, headers: &HeaderMap) -> Result<(), SignatureError> {
    if !claim.signed_headers.is_sorted_by(|one, next| one < next) {
        return Err(SignatureError::Unsorted);
    }
    let required: &[&str] = match claim.place {
        Place::Header => &["host", "x-amz-date"],
        Place::Query { .. } => &["host"],
    };
    let of_amazon =
        headers.keys().map(|name| name.as_str()).filter(|name| name.starts_with("x-amz-"));
    let mut required = required.iter().copied().chain(of_amazon);
    match required.find(|name| !claim.signed_headers.contains(name)) {
        Some(name) => Err(SignatureError::Unsigned(name.to_owned())),
        None => Ok(()),
    }
}

fn check_time(claim: &Claim<'_>, now: u64) -> Result<(), SignatureError> {
    let good_for = match claim.place {
        Place::Query { expires: Some(expires) } => expires,
        _ => SKEW,
    };
    let is_early = now.saturating_add(SKEW) < claim.seconds;
    let is_late = claim.seconds.saturating_add(good_for) < now;
    let time = || claim.time.to_owned();
    match (is_early, is_late) {
        (true, _) => Err(SignatureError::Early { time: time() }),
        (_, true) => Err(SignatureError::Expired { time: time(), good_for }),
        _ => Ok(()),
    }
}

/// Why a signature isn't the right one, as far as can be seen.
fn mismatch(request: &Signed<'_>) -> SignatureError {
    let said = request.headers.get("x-amz-content-sha256").map(|value| value.as_bytes());
    let hash = hexadecimal::encode(&Sha256::digest(request.body));
    if said.is_some_and(|said| said != hash.as_bytes()) {
        SignatureError::Body
    } else {
        SignatureError::Mismatch
    }
}

#[cfg(test)]
mod tests;
