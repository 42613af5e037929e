//! The errors of signatures.

use crate::api::{ErrorCode, Refusal, quoted};

/// Why a signature is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is no signature.
    #[error(
        "the request is not signed; sign it with AWS Signature Version 4, in the header Authorization or in the query string"
    )]
    Missing,
    /// The request is signed with Signature Version 2, which the server doesn't accept.
    #[error(
        "the request is signed with Signature Version 2; sign it with AWS Signature Version 4, or start the server with --signature-v2"
    )]
    Version2,
    /// The request is signed with both versions.
    #[error("the request has signatures of Version 2 and of Version 4; sign it once")]
    Two,
    /// The header `Authorization` has another form or is repeated.
    #[error(
        "the header Authorization {0}; it should be: AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/ec2/aws4_request, SignedHeaders=host;x-amz-date, Signature=64 hexadecimal digits"
    )]
    Authorization(&'static str),
    /// A parameter of a signature is missing, repeated or malformed.
    #[error("a parameter of the signature is wrong: {name} {reason}")]
    Parameter {
        /// The parameter's name.
        name: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The time of the signature is missing, repeated or malformed.
    #[error("the header X-Amz-Date {0}; it should be like 20140615T120000Z")]
    Date(&'static str),
    /// The access key isn't known.
    #[error(
        "the access key {} does not exist here; the server printed the one that does when it started",
        quoted(.0)
    )]
    AccessKey(String),
    /// The scope names another service.
    #[error("the credential is scoped to the service {}; it should be 'ec2'", quoted(.0))]
    Service(String),
    /// The scope has another terminator.
    #[error("the credential's scope ends in {}; it should end in 'aws4_request'", quoted(.0))]
    Terminator(String),
    /// The scope's date differs from the date of the request.
    #[error("the credential is scoped to the date {}, and the request is of {time}", quoted(.date))]
    DateInScope {
        /// The date in the scope.
        date: String,
        /// The time of the request.
        time: String,
    },
    /// The names of the signed headers are not sorted, or one is repeated.
    #[error("the SignedHeaders are not in alphabetical order, each name once; sort them")]
    Unsorted,
    /// A header that must be signed isn't.
    #[error("the header {0:?} is not among the SignedHeaders; it has to be signed")]
    Unsigned(String),
    /// A header that is listed as signed is missing.
    #[error("the header {} is among the SignedHeaders, and the request has none", quoted(.0))]
    NoHeader(String),
    /// The signature is no longer valid.
    #[error(
        "the request was signed at {time}, and that is good for {good_for} seconds, which have passed"
    )]
    Expired {
        /// The time of signing.
        time: String,
        /// The validity in seconds.
        good_for: u64,
    },
    /// The time until which the signature is valid has passed.
    #[error("the signature expired at {time}")]
    ExpiredAt {
        /// The time of expiry.
        time: String,
    },
    /// The time of signing is more than 15 minutes in the future.
    #[error("the request was signed at {time}, which is more than 15 minutes from now")]
    Early {
        /// The time of signing.
        time: String,
    },
    /// The body isn't the one that was signed.
    #[error(
        "the signature does not match: X-Amz-Content-SHA256 is not the SHA-256 of the body, and an unsigned body is not taken"
    )]
    Body,
    /// The signature differs from the one that the secret gives.
    #[error(
        "the signature does not match; look at the secret key, and at how the text to sign is made"
    )]
    Mismatch,
}

impl SignatureError {
    /// Returns the refusal for this error. EC2 uses `AuthFailure` for everything but the time.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let code = match self {
            Self::Expired { .. } | Self::ExpiredAt { .. } | Self::Early { .. } => {
                ErrorCode::RequestExpired
            }
            _ => ErrorCode::AuthFailure,
        };
        Refusal::new(code, self.to_string())
    }
}
