//! PuTTY's own format of private keys, versions 2 and 3 (PuTTY manual, appendix C), unencrypted only.
//! The reader returns the key that PuTTYgen loads and shows (rule public-key/puttygen).
//!
//! The comment only matters for the message authentication code. The format doesn't contain dP and dQ,
//! so they are computed.

use super::{Format, Numbers, PrivateKeyError, PrivateKeyErrorKind, RsaPrivateKey};
use crate::encoding::pem::{Body, split_line};
use crate::encoding::{self, EncodingErrorKind, Reader, decimal, ssh};
use crate::key::{Algorithm, ssh_blob};
use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};
use sha2::Sha256;

/// The start of a file of any version.
pub(super) const SIGNATURE: &[u8] = b"PuTTY-User-Key-File-";

/// Version 2 hashes this prefix and the passphrase to derive the key of the message authentication
/// code.
const MAC_KEY_PREFIX: &[u8] = b"putty-private-key-file-mac-key";

/// Reads a file of one key. Only white space may follow.
pub(super) fn read(material: &[u8]) -> Result<RsaPrivateKey, PrivateKeyError> {
    let mut lines = Lines { rest: material, offset: 0 };
    let (version, algorithm) = lines.signature()?;
    if let Some(other) = Algorithm::of_ssh_type(algorithm) {
        return Err(PrivateKeyErrorKind::OtherAlgorithm(other).whole());
    }
    let encryption = lines.header("Encryption")?;
    if encryption != b"none" {
        return Err(PrivateKeyErrorKind::Encrypted(Format::Ppk).whole());
    }
    let comment = lines.header("Comment")?;
    let public = lines.body("Public-Lines")?;
    let private = lines.body("Private-Lines")?;
    let mac_offset = lines.offset;
    let mac = lines.header("Private-MAC")?;
    lines.finish()?;

    let (public_blob, private_blob) = (public.decode()?, private.decode()?);
    let fields = [algorithm, encryption, comment, &public_blob, &private_blob];
    if !mac.eq_ignore_ascii_case(version.mac(&fields).as_bytes()) {
        return Err(PrivateKeyError::new(PrivateKeyErrorKind::PpkMac, mac_offset));
    }
    let public_key = ssh_blob::read(&public_blob)
        .map_err(|error| PrivateKeyError::from(error).within(&public))?;
    let numbers = read_numbers(&private_blob)
        .map_err(|error| PrivateKeyError::from(error).within(&private))?;
    RsaPrivateKey::new(public_key, &numbers).map_err(|relation| {
        PrivateKeyError::new(PrivateKeyErrorKind::Inconsistent(relation), private.offset)
    })
}

fn read_numbers(blob: &[u8]) -> Result<Numbers<'_>, encoding::EncodingError> {
    let mut reader = Reader::new(blob);
    let private_exponent = ssh::unsigned_mpint(&mut reader)?;
    let prime_p = ssh::unsigned_mpint(&mut reader)?;
    let prime_q = ssh::unsigned_mpint(&mut reader)?;
    let coefficient = ssh::unsigned_mpint(&mut reader)?;
    reader.finish()?;
    Ok(Numbers { private_exponent, prime_p, prime_q, coefficient })
}

#[derive(Clone, Copy)]
enum Version {
    Two,
    Three,
}

impl Version {
    /// Computes the message authentication code of a file without a passphrase, in hexadecimal.
    fn mac(self, fields: &[&[u8]]) -> String {
        let data: Vec<u8> = fields.iter().flat_map(|field| ssh::write_string(field)).collect();
        match self {
            Self::Two => code::<Hmac<Sha1>>(&Sha1::digest(MAC_KEY_PREFIX), &data),
            Self::Three => code::<Hmac<Sha256>>(&[], &data),
        }
    }
}

fn code<M: Mac + KeyInit>(key: &[u8], data: &[u8]) -> String {
    let mac = <M as KeyInit>::new_from_slice(key).expect("an HMAC takes keys of any length");
    let octets = mac.chain_update(data).finalize().into_bytes();
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The lines of a file that are not read yet.
struct Lines<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Lines<'a> {
    /// Reads the first line: the version and the name of the key algorithm.
    fn signature(&mut self) -> Result<(Version, &'a [u8]), PrivateKeyError> {
        match self.line().strip_prefix(SIGNATURE) {
            Some([b'2', b':', b' ', algorithm @ ..]) => Ok((Version::Two, algorithm)),
            Some([b'3', b':', b' ', algorithm @ ..]) => Ok((Version::Three, algorithm)),
            _ => Err(PrivateKeyErrorKind::PpkVersion.whole()),
        }
    }

    /// Reads the line of this header. Returns the text after the colon and the space.
    fn header(&mut self, name: &'static str) -> Result<&'a [u8], PrivateKeyError> {
        let missing =
            PrivateKeyError::new(PrivateKeyErrorKind::PpkHeader { expected: name }, self.offset);
        let value = self.line().strip_prefix(name.as_bytes()).ok_or(missing)?;
        value.strip_prefix(b": ").ok_or(missing)
    }

    /// Reads the header with the number of base64 lines, and these lines.
    fn body(&mut self, name: &'static str) -> Result<Body<'a>, PrivateKeyError> {
        let broken =
            PrivateKeyError::new(PrivateKeyErrorKind::PpkLines { header: name }, self.offset);
        let count = str::from_utf8(self.header(name)?).map_err(|_| broken)?;
        let count: usize = decimal(count).ok_or(broken)?;
        let (start, offset) = (self.rest, self.offset);
        // The number is untrusted. The loop stops at the end of the file.
        for _ in 0..count {
            if self.rest.is_empty() {
                return Err(broken);
            }
            self.line();
        }
        let text = start.get(..self.offset - offset).unwrap_or_default();
        Ok(Body { text, offset })
    }

    /// Reads the next line. Returns an empty line at the end of the file.
    fn line(&mut self) -> &'a [u8] {
        let (line, rest) = split_line(self.rest);
        self.offset += self.rest.len() - rest.len();
        self.rest = rest;
        line
    }

    fn finish(&self) -> Result<(), encoding::EncodingError> {
        let extra = self.rest.trim_ascii_start().len();
        if extra == 0 {
            return Ok(());
        }
        let offset = self.offset + self.rest.len() - extra;
        Err(encoding::EncodingError::new(EncodingErrorKind::TrailingData { extra }, offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const V2: &str = include_str!("../../../vectors/keys/other/ppk-v2.ppk");
    const V3: &str = include_str!("../../../vectors/keys/other/ppk-v3.ppk");

    #[track_caller]
    fn check(text: &str, from: &str, to: &str, expected: PrivateKeyErrorKind) {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        assert_eq!(read(changed.as_bytes()).unwrap_err().fault, expected, "{to}");
    }

    #[test]
    fn accepts_every_line_ending() {
        let key = read(V2.as_bytes());
        assert!(key.is_ok());
        for text in [V2, V3] {
            for changed in [text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
                assert_eq!(read(changed.as_bytes()), key);
            }
            assert_eq!(read(text.trim_end().as_bytes()), key);
        }
    }

    #[test]
    fn the_mac_covers_the_comment() {
        check(V2, "keyproof", "keyprooF", PrivateKeyErrorKind::PpkMac);
        check(V3, "keyproof", "keyprooF", PrivateKeyErrorKind::PpkMac);
        check(V3, "Private-MAC: ", "Private-MAC: 0", PrivateKeyErrorKind::PpkMac);
    }

    #[test]
    fn the_mac_covers_the_version() {
        check(V2, "File-2", "File-3", PrivateKeyErrorKind::PpkMac);
        check(V3, "File-3", "File-2", PrivateKeyErrorKind::PpkMac);
        check(V3, "File-3", "File-1", PrivateKeyErrorKind::PpkVersion);
        check(V3, "File-3", "File-4", PrivateKeyErrorKind::PpkVersion);
    }

    #[test]
    fn requires_each_header_in_its_place() {
        for expected in ["Encryption", "Comment", "Public-Lines", "Private-Lines", "Private-MAC"] {
            check(
                V3,
                &format!("{expected}:"),
                "Other:",
                PrivateKeyErrorKind::PpkHeader { expected },
            );
        }
    }

    #[test]
    fn refuses_a_wrong_count_of_lines() {
        let header = "Public-Lines";
        for count in ["1000000", "18446744073709551615", "18446744073709551616", "-1", "six", ""] {
            let to = format!("Public-Lines: {count}\n");
            check(V3, "Public-Lines: 6\n", &to, PrivateKeyErrorKind::PpkLines { header });
        }
        let expected = PrivateKeyErrorKind::PpkHeader { expected: "Private-Lines" };
        check(V3, "Public-Lines: 6", "Public-Lines: 5", expected);
    }

    #[test]
    fn reports_another_algorithm_before_encryption() {
        let text = "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\n";
        let error = read(text.as_bytes()).unwrap_err();
        assert_eq!(error.fault, PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Ed25519));
    }

    #[test]
    fn refuses_text_after_the_mac() {
        let behind = format!("{V3}\nx");
        let error = read(behind.as_bytes()).unwrap_err();
        assert_eq!(
            error.fault,
            PrivateKeyErrorKind::Encoding(EncodingErrorKind::TrailingData { extra: 1 })
        );
        assert_eq!(error.offset, behind.len() - 1);
    }
}
