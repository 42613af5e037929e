//! The `ssh-rsa` public key blob (RFC 4253 section 6.6). OpenSSH lines and RFC 4716 files contain it in
//! base64.

use super::{Algorithm, PublicKeyError, PublicKeyErrorKind, RsaPublicKey};
use crate::encoding::{Reader, base64, ssh};

/// The key type, as in the blob and before it.
pub const TYPE: &[u8] = b"ssh-rsa";

/// Returns whether a word is a key type: `ssh-rsa`, or a known type that EC2 refuses.
#[must_use]
pub fn is_type_name(word: &[u8]) -> bool {
    Algorithm::of_ssh_type(word) != Some(Algorithm::Unknown)
}

/// Reads a blob: key type, exponent and modulus, without trailing data.
///
/// # Errors
/// Returns a [`PublicKeyError`] with its offset in `input`.
pub fn read(input: &[u8]) -> Result<RsaPublicKey, PublicKeyError> {
    let mut reader = Reader::new(input);
    let name = ssh::string(&mut reader)?;
    if let Some(other) = Algorithm::of_ssh_type(name) {
        return Err(PublicKeyError::new(PublicKeyErrorKind::OtherAlgorithm(other), 4));
    }
    let exponent_offset = reader.offset();
    let exponent = ssh::unsigned_mpint(&mut reader)?;
    let modulus_offset = reader.offset();
    let modulus = ssh::unsigned_mpint(&mut reader)?;
    reader.finish()?;
    RsaPublicKey::new(modulus, exponent).map_err(|fault| match fault {
        PublicKeyErrorKind::ModulusZero | PublicKeyErrorKind::ModulusTooLong { .. } => {
            PublicKeyError::new(fault, modulus_offset)
        }
        _ => PublicKeyError::new(fault, exponent_offset),
    })
}

/// Writes the key as a blob.
#[must_use]
pub fn write(key: &RsaPublicKey) -> Vec<u8> {
    [
        ssh::write_string(TYPE),
        ssh::write_unsigned_mpint(key.exponent()),
        ssh::write_unsigned_mpint(key.modulus()),
    ]
    .concat()
}

/// Writes the key as `ssh-rsa BASE64` without a comment, as `ssh-keygen -y` prints it.
#[must_use]
pub fn to_line(key: &RsaPublicKey) -> String {
    format!("ssh-rsa {}", base64::encode(&write(key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::EncodingErrorKind;

    fn key() -> RsaPublicKey {
        RsaPublicKey::new(&[0xc5; 128], &[1, 0, 1]).unwrap()
    }

    #[test]
    fn reads_what_it_writes() {
        assert_eq!(read(&write(&key())), Ok(key()));
    }

    #[test]
    fn every_truncation_is_an_error_within_the_input() {
        let whole = write(&key());
        for length in 0..whole.len() {
            let error = read(&whole[..length]).unwrap_err();
            assert!(error.offset <= length, "{length}: {error}");
        }
    }

    #[test]
    fn refuses_a_trailing_byte() {
        let mut long = write(&key());
        long.push(0);
        let fault = PublicKeyErrorKind::Encoding(EncodingErrorKind::TrailingData { extra: 1 });
        assert_eq!(read(&long), Err(PublicKeyError::new(fault, 151)));
    }

    #[test]
    fn names_other_algorithms() {
        #[track_caller]
        fn check(name: &str, expected: Algorithm) {
            let error = read(&ssh::write_string(name.as_bytes())).unwrap_err();
            assert_eq!(
                error,
                PublicKeyError::new(PublicKeyErrorKind::OtherAlgorithm(expected), 4),
                "{name}"
            );
        }
        check("ssh-dss", Algorithm::Dsa);
        check("ecdsa-sha2-nistp256", Algorithm::Ecdsa);
        check("ecdsa-sha2-nistp256-cert-v01@openssh.com", Algorithm::Certificate);
        check("ssh-rsa-cert-v01@openssh.com", Algorithm::Certificate);
        check("sk-ssh-ed25519@openssh.com", Algorithm::SecurityKey);
        check("rsa-sha2-256", Algorithm::Unknown);
        check("ssh-rsa\0", Algorithm::Unknown);
        check("", Algorithm::Unknown);
    }

    #[test]
    fn recognises_names_of_key_types() {
        for name in ["ssh-rsa", "ssh-dss", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com"] {
            assert!(is_type_name(name.as_bytes()), "{name}");
        }
        for name in ["", "rsa", "SSH-RSA", "ssh-rsa:", "rsa-sha2-256", "command=\"ssh-rsa"] {
            assert!(!is_type_name(name.as_bytes()), "{name}");
        }
    }
}
