//! OpenSSH's own format of private keys, `openssh-key-v1` (OpenSSH's `PROTOCOL.key`), unencrypted only.
//!
//! The comment is skipped. The format doesn't contain dP and dQ, so they are computed.

use super::{Format, Numbers, PrivateKeyError, PrivateKeyErrorKind, Relation, RsaPrivateKey};
use crate::encoding::{Reader, ssh};
use crate::key::{Algorithm, RsaPublicKey, ssh_blob};

/// The PEM label.
pub(super) const LABEL: &str = "OPENSSH PRIVATE KEY";

const MAGIC: &[u8] = b"openssh-key-v1\0";

/// The length of an unencrypted private section is a multiple of this, in bytes.
const BLOCK: usize = 8;

/// Reads the decoded contents: one key, without trailing data.
pub(super) fn read(mut reader: Reader<'_>) -> Result<RsaPrivateKey, PrivateKeyError> {
    if !reader.rest().starts_with(MAGIC) {
        return Err(PrivateKeyError::new(PrivateKeyErrorKind::OpenSshMagic, reader.offset()));
    }
    reader.take(MAGIC.len())?;
    let cipher_offset = reader.offset();
    let cipher = ssh::string(&mut reader)?;
    let kdf = ssh::string(&mut reader)?;
    ssh::string(&mut reader)?;
    if cipher != b"none" || kdf != b"none" {
        return Err(PrivateKeyError::new(
            PrivateKeyErrorKind::Encrypted(Format::OpenSsh),
            cipher_offset,
        ));
    }
    let count_offset = reader.offset();
    let count = u32::from_be_bytes(reader.array()?);
    if count != 1 {
        return Err(PrivateKeyError::new(
            PrivateKeyErrorKind::OpenSshKeyCount(count),
            count_offset,
        ));
    }
    let blob = ssh::string(&mut reader)?;
    let blob_offset = reader.offset() - blob.len();
    let public =
        ssh_blob::read(blob).map_err(|error| PrivateKeyError::from(error).shifted(blob_offset))?;
    let section = ssh::string(&mut reader)?;
    let section = Reader::at(section, reader.offset() - section.len());
    let key = read_section(section, &public)?;
    reader.finish()?;
    Ok(key)
}

fn read_section(
    mut section: Reader<'_>,
    public: &RsaPublicKey,
) -> Result<RsaPrivateKey, PrivateKeyError> {
    let offset = section.offset();
    if !section.rest().len().is_multiple_of(BLOCK) {
        return Err(PrivateKeyError::new(PrivateKeyErrorKind::OpenSshPadding, offset));
    }
    if section.array::<4>()? != section.array::<4>()? {
        return Err(PrivateKeyError::new(PrivateKeyErrorKind::OpenSshCheck, offset));
    }
    let name_offset = section.offset();
    if let Some(other) = Algorithm::of_ssh_type(ssh::string(&mut section)?) {
        return Err(PrivateKeyError::new(PrivateKeyErrorKind::OtherAlgorithm(other), name_offset));
    }
    let numbers_offset = section.offset();
    let modulus = ssh::unsigned_mpint(&mut section)?;
    let exponent = ssh::unsigned_mpint(&mut section)?;
    let private_exponent = ssh::unsigned_mpint(&mut section)?;
    let coefficient = ssh::unsigned_mpint(&mut section)?;
    let prime_p = ssh::unsigned_mpint(&mut section)?;
    let prime_q = ssh::unsigned_mpint(&mut section)?;
    ssh::string(&mut section)?;
    if !is_padding(section.rest()) {
        return Err(PrivateKeyError::new(PrivateKeyErrorKind::OpenSshPadding, section.offset()));
    }

    let inconsistent = |relation| {
        PrivateKeyError::new(PrivateKeyErrorKind::Inconsistent(relation), numbers_offset)
    };
    if (modulus, exponent) != (public.modulus(), public.exponent()) {
        return Err(inconsistent(Relation::PublicKey));
    }
    let numbers = Numbers { private_exponent, prime_p, prime_q, coefficient };
    RsaPrivateKey::new(public.clone(), &numbers).map_err(inconsistent)
}

/// Returns whether the bytes are 1, 2, 3 and so on.
fn is_padding(bytes: &[u8]) -> bool {
    bytes.iter().copied().eq((1..=u8::MAX).take(bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{EncodingErrorKind, pem};

    /// The offset of the private section: magic, none, none, options, count, a blob of 279 bytes, and
    /// the lengths of the strings.
    const SECTION: usize = 15 + 8 + 8 + 4 + 4 + 4 + 279 + 4;

    fn contents() -> Vec<u8> {
        let text = include_bytes!("../../../vectors/keys/other/openssh-private.pem");
        pem::read(text).unwrap().contents
    }

    #[track_caller]
    fn check(change: impl Fn(&mut Vec<u8>), expected: PrivateKeyErrorKind) {
        let mut changed = contents();
        change(&mut changed);
        assert_eq!(read(Reader::new(&changed)).unwrap_err().fault, expected);
    }

    #[test]
    fn reads_exactly_one_key() {
        assert!(read(Reader::new(&contents())).is_ok());
        let trailing = EncodingErrorKind::TrailingData { extra: 1 };
        check(|contents| contents.push(0), PrivateKeyErrorKind::Encoding(trailing));
        check(|contents| contents[38] = 2, PrivateKeyErrorKind::OpenSshKeyCount(2));
    }

    #[test]
    fn reports_what_is_damaged() {
        check(|contents| contents[0] = b'O', PrivateKeyErrorKind::OpenSshMagic);
        check(|contents| contents[SECTION] ^= 1, PrivateKeyErrorKind::OpenSshCheck);
        let last = contents().len() - 1;
        check(|contents| contents[last] ^= 1, PrivateKeyErrorKind::OpenSshPadding);
        // A section that is one byte short, with a correct length field.
        let shorten = |contents: &mut Vec<u8>| {
            contents.pop();
            contents[SECTION - 1] -= 1;
        };
        check(shorten, PrivateKeyErrorKind::OpenSshPadding);
    }

    #[test]
    fn refuses_different_copies_of_the_public_key() {
        // The last octet of the modulus in the blob. The modulus stays odd.
        let other = PrivateKeyErrorKind::Inconsistent(Relation::PublicKey);
        check(|contents| contents[SECTION - 5] ^= 2, other);
    }

    #[test]
    fn the_padding_counts_up_from_one() {
        let count: Vec<u8> = (1..=255).collect();
        assert!(is_padding(&[]));
        assert!(is_padding(&count));
        assert!(!is_padding(&[count.as_slice(), &[0]].concat()));
        assert!(!is_padding(&[0]));
        assert!(!is_padding(&[1, 3]));
    }
}
