//! Tests of signatures that AWS publishes or that its tools make, and of every error.

use super::*;
use crate::query::Parameters;
use crate::query::form;
use hyper::http::{HeaderName, HeaderValue};

/// The key of AWS's documentation.
const ACCESS_KEY: &str = "AKIDEXAMPLE";
const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// `date -u -d '2015-08-30 12:36:00' +%s`
const NOW: u64 = 1_440_938_160;

const MINUTE: u64 = 60;

#[derive(Debug, Clone)]
struct Case {
    method: &'static str,
    path: &'static str,
    query: String,
    headers: Vec<(&'static str, String)>,
    body: &'static str,
    now: u64,
}

/// Signed by `SigV4Auth(credentials, "ec2", "us-west-2").add_auth(request)` of botocore 1.43.11 at [`NOW`].
fn in_a_header() -> Case {
    let authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-west-2/ec2/aws4_request, \
        SignedHeaders=content-type;host;x-amz-date, \
        Signature=0cb009436f821a92aea0b4343ad17716772c9b1d9a449ed8415ca29358fe1c14";
    let headers = [
        ("host", "127.0.0.1:8000"),
        ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("x-amz-date", "20150830T123600Z"),
        ("authorization", authorization),
    ];
    Case {
        method: "POST",
        path: "/",
        query: String::new(),
        headers: headers.map(|(name, value)| (name, value.to_owned())).to_vec(),
        body: "Action=DescribeKeyPairs&Version=2014-06-15",
        now: NOW,
    }
}

/// Signed by `SigV4QueryAuth(credentials, "ec2", "us-west-2", expires=60).add_auth(request)`.
fn in_the_query() -> Case {
    let query = "Action=DescribeKeyPairs&Version=2014-06-15\
        &KeyName.1=a%20b%2F%C3%BC~%2B&KeyName.10=x&KeyName.2=\
        &X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-west-2%2Fec2%2Faws4_request\
        &X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host\
        &X-Amz-Signature=c2df499d109856d0e739096f840e6a5e300bc74a28141a98b80bb90ee7f87b33";
    Case {
        method: "GET",
        path: "/",
        query: query.to_owned(),
        headers: vec![("host", "127.0.0.1:8000".to_owned())],
        body: "",
        now: NOW,
    }
}

impl Case {
    fn header_map(&self) -> HeaderMap {
        let headers = self.headers.iter().map(|(name, value)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        });
        let mut map = HeaderMap::new();
        headers.for_each(|(name, value)| {
            map.append(name, value);
        });
        map
    }

    fn verified(&self) -> Result<String, SignatureError> {
        let (query, headers) = self.parts();
        let signed = self.signed(&query, &headers);
        Verifier::new(ACCESS_KEY, SECRET_KEY).verify(&signed, self.now).map(str::to_owned)
    }

    fn parts(&self) -> (Parameters, HeaderMap) {
        (form::decode(self.query.as_bytes()).unwrap(), self.header_map())
    }

    fn signed<'a>(&self, query: &'a [(String, String)], headers: &'a HeaderMap) -> Signed<'a> {
        Signed { method: self.method, path: self.path, query, headers, body: self.body.as_bytes() }
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Replaces text in the query string and in the headers.
    fn replaced(mut self, old: &str, new: &str) -> Self {
        let before = format!("{self:?}");
        self.query = self.query.replacen(old, new, 1);
        for (_, value) in &mut self.headers {
            *value = value.replacen(old, new, 1);
        }
        assert_ne!(format!("{self:?}"), before, "{old} doesn't occur");
        self
    }
}

#[track_caller]
fn check(case: Case, expected: &SignatureError) {
    assert_eq!(case.verified().as_ref(), Err(expected), "{case:?}");
}

#[test]
fn accepts_signatures_of_the_aws_tools() {
    assert_eq!(in_a_header().verified().as_deref(), Ok("us-west-2"));
    assert_eq!(in_the_query().verified().as_deref(), Ok("us-west-2"));
}

/// The example of AWS's documentation, "Create a signed AWS API request", with the hash of its canonical
/// request.
#[test]
fn computes_the_published_canonical_request() {
    let authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
        SignedHeaders=content-type;host;x-amz-date, \
        Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    let case = Case {
        method: "GET",
        query: "Action=ListUsers&Version=2010-05-08".to_owned(),
        headers: vec![
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned()),
            ("host", "iam.amazonaws.com".to_owned()),
            ("x-amz-date", "20150830T123600Z".to_owned()),
            ("authorization", authorization.to_owned()),
        ],
        body: "",
        ..in_a_header()
    };
    let (query, headers) = case.parts();
    let claim = Claim::read(&headers, &query).unwrap();
    let canonical = canonical::request(&case.signed(&query, &headers), &claim).unwrap();
    let hash = hexadecimal::encode(&Sha256::digest(canonical));
    assert_eq!(hash, "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
    check(case, &SignatureError::Service("iam".to_owned()));
}

#[test]
fn detects_a_change_of_each_signed_part() {
    for (old, new) in [
        ("8000", "8001"),
        ("charset=utf-8", "charset=utf8"),
        ("0cb0", "0cb1"),
        ("us-west-2", "us-west-1"),
    ] {
        check(in_a_header().replaced(old, new), &SignatureError::Mismatch);
    }
    for (old, new) in [
        ("2014-06-15", "2014-06-16"),
        ("KeyName.2", "KeyName.3"),
        ("Expires=60", "Expires=61"),
        ("c2df", "c2d0"),
    ] {
        check(in_the_query().replaced(old, new), &SignatureError::Mismatch);
    }
    check(Case { method: "PUT", ..in_a_header() }, &SignatureError::Mismatch);
    check(Case { path: "/a", ..in_a_header() }, &SignatureError::Mismatch);
    check(Case { query: "a=b".to_owned(), ..in_a_header() }, &SignatureError::Mismatch);
    check(Case { body: "Action=DeleteKeyPair", ..in_a_header() }, &SignatureError::Mismatch);
    check(Case { body: "Action=DeleteKeyPair", ..in_the_query() }, &SignatureError::Mismatch);
    check(in_a_header().with("host", "elsewhere"), &SignatureError::Mismatch);
}

#[test]
fn ignores_the_order_of_parameters_and_blanks_in_headers() {
    let other = in_the_query().replaced("Action=DescribeKeyPairs&", "");
    let other = Case { query: format!("{}&Action=DescribeKeyPairs", other.query), ..other };
    assert_eq!(other.verified().as_deref(), Ok("us-west-2"));
    let other = in_a_header().replaced("urlencoded; ", "urlencoded;   ").replaced("127", " 127");
    assert_eq!(other.verified().as_deref(), Ok("us-west-2"));
    let other = in_a_header().replaced(", SignedHeaders", ",SignedHeaders");
    assert_eq!(other.verified().as_deref(), Ok("us-west-2"));
}

#[test]
fn distinguishes_a_missing_signature_from_version_2() {
    check(in_a_header().without("authorization"), &SignatureError::Missing);
    check(Case { query: String::new(), ..in_the_query() }, &SignatureError::Missing);
    let second =
        "Action=DescribeKeyPairs&AWSAccessKeyId=AKIDEXAMPLE&SignatureVersion=2&Signature=x";
    check(Case { query: second.to_owned(), ..in_the_query() }, &SignatureError::Version2);
    let posted = Case { body: second, ..in_a_header().without("authorization") };
    check(posted, &SignatureError::Version2);
}

#[test]
fn explains_a_malformed_header() {
    for (old, new, reason) in [
        ("AWS4-HMAC-SHA256 ", "AWS ", "names no AWS4-HMAC-SHA256"),
        ("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256", "names no AWS4-HMAC-SHA256"),
        ("SignedHeaders=", "SignedHeaders ", "has a part without ="),
        ("SignedHeaders=", "Headers=", "has a part of another name"),
        ("SignedHeaders=", "Credential=", "has a part twice"),
        (", SignedHeaders=content-type;host;x-amz-date", "", "lacks a part"),
        ("/aws4_request", "", "has a credential of another form"),
        ("/aws4_request", "/aws4_request/", "has a credential of another form"),
        ("/us-west-2/", "//", "has a credential of another form"),
        ("0cb0", "0CB0", "has a signature of another form"),
        ("0cb0", "0cb", "has a signature of another form"),
        ("0cb0", "0cbg", "has a signature of another form"),
    ] {
        check(in_a_header().replaced(old, new), &SignatureError::Authorization(reason));
    }
    check(
        in_a_header().with("authorization", "AWS"),
        &SignatureError::Authorization("is there twice"),
    );
    let date = "20150830T123600Z";
    check(in_a_header().without("x-amz-date"), &SignatureError::Date("is missing"));
    check(in_a_header().with("x-amz-date", date), &SignatureError::Date("is there twice"));
    check(in_a_header().replaced("T123600Z", "T123600"), &SignatureError::Date("is no time"));
}

#[test]
fn explains_a_malformed_query_string() {
    for (old, new, name, reason) in [
        ("SHA256&", "SHA1&", "X-Amz-Algorithm", "is not AWS4-HMAC-SHA256"),
        ("%2Faws4", "", "X-Amz-Credential", "is not KEY/DATE/REGION/ec2/aws4_request"),
        ("T123600Z", "", "X-Amz-Date", "is not like 20140615T120000Z"),
        ("=60", "=0", "X-Amz-Expires", "is no number of seconds from 1 to 604800"),
        ("=60", "=604801", "X-Amz-Expires", "is no number of seconds from 1 to 604800"),
        ("=60", "=%2B60", "X-Amz-Expires", "is no number of seconds from 1 to 604800"),
        ("=60", "=", "X-Amz-Expires", "is no number of seconds from 1 to 604800"),
        ("=60", "=-1", "X-Amz-Expires", "is no number of seconds from 1 to 604800"),
        ("=60", "=60&X-Amz-Expires=60", "X-Amz-Expires", "is there twice"),
        ("X-Amz-SignedHeaders=host", "", "X-Amz-SignedHeaders", "is missing"),
        ("X-Amz-Signature=c", "c", "X-Amz-Signature", "is missing"),
        ("c2df", "C2df", "X-Amz-Signature", "is not 64 hexadecimal digits"),
    ] {
        let (name, case) = (name, in_the_query().replaced(old, new));
        check(case, &SignatureError::Parameter { name, reason });
    }
}

#[test]
fn refuses_another_scope() {
    check(
        in_a_header().replaced("AKID", "AKIE"),
        &SignatureError::AccessKey("AKIEEXAMPLE".to_owned()),
    );
    check(in_a_header().replaced("/ec2/", "/s3/"), &SignatureError::Service("s3".to_owned()));
    let other = "aws5_request".to_owned();
    check(
        in_a_header().replaced("aws4_request", "aws5_request"),
        &SignatureError::Terminator(other),
    );
    let (date, time) = ("20150829".to_owned(), "20150830T123600Z".to_owned());
    check(
        in_a_header().replaced("/20150830/", "/20150829/"),
        &SignatureError::DateInScope { date, time },
    );
}

#[test]
fn requires_a_signed_host_and_date() {
    check(in_a_header().replaced(";host", ""), &SignatureError::Unsigned("host".to_owned()));
    check(
        in_a_header().replaced(";x-amz-date", ""),
        &SignatureError::Unsigned("x-amz-date".to_owned()),
    );
    check(
        in_the_query().replaced("Headers=host", "Headers=date"),
        &SignatureError::Unsigned("host".to_owned()),
    );
    check(in_a_header().without("host"), &SignatureError::NoHeader("host".to_owned()));
}

#[test]
fn refuses_unsorted_signed_headers() {
    for (old, new) in [
        ("content-type;host", "host;content-type"),
        ("x-amz-date, ", "x-amz-date;x-amz-date, "),
        (";host", ";host;host"),
        ("x-amz-date, ", "x-amz-date;, "),
    ] {
        check(in_a_header().replaced(old, new), &SignatureError::Unsorted);
    }
}

#[test]
fn refuses_a_request_with_signatures_of_both_versions() {
    let query = "&AWSAccessKeyId=AKIDEXAMPLE&SignatureVersion=2&Signature=x";
    let expires = ("X-Amz-Expires=60", format!("X-Amz-Expires=60{query}"));
    check(in_the_query().replaced(expires.0, &expires.1), &SignatureError::Two);
    check(Case { query: query.to_owned(), ..in_a_header() }, &SignatureError::Two);
    check(Case { body: "AWSAccessKeyId=AKIDEXAMPLE", ..in_a_header() }, &SignatureError::Two);
}

/// Signed by `SigV4Auth` and by `SigV4QueryAuth(…, expires=60)` of botocore 1.44.8 with credentials that have the
/// token `to/ken+=`.
#[test]
fn accepts_a_signed_session_token() {
    let in_a_header = in_a_header()
        .with("x-amz-security-token", "to/ken+=")
        .replaced("host;x-amz-date", "host;x-amz-date;x-amz-security-token")
        .replaced(
            "0cb009436f821a92aea0b4343ad17716772c9b1d9a449ed8415ca29358fe1c14",
            "7ad3c9d610c56c5434be79315d07b81dfb35b1c90b8e373bd854bb1892fbd37c",
        );
    assert_eq!(in_a_header.verified().as_deref(), Ok("us-west-2"));
    check(in_a_header.replaced("to/ken", "ta/ken"), &SignatureError::Mismatch);
    let query = "Action=DescribeKeyPairs&Version=2014-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-west-2%2Fec2%2Faws4_request\
        &X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host\
        &X-Amz-Security-Token=to%2Fken%2B%3D\
        &X-Amz-Signature=67bc33787601636707a947ca81257c030aea02cb8ff1d6553781a029592e42e4";
    let in_the_query = Case { query: query.to_owned(), ..in_the_query() };
    assert_eq!(in_the_query.verified().as_deref(), Ok("us-west-2"));
    check(in_the_query.replaced("to%2Fken", "token"), &SignatureError::Mismatch);
}

#[test]
fn refuses_an_unsigned_body() {
    let hash = hexadecimal::encode(&Sha256::digest(""));
    let with_hash = |hash: &str| {
        let signed = ("host;x-amz-date", "host;x-amz-content-sha256;x-amz-date");
        in_a_header().with("x-amz-content-sha256", hash).replaced(signed.0, signed.1)
    };
    check(Case { body: "", ..with_hash("UNSIGNED-PAYLOAD") }, &SignatureError::Body);
    check(with_hash(&hash).replaced("0cb0", "0cb1"), &SignatureError::Body);
    check(Case { body: "", ..with_hash(&hash) }, &SignatureError::Mismatch);
}

#[test]
fn refuses_unsigned_amz_headers() {
    for name in ["x-amz-content-sha256", "x-amz-target", "x-amz-anything"] {
        let unsigned = SignatureError::Unsigned(name.to_owned());
        check(in_a_header().with(name, "value"), &unsigned);
        check(in_the_query().with(name, "value"), &unsigned);
    }
    assert!(in_a_header().with("x-amzn-trace-id", "1").verified().is_ok());
}

#[test]
fn a_signature_is_valid_for_a_limited_time() {
    let time = || "20150830T123600Z".to_owned();
    let expired = |good_for| SignatureError::Expired { time: time(), good_for };
    let early = SignatureError::Early { time: time() };
    let header = |now| Case { now, ..in_a_header() };
    for now in [NOW - 15 * MINUTE, NOW + 15 * MINUTE] {
        assert_eq!(header(now).verified().as_deref(), Ok("us-west-2"));
    }
    check(header(NOW - 15 * MINUTE - 1), &early);
    check(header(NOW + 15 * MINUTE + 1), &expired(15 * MINUTE));
    check(header(0), &early);
    check(header(u64::MAX), &expired(15 * MINUTE));
    let query = |now| Case { now, ..in_the_query() };
    for now in [NOW - 15 * MINUTE, NOW + 60] {
        assert_eq!(query(now).verified().as_deref(), Ok("us-west-2"));
    }
    check(query(NOW - 15 * MINUTE - 1), &early);
    check(query(NOW + 61), &expired(60));
    let unlimited = query(NOW + 15 * MINUTE + 1).replaced("&X-Amz-Expires=60", "");
    check(unlimited, &expired(15 * MINUTE));
}

#[test]
fn reads_the_region_of_a_wrong_signature() {
    for (case, expected) in [
        (in_a_header().replaced("0cb0", "0cb1"), Some("us-west-2")),
        (in_the_query().replaced("c2df", "c2d0"), Some("us-west-2")),
        (in_a_header().without("authorization"), None),
        (in_a_header().replaced("AWS4-HMAC-SHA256", "Basic"), None),
    ] {
        let (query, headers) = case.parts();
        assert_eq!(claimed_region(&case.signed(&query, &headers)), expected, "{case:?}");
    }
}
