//! Signs requests with AWS Signature Version 4: the AWS General Reference, "Signature Version 4 Signing
//! Process".
//!
//! The signature is in the header of a request and covers the headers `content-type`, `host` and
//! `x-amz-date`. The server of this crate verifies signatures with code of its own, and the tests compare
//! both with AWS's library, so the two don't share a mistake.

use super::time::Second;
use crate::encoding::hexadecimal;
use crate::query::form;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The type of a request's body, which is signed.
pub(super) const CONTENT_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// The name of the algorithm.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The headers that are signed, sorted.
const SIGNED_HEADERS: &str = "content-type;host;x-amz-date";

/// An access key and its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key, which is not secret.
    pub access_key: String,
    /// The secret. No report and no command shows it.
    pub secret_key: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

/// A signer of EC2 requests in one region.
#[derive(Debug, Clone)]
pub(super) struct Signer {
    credentials: Credentials,
    region: String,
}

/// The signed parts of a request, except its date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed<'a> {
    pub(super) method: &'a str,
    /// The path as it is requested. There is no query string.
    pub(super) path: &'a str,
    pub(super) host: &'a str,
    pub(super) body: &'a [u8],
}

impl Signer {
    pub(super) const fn new(credentials: Credentials, region: String) -> Self {
        Self { credentials, region }
    }

    /// Returns the headers that sign a request.
    pub(super) fn sign(&self, request: Signed<'_>, now: Second) -> [(&'static str, String); 2] {
        let Credentials { access_key, secret_key } = &self.credentials;
        let time = now.iso_8601();
        let date = time.split('T').next().unwrap_or_default();
        let scope = format!("{date}/{}/ec2/aws4_request", self.region);
        let hash = sha256(canonical(request, &time).as_bytes());
        let key = format!("AWS4{secret_key}").into_bytes();
        let key = scope.split('/').fold(key, |key, part| hmac(&key, part));
        let text = format!("{ALGORITHM}\n{time}\n{scope}\n{hash}");
        let signature = hexadecimal::encode(&hmac(&key, &text));
        let authorization = format!(
            "{ALGORITHM} Credential={access_key}/{scope}, SignedHeaders={SIGNED_HEADERS}, \
             Signature={signature}"
        );
        [("x-amz-date", time), ("authorization", authorization)]
    }
}

/// Returns the canonical request: method, path, an empty query string, headers, their names and the hash of
/// the body.
fn canonical(request: Signed<'_>, time: &str) -> String {
    let Signed { method, path, host, body } = request;
    let mut text = format!("{method}\n");
    // Every service except S3 encodes the path as sent once more.
    for (number, segment) in path.split('/').enumerate() {
        text.push_str(if number > 0 { "/" } else { "" });
        form::escape(segment, &mut text);
    }
    let headers = format!("content-type:{CONTENT_TYPE}\nhost:{host}\nx-amz-date:{time}\n");
    format!("{text}\n\n{headers}\n{SIGNED_HEADERS}\n{}", sha256(body))
}

fn sha256(bytes: &[u8]) -> String {
    hexadecimal::encode(&Sha256::digest(bytes))
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
    use aws_sigv4::sign::v4::SigningParams;
    use std::time::{Duration, UNIX_EPOCH};

    const ACCESS_KEY: &str = "AKIDEXAMPLE";
    const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn signer() -> Signer {
        let (access_key, secret_key) = (ACCESS_KEY.to_owned(), SECRET_KEY.to_owned());
        Signer::new(Credentials { access_key, secret_key }, "us-east-1".to_owned())
    }

    /// Returns the headers with which AWS's library signs the request.
    fn signed_by_aws(request: Signed<'_>, now: Second) -> Vec<(String, String)> {
        let keys =
            aws_credential_types::Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test");
        let identity = keys.into();
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region("us-east-1")
            .name("ec2")
            .time(UNIX_EPOCH + Duration::from_secs(now.0))
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let Signed { method, path, host, body } = request;
        let url = format!("http://{host}{path}");
        let headers = [("content-type", CONTENT_TYPE), ("host", host)].into_iter();
        let signable = SignableRequest::new(method, &url, headers, SignableBody::Bytes(body));
        let (instructions, _) = sign(signable.unwrap(), &parameters).unwrap().into_parts();
        instructions.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The expected signature is that of `botocore.auth.SigV4Auth` for the same request and time.
    #[test]
    fn signs_like_botocore() {
        let body = b"Action=DescribeKeyPairs&Version=2014-06-15";
        let host = "localhost:5000";
        let request = Signed { method: "POST", path: "/a%20b", host, body };
        let expected = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/ec2/aws4_request, \
                        SignedHeaders=content-type;host;x-amz-date, \
                        Signature=06ab6284f6532e30b14562de586a7eaaff27daf3b8620739b14db234b3ca0c50";
        let expected =
            [("x-amz-date", "20150830T123600Z".to_owned()), ("authorization", expected.to_owned())];
        assert_eq!(signer().sign(request, Second(1_440_938_160)), expected);
    }

    #[test]
    fn signs_like_the_aws_library() {
        let bodies: [&[u8]; 3] = [b"", b"Action=ImportKeyPair&KeyName=a%20b", &[0xff; 5_000]];
        let paths = ["/", "/services/Cloud", "/a%20b/c%2Fd/", "/~user/x.y_z-1"];
        let times = [0, 951_782_400, 951_868_799, 1_440_938_160, 1_798_761_599, 4_102_444_799];
        for (path, time) in paths.iter().flat_map(|path| times.map(|time| (path, time))) {
            for body in bodies {
                let host = "ec2.us-east-1.amazonaws.com";
                let request = Signed { method: "POST", path, host, body };
                let headers = signer().sign(request, Second(time));
                let headers = headers.map(|(name, value)| (name.to_owned(), value));
                assert_eq!(headers.to_vec(), signed_by_aws(request, Second(time)), "{path} {time}");
            }
        }
    }

    #[test]
    fn the_debug_format_hides_the_secret() {
        assert!(!format!("{:?}", signer()).contains("wJalr"));
    }
}
