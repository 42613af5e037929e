//! Elements that have the wrong type, or whose content is invalid.

use super::super::case::Case;
use super::super::keys::{self, Key};
use super::spki::{self, Element};
use super::{KEY, malformed};
use keyproof::encoding::der;

/// A fault of one element: the last part of the id, the comment, the element, and a function that
/// writes it from its identifier octet and content.
type Fault = (&'static str, &'static str, Element, fn(u8, &[u8]) -> Vec<u8>);

pub(super) fn cases() -> Vec<Case> {
    let key = keys::key(KEY);
    let mut cases = flagged(&key, TAGS, "X.690 section 8.1.2", "DerTag");
    cases.extend(flagged(&key, BROKEN_INTEGERS, "X.690 section 8.3", "DerInteger"));
    cases.extend(flagged(&key, BROKEN_BIT_STRINGS, "RFC 3279 section 2.3.1", "DerBitString"));
    cases.extend(numbers(&key));
    cases
}

fn flagged(key: &Key, faults: &[Fault], section: &str, flag: &str) -> Vec<Case> {
    let case = |(name, comment, element, write): &Fault| {
        malformed(name, *comment, &spki::with(key, *element, write), section).flag(flag)
    };
    faults.iter().map(case).collect()
}

/// Elements with another type, or with the right type in another form.
const TAGS: &[Fault] = &[
    (
        "set-for-outer-sequence",
        "The outer element is a SET and not a SEQUENCE.",
        Element::Info,
        |_, content| der::write(0x31, content),
    ),
    (
        "set-for-algorithm",
        "The AlgorithmIdentifier is a SET and not a SEQUENCE.",
        Element::Algorithm,
        |_, content| der::write(0x31, content),
    ),
    (
        "set-for-key-sequence",
        "The RSAPublicKey is a SET and not a SEQUENCE.",
        Element::Key,
        |_, content| der::write(0x31, content),
    ),
    (
        "primitive-outer-sequence",
        "The outer SEQUENCE lacks the constructed bit.",
        Element::Info,
        |_, content| der::write(0x10, content),
    ),
    (
        "primitive-key-sequence",
        "The RSAPublicKey lacks the constructed bit.",
        Element::Key,
        |_, content| der::write(0x10, content),
    ),
    (
        "context-tag-on-outer-sequence",
        "The outer SEQUENCE is tagged [0], implicitly.",
        Element::Info,
        |_, content| der::write(0xa0, content),
    ),
    (
        "context-tag-on-bit-string",
        "The BIT STRING is tagged [1], implicitly.",
        Element::Bits,
        |_, content| der::write(0x81, content),
    ),
    (
        "context-tag-around-bit-string",
        "The BIT STRING is tagged [0], explicitly.",
        Element::Bits,
        |tag, content| der::write(0xa0, &der::write(tag, content)),
    ),
    (
        "application-tag-on-modulus",
        "The modulus has the tag number of an INTEGER in the application class.",
        Element::Modulus,
        |_, content| der::write(0x42, content),
    ),
    (
        "long-tag-on-outer-sequence",
        "The tag of the outer SEQUENCE is in the long form, which is for tag numbers above 30.",
        Element::Info,
        |_, content| [&[0x3f], &*der::write(0x10, content)].concat(),
    ),
    (
        "long-tag-on-modulus",
        "The tag of the modulus is in the long form, which is for tag numbers above 30.",
        Element::Modulus,
        |tag, content| [&[0x1f], &*der::write(tag, content)].concat(),
    ),
    (
        "constructed-modulus",
        "The modulus has the constructed bit set.",
        Element::Modulus,
        |_, content| der::write(0x22, content),
    ),
    (
        "enumerated-for-modulus",
        "The modulus is an ENUMERATED and not an INTEGER.",
        Element::Modulus,
        |_, content| der::write(0x0a, content),
    ),
    (
        "octet-string-for-modulus",
        "The modulus is an OCTET STRING and not an INTEGER.",
        Element::Modulus,
        |_, content| der::write(der::OCTET_STRING, content),
    ),
    (
        "octet-string-for-exponent",
        "The exponent is an OCTET STRING and not an INTEGER.",
        Element::Exponent,
        |_, content| der::write(der::OCTET_STRING, content),
    ),
    (
        "octet-string-for-bit-string",
        "An OCTET STRING holds the key instead of a BIT STRING, without the unused-bits octet.",
        Element::Bits,
        |_, content| der::write(der::OCTET_STRING, without_zero(content)),
    ),
];

/// INTEGERs that are invalid in DER, or that aren't positive.
const BROKEN_INTEGERS: &[Fault] = &[
    (
        "modulus-not-shortest",
        "The modulus has a second leading zero octet.",
        Element::Modulus,
        |tag, content| der::write(tag, &[&[0], content].concat()),
    ),
    (
        "exponent-not-shortest",
        "The exponent has a leading zero octet that it does not need.",
        Element::Exponent,
        |tag, content| der::write(tag, &[&[0], content].concat()),
    ),
    (
        "modulus-negative",
        "The modulus lacks its leading zero octet, which makes it negative.",
        Element::Modulus,
        |tag, content| der::write(tag, without_zero(content)),
    ),
    (
        "modulus-negative-not-shortest",
        "The modulus has a leading octet ff instead of 00, which makes it negative and not the \
         shortest form.",
        Element::Modulus,
        |tag, content| der::write(tag, &[&[0xff], without_zero(content)].concat()),
    ),
    ("exponent-negative", "The exponent is -65537.", Element::Exponent, |tag, _| {
        der::write(tag, &[0xfe, 0xff, 0xff])
    }),
    ("modulus-empty", "The modulus is an INTEGER without content.", Element::Modulus, |tag, _| {
        der::write(tag, &[])
    }),
    (
        "exponent-empty",
        "The exponent is an INTEGER without content.",
        Element::Exponent,
        |tag, _| der::write(tag, &[]),
    ),
];

/// BIT STRINGs that don't hold whole octets, or that are invalid in DER.
const BROKEN_BIT_STRINGS: &[Fault] = &[
    (
        "unused-bits-1",
        "The BIT STRING claims one unused bit, which is the lowest bit of the exponent.",
        Element::Bits,
        |tag, content| der::write(tag, &[&[1], without_zero(content)].concat()),
    ),
    (
        "unused-bits-7",
        "The BIT STRING claims seven unused bits, which is the maximum.",
        Element::Bits,
        |tag, content| der::write(tag, &[&[7], without_zero(content)].concat()),
    ),
    (
        "unused-bits-8",
        "The BIT STRING claims eight unused bits, one more than the maximum.",
        Element::Bits,
        |tag, content| der::write(tag, &[&[8], without_zero(content)].concat()),
    ),
    ("unused-bits-255", "The BIT STRING claims 255 unused bits.", Element::Bits, |tag, content| {
        der::write(tag, &[&[255], without_zero(content)].concat())
    }),
    (
        "unused-bits-missing",
        "The BIT STRING starts with the key, because the unused-bits octet is missing.",
        Element::Bits,
        |tag, content| der::write(tag, without_zero(content)),
    ),
    (
        "bit-string-without-bits",
        "The BIT STRING holds the unused-bits octet and no bits.",
        Element::Bits,
        |tag, _| der::write(tag, &[0]),
    ),
    ("bit-string-empty", "The BIT STRING has no content at all.", Element::Bits, |tag, _| {
        der::write(tag, &[])
    }),
    (
        "bit-string-constructed",
        "The BIT STRING is constructed from one segment, as BER allows.",
        Element::Bits,
        |tag, content| der::write(0x23, &der::write(tag, content)),
    ),
    (
        "bit-string-in-segments",
        "The BIT STRING is constructed from two segments, as BER allows.",
        Element::Bits,
        |tag, content| {
            let (first, second) = content.split_at(100);
            let second = [&[0], second].concat();
            der::write(0x23, &[der::write(tag, first), der::write(tag, &second)].concat())
        },
    ),
    (
        "bit-string-in-bit-string",
        "The BIT STRING holds another BIT STRING, which holds the key.",
        Element::Bits,
        |tag, content| der::write(tag, &[&[0], &*der::write(tag, content)].concat()),
    ),
    (
        "octet-string-in-bit-string",
        "The BIT STRING holds an OCTET STRING, which holds the key.",
        Element::Bits,
        |tag, content| {
            let key = without_zero(content);
            der::write(tag, &[&[0], &*der::write(der::OCTET_STRING, key)].concat())
        },
    ),
];

/// Well-formed INTEGERs that aren't the modulus of a usable key.
fn numbers(key: &Key) -> Vec<Case> {
    let of_modulus =
        |magnitude: &[u8]| spki::with(key, Element::Modulus, |_, _| der::write_unsigned(magnitude));
    let too_long = [&[1], keys::key("16384").modulus().as_slice()].concat();
    vec![
        malformed("modulus-zero", "The modulus is zero.", &of_modulus(&[]), "RFC 8017 section 3.1")
            .flag("DerInteger"),
        malformed("modulus-one", "The modulus is one.", &of_modulus(&[1]), "RFC 8017 section 3.1")
            .flag("DerInteger"),
        super::refused(
            "import/other-lengths-refused",
            "bits-16385",
            "The modulus has 16385 bits, one more than OpenSSH and OpenSSL read.",
            super::text(&of_modulus(&too_long)),
        )
        .codes(&["InvalidKey.Format", "InvalidKeyPair.Format", "InvalidParameterValue"])
        .observed("A key of 16,384 bits was refused with InvalidParameterValue in 2026.")
        .flag("UnsupportedLength"),
    ]
}

/// Removes the leading zero octet: the sign octet of a modulus, or the unused-bits octet of a BIT
/// STRING.
fn without_zero(content: &[u8]) -> &[u8] {
    content.strip_prefix(&[0]).unwrap_or(content)
}
