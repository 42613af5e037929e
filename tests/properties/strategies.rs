//! Random keys, comments and formats.

use keyproof::format::Format;
use keyproof::key::{RsaPublicKey, SUPPORTED_BITS};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;
use sha2::{Digest, Sha256};

/// Returns the configuration for this number of cases. All properties together may take some seconds without
/// optimisation.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    let persistence = FileFailurePersistence::WithSource("regressions");
    ProptestConfig {
        failure_persistence: Some(Box::new(persistence)),
        ..ProptestConfig::with_cases(cases)
    }
}

/// Returns one of the three formats.
pub(crate) fn formats() -> impl Strategy<Value = Format> {
    select(&Format::ALL[..])
}

/// Returns keys of the supported lengths.
pub(crate) fn keys() -> impl Strategy<Value = RsaPublicKey> {
    (moduli(), exponents()).prop_map(|(modulus, exponent)| {
        RsaPublicKey::new(&modulus, &exponent).expect("odd, at least 3, and below the modulus")
    })
}

/// Returns comments: any text on one line, without the NUL character, which no text file contains.
pub(crate) fn comments() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[ -~]{1,80}", "[^\r\n\0]{1,40}"]
}

/// Returns big-endian moduli of exactly 1024, 2048 or 4096 bits: random ones, and ones with very few or very many
/// set bits.
fn moduli() -> impl Strategy<Value = Vec<u8>> {
    let octets = select(&SUPPORTED_BITS[..]).prop_map(|bits| bits / 8);
    let fill = prop_oneof![
        8 => any::<u64>().prop_map(Fill::Random).no_shrink(),
        1 => any::<u8>().prop_map(Fill::Same),
    ];
    (octets, fill).prop_map(|(octets, fill)| {
        let mut modulus = fill.octets(octets);
        if let Some(first) = modulus.first_mut() {
            *first |= 0x80;
        }
        modulus
    })
}

/// Returns big-endian, odd exponents of at least 3, of one to nine octets.
fn exponents() -> impl Strategy<Value = Vec<u8>> {
    let any_octets = prop::collection::vec(any::<u8>(), 1..=9).prop_map(|mut exponent| {
        if let Some(last) = exponent.last_mut() {
            *last |= 3;
        }
        exponent
    });
    prop_oneof![Just(vec![1, 0, 1]), any_octets]
}

/// The octets of a modulus.
#[derive(Debug, Clone)]
enum Fill {
    /// Octets derived from a seed. A smaller seed is not simpler, so it isn't shrunk.
    Random(u64),
    /// One repeated octet.
    Same(u8),
}

impl Fill {
    fn octets(&self, count: usize) -> Vec<u8> {
        match self {
            Self::Same(octet) => vec![*octet; count],
            Self::Random(seed) => (0_u64..)
                .flat_map(|block| {
                    Sha256::digest([seed.to_be_bytes(), block.to_be_bytes()].concat())
                })
                .take(count)
                .collect(),
        }
    }
}
