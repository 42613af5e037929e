//! Integers that aren't encoded as RFC 4251 section 5 requires, or that no RSA key has (RFC 8017
//! section 3.1).

use super::super::base64_text::PARAMETER_CODES;
use super::{Fault, Fields, keys, sound_key};
use keyproof::encoding::ssh;

pub(super) fn faults() -> Vec<Fault> {
    let mut faults = redundant_octets();
    faults.extend(negatives());
    faults.extend(exponents());
    faults.extend(moduli());
    faults
}

/// Integers with redundant leading octets.
fn redundant_octets() -> Vec<Fault> {
    let key = sound_key();
    let long = |name, comment, blob| {
        Fault::new(name, comment, blob).section("RFC 4251 section 5").flag("MpintRedundant")
    };
    vec![
        long(
            "exponent-with-leading-zero",
            "The exponent has a leading zero octet, which it does not need.",
            with_exponent(&[&[0], key.exponent().as_slice()].concat()),
        ),
        long(
            "modulus-with-two-leading-zeros",
            "The modulus has two leading zero octets, but it needs only one.",
            with_modulus(&[&[0, 0], key.modulus().as_slice()].concat()),
        ),
        long(
            "exponent-zero-octet",
            "The exponent is zero, written as one zero octet instead of no octets.",
            with_exponent(&[0]),
        ),
    ]
}

/// Negative integers, most of them because the sign octet is missing or wrong.
fn negatives() -> Vec<Fault> {
    let key = sound_key();
    let modulus = key.modulus();
    let negative = |name, comment, blob| {
        Fault::new(name, comment, blob).section("RFC 4251 section 5").flag("MpintNegative")
    };
    vec![
        negative(
            "modulus-without-sign-octet",
            "The modulus lacks its leading zero octet, which makes it negative.",
            with_modulus(&modulus),
        ),
        negative(
            "modulus-with-negative-sign-octet",
            "The modulus has a leading octet ff, which makes it negative.",
            with_modulus(&[&[0xff], modulus.as_slice()].concat()),
        ),
        negative(
            "modulus-negated",
            "The modulus is the negative of the modulus of the key.",
            with_modulus(&negated(&modulus)),
        ),
        negative(
            "exponent-negative",
            "The exponent is -65537.",
            with_exponent(&negated(&key.exponent())),
        ),
        exponent_without_sign_octet(),
    ]
}

/// The exponent 2^32-1 has its highest bit set, so without a sign octet its value is -1.
fn exponent_without_sign_octet() -> Fault {
    let key = keys::key("2048-e4294967295");
    let exponent = ssh::write_string(&key.exponent());
    let blob = Fields { exponent, ..Fields::of(&key) }.blob();
    Fault {
        twin: "exponent-257",
        ..Fault::new(
            "exponent-without-sign-octet",
            "The exponent 2^32-1 lacks its leading zero octet, which makes it -1.",
            blob,
        )
    }
    .section("RFC 4251 section 5")
    .flag("MpintNegative")
}

/// Correctly encoded exponents that no RSA key has.
fn exponents() -> Vec<Fault> {
    let modulus = sound_key().modulus();
    let beyond = keys::key("2049").modulus();
    let impossible = |name, comment, exponent: &[u8]| {
        let fields =
            Fields { exponent: ssh::write_unsigned_mpint(exponent), ..Fields::of(&sound_key()) };
        let fault = Fault::new(name, comment, fields.blob());
        fault.section("RFC 8017 section 3.1").flag("ExponentNotRsa")
    };
    vec![
        impossible("exponent-zero", "The exponent is zero.", &[]),
        impossible(
            "exponent-one",
            "The exponent is 1, with which encryption does not change the message.",
            &[1],
        ),
        impossible(
            "exponent-two",
            "The exponent is 2, for which no private exponent exists.",
            &[2],
        ),
        impossible(
            "exponent-even",
            "The exponent is 65536, an even number, for which no private exponent exists.",
            &[1, 0, 0],
        ),
        impossible("exponent-equals-modulus", "The exponent is equal to the modulus.", &modulus),
        impossible(
            "exponent-above-modulus",
            "The exponent is one bit longer than the modulus.",
            &beyond,
        ),
    ]
}

/// Correctly encoded moduli that no RSA key has, or that are too long to calculate with.
fn moduli() -> Vec<Fault> {
    let fields = Fields::of(&sound_key());
    let huge = [&[1], keys::key("16384").modulus().as_slice()].concat();
    vec![
        Fault::new("modulus-zero", "The modulus is zero.", with_modulus(&[]))
            .section("RFC 8017 section 3.1")
            .flag("ModulusZero"),
        Fault::new(
            "modulus-and-exponent-swapped",
            "The modulus comes before the exponent, as in PKCS#1.",
            [fields.name.as_slice(), &fields.modulus, &fields.exponent].concat(),
        )
        .flag("ExponentNotRsa"),
        Fault {
            rule: "import/other-lengths-refused",
            codes: Some(PARAMETER_CODES),
            flag: Some("ModulusTooLong"),
            ..Fault::new(
                "bits-16385",
                "The modulus has 16385 bits, one more than OpenSSH and OpenSSL accept.",
                with_modulus(&huge),
            )
        },
    ]
}

fn with_exponent(content: &[u8]) -> Vec<u8> {
    Fields { exponent: ssh::write_string(content), ..Fields::of(&sound_key()) }.blob()
}

fn with_modulus(content: &[u8]) -> Vec<u8> {
    Fields { modulus: ssh::write_string(content), ..Fields::of(&sound_key()) }.blob()
}

/// Returns the shortest two's complement form of the negative of this number.
fn negated(magnitude: &[u8]) -> Vec<u8> {
    let mut octets: Vec<u8> =
        std::iter::once(0).chain(magnitude.iter().copied()).map(|octet| !octet).collect();
    for octet in octets.iter_mut().rev() {
        let (sum, carry) = octet.overflowing_add(1);
        *octet = sum;
        if !carry {
            break;
        }
    }
    // A leading octet ff is redundant if the next octet has its highest bit set.
    let redundant = matches!(*octets, [0xff, 0x80..=0xff, ..]);
    octets.split_off(usize::from(redundant))
}
