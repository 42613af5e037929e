//! Signatures of requests: AWS Signature Version 4, as the General Reference has it ("Signing AWS Requests").
//!
//! A request is signed in its header, over the headers `content-type`, `host` and `x-amz-date`.

use super::time::Second;
use crate::encoding::hexadecimal;
use crate::query::form;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const HEADERS: &str = "content-type;host;x-amz-date";

/// The type of a request's body, which is part of what is signed.
pub(super) const CONTENT_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";

type Sha = [u8; 32];

/// An access key and its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key, which is no secret.
    pub access_key: String,
    /// The secret, which no report and no command shows.
    pub secret_key: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

/// Signs requests for one service in one region. The key of a day is kept.
#[derive(Debug, Clone)]
pub(super) struct Signer {
    credentials: Credentials,
    service: &'static str,
    region: String,
    of_day: Option<(String, Sha)>,
}

/// What is signed of a request beside its date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) host: &'a str,
    pub(super) body: &'a [u8],
}

impl Signer {
    pub(super) const fn new(
        credentials: Credentials,
        service: &'static str,
        region: String,
    ) -> Self {
        Self { credentials, service, region, of_day: None }
    }

    /// The values of the headers `X-Amz-Date` and `Authorization`.
    pub(super) fn sign(&mut self, request: Signed<'_>, now: Second) -> (String, String) {
        let date = now.basic();
        let day = date.get(..8).unwrap_or_default();
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let text = text_to_sign(&date, &scope, &canonical(request, &date));
        let signature = mac(&self.key(day), text.as_bytes());
        let authorization = format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={HEADERS}, Signature={}",
            self.credentials.access_key,
            hexadecimal::encode(&signature)
        );
        (date, authorization)
    }

    /// The key that is derived from the secret for one day.
    fn key(&mut self, day: &str) -> Sha {
        if let Some((_, key)) = self.of_day.as_ref().filter(|(of, _)| of == day) {
            return *key;
        }
        let secret = format!("AWS4{}", self.credentials.secret_key);
        let parts = [day, &self.region, self.service, "aws4_request"];
        let key = parts.iter().fold(None, |key: Option<Sha>, part| {
            let key = key.as_ref().map_or(secret.as_bytes(), |key| key.as_slice());
            Some(mac(key, part.as_bytes()))
        });
        let key = key.expect("there are four parts");
        self.of_day = Some((day.to_owned(), key));
        key
    }
}

/// The request as it is signed.
fn canonical(request: Signed<'_>, date: &str) -> String {
    let Signed { method, path, host, body } = request;
    let path = path.split('/').map(escaped).collect::<Vec<_>>().join("/");
    let hash = hexadecimal::encode(&Sha256::digest(body));
    format!(
        "{method}\n{path}\n\ncontent-type:{CONTENT_TYPE}\nhost:{host}\nx-amz-date:{date}\n\n{HEADERS}\n{hash}"
    )
}

/// A part of a path, which is encoded once more than it is sent.
fn escaped(part: &str) -> String {
    let mut text = String::new();
    form::escape(part, &mut text);
    text
}

fn text_to_sign(date: &str, scope: &str, canonical: &str) -> String {
    let hash = hexadecimal::encode(&Sha256::digest(canonical));
    format!("{ALGORITHM}\n{date}\n{scope}\n{hash}")
}

fn mac(key: &[u8], text: &[u8]) -> Sha {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(service: &'static str) -> Signer {
        let credentials = Credentials {
            access_key: "AKIDEXAMPLE".to_owned(),
            secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
        };
        Signer::new(credentials, service, "us-east-1".to_owned())
    }

    /// The example of the General Reference, "Deriving the signing key".
    #[test]
    fn the_key_of_a_day_is_that_of_the_published_example() {
        let key = hexadecimal::encode(&signer("iam").key("20150830"));
        assert_eq!(key, "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    }

    /// As `botocore.auth.SigV4Auth` signs the same request at the same time.
    #[test]
    fn a_request_is_signed_as_others_sign_it() {
        let body = b"Action=DescribeKeyPairs&Version=2014-06-15";
        let request = Signed { method: "POST", path: "/a%20b", host: "localhost:5000", body };
        let (date, authorization) = signer("ec2").sign(request, Second(1_440_938_160));
        assert_eq!(date, "20150830T123600Z");
        let expected = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/ec2/aws4_request, \
                        SignedHeaders=content-type;host;x-amz-date, \
                        Signature=06ab6284f6532e30b14562de586a7eaaff27daf3b8620739b14db234b3ca0c50";
        assert_eq!(authorization, expected);
    }

    #[test]
    fn the_secret_is_not_shown() {
        assert!(!format!("{:?}", signer("ec2")).contains("wJalr"));
    }
}
