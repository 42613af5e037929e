//! A parser for the signature of a request. Nothing is verified here.

use super::{ALGORITHM, LONGEST, SignatureError};
use crate::encoding::{decimal, hexadecimal};
use crate::server::clock;
use hyper::http::HeaderMap;
use hyper::http::header::AUTHORIZATION;

/// The parameter with the signature itself, which it can't cover.
pub(super) const SIGNATURE: &str = "X-Amz-Signature";

/// An unverified signature.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    pub(super) access_key: &'a str,
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    pub(super) terminator: &'a str,
    pub(super) signed_headers: Vec<&'a str>,
    pub(super) signature: Vec<u8>,
    /// The time of the signature, as it was sent.
    pub(super) time: &'a str,
    /// The same time in seconds since 1970.
    pub(super) seconds: u64,
    pub(super) place: Place,
}

/// Where a signature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the header `Authorization`.
    Header,
    /// In the query string, which may limit how long the signature is valid.
    Query {
        /// The validity in seconds.
        expires: Option<u64>,
    },
}

impl<'a> Claim<'a> {
    /// Reads a signature from the headers or the query string.
    pub(super) fn read(
        headers: &'a HeaderMap,
        query: &'a [(String, String)],
    ) -> Result<Self, SignatureError> {
        if headers.contains_key(AUTHORIZATION) {
            return Self::in_header(headers);
        }
        let has = |name: &str| query.iter().any(|(known, _)| known == name);
        if ["X-Amz-Algorithm", "X-Amz-Credential", SIGNATURE].iter().any(|name| has(name)) {
            return Self::in_query(query);
        }
        Err(SignatureError::Missing)
    }

    fn in_header(headers: &'a HeaderMap) -> Result<Self, SignatureError> {
        let wrong = SignatureError::Authorization;
        let text = only(headers, AUTHORIZATION.as_str()).map_err(wrong)?;
        let fields = text.strip_prefix(ALGORITHM).and_then(|rest| rest.strip_prefix(' '));
        let fields = fields.ok_or(wrong("names no AWS4-HMAC-SHA256"))?;
        let [mut credential, mut signed_headers, mut signature] = [None; 3];
        for field in fields.split(',') {
            let (name, value) =
                field.trim().split_once('=').ok_or(wrong("has a part without ="))?;
            let place = match name {
                "Credential" => &mut credential,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                _ => return Err(wrong("has a part of another name")),
            };
            if place.replace(value).is_some() {
                return Err(wrong("has a part twice"));
            }
        }
        let (Some(credential), Some(signed_headers), Some(signature)) =
            (credential, signed_headers, signature)
        else {
            return Err(wrong("lacks a part"));
        };
        let [access_key, date, region, service, terminator] =
            scope(credential).ok_or(wrong("has a credential of another form"))?;
        let time = only(headers, "x-amz-date").map_err(SignatureError::Date)?;
        Ok(Self {
            access_key,
            date,
            region,
            service,
            terminator,
            signed_headers: signed_headers.split(';').collect(),
            signature: octets(signature).ok_or(wrong("has a signature of another form"))?,
            time,
            seconds: clock::seconds(time).ok_or(SignatureError::Date("is no time"))?,
            place: Place::Header,
        })
    }

    fn in_query(query: &'a [(String, String)]) -> Result<Self, SignatureError> {
        let value = |name| {
            let wrong = |reason| SignatureError::Parameter { name, reason };
            optional(query, name)?.ok_or(wrong("is missing"))
        };
        let wrong = |name, reason| SignatureError::Parameter { name, reason };
        if value("X-Amz-Algorithm")? != ALGORITHM {
            return Err(wrong("X-Amz-Algorithm", "is not AWS4-HMAC-SHA256"));
        }
        let credential = scope(value("X-Amz-Credential")?);
        let [access_key, date, region, service, terminator] = credential
            .ok_or(wrong("X-Amz-Credential", "is not KEY/DATE/REGION/ec2/aws4_request"))?;
        let time = value("X-Amz-Date")?;
        let seconds = clock::seconds(time);
        let expires = optional(query, "X-Amz-Expires")?.map(|text| {
            let number = decimal(text).filter(|number| (1..=LONGEST).contains(number));
            number.ok_or(wrong("X-Amz-Expires", "is no number of seconds from 1 to 604800"))
        });
        Ok(Self {
            access_key,
            date,
            region,
            service,
            terminator,
            signed_headers: value("X-Amz-SignedHeaders")?.split(';').collect(),
            signature: octets(value(SIGNATURE)?)
                .ok_or(wrong(SIGNATURE, "is not 64 hexadecimal digits"))?,
            time,
            seconds: seconds.ok_or(wrong("X-Amz-Date", "is not like 20140615T120000Z"))?,
            place: Place::Query { expires: expires.transpose()? },
        })
    }
}

/// Returns the value of a header that must occur once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, &'static str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Err("is missing"),
        (_, Some(_)) => Err("is there twice"),
        (Some(value), None) => value.to_str().map_err(|_| "is not ASCII"),
    }
}

/// Returns the value of a parameter that may occur once.
pub(super) fn optional<'a>(
    query: &'a [(String, String)],
    name: &'static str,
) -> Result<Option<&'a str>, SignatureError> {
    let mut values = query.iter().filter(|(known, _)| known == name);
    let value = values.next().map(|(_, value)| value.as_str());
    match values.next() {
        Some(_) => Err(SignatureError::Parameter { name, reason: "is there twice" }),
        None => Ok(value),
    }
}

/// Splits a credential into access key, date, region, service and terminator.
fn scope(credential: &str) -> Option<[&str; 5]> {
    let mut parts = credential.split('/');
    let mut part = || parts.next().filter(|part| !part.is_empty());
    let scope = [part()?, part()?, part()?, part()?, part()?];
    parts.next().is_none().then_some(scope)
}

/// Decodes a signature: 64 hexadecimal digits in lower case.
fn octets(text: &str) -> Option<Vec<u8>> {
    let is_plain = text.len() == 64 && !text.bytes().any(|digit| digit.is_ascii_uppercase());
    is_plain.then(|| hexadecimal::decode(text)).flatten()
}
