//! Checks the property of the fuzz targets on the stable toolchain, for all seeds.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../fuzz/property.rs"]
mod property;

use keyproof::format::Format;
use keyproof::vector::{self, Vector};

#[test]
fn the_fuzz_property_holds_for_every_vector() {
    let suite = vector::embedded();
    assert!(suite.vectors.len() > 50);
    for question in suite.vectors.iter().filter_map(Vector::question) {
        for format in Format::ALL {
            property::holds(format, question.material());
        }
    }
}

/// Covers the most common mutations of a fuzzer: a truncation and one changed byte.
#[test]
fn the_fuzz_property_holds_for_every_prefix_and_every_changed_byte() {
    let suite = vector::embedded();
    let small = suite.vectors.iter().filter(|vector| vector.id.ends_with("/bits-1024"));
    let mut files = 0;
    for vector in small {
        files += 1;
        let file = vector.question().unwrap().material();
        for at in 0..file.len() {
            property::holds(Format::OpenSsh, &file[..at]);
            for byte in [0, b'\n', b' ', b':', b'=', b'A', 0xff] {
                let mut changed = file.to_vec();
                changed[at] = byte;
                Format::ALL.into_iter().for_each(|format| property::holds(format, &changed));
            }
        }
    }
    assert_eq!(files, 3);
}
