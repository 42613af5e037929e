//! The property of any bytes that are read as a public key. The fuzzer checks it on nightly, and a test checks it
//! on stable for every vector.

use keyproof::format::{self, Format};
use keyproof::key::RsaPublicKey;
use keyproof::key::fingerprint::Fingerprint;

/// Reads the bytes as this format, and as the detected format.
///
/// # Panics
/// Panics if a reader panics, if a key changes when it is written and read again, or if the `ssh-key` crate reads
/// another key from the same bytes.
pub fn holds(format: Format, file: &[u8]) {
    match format::read_as(format, file) {
        Ok(key) => survives(&key),
        Err(error) => assert!(error.offset <= file.len(), "{error}: the offset is beyond the file"),
    }
    if let Ok(parsed) = format::parse(file) {
        survives(&parsed.key);
        same_as_ssh_key(file, &parsed.key);
    }
}

/// Checks that a key stays the same, with the same fingerprint, in every format.
fn survives(key: &RsaPublicKey) {
    let fingerprint = Fingerprint::imported(key);
    for format in Format::ALL {
        let written = format::write(format, key, "comment");
        let again = format::parse(written.as_bytes()).expect("a written key can be read");
        assert_eq!(again.format, format);
        assert_eq!(again.key, *key);
        assert_eq!(Fingerprint::imported(&again.key), fingerprint);
    }
}

/// Checks that the `ssh-key` crate reads the same key, if it accepts the bytes.
fn same_as_ssh_key(file: &[u8], key: &RsaPublicKey) {
    let Ok(text) = std::str::from_utf8(file) else { return };
    let Ok(theirs) = ssh_key::PublicKey::from_openssh(text) else { return };
    let theirs = theirs.key_data().rsa().expect("ssh-key reads an RSA key");
    assert_eq!(theirs.n.as_positive_bytes(), Some(key.modulus()));
    assert_eq!(theirs.e.as_positive_bytes(), Some(key.exponent()));
}
