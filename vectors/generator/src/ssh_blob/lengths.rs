//! Wrong lengths: the length prefix of one field is larger or smaller than its content (RFC 4251
//! section 5).

use super::{Fault, Fields, sound_key};
use keyproof::encoding::ssh;

pub(super) fn faults() -> Vec<Fault> {
    let mut faults = Vec::new();
    for field in [Attribute::Type, Attribute::Exponent, Attribute::Modulus] {
        faults.extend(lies(field));
    }
    faults.push(little_endian());
    faults.push(two_octets());
    faults.into_iter().map(|fault| fault.section("RFC 4251 section 5").flag("BlobLength")).collect()
}

/// A field of the blob.
#[derive(Clone, Copy)]
enum Attribute {
    Type,
    Exponent,
    Modulus,
}

impl Attribute {
    const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Exponent => "exponent",
            Self::Modulus => "modulus",
        }
    }

    /// Returns the blob with `change` applied to this field only.
    fn changed(self, change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let mut fields = Fields::of(&sound_key());
        let field = match self {
            Self::Type => &mut fields.name,
            Self::Exponent => &mut fields.exponent,
            Self::Modulus => &mut fields.modulus,
        };
        *field = change(content(field));
        fields.blob()
    }
}

fn lies(field: Attribute) -> Vec<Fault> {
    let name = field.name();
    let relative = |lie: &str, comment: &str, length: fn(u32) -> u32| {
        let blob = field.changed(|content| with_length(length(length_of(content)), content));
        Fault::new(format!("{name}-length-{lie}"), format!("The {name} field {comment}."), blob)
    };
    let mut faults = vec![
        relative("zero", "claims to be empty but is not", |_| 0),
        relative("one-less", "claims one octet less than it has", |length| length - 1),
        relative("one-more", "claims one octet more than it has", |length| length + 1),
    ];
    let absolute = [
        ("2-31-minus-1", "2^31-1", 0x7fff_ffff),
        ("2-31", "2^31", 0x8000_0000),
        ("2-32-minus-1", "2^32-1", 0xffff_ffff),
    ];
    for (lie, notation, length) in absolute {
        let blob = field.changed(|content| with_length(length, content));
        let comment =
            format!("The {name} field claims {notation} octets, which a reader must not allocate.");
        faults.push(Fault::new(format!("{name}-length-{lie}"), comment, blob));
    }
    faults
}

fn little_endian() -> Fault {
    let rewritten = |field: &[u8]| {
        let content = content(field);
        with_length(length_of(content).swap_bytes(), content)
    };
    Fault::new("lengths-little-endian", "Every length is little-endian.", every_field(rewritten))
}

fn two_octets() -> Fault {
    let rewritten = |field: &[u8]| field.split_at(2).1.to_vec();
    Fault::new(
        "lengths-two-octets",
        "Every length has two octets instead of four.",
        every_field(rewritten),
    )
}

/// Returns the blob with `rewrite` applied to each field.
fn every_field(rewrite: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let Fields { name, exponent, modulus } = Fields::of(&sound_key());
    [name, exponent, modulus].iter().flat_map(|field| rewrite(field)).collect()
}

/// Returns a field without its length.
fn content(field: &[u8]) -> &[u8] {
    field.split_at(4).1
}

fn length_of(content: &[u8]) -> u32 {
    u32::try_from(content.len()).expect("a field of a key is short")
}

fn with_length(length: u32, content: &[u8]) -> Vec<u8> {
    ssh::write_string_with_length(length, content)
}
