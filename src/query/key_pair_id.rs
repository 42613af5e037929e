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

/// Returns the id of a key pair.
pub(super) fn id_of(region: &str, name: &str, fingerprint: &str) -> String {
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
            let digits = id.strip_prefix("key-").unwrap();
            assert_eq!(digits.len(), 17, "{id}");
            assert!(digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')), "{id}");
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
