//! The valid names of key pairs (rules pair/name-required, api/missing-parameter).
//!
//! The document only requires a name. The other checks follow the real service. They refuse names that make
//! a reply or an `authorized_keys` entry ambiguous.

use crate::api::{ErrorCode, Refusal};

/// The maximum length of a name, in characters.
const MAX_NAME: usize = 255;

/// Returns the name if it is present and not empty.
pub(super) fn required(name: Option<&str>) -> Result<&str, Refusal> {
    name.filter(|name| !name.is_empty()).ok_or_else(|| {
        let message = "the request must have the parameter KeyName";
        Refusal::new(ErrorCode::MissingParameter, message)
    })
}

/// Returns the name if it is valid for a new pair.
pub(super) fn checked(name: Option<&str>) -> Result<&str, Refusal> {
    let name = required(name)?;
    match fault(name) {
        None => Ok(name),
        Some(fault) => Err(Refusal::new(ErrorCode::InvalidParameterValue, fault)),
    }
}

fn fault(name: &str) -> Option<&'static str> {
    if name.len() > MAX_NAME {
        Some("a name has at most 255 characters")
    } else if !name.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        Some("a name is of printable ASCII characters")
    } else if name.starts_with(' ') || name.ends_with(' ') {
        Some("a name neither starts nor ends with a space")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<&ErrorCode>) {
        let code = checked(Some(name)).err().and_then(|refusal| refusal.code);
        assert_eq!(code.as_ref(), expected, "{name:?}");
    }

    #[test]
    fn accepts_common_names() {
        for name in ["a", "my key", "<a>&\"'", "#@+./=", "0=a/", "~", &"x".repeat(255)] {
            check(name, None);
        }
    }

    #[test]
    fn refuses_ambiguous_names() {
        for name in [&"x".repeat(256), " a", "a ", "a\nb", "a\tb", "\u{7f}", "é"] {
            check(name, Some(&ErrorCode::InvalidParameterValue));
        }
        check("", Some(&ErrorCode::MissingParameter));
        assert_eq!(checked(None).unwrap_err().code, Some(ErrorCode::MissingParameter));
    }
}
