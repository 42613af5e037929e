//! Elements that are valid, but too many, too few, or in the wrong order.

use super::super::case::Case;
use super::super::keys::{self, Key};
use super::spki::{self, Element};
use super::{KEY, malformed};
use keyproof::encoding::der;

const KEY_SYNTAX: &str = "RFC 8017 appendix A.1.1";
const ALGORITHM_SYNTAX: &str = "RFC 5280 section 4.1.1.2";
const INFO_SYNTAX: &str = "RFC 5280 section 4.1";
const BIT_STRINGS: &str = "RFC 3279 section 2.3.1";

pub(super) fn cases() -> Vec<Case> {
    let key = keys::key(KEY);
    let mut cases = trailing(&key);
    cases.extend(arrangements(&key));
    cases
}

/// Extra data after the last element of a structure.
fn trailing(key: &Key) -> Vec<Case> {
    let after = |extra: &[u8]| [&key.der(), extra].concat();
    let inside = |element, extra: &'static [u8]| {
        spki::with(key, element, |tag, content| der::write(tag, &[content, extra].concat()))
    };
    let faults: [(&str, &str, Vec<u8>, &str); 9] = [
        ("trailing-octet", "One octet follows the outer SEQUENCE.", after(&[0]), INFO_SYNTAX),
        (
            "trailing-end-of-contents",
            "Two zero octets follow the outer SEQUENCE, like the end-of-contents of an indefinite \
             length.",
            after(&[0, 0]),
            INFO_SYNTAX,
        ),
        (
            "trailing-octet-in-outer-sequence",
            "One octet follows the BIT STRING, inside the outer SEQUENCE.",
            inside(Element::Info, &[0]),
            INFO_SYNTAX,
        ),
        (
            "third-element-in-outer-sequence",
            "A NULL follows the BIT STRING, inside the outer SEQUENCE.",
            inside(Element::Info, &[der::NULL, 0]),
            INFO_SYNTAX,
        ),
        (
            "trailing-octet-in-algorithm",
            "One octet follows the parameters, inside the AlgorithmIdentifier.",
            inside(Element::Algorithm, &[0]),
            ALGORITHM_SYNTAX,
        ),
        (
            "third-element-in-algorithm",
            "A second NULL follows the parameters, inside the AlgorithmIdentifier.",
            inside(Element::Algorithm, &[der::NULL, 0]),
            ALGORITHM_SYNTAX,
        ),
        (
            "trailing-octet-in-bit-string",
            "One octet follows the RSAPublicKey, inside the BIT STRING.",
            inside(Element::Bits, &[0]),
            BIT_STRINGS,
        ),
        (
            "trailing-octet-in-key-sequence",
            "One octet follows the exponent, inside the RSAPublicKey.",
            inside(Element::Key, &[0]),
            KEY_SYNTAX,
        ),
        (
            "third-integer",
            "A third INTEGER follows the exponent, inside the RSAPublicKey.",
            inside(Element::Key, &[der::INTEGER, 1, 3]),
            KEY_SYNTAX,
        ),
    ];
    let case = |(name, comment, der, section): (&str, &str, Vec<u8>, &str)| {
        malformed(name, comment, &der, section).flag("DerTrailingData")
    };
    faults.map(case).into()
}

/// Valid elements that are in the wrong place or missing.
fn arrangements(key: &Key) -> Vec<Case> {
    let modulus = der::write_unsigned(&key.modulus());
    let exponent = der::write_unsigned(&key.exponent());
    let holding =
        |element, content: &[u8]| spki::with(key, element, |tag, _| der::write(tag, content));
    let reversed = spki::with(key, Element::Info, |tag, content| {
        let (algorithm, bits) = content.split_at(15);
        der::write(tag, &[bits, algorithm].concat())
    });
    let only = |range: std::ops::Range<usize>| {
        spki::with(key, Element::Info, |tag, content| {
            der::write(tag, content.get(range.clone()).unwrap_or_default())
        })
    };
    let bits_length = key.der().len() - 4 - 15;
    let faults: [(&str, &str, Vec<u8>, &str); 9] = [
        (
            "modulus-and-exponent-swapped",
            "The exponent comes before the modulus, as in an SSH blob.",
            holding(Element::Key, &[&*exponent, &*modulus].concat()),
            KEY_SYNTAX,
        ),
        (
            "exponent-missing",
            "The RSAPublicKey has a modulus but no exponent.",
            holding(Element::Key, &modulus),
            KEY_SYNTAX,
        ),
        (
            "modulus-missing",
            "The RSAPublicKey has an exponent but no modulus.",
            holding(Element::Key, &exponent),
            KEY_SYNTAX,
        ),
        (
            "key-sequence-empty",
            "The RSAPublicKey is empty.",
            holding(Element::Key, &[]),
            KEY_SYNTAX,
        ),
        (
            "key-sequence-missing",
            "The BIT STRING holds modulus and exponent without a SEQUENCE around them.",
            holding(Element::Bits, &[&[0], &*modulus, &*exponent].concat()),
            BIT_STRINGS,
        ),
        (
            "version-before-modulus",
            "A version comes before the modulus, as in an RSAPrivateKey.",
            holding(Element::Key, &[&[der::INTEGER, 1, 0], &*modulus, &*exponent].concat()),
            KEY_SYNTAX,
        ),
        (
            "bit-string-before-algorithm",
            "The BIT STRING comes before the AlgorithmIdentifier.",
            reversed,
            INFO_SYNTAX,
        ),
        (
            "bit-string-missing",
            "The outer SEQUENCE holds an AlgorithmIdentifier but no key.",
            only(0..15),
            INFO_SYNTAX,
        ),
        (
            "algorithm-missing",
            "The outer SEQUENCE holds a key but no AlgorithmIdentifier.",
            only(15..15 + bits_length),
            INFO_SYNTAX,
        ),
    ];
    let case = |(name, comment, der, section): (&str, &str, Vec<u8>, &str)| {
        malformed(name, comment, &der, section).flag("DerArrangement")
    };
    faults.map(case).into()
}
