//! The HTTP status codes of error codes (API reference 2014-06-15, "Error Codes").

use crate::api::ErrorCode;

/// The error code for an unspecified server failure.
pub(super) const INTERNAL_ERROR: &str = "InternalError";

/// Returns the HTTP status code of an error code (rules api/error-form, api/dry-run).
#[must_use]
pub fn status(code: &ErrorCode) -> u16 {
    match code {
        ErrorCode::DryRunOperation => 412,
        ErrorCode::AuthFailure => 401,
        ErrorCode::SignatureDoesNotMatch | ErrorCode::UnauthorizedOperation => 403,
        ErrorCode::RequestLimitExceeded => 503,
        ErrorCode::Other(name) => match name.as_str() {
            INTERNAL_ERROR | "InternalFailure" => 500,
            "ServiceUnavailable" | "Unavailable" => 503,
            "InvalidClientTokenId" | "MissingAuthenticationToken" => 403,
            _ => 400,
        },
        _ => 400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_error_is_400_unless_documented_otherwise() {
        for (code, expected) in [
            ("InvalidKeyPair.NotFound", 400),
            ("MissingParameter", 400),
            ("RequestExpired", 400),
            ("NoSuchVersion", 400),
            ("DryRunOperation", 412),
            ("AuthFailure", 401),
            ("SignatureDoesNotMatch", 403),
            ("InternalError", 500),
            ("RequestLimitExceeded", 503),
        ] {
            assert_eq!(status(&ErrorCode::of_name(code)), expected, "{code}");
        }
    }
}
