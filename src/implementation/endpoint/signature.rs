//! Signs requests with AWS Signature Version 4, by the library of AWS's own SDK.
//!
//! The server of this crate verifies signatures. An independent library ensures that the two don't share a
//! mistake. The signature is in the header of a request and covers the headers `content-type`, `host` and
//! `x-amz-date`.

use super::time::Second;
use aws_credential_types::Credentials as Keys;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use std::time::{Duration, UNIX_EPOCH};

/// The type of a request's body, which is signed.
pub(super) const CONTENT_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";

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
    keys: Keys,
    region: String,
}

/// The signed parts of a request, except its date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed<'a> {
    pub(super) method: &'a str,
    /// The URL as it is requested.
    pub(super) url: &'a str,
    pub(super) host: &'a str,
    pub(super) body: &'a [u8],
}

impl Signer {
    pub(super) fn new(credentials: Credentials, region: String) -> Self {
        let Credentials { access_key, secret_key } = credentials;
        Self { keys: Keys::new(access_key, secret_key, None, None, "keyproof"), region }
    }

    /// Returns the headers that sign a request.
    ///
    /// # Errors
    /// Returns a description if the request can't be signed, for example because no URL can have its host.
    pub(super) fn sign(
        &self,
        request: Signed<'_>,
        now: Second,
    ) -> Result<Vec<(String, String)>, String> {
        let Signed { method, url, host, body } = request;
        let identity = self.keys.clone().into();
        let parameters = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("ec2")
            .time(UNIX_EPOCH + Duration::from_secs(now.0))
            .settings(SigningSettings::default())
            .build()
            .expect("nothing is left out")
            .into();
        let headers = [("content-type", CONTENT_TYPE), ("host", host)];
        let signable =
            SignableRequest::new(method, url, headers.into_iter(), SignableBody::Bytes(body));
        let signed = signable.and_then(|signable| sign(signable, &parameters));
        let (instructions, _) = signed.map_err(|error| error.to_string())?.into_parts();
        let header = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Ok(instructions.headers().map(header).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> Signer {
        let credentials = Credentials {
            access_key: "AKIDEXAMPLE".to_owned(),
            secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
        };
        Signer::new(credentials, "us-east-1".to_owned())
    }

    fn signed(url: &str) -> Result<Vec<(String, String)>, String> {
        let body = b"Action=DescribeKeyPairs&Version=2014-06-15";
        let request = Signed { method: "POST", url, host: "localhost:5000", body };
        signer().sign(request, Second(1_440_938_160))
    }

    /// The expected signature is that of `botocore.auth.SigV4Auth` for the same request and time.
    #[test]
    fn a_request_is_signed_as_others_sign_it() {
        let headers = signed("http://localhost:5000/a%20b").unwrap();
        let expected = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/ec2/aws4_request, \
                        SignedHeaders=content-type;host;x-amz-date, \
                        Signature=06ab6284f6532e30b14562de586a7eaaff27daf3b8620739b14db234b3ca0c50";
        let expected = [("x-amz-date", "20150830T123600Z"), ("authorization", expected)];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(headers, expected);
    }

    #[test]
    fn what_is_no_url_is_not_signed() {
        assert!(signed("http://local host/").is_err());
    }

    #[test]
    fn the_secret_is_not_shown() {
        assert!(!format!("{:?}", signer()).contains("wJalr"));
    }
}
