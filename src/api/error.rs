//! Refusals and error codes.

use std::fmt::{self, Write};

/// A well-formed refusal (rule api/error-form).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The error code, if the interface of the implementation has error codes.
    pub code: Option<ErrorCode>,
    /// The message for people. It is reported and never judged.
    pub message: String,
}

impl Refusal {
    /// Returns a refusal by the service, which has a code for every refusal.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code: Some(code), message: message.into() }
    }

    /// Returns a refusal without a code, by a tool or by an instance's operating system.
    #[must_use]
    pub fn without_code(message: impl Into<String>) -> Self {
        Self { code: None, message: message.into() }
    }
}

/// A value for a message: in quotes, with control characters escaped, and truncated if it is long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quoted<'a>(&'a str);

/// Wraps a value for a message.
pub(crate) const fn quoted(value: &str) -> Quoted<'_> {
    Quoted(value)
}

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// The maximum length of a key pair name, in characters.
        const LONGEST: usize = 255;
        f.write_char('\'')?;
        for character in self.0.chars().take(LONGEST) {
            if character.is_control() {
                write!(f, "{}", character.escape_default())?;
            } else {
                f.write_char(character)?;
            }
        }
        let rest = if self.0.chars().nth(LONGEST).is_some() { "…'" } else { "'" };
        f.write_str(rest)
    }
}

/// Declares each code once: its variant, its name in the API and its meaning.
macro_rules! error_codes {
    ($($variant:ident $name:literal $meaning:literal,)*) => {
        /// An error code of the API, documented or not.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $(#[doc = concat!("`", $name, "`: ", $meaning, ".")] $variant,)*
            /// A code that is not in this list.
            Other(String),
        }

        impl ErrorCode {
            /// Returns the name of the code in the API.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(name) => name,
                }
            }

            /// Returns the code with this name.
            #[must_use]
            pub fn of_name(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    _ => Self::Other(name.to_owned()),
                }
            }
        }
    };
}

error_codes! {
    // Any request.
    AuthFailure "AuthFailure" "the credentials of the request could not be validated",
    DryRunOperation "DryRunOperation" "the request would have succeeded without `DryRun`",
    InvalidParameterCombination "InvalidParameterCombination" "parameters that exclude each other",
    InvalidParameterValue "InvalidParameterValue" "an invalid value, for example a too long one",
    MissingParameter "MissingParameter" "a required parameter is absent or empty",
    FilterLimitExceeded "FilterLimitExceeded" "more filters than a request may have",
    InvalidAction "InvalidAction" "there is no such operation",
    InvalidFilter "InvalidFilter" "there is no such filter",
    MissingAction "MissingAction" "no operation is named",
    RequestExpired "RequestExpired" "the request was signed too long ago",
    RequestLimitExceeded "RequestLimitExceeded" "too many requests in too short a time",
    SignatureDoesNotMatch "SignatureDoesNotMatch" "the signature does not match the secret key",
    UnauthorizedOperation "UnauthorizedOperation" "the signer may not perform this operation",
    UnknownParameter "UnknownParameter" "a parameter that the operation doesn't have",
    ValidationError "ValidationError" "a parameter in the wrong format",
    // Key pairs.
    InvalidKeyFormat "InvalidKey.Format" "the material is not a supported public key",
    InvalidKeyPairDuplicate "InvalidKeyPair.Duplicate" "the region has a pair of this name",
    InvalidKeyPairFormat "InvalidKeyPair.Format" "`InvalidKey.Format` under its other documented name",
    InvalidKeyPairNotFound "InvalidKeyPair.NotFound" "the region has no pair of this name",
    KeyPairLimitExceeded "KeyPairLimitExceeded" "the region has the maximum number of pairs",
    // Instances, volumes and addresses.
    AddressLimitExceeded "AddressLimitExceeded" "the region has the maximum number of addresses",
    IncorrectInstanceState "IncorrectInstanceState" "the instance's state doesn't allow this",
    IncorrectState "IncorrectState" "the state of the resource doesn't allow this",
    InstanceLimitExceeded "InstanceLimitExceeded" "the region has the maximum number of instances",
    InvalidAddressNotFound "InvalidAddress.NotFound" "the region has no such address",
    InvalidInstanceIdNotFound "InvalidInstanceID.NotFound" "the region has no such instance",
    InvalidVolumeNotFound "InvalidVolume.NotFound" "the region has no such volume",
    InvalidVolumeZoneMismatch "InvalidVolume.ZoneMismatch" "volume and instance are in different zones",
    OperationNotPermitted "OperationNotPermitted" "not permitted for this kind of resource",
    UnsupportedOperation "UnsupportedOperation" "not supported for this kind of resource",
    VolumeInUse "VolumeInUse" "the volume is already attached",
    VolumeLimitExceeded "VolumeLimitExceeded" "the region has the maximum number of volumes",
}

impl ErrorCode {
    /// Returns whether the code reports too many requests. Services use different names for it.
    #[must_use]
    pub fn is_of_rate(&self) -> bool {
        const NAMES: [&str; 9] = [
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "TooManyRequests",
            "TooManyRequestsException",
        ];
        NAMES.contains(&self.name())
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_quotes_at_most_255_characters() {
        for (value, expected) in [
            ("", "''".to_owned()),
            ("my \"key\"", "'my \"key\"'".to_owned()),
            ("a\n\u{1b}", "'a\\n\\u{1b}'".to_owned()),
            (&"é".repeat(255), format!("'{}'", "é".repeat(255))),
            (&"a".repeat(100_000), format!("'{}…'", "a".repeat(255))),
        ] {
            assert_eq!(quoted(value).to_string(), expected);
        }
    }
}
