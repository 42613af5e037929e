//! Ids of key pairs, which later versions of the API have in addition to names.
//!
//! An id is derived from region, name and fingerprint, so no table of ids is needed. A pair that is created
//! again under the same name has a new key and thus a new id, as in EC2. Only a pair that is imported again
//! from the same file keeps its id.

use super::Version;
use crate::encoding::hexadecimal;
use sha2::{Digest, Sha256};

const PREFIX: &str = "key-";

/// The number of hexadecimal digits in an id.
const DIGITS: usize = 17;

/// The first version whose answers have ids.
const FIRST: &str = "2016-11-15";

/// Returns whether the answers of a version have ids. Versions are ISO dates, so text order is time order.
pub(super) fn is_part_of(version: Version) -> bool {
    version.name() >= FIRST
}

/// Returns whether a text has the form of an id.
pub(super) fn is_well_formed(id: &str) -> bool {
    let digits = id.strip_prefix(PREFIX).unwrap_or_default();
    digits.len() == DIGITS && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Returns the id of a key pair.
#[must_use]
pub fn id_of(region: &str, name: &str, fingerprint: &str) -> String {
    let mut hash = Sha256::new();
    for part in [region, name, fingerprint] {
        hash.update(part.as_bytes());
        // UTF-8 text never contains this byte, so it separates the parts unambiguously.
        hash.update([0xff]);
    }
    let digits = hexadecimal::encode(&hash.finalize());
    PREFIX.chars().chain(digits.chars().take(DIGITS)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn different_pairs_have_different_ids() {
        let pairs = [
            ["us-east-1", "a", "00:11"],
            ["us-west-2", "a", "00:11"],
            ["us-east-1", "b", "00:11"],
            ["us-east-1", "a", "00:12"],
            ["us-east-1a", "", "00:11"],
        ];
        let ids: BTreeSet<String> =
            pairs.iter().map(|[region, name, print]| id_of(region, name, print)).collect();
        assert_eq!(ids.len(), pairs.len());
        for id in &ids {
            assert!(is_well_formed(id), "{id}");
        }
    }

    #[test]
    fn an_id_has_17_digits() {
        assert!(is_well_formed("key-0123456789abcdef0"));
        for id in
            ["", "key-", "key-0123456789abcdef", "key-0123456789ABCDEF0", "i-0123456789abcdef0"]
        {
            assert!(!is_well_formed(id), "{id}");
        }
    }

    #[test]
    fn only_the_last_version_has_ids() {
        for (name, expected) in [("2014-06-15", false), ("2016-09-15", false), ("2016-11-15", true)]
        {
            assert_eq!(is_part_of(Version::of_name(name).unwrap()), expected, "{name}");
        }
    }
}
