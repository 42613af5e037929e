//! Elements that are of the wrong type, or whose content is broken.

use super::super::case::Case;
use super::super::keys::{self, Key};
use super::spki::{self, Element};
use super::{KEY, malformed};
use keyproof::encoding::der;

/// A fault of one element: the id's name, the comment, the element, and how it is written.
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

/// Another type where one belongs, or the right one in another form.
const TAGS: &[Fault] = &[
    (
        "set-for-outer-sequence",
        "A SET stands where the outer SEQUENCE belongs.",
        Element::Info,
        |_, content| der::write(0x31, content),
    ),
    (
        "set-for-algorithm",
        "A SET stands where the AlgorithmIdentifier belongs.",
        Element::Algorithm,
        |_, content| der::write(0x31, content),
    ),
    (
        "set-for-key-sequence",
        "A SET stands where the RSAPublicKey belongs.",
        Element::Key,
        |_, content| der::write(0x31, content),
    ),
    (
        "primitive-outer-sequence",
        "The outer SEQUENCE lacks the bit of a constructed element.",
        Element::Info,
        |_, content| der::write(0x10, content),
    ),
    (
        "primitive-key-sequence",
        "The RSAPublicKey lacks the bit of a constructed element.",
        Element::Key,
        |_, content| der::write(0x10, content),
    ),
    (
        "context-tag-on-outer-sequence",
        "The outer SEQUENCE is tagged [0].",
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
        "The modulus is tagged as INTEGER of the application class.",
        Element::Modulus,
        |_, content| der::write(0x42, content),
    ),
    (
        "long-tag-on-outer-sequence",
        "The outer SEQUENCE's tag is in the form for numbers above 30.",
        Element::Info,
        |_, content| [&[0x3f], &*der::write(0x10, content)].concat(),
    ),
    (
        "long-tag-on-modulus",
        "The modulus's tag is in the form for numbers above 30.",
        Element::Modulus,
        |tag, content| [&[0x1f], &*der::write(tag, content)].concat(),
    ),
    (
        "constructed-modulus",
        "The modulus has the bit of a constructed element.",
        Element::Modulus,
        |_, content| der::write(0x22, content),
    ),
    (
        "enumerated-for-modulus",
        "An ENUMERATED stands where the modulus belongs.",
        Element::Modulus,
        |_, content| der::write(0x0a, content),
    ),
    (
        "octet-string-for-modulus",
        "The modulus is in an OCTET STRING.",
        Element::Modulus,
        |_, content| der::write(der::OCTET_STRING, content),
    ),
    (
        "octet-string-for-exponent",
        "The exponent is in an OCTET STRING.",
        Element::Exponent,
        |_, content| der::write(der::OCTET_STRING, content),
    ),
    (
        "octet-string-for-bit-string",
        "An OCTET STRING holds the key, with no octet that counts unused bits.",
        Element::Bits,
        |_, content| der::write(der::OCTET_STRING, without_zero(content)),
    ),
];

/// INTEGERs that DER doesn't have, or that aren't positive.
const BROKEN_INTEGERS: &[Fault] = &[
    (
        "modulus-not-shortest",
        "The modulus has a second leading zero octet.",
        Element::Modulus,
        |tag, content| der::write(tag, &[&[0], content].concat()),
    ),
    (
        "exponent-not-shortest",
        "The exponent has a leading zero octet that it doesn't need.",
        Element::Exponent,
        |tag, content| der::write(tag, &[&[0], content].concat()),
    ),
    (
        "modulus-negative",
        "The modulus lost its leading zero octet, which makes it negative.",
        Element::Modulus,
        |tag, content| der::write(tag, without_zero(content)),
    ),
    (
        "modulus-negative-not-shortest",
        "The modulus has a leading octet ff instead of 00: negative, and longer than it needs.",
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

/// BIT STRINGs that don't hold whole octets, or not as DER has it.
const BROKEN_BIT_STRINGS: &[Fault] = &[
    (
        "unused-bits-1",
        "The BIT STRING claims one unused bit, which is the exponent's lowest.",
        Element::Bits,
        |tag, content| der::write(tag, &[&[1], without_zero(content)].concat()),
    ),
    (
        "unused-bits-7",
        "The BIT STRING claims seven unused bits, the most that there can be.",
        Element::Bits,
        |tag, content| der::write(tag, &[&[7], without_zero(content)].concat()),
    ),
    (
        "unused-bits-8",
        "The BIT STRING claims eight unused bits, which is a whole octet.",
        Element::Bits,
        |tag, content| der::write(tag, &[&[8], without_zero(content)].concat()),
    ),
    ("unused-bits-255", "The BIT STRING claims 255 unused bits.", Element::Bits, |tag, content| {
        der::write(tag, &[&[255], without_zero(content)].concat())
    }),
    (
        "unused-bits-missing",
        "The BIT STRING starts with the key, without an octet that counts unused bits.",
        Element::Bits,
        |tag, content| der::write(tag, without_zero(content)),
    ),
    (
        "bit-string-without-bits",
        "The BIT STRING holds the count of unused bits and no bits.",
        Element::Bits,
        |tag, _| der::write(tag, &[0]),
    ),
    ("bit-string-empty", "The BIT STRING has no content at all.", Element::Bits, |tag, _| {
        der::write(tag, &[])
    }),
    (
        "bit-string-constructed",
        "The BIT STRING is constructed of one segment, as BER allows.",
        Element::Bits,
        |tag, content| der::write(0x23, &der::write(tag, content)),
    ),
    (
        "bit-string-in-segments",
        "The BIT STRING is constructed of two segments, as BER allows.",
        Element::Bits,
        |tag, content| {
            let (first, second) = content.split_at(100);
            let second = [&[0], second].concat();
            der::write(0x23, &[der::write(tag, first), der::write(tag, &second)].concat())
        },
    ),
    (
        "bit-string-in-bit-string",
        "The BIT STRING holds a BIT STRING that holds the key.",
        Element::Bits,
        |tag, content| der::write(tag, &[&[0], &*der::write(tag, content)].concat()),
    ),
    (
        "octet-string-in-bit-string",
        "The BIT STRING holds an OCTET STRING that holds the key.",
        Element::Bits,
        |tag, content| {
            let key = without_zero(content);
            der::write(tag, &[&[0], &*der::write(der::OCTET_STRING, key)].concat())
        },
    ),
];

/// INTEGERs in good form that make no key.
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
            "The modulus has one bit more than OpenSSH and OpenSSL read.",
            super::text(&of_modulus(&too_long)),
        )
        .codes(&["InvalidKey.Format", "InvalidKeyPair.Format", "InvalidParameterValue"])
        .observed("A key of 16,384 bits was refused with InvalidParameterValue in 2026.")
        .flag("UnsupportedLength"),
    ]
}

/// The content of a modulus without the octet for its sign, that of a BIT STRING without its count of
/// unused bits.
fn without_zero(content: &[u8]) -> &[u8] {
    content.strip_prefix(&[0]).unwrap_or(content)
}
