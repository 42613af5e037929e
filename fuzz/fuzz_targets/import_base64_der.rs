//! Reads any bytes as a base64 DER file. `property.rs` has the checked property.

#![no_main]

#[path = "../property.rs"]
mod property;

use keyproof::format::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| property::holds(Format::Base64Der, file));
