//! The names that a server takes: of regions, and of access keys.
//!
//! Both stand in the scope of a credential, `KEY/DATE/REGION/ec2/aws4_request`, which others cut at its slashes, blanks
//! and commas: a name with one of them could never be signed with.

/// The longest name that a region can have, in characters.
pub(super) const LONGEST_REGION: usize = 32;

/// The longest id that an access key can have, in characters, as the API of the users of an account has it.
const LONGEST_ACCESS_KEY: usize = 128;

/// Whether a region can have this name: letters in lower case, digits and hyphens, such as `us-east-1`.
#[must_use]
pub fn is_region(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=LONGEST_REGION).contains(&name.len()) && name.chars().all(plain)
}

/// Whether an access key can have this id: letters, digits, and what stands in them between words.
#[must_use]
pub fn is_access_key(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (1..=LONGEST_ACCESS_KEY).contains(&id.len()) && id.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_has_a_plain_name() {
        let longest = "a".repeat(LONGEST_REGION);
        for name in ["us-east-1", "1", "local", &longest] {
            assert!(is_region(name), "{name}");
        }
        for name in ["", "US-EAST-1", "us east 1", "a/b", "us_east_1", "é", &(longest + "a")] {
            assert!(!is_region(name), "{name}");
        }
    }

    /// By this end, scanners for secrets know an example.
    #[test]
    fn the_published_access_key_ends_in_example() {
        assert!(is_access_key(crate::server::ACCESS_KEY));
        assert!(crate::server::ACCESS_KEY.ends_with("EXAMPLE"));
    }

    #[test]
    fn an_access_key_can_stand_in_a_credential() {
        let longest = "A".repeat(LONGEST_ACCESS_KEY);
        for id in ["AKIAKEYPROOF7EXAMPLE", "test", "my_key-1.2", &longest] {
            assert!(is_access_key(id), "{id}");
        }
        for id in ["", "a/b", "a b", " a", "a,b", "a=b", "a\n", "é", &(longest + "A")] {
            assert!(!is_access_key(id), "{id}");
        }
    }
}
