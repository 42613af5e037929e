//! Any bytes, read as an OpenSSH line: see `property.rs` for what must hold.

#![no_main]

#[path = "../property.rs"]
mod property;

use keyproof::format::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| property::holds(Format::OpenSsh, file));
