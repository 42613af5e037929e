//! The names that a key pair can have (rules pair/name-required, api/missing-parameter).
//!
//! The document asks for a name and says no more. What is refused here beyond that is what the service is
//! seen to refuse: each would make an answer or an `authorized_keys` entry that reads as something else.

use crate::api::{ErrorCode, Refusal};

/// The longest name, in characters.
const MAX_NAME: usize = 255;

/// A name that is given.
pub(super) fn required(name: Option<&str>) -> Result<&str, Refusal> {
    name.filter(|name| !name.is_empty()).ok_or_else(|| {
        let message = "the request must have the parameter KeyName";
        Refusal::new(ErrorCode::MissingParameter, message)
    })
}

/// A name that is given and that a new pair can have.
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
    fn takes_names_that_people_use() {
        for name in ["a", "my key", "<a>&\"'", "#@+./=", "0=a/", "~", &"x".repeat(255)] {
            check(name, None);
        }
    }

    #[test]
    fn refuses_names_that_read_as_something_else() {
        for name in [&"x".repeat(256), " a", "a ", "a\nb", "a\tb", "\u{7f}", "é"] {
            check(name, Some(&ErrorCode::InvalidParameterValue));
        }
        check("", Some(&ErrorCode::MissingParameter));
        assert_eq!(checked(None).unwrap_err().code, Some(ErrorCode::MissingParameter));
    }
}
