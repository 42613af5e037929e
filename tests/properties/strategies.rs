//! Keys, comments and formats as chance makes them.

use keyproof::format::Format;
use keyproof::key::{RsaPublicKey, SUPPORTED_BITS};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;
use sha2::{Digest, Sha256};

/// How often a property is tried. The budget of all of them together is some seconds without optimisation.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    let persistence = FileFailurePersistence::WithSource("regressions");
    ProptestConfig {
        failure_persistence: Some(Box::new(persistence)),
        ..ProptestConfig::with_cases(cases)
    }
}

/// One of the three formats.
pub(crate) fn formats() -> impl Strategy<Value = Format> {
    select(&Format::ALL[..])
}

/// A key of a supported length.
pub(crate) fn keys() -> impl Strategy<Value = RsaPublicKey> {
    (moduli(), exponents()).prop_map(|(modulus, exponent)| {
        RsaPublicKey::new(&modulus, &exponent).expect("odd, at least 3, and below the modulus")
    })
}

/// A comment: any text on one line, without the zero character, which no text file has.
pub(crate) fn comments() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[ -~]{1,80}", "[^\r\n\0]{1,40}"]
}

/// Big-endian, of exactly 1024, 2048 or 4096 bits: by chance, and as sparse and as full as can be.
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

/// Big-endian: odd, at least 3, of one to nine octets.
fn exponents() -> impl Strategy<Value = Vec<u8>> {
    let any_octets = prop::collection::vec(any::<u8>(), 1..=9).prop_map(|mut exponent| {
        if let Some(last) = exponent.last_mut() {
            *last |= 3;
        }
        exponent
    });
    prop_oneof![Just(vec![1, 0, 1]), any_octets]
}

/// What a modulus is filled with.
#[derive(Debug, Clone)]
enum Fill {
    /// With what follows from a seed: nothing is learnt from shrinking it.
    Random(u64),
    /// With one octet over and over.
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
