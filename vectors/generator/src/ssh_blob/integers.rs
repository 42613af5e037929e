//! Integers: in another form than RFC 4251 section 5 has, or such that no RSA key has them
//! (RFC 8017 section 3.1).

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

/// Integers with octets that they need not have.
fn redundant_octets() -> Vec<Fault> {
    let key = sound_key();
    let long = |name, comment, blob| {
        Fault::new(name, comment, blob).section("RFC 4251 section 5").flag("MpintRedundant")
    };
    vec![
        long(
            "exponent-with-leading-zero",
            "A zero octet stands before the exponent, which needs none.",
            with_exponent(&[&[0], key.exponent().as_slice()].concat()),
        ),
        long(
            "modulus-with-two-leading-zeros",
            "Two zero octets stand before the modulus, which needs one.",
            with_modulus(&[&[0, 0], key.modulus().as_slice()].concat()),
        ),
        long(
            "exponent-zero-octet",
            "The exponent is zero and has an octet, where zero has none.",
            with_exponent(&[0]),
        ),
    ]
}

/// Integers below zero, most of them because an octet is missing.
fn negatives() -> Vec<Fault> {
    let key = sound_key();
    let modulus = key.modulus();
    let negative = |name, comment, blob| {
        Fault::new(name, comment, blob).section("RFC 4251 section 5").flag("MpintNegative")
    };
    vec![
        negative(
            "modulus-without-sign-octet",
            "The zero octet is missing before the modulus, which makes it a negative number.",
            with_modulus(&modulus),
        ),
        negative(
            "modulus-with-negative-sign-octet",
            "An octet of ones stands before the modulus, which makes it a negative number.",
            with_modulus(&[&[0xff], modulus.as_slice()].concat()),
        ),
        negative(
            "modulus-negated",
            "The modulus is minus that of the key.",
            with_modulus(&negated(&modulus)),
        ),
        negative(
            "exponent-negative",
            "The exponent is minus 65537.",
            with_exponent(&negated(&key.exponent())),
        ),
        exponent_without_sign_octet(),
    ]
}

/// The exponent 2^32-1 has its highest bit set, so without a sign octet it is minus 1.
fn exponent_without_sign_octet() -> Fault {
    let key = keys::key("2048-e4294967295");
    let exponent = ssh::write_string(&key.exponent());
    let blob = Fields { exponent, ..Fields::of(&key) }.blob();
    Fault {
        twin: "exponent-257",
        ..Fault::new(
            "exponent-without-sign-octet",
            "The zero octet is missing before an exponent of 32 ones, which makes it minus 1.",
            blob,
        )
    }
    .section("RFC 4251 section 5")
    .flag("MpintNegative")
}

/// Well-written exponents that no RSA key has.
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
        impossible("exponent-one", "The exponent is 1, which encrypts nothing.", &[1]),
        impossible("exponent-two", "The exponent is 2, which can't be undone.", &[2]),
        impossible(
            "exponent-even",
            "The exponent is 65536, an even number, which can't be undone.",
            &[1, 0, 0],
        ),
        impossible("exponent-equals-modulus", "The exponent is the modulus.", &modulus),
        impossible(
            "exponent-above-modulus",
            "The exponent has a bit more than the modulus.",
            &beyond,
        ),
    ]
}

/// Well-written moduli that no RSA key has, or that no tool should calculate with.
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
                "A modulus of 16385 bits is one bit longer than OpenSSH and OpenSSL take.",
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

/// The shortest two's complement of minus this number.
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
    // An octet of ones says nothing if the next one starts with a one itself.
    let redundant = matches!(*octets, [0xff, 0x80..=0xff, ..]);
    octets.split_off(usize::from(redundant))
}
