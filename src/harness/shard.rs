//! Divides the vectors into shards, so that several machines can share a run.
//!
//! The shard of a vector depends only on its id, and not on the selection or the number of vectors. So
//! a new vector doesn't move the others, and any program can compute the shard.

use crate::encoding::decimal;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// One of several parts of the vectors. Each vector belongs to exactly one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Shard {
    number: u64,
    of: u64,
}

/// An error that occurs when a shard is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseShardError {
    /// The text isn't two numbers.
    #[error("a shard has the form I/N: 1/3 is the first of three")]
    Form,
    /// The number isn't between 1 and the number of shards.
    #[error("the shard must be from 1/{of} to {of}/{of}")]
    Number {
        /// The number of shards.
        of: u64,
    },
    /// The number of shards is 0.
    #[error("the number of shards must be at least 1: 1/1 is all vectors")]
    None,
}

impl Shard {
    /// Returns the shard as written on a command line: `1/3`.
    #[must_use]
    pub fn argument(self) -> String {
        format!("{}/{}", self.number, self.of)
    }

    /// Whether the vector with this id belongs to the shard. The number of a vector's shard is the
    /// first 8 octets of the SHA-256 of its id, as a big-endian number, modulo the number of shards,
    /// plus 1.
    #[must_use]
    pub fn has(self, id: &str) -> bool {
        let digest = Sha256::digest(id.as_bytes());
        let (first, _) = digest.split_first_chunk().expect("a digest has 32 octets");
        u64::from_be_bytes(*first) % self.of + 1 == self.number
    }
}

impl FromStr for Shard {
    type Err = ParseShardError;

    fn from_str(text: &str) -> Result<Self, ParseShardError> {
        let number = |text: &str| decimal(text).ok_or(ParseShardError::Form);
        let (shard, of) = text.split_once('/').ok_or(ParseShardError::Form)?;
        match (number(shard)?, number(of)?) {
            (_, 0) => Err(ParseShardError::None),
            (number, of) if (1..=of).contains(&number) => Ok(Self { number, of }),
            (_, of) => Err(ParseShardError::Number { of }),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector;

    fn shard(text: &str) -> Shard {
        text.parse().unwrap()
    }

    #[test]
    fn every_vector_is_in_exactly_one_shard() {
        let suite = vector::embedded();
        for of in [1, 2, 3, 7, 16] {
            let shards: Vec<Shard> = (1..=of).map(|n| shard(&format!("{n}/{of}"))).collect();
            for vector in &suite.vectors {
                let holders = shards.iter().filter(|shard| shard.has(&vector.id)).count();
                assert_eq!(holders, 1, "{} of {of}", vector.id);
            }
        }
    }

    #[test]
    fn shards_have_similar_sizes() {
        let suite = vector::embedded();
        for number in 1..=8 {
            let shard = shard(&format!("{number}/8"));
            let size = suite.vectors.iter().filter(|vector| shard.has(&vector.id)).count();
            let even = suite.vectors.len() / 8;
            assert!((even * 3 / 4..=even * 5 / 4).contains(&size), "{shard}: {size}");
        }
    }

    /// `printf import/openssh/bits-2048 | sha256sum` begins with 0c71532dbe9ba677, which is 1 modulo 3.
    #[test]
    fn a_shard_is_the_sha256_of_the_id_modulo_the_count() {
        assert!(shard("2/3").has("import/openssh/bits-2048"));
    }

    #[test]
    fn refuses_malformed_shards() {
        let refused = |text: &str| text.parse::<Shard>().unwrap_err();
        for text in ["", "1", "a/b", "1/", "/3", "1/2/3", "-1/3", "1.5/3", " 1/3", "+1/3", "1/+3"] {
            assert_eq!(refused(text), ParseShardError::Form, "{text}");
        }
        assert_eq!(refused("0/3"), ParseShardError::Number { of: 3 });
        assert_eq!(refused("4/3"), ParseShardError::Number { of: 3 });
        assert_eq!(refused("0/0"), ParseShardError::None);
        assert_eq!(shard("3/3").to_string(), "3 of 3");
    }
}
