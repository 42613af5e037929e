//! Length fields in other forms of BER, wrong lengths, and files that end too early.

use super::super::case::Case;
use super::super::keys::{self, Key};
use super::spki::{self, Element};
use super::{KEY, malformed};
use keyproof::encoding::der;

const DEFINITE: &str = "X.690 section 8.1.3";
const DER_LENGTHS: &str = "X.690 section 10.1";

pub(super) fn cases() -> Vec<Case> {
    let key = keys::key(KEY);
    let mut cases = indefinite(&key);
    cases.extend(not_shortest(&key));
    cases.extend(lying(&key));
    cases.extend(enormous(&key));
    cases.extend(truncated(&key));
    cases
}

fn indefinite(key: &Key) -> Vec<Case> {
    let indefinite = |element: Element| {
        let write = |tag, content: &[u8]| {
            der::write_with_length(tag, &[0x80], &[content, &[0, 0]].concat())
        };
        malformed(
            &format!("indefinite-length-{}", element.name()),
            format!(
                "The {} has an indefinite length and end-of-contents octets, which only BER \
                 allows.",
                element.title()
            ),
            &spki::with(key, element, write),
            DER_LENGTHS,
        )
        .flag("BerLength")
    };
    let unended = |tag, content: &[u8]| der::write_with_length(tag, &[0x80], content);
    let mut cases: Vec<Case> =
        [Element::Info, Element::Algorithm, Element::Key].map(indefinite).into();
    cases.push(
        malformed(
            "indefinite-length-without-end",
            "The outer SEQUENCE has an indefinite length but no end-of-contents octets.",
            &spki::with(key, Element::Info, unended),
            DER_LENGTHS,
        )
        .flag("BerLength"),
    );
    cases.push(
        malformed(
            "indefinite-length-modulus",
            "The modulus has the length octet 80 (indefinite), which a primitive element must not \
             have.",
            &spki::with(key, Element::Modulus, unended),
            "X.690 section 8.1.3.2",
        )
        .flag("BerLength"),
    );
    cases
}

/// Length fields with more octets than the value needs.
fn not_shortest(key: &Key) -> Vec<Case> {
    let longer = |content: &[u8]| match *der::length_octets(content.len()).as_slice() {
        [short] => vec![0x81, short],
        [count, ref octets @ ..] => [&[count + 1, 0], octets].concat(),
        [] => unreachable!("a length has an octet"),
    };
    let case = |element: Element| {
        let write = |tag, content: &[u8]| der::write_with_length(tag, &longer(content), content);
        malformed(
            &format!("length-not-shortest-{}", element.name()),
            format!(
                "The length field of the {} has one octet more than it needs.",
                element.title()
            ),
            &spki::with(key, element, write),
            DER_LENGTHS,
        )
        .flag(if element == Element::Parameters { "BerLengthZeros" } else { "BerLength" })
    };
    let mut cases: Vec<Case> = Element::NESTED.map(case).into();
    cases.extend([Element::Oid, Element::Parameters].map(case));
    for (name, count) in [("four", 4), ("five", 5), ("eight", 8)] {
        let write = |tag, content: &[u8]| {
            let octets: Vec<u8> = u128::try_from(content.len())
                .expect("a key is short")
                .to_be_bytes()
                .into_iter()
                .skip(16 - usize::from(count))
                .collect();
            der::write_with_length(tag, &[&[0x80 | count], &*octets].concat(), content)
        };
        let case = malformed(
            &format!("length-in-{name}-octets"),
            format!("The length of the outer SEQUENCE is right but is written in {name} octets."),
            &spki::with(key, Element::Info, write),
            DER_LENGTHS,
        );
        cases.push(case.flag(if count == 8 { "BerLengthZeros" } else { "BerLength" }));
    }
    cases
}

/// A length that is off by one. The lengths of the enclosing elements are right.
fn lying(key: &Key) -> Vec<Case> {
    let mut cases = Vec::new();
    for element in Element::NESTED {
        let less = |tag, content: &[u8]| {
            der::write_with_length(tag, &der::length_octets(content.len() - 1), content)
        };
        let more = |tag, content: &[u8]| {
            der::write_with_length(tag, &der::length_octets(content.len() + 1), content)
        };
        let (name, title) = (element.name(), element.title());
        cases.push(malformed(
            &format!("length-one-less-{name}"),
            format!("The length of the {title} is one octet too small."),
            &spki::with(key, element, less),
            DEFINITE,
        ));
        cases.push(malformed(
            &format!("length-one-more-{name}"),
            format!("The length of the {title} is one octet too large."),
            &spki::with(key, element, more),
            DEFINITE,
        ));
    }
    cases.into_iter().map(|case| case.flag("LyingLength")).collect()
}

/// A length far beyond the end of the file.
fn enormous(key: &Key) -> Vec<Case> {
    let lengths: [(&str, &str, &[u8]); 5] = [
        (
            "2-31",
            "2^31 octets, which is negative as a signed 32-bit number",
            &[0x84, 0x80, 0, 0, 0],
        ),
        ("2-32-less-one", "2^32-1 octets", &[0x84, 0xff, 0xff, 0xff, 0xff]),
        ("2-32", "2^32 octets, which is 0 if only 32 bits are kept", &[0x85, 1, 0, 0, 0, 0]),
        (
            "2-63",
            "2^63 octets, which is negative as a signed 64-bit number",
            &[0x88, 0x80, 0, 0, 0, 0, 0, 0, 0],
        ),
        ("reserved", "a length in the reserved form ff", &[0xff]),
    ];
    let mut cases = Vec::new();
    for (name, claim, length) in lengths {
        for element in [Element::Info, Element::Modulus] {
            let write = |tag, content: &[u8]| der::write_with_length(tag, length, content);
            cases.push(malformed(
                &format!("length-{name}-{}", element.name()),
                format!("The {} claims {claim}.", element.title()),
                &spki::with(key, element, write),
                DEFINITE,
            ));
        }
    }
    for element in [Element::Algorithm, Element::Bits, Element::Key, Element::Exponent] {
        let write = |tag, content: &[u8]| {
            der::write_with_length(tag, &[0x84, 0xff, 0xff, 0xff, 0xff], content)
        };
        cases.push(malformed(
            &format!("length-2-32-less-one-{}", element.name()),
            format!("The {} claims 2^32-1 octets.", element.title()),
            &spki::with(key, element, write),
            DEFINITE,
        ));
    }
    cases.into_iter().map(|case| case.flag("LyingLength")).collect()
}

/// The beginning of a file, cut at each place where a reader reads another element.
fn truncated(key: &Key) -> Vec<Case> {
    let places = [
        ("after-first-octet", "after the identifier octet of the outer SEQUENCE", 1),
        ("inside-first-length", "inside the length of the outer SEQUENCE", 3),
        ("after-first-length", "after the length of the outer SEQUENCE", 4),
        ("inside-oid", "inside the OBJECT IDENTIFIER", 12),
        ("after-algorithm", "after the AlgorithmIdentifier", 19),
        ("after-bit-string-length", "before the unused-bits octet", 23),
        ("after-unused-bits", "at the start of the BIT STRING's content", 24),
        ("after-key-length", "after the length of the RSAPublicKey", 28),
        ("inside-modulus", "in the middle of the modulus", 160),
        ("after-modulus", "between modulus and exponent", 289),
        ("before-last-octet", "one octet too early", 293),
    ];
    let der = key.der();
    let case = |(name, place, length)| {
        let start: Vec<u8> = der.iter().copied().take(length).collect();
        malformed(
            &format!("truncated-{name}"),
            format!("The file ends {place}; the length fields are those of the complete file."),
            &start,
            DEFINITE,
        )
        .flag("DerTruncated")
    };
    places.map(case).into()
}
