//! Reads any bytes as an OpenSSH line. `property.rs` has the checked property.

#![no_main]

#[path = "../property.rs"]
mod property;

use keyproof::format::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| property::holds(Format::OpenSsh, file));
