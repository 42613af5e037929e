//! Tests of signatures of Version 2 that AWS publishes or that its tools make, and of every error.

use super::*;
use hyper::http::{HeaderMap, HeaderName, HeaderValue};

/// The key of AWS's documentation.
const AKID: &str = "AKIDEXAMPLE";
const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// `date -u -d '2015-08-30 12:36:00' +%s`
const NOW: u64 = 1_440_938_160;

/// The parameters that are signed in these tests, in an order of their own.
const FORM: &str = "Version=2014-06-15&Action=DescribeKeyPairs&KeyName.10=x\
    &KeyName.1=a+b%2F%C3%BC~%2b&KeyName.2=&SignatureVersion=2&AWSAccessKeyId=AKIDEXAMPLE";

#[derive(Debug, Clone)]
struct Case {
    method: &'static str,
    host: &'static str,
    query: String,
    body: String,
    access_key: &'static str,
    secret_key: &'static str,
    now: u64,
}

impl Case {
    fn new(method: &'static str, host: &'static str, form: String) -> Self {
        let (query, body) =
            if method == "POST" { (String::new(), form) } else { (form, String::new()) };
        Self { method, host, query, body, access_key: AKID, secret_key: SECRET_KEY, now: NOW }
    }

    /// Returns a request with this signature.
    fn signed(method: &'static str, host: &'static str, hash: &str, signature: &str) -> Self {
        let signature = signature.replace('+', "%2B");
        let of_signature =
            format!("SignatureMethod={hash}&Timestamp=2015-08-30T12:36:00Z&Signature={signature}");
        Self::new(method, host, format!("{FORM}&{of_signature}"))
    }

    fn verified(&self) -> Result<(), SignatureError> {
        let mut headers = HeaderMap::new();
        if !self.host.is_empty() {
            headers.insert(HeaderName::from_static("host"), HeaderValue::from_static(self.host));
        }
        let query = form::decode(self.query.as_bytes()).unwrap();
        let (headers, body) = (&headers, self.body.as_bytes());
        let signed = Signed { method: self.method, path: "/", query: &query, headers, body };
        verify(&signed, self.access_key, self.secret_key, self.now)
    }

    fn replaced(mut self, old: &str, new: &str) -> Self {
        let before = format!("{self:?}");
        self.query = self.query.replacen(old, new, 1);
        self.body = self.body.replacen(old, new, 1);
        assert_ne!(format!("{self:?}"), before, "{old} doesn't occur");
        self
    }
}

/// Signed by `SigV2Auth(credentials).add_auth(request)` of botocore 1.44.8 at [`NOW`], with `KeyName.1` set to
/// `a b/ü~+`. boto 2.49.0 computes the same.
fn posted() -> Case {
    let signature = "uOv4tO9JJGC1lZwptcCW2vVB6gxTcz2EUS7LM3ksvVk=";
    Case::signed("POST", "127.0.0.1:8000", "HmacSHA256", signature)
}

#[track_caller]
fn check(case: Case, expected: &SignatureError) {
    assert_eq!(case.verified().as_ref(), Err(expected), "{case:?}");
}

/// The signatures by HmacSHA1 and those without a port are of `QuerySignatureV2AuthHandler` of boto 2.49.0.
#[test]
fn accepts_signatures_of_the_aws_tools() {
    for (method, host, hash, signature) in [
        ("GET", "127.0.0.1:8000", "HmacSHA256", "sS0GD0G9lsNl/DiSYtiaoSF1ZTNCT/b6/i+A6dtJm/M="),
        ("POST", "127.0.0.1:8000", "HmacSHA256", "uOv4tO9JJGC1lZwptcCW2vVB6gxTcz2EUS7LM3ksvVk="),
        ("GET", "127.0.0.1", "HmacSHA256", "mJtFJ6wSaU0lD5vqePe1xR0sN/CI6nnAUsjHmoS6EtY="),
        ("POST", "127.0.0.1:80", "HmacSHA256", "Ek113dh2GMT+fOo7ajRKr9j/7GBk6v0ZNE5F2/8RKyg="),
        ("GET", "127.0.0.1:8000", "HmacSHA1", "O00FMwy0H8DdaB1w1fDjfUJAbVk="),
        ("POST", "127.0.0.1:8000", "HmacSHA1", "UmtjV5Ix8gBGnHzRp6XbglEjgZU="),
        ("GET", "127.0.0.1", "HmacSHA1", "57oWe4DB/RTlEXIrqN4JxWT2Fgw="),
    ] {
        let case = Case::signed(method, host, hash, signature);
        assert_eq!(case.verified(), Ok(()), "{case:?}");
    }
}

/// The example of the AWS General Reference, "Signature Version 2 Signing Process".
#[test]
fn accepts_the_published_example() {
    let query = "Action=DescribeJobFlows&Version=2009-03-31&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE\
        &SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp=2011-10-03T15%3A19%3A30\
        &Signature=i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D";
    let case = Case {
        access_key: "AKIAIOSFODNN7EXAMPLE",
        secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        // `date -u -d '2011-10-03 15:19:30' +%s`
        now: 1_317_655_170,
        ..Case::new("GET", "ElasticMapReduce.amazonaws.com", query.to_owned())
    };
    assert_eq!(case.verified(), Ok(()));
}

/// Signed by `SigV2Auth` of botocore 1.44.8 with credentials that have the token `to/ken+=`.
#[test]
fn accepts_a_signed_session_token() {
    let case = posted().replaced("&Signature=", "&SecurityToken=to/ken%2B=&Signature=").replaced(
        "uOv4tO9JJGC1lZwptcCW2vVB6gxTcz2EUS7LM3ksvVk=",
        "yIucSdw9Ya/AbDwjeXxgC07h0fafoWt6vrUaA3OfFnk=",
    );
    assert_eq!(case.verified(), Ok(()));
    check(case.replaced("to/ken", "ta/ken"), &SignatureError::Mismatch);
}

#[test]
fn detects_a_change_of_each_signed_part() {
    for (old, new) in [
        ("Action=Describe", "Action=Delete"),
        ("&KeyName.2=", ""),
        ("KeyName.2=", "KeyName.2=x"),
        ("KeyName.10", "KeyName.11"),
        ("12:36:00", "12:36:01"),
        ("uOv4", "uOv5"),
        ("HmacSHA256", "HmacSHA1"),
        ("&Signature", "&Added=x&Signature"),
    ] {
        check(posted().replaced(old, new), &SignatureError::Mismatch);
    }
    check(Case { method: "GET", ..posted() }, &SignatureError::Mismatch);
    check(Case { host: "127.0.0.1:8001", ..posted() }, &SignatureError::Mismatch);
    check(Case { host: "localhost:8000", ..posted() }, &SignatureError::Mismatch);
    check(Case { secret_key: "wrong", ..posted() }, &SignatureError::Mismatch);
    check(Case { query: "Added=x".to_owned(), ..posted() }, &SignatureError::Mismatch);
}

#[test]
fn a_signature_of_another_key_or_without_a_host_is_refused() {
    let other = posted().replaced("AKIDEXAMPLE", "AKIEEXAMPLE");
    check(other, &SignatureError::AccessKey("AKIEEXAMPLE".to_owned()));
    check(Case { host: "", ..posted() }, &SignatureError::NoHeader("host".to_owned()));
}

#[test]
fn explains_a_malformed_signature() {
    for (old, new, name, reason) in [
        ("SignatureVersion=2", "SignatureVersion=1", "SignatureVersion", "is not 2"),
        ("SignatureVersion=2", "SignatureVersion=", "SignatureVersion", "is not 2"),
        ("SignatureVersion=2", "a=b", "SignatureVersion", "is missing"),
        ("HmacSHA256", "HmacMD5", "SignatureMethod", "is neither HmacSHA256 nor HmacSHA1"),
        ("SignatureMethod=", "a=", "SignatureMethod", "is missing"),
        ("AWSAccessKeyId=", "a=", "AWSAccessKeyId", "is missing"),
        ("AWSAccessKeyId=", "AWSAccessKeyId=a&AWSAccessKeyId=", "AWSAccessKeyId", "is there twice"),
        ("&Signature=", "&a=", "Signature", "is missing"),
        ("&Signature=", "&Signature=a&Signature=", "Signature", "is there twice"),
        ("&Signature=", "&Signature=*", "Signature", "is not base64"),
        ("Timestamp=", "a=", "Timestamp", "is missing"),
        (
            "Timestamp=",
            "Expires=2015-08-30T12:36:00Z&Timestamp=",
            "Expires",
            "is there, and Timestamp too",
        ),
        (
            "Timestamp=2015-08-30T",
            "Timestamp=20150830T",
            "Timestamp",
            "is not like 2014-06-15T12:00:00Z",
        ),
        ("Timestamp=2015-08-30T", "Expires=T", "Expires", "is not like 2014-06-15T12:00:00Z"),
    ] {
        check(posted().replaced(old, new), &SignatureError::Parameter { name, reason });
    }
}

#[test]
fn a_signature_is_valid_for_a_limited_time() {
    let time = || "2015-08-30T12:36:00Z".to_owned();
    let at = |now| Case { now, ..posted() };
    for now in [NOW - SKEW, NOW + SKEW] {
        assert_eq!(at(now).verified(), Ok(()));
    }
    check(at(NOW - SKEW - 1), &SignatureError::Early { time: time() });
    check(at(NOW + SKEW + 1), &SignatureError::Expired { time: time(), good_for: SKEW });
    check(at(u64::MAX), &SignatureError::Expired { time: time(), good_for: SKEW });
    // The signature of a request with `Expires` is checked only before that time.
    let until = |now| at(now).replaced("Timestamp", "Expires");
    check(until(0), &SignatureError::Mismatch);
    check(until(NOW), &SignatureError::Mismatch);
    check(until(NOW + 1), &SignatureError::ExpiredAt { time: time() });
}

#[test]
fn recognises_the_parameters_of_version_2() {
    for (form, expected) in [
        ("AWSAccessKeyId=x", true),
        ("a=b&AWSAccessKeyId", true),
        ("a=AWSAccessKeyId", false),
        ("AWSAccessKeyIdentity=x", false),
        ("", false),
    ] {
        assert_eq!(is_in_form(form.as_bytes()), expected, "{form}");
        assert_eq!(is_in(&form::decode(form.as_bytes()).unwrap()), expected, "{form}");
    }
}
