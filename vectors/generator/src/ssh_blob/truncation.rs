//! Blobs that end too early, lack a field, or have data after the modulus.

use super::{Fault, Fields, keys, sound_key};
use keyproof::encoding::ssh;

pub(super) fn faults() -> Vec<Fault> {
    let mut faults = truncations();
    faults.extend(omissions());
    faults.extend(additions());
    faults
}

/// Blobs that are truncated inside and between the fields. Their base64 is valid.
fn truncations() -> Vec<Fault> {
    let fields = Fields::of(&sound_key());
    let whole = fields.blob();
    let exponent = fields.name.len();
    let modulus = exponent + fields.exponent.len();
    let cut = |place: &str, length: usize| {
        let (blob, _) = whole.split_at(length);
        let comment = format!("The blob is truncated {place}, after {length} octets.");
        Fault::new(format!("truncated-{}", place.replace(' ', "-")), comment, blob.to_vec())
            .flag("BlobTruncated")
    };
    vec![
        cut("in type length", 2),
        cut("after type length", 4),
        cut("in type", 8),
        cut("after type", exponent),
        cut("in exponent length", exponent + 2),
        cut("after exponent length", exponent + 4),
        cut("in exponent", exponent + 5),
        cut("after exponent", modulus),
        cut("in modulus length", modulus + 2),
        cut("after modulus length", modulus + 4),
        cut("in modulus", modulus + 132),
        cut("before last octet", whole.len() - 1),
    ]
}

/// Blobs that lack a field that is not the last one.
fn omissions() -> Vec<Fault> {
    let Fields { name, exponent, modulus } = Fields::of(&sound_key());
    vec![
        Fault::new(
            "type-missing",
            "The type is missing, so the blob starts with the exponent.",
            [exponent.as_slice(), &modulus].concat(),
        ),
        Fault::new(
            "exponent-missing",
            "The exponent is missing, so the modulus follows the type.",
            [name, modulus].concat(),
        ),
    ]
}

/// Blobs with data after the modulus.
fn additions() -> Vec<Fault> {
    let blob = Fields::of(&sound_key()).blob();
    let longer = |name, comment, tail: &[u8]| {
        Fault::new(name, comment, [blob.as_slice(), tail].concat()).flag("BlobTrailingData")
    };
    vec![
        longer("trailing-byte-after-modulus", "One octet follows the modulus.", &[1]),
        longer("trailing-zero-after-modulus", "One zero octet follows the modulus.", &[0]),
        longer(
            "trailing-newline-after-modulus",
            "A line feed follows the modulus, because `echo` added one before the blob was \
             encoded.",
            b"\n",
        ),
        longer(
            "trailing-field-after-modulus",
            "A fourth field follows the modulus.",
            &ssh::write_string(b"keyproof"),
        ),
        longer(
            "trailing-empty-field-after-modulus",
            "A fourth field, which is empty, follows the modulus.",
            &ssh::write_string(b""),
        ),
        longer(
            "second-key-in-blob",
            "The blob of a second key follows the blob of the first.",
            &keys::key("2048-b").blob(),
        ),
    ]
}
