//! AWS Signature Version 4: verifies who signed a request, for which region, and when.
//!
//! The source is the AWS General Reference, "Signature Version 4 Signing Process", for signatures in the
//! `Authorization` header and in the query string. The caller passes the time. EC2 doesn't accept unsigned
//! bodies. Signature Version 2 is verified on request only. A session token is accepted with the known access
//! key: it must be signed, and its value has no effect.

mod fault;
mod keys;
mod authorization;
mod canonical;
mod version_2;

pub use fault::SignatureError;

use crate::encoding::hexadecimal;
use authorization::{Claim, Place};
use hmac::Mac;
use hyper::http::HeaderMap;
use keys::Keys;
use sha2::{Digest, Sha256};

/// The start of the string to sign and of the `Authorization` header.
pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The most that the clocks of client and server may differ, in seconds.
const SKEW: u64 = 15 * 60;

/// The longest validity of a signature in a query string, in seconds: a week.
const LONGEST: u64 = 7 * 24 * 60 * 60;

/// The parts of a request that are signed.
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

/// The one known access key, and its secret.
#[derive(Debug)]
pub struct Verifier {
    access_key: String,
    keys: Keys,
    /// The region of requests with Signature Version 2, if they are accepted.
    region_of_version_2: Option<String>,
}

impl Verifier {
    /// Returns a verifier for an access key and its secret.
    #[must_use]
    pub fn new(access_key: &str, secret_key: &str) -> Self {
        let keys = Keys::new(secret_key);
        Self { access_key: access_key.to_owned(), keys, region_of_version_2: None }
    }

    /// Accepts Signature Version 2 too. It names no region, so its requests are for this one.
    #[must_use]
    pub fn with_version_2(self, region: &str) -> Self {
        Self { region_of_version_2: Some(region.to_owned()), ..self }
    }

    /// Returns the region for which a request is signed, if its signature is valid at `now`, in seconds since
    /// 1970 (rule api/signature).
    ///
    /// # Errors
    /// Returns a [`SignatureError`] if the signature is missing, malformed or not valid.
    pub fn verify<'a>(&'a self, request: &Signed<'a>, now: u64) -> Result<&'a str, SignatureError> {
        let has_version_2 = version_2::is_in(request.query) || version_2::is_in_form(request.body);
        let claim = match Claim::read(request.headers, request.query) {
            Err(SignatureError::Missing) if has_version_2 => return self.version_2(request, now),
            // It would be unclear which of the two decides.
            _ if has_version_2 => return Err(SignatureError::Two),
            claim => claim?,
        };
        if claim.access_key != self.access_key {
            return Err(SignatureError::AccessKey(claim.access_key.to_owned()));
        }
        check_scope(&claim)?;
        check_signed_headers(&claim, request.headers)?;
        check_time(&claim, now)?;
        let canonical = canonical::request(request, &claim)?;
        let hash = hexadecimal::encode(&Sha256::digest(canonical));
        let (time, date, region) = (claim.time, claim.date, claim.region);
        let text = format!("{ALGORITHM}\n{time}\n{date}/{region}/ec2/aws4_request\n{hash}");
        let mut mac = self.keys.signing(date, region);
        mac.update(text.as_bytes());
        // Compares in constant time, so that the duration reveals nothing about the right signature.
        mac.verify_slice(&claim.signature).map_err(|_| mismatch(request))?;
        Ok(region)
    }

    /// Returns the region of a request that is signed with Signature Version 2.
    fn version_2<'a>(&'a self, request: &Signed<'a>, now: u64) -> Result<&'a str, SignatureError> {
        let region = self.region_of_version_2.as_deref().ok_or(SignatureError::Version2)?;
        version_2::verify(request, &self.access_key, self.keys.secret(), now)?;
        Ok(region)
    }
}

/// Returns the region for which a request claims to be signed. The signature is not verified.
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

/// Checks that the names of the signed headers are sorted and include the required ones. Without this,
/// somebody could change where or when the request is sent without changing the signature.
///
/// Each header whose name begins with `x-amz-` is also required.
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

/// Returns why a signature doesn't match, as far as that can be detected.
fn mismatch(request: &Signed<'_>) -> SignatureError {
    let claimed = request.headers.get("x-amz-content-sha256").map(|value| value.as_bytes());
    let hash = hexadecimal::encode(&Sha256::digest(request.body));
    if claimed.is_some_and(|claimed| claimed != hash.as_bytes()) {
        SignatureError::Body
    } else {
        SignatureError::Mismatch
    }
}

#[cfg(test)]
mod tests;
