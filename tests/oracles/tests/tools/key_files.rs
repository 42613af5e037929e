//! The files of `vectors/keys/`.

use std::path::PathBuf;

pub(crate) fn read(file: &str) -> Vec<u8> {
    std::fs::read(path(file)).expect("a file of vectors/keys that is named there exists")
}

pub(crate) fn path(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../../vectors/keys", file].iter().collect()
}
