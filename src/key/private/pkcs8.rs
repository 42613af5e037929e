//! PrivateKeyInfo in DER (RFC 5208 section 5), which is version 0 of OneAsymmetricKey (RFC 5958).
//!
//! The fingerprint of a created pair covers this DER. Attributes are skipped and not kept.

use super::{PrivateKeyError, PrivateKeyErrorKind, RsaPrivateKey, pkcs1};
use crate::encoding::{Reader, der};
use crate::key::spki;

/// The PEM label.
pub(super) const LABEL: &str = "PRIVATE KEY";

/// Identifier octet of `[0] IMPLICIT Attributes`.
const ATTRIBUTES: u8 = 0xa0;

/// Reads the DER encoding of a key, without trailing data.
pub(super) fn read(mut reader: Reader<'_>) -> Result<RsaPrivateKey, PrivateKeyError> {
    let mut info = der::element(&mut reader, der::SEQUENCE)?;
    let version_offset = info.offset();
    let version = der::unsigned(&mut info)?;
    // The algorithm is checked before the version: the useful error for an Ed25519 key of version 1 is
    // its algorithm.
    spki::read_algorithm(&mut info)?;
    if !version.is_empty() {
        return Err(PrivateKeyError::new(PrivateKeyErrorKind::Version, version_offset));
    }
    let key = der::element(&mut info, der::OCTET_STRING)?;
    if info.rest().starts_with(&[ATTRIBUTES]) {
        der::element(&mut info, ATTRIBUTES)?;
    }
    info.finish()?;
    reader.finish()?;
    pkcs1::read(key)
}

/// Writes the key as PrivateKeyInfo DER, without attributes.
pub(super) fn write(key: &RsaPrivateKey) -> Vec<u8> {
    let algorithm = der::write(der::OBJECT_IDENTIFIER, der::RSA_ENCRYPTION);
    let parameters = der::write(der::NULL, &[]);
    der::write_sequence(&[
        &der::write_unsigned(&[]),
        &der::write_sequence(&[&algorithm, &parameters]),
        &der::write(der::OCTET_STRING, &pkcs1::write(key)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{EncodingErrorKind, pem};
    use crate::key::Algorithm;

    fn key() -> RsaPrivateKey {
        let text = include_bytes!("../../../vectors/keys/rsa/512.pem");
        pkcs1::read(Reader::new(&pem::read(text).unwrap().contents)).unwrap()
    }

    /// Returns a PrivateKeyInfo with this version, and with `behind` after its elements.
    fn with_version(version: u8, behind: &[u8]) -> Vec<u8> {
        let der = write(&key());
        let content = der::element(&mut Reader::new(&der), der::SEQUENCE).unwrap().rest();
        der::write_sequence(&[&[2, 1, version], &content[3..], behind])
    }

    #[track_caller]
    fn check(der: &[u8], expected: Result<RsaPrivateKey, PrivateKeyErrorKind>) {
        assert_eq!(read(Reader::new(der)).map_err(|error| error.fault), expected);
    }

    #[test]
    fn reads_what_it_writes() {
        check(&write(&key()), Ok(key()));
    }

    #[test]
    fn skips_only_attributes() {
        check(&with_version(0, &[]), Ok(key()));
        check(&with_version(0, &[0xa0, 2, 5, 0]), Ok(key()));
        let trailing = EncodingErrorKind::TrailingData { extra: 3 };
        check(&with_version(0, &[0x81, 1, 0]), Err(PrivateKeyErrorKind::Encoding(trailing)));
    }

    #[test]
    fn accepts_only_version_0() {
        check(&with_version(1, &[]), Err(PrivateKeyErrorKind::Version));
        check(&with_version(1, &[0x81, 1, 0]), Err(PrivateKeyErrorKind::Version));
    }

    #[test]
    fn recognises_an_ed25519_key_of_version_1() {
        let der = der::write_sequence(&[&[2, 1, 1, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70]]);
        check(&der, Err(PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Ed25519)));
    }
}
