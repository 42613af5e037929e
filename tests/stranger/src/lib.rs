//! A simple importer of RSA public keys in the OpenSSH format. It accepts keys of any length, supports no other
//! format, and panics on a file that is no text.

use md5::{Digest, Md5};
use ssh_key::{Mpint, PublicKey};

/// The DER of `AlgorithmIdentifier { rsaEncryption, NULL }` (RFC 8017 appendix A.1).
const RSA_ENCRYPTION: [u8; 15] = *b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";

/// Returns the fingerprint of the key in a public key file.
///
/// # Errors
/// Returns the fault of the file.
pub fn import(file: &[u8]) -> Result<String, String> {
    let line = std::str::from_utf8(file).expect("a key file is text");
    let key = PublicKey::from_openssh(line).map_err(|error| error.to_string())?;
    let rsa = key.key_data().rsa().ok_or("not an RSA key")?;
    let key = der(0x30, &[integer(&rsa.n), integer(&rsa.e)].concat());
    let info = der(0x30, &[&RSA_ENCRYPTION[..], &der(0x03, &[&[0], &key[..]].concat())].concat());
    let octets = Md5::digest(info).into_iter().map(|octet| format!("{octet:02x}"));
    Ok(octets.collect::<Vec<_>>().join(":"))
}

fn integer(number: &Mpint) -> Vec<u8> {
    der(0x02, number.as_bytes())
}

/// Encodes a value with its tag and length.
fn der(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len().to_be_bytes();
    let used = length.iter().position(|octet| *octet > 0).unwrap_or(length.len());
    let length = &length[used..];
    match length {
        [] => vec![tag, 0],
        [short] if *short < 0x80 => [&[tag, *short], value].concat(),
        _ => [&[tag, 0x80 | u8::try_from(length.len()).unwrap_or(0)], length, value].concat(),
    }
}
