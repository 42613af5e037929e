//! The valid names of regions and of access keys.
//!
//! Both are part of a credential's scope, `KEY/DATE/REGION/ec2/aws4_request`. Parsers split it at slashes,
//! blanks and commas, so a name with one of them could never be used in a signature.

/// The longest name of a region, in characters.
pub(super) const LONGEST_REGION: usize = 32;

/// The longest id of an access key, in characters, as in the IAM API.
const LONGEST_ACCESS_KEY: usize = 128;

/// Returns whether a region can have this name: lower-case letters, digits and hyphens, such as `us-east-1`.
#[must_use]
pub fn is_region(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=LONGEST_REGION).contains(&name.len()) && name.chars().all(plain)
}

/// Returns whether an access key can have this id: letters, digits, `_`, `-` and `.`.
#[must_use]
pub fn is_access_key(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (1..=LONGEST_ACCESS_KEY).contains(&id.len()) && id.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_well_formed_names_of_regions() {
        let longest = "a".repeat(LONGEST_REGION);
        for name in ["us-east-1", "1", "local", &longest] {
            assert!(is_region(name), "{name}");
        }
        for name in ["", "US-EAST-1", "us east 1", "a/b", "us_east_1", "é", &(longest + "a")] {
            assert!(!is_region(name), "{name}");
        }
    }

    /// Secret scanners recognise an example by this suffix.
    #[test]
    fn the_published_access_key_ends_in_example() {
        assert!(is_access_key(crate::server::ACCESS_KEY));
        assert!(crate::server::ACCESS_KEY.ends_with("EXAMPLE"));
    }

    #[test]
    fn accepts_only_access_keys_that_fit_into_a_credential() {
        let longest = "A".repeat(LONGEST_ACCESS_KEY);
        for id in ["AKIAKEYPROOF7EXAMPLE", "test", "my_key-1.2", &longest] {
            assert!(is_access_key(id), "{id}");
        }
        for id in ["", "a/b", "a b", " a", "a,b", "a=b", "a\n", "é", &(longest + "A")] {
            assert!(!is_access_key(id), "{id}");
        }
    }
}
