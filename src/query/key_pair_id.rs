//! Ids of key pairs, which later versions of the API have beside their names.
//!
//! Those that are given out here are derived from region, name and fingerprint, so that nobody needs to keep a table. A
//! pair that is made again under its name is of another key, and has another id, as in EC2; only one that is imported
//! again from the same file has its old one.

use super::Version;
use crate::encoding::hexadecimal;
use sha2::{Digest, Sha256};

/// How an id begins.
const PREFIX: &str = "key-";

/// The digits of an id.
const DIGITS: usize = 17;

/// The version whose answers have ids.
const FIRST: &str = "2016-11-15";

/// Whether the answers of a version have ids. Versions are dates, and in their order.
pub(super) fn is_told_in(version: Version) -> bool {
    version.name() >= FIRST
}

/// The id of a pair.
pub(super) fn id_of(region: &str, name: &str, fingerprint: &str) -> String {
    let mut hash = Sha256::new();
    for part in [region, name, fingerprint] {
        hash.update(part.as_bytes());
        // What no text has in it keeps them apart.
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
    fn an_id_is_of_one_pair() {
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
    fn the_version_of_the_document_has_no_ids() {
        for (name, expected) in [("2014-06-15", false), ("2016-09-15", false), ("2016-11-15", true)]
        {
            assert_eq!(is_told_in(Version::of_name(name).unwrap()), expected, "{name}");
        }
    }
}
