//! Private keys in the formats that users have, composed from their numbers.

use super::keys::{Key, ssh_blob};
use hmac::{Hmac, KeyInit, Mac};
use keyproof::encoding::{Reader, base64, der, hexadecimal, pem, ssh};
use sha2::Sha256;

/// The numbers of an RSA private key (RFC 8017 section 3.2), as magnitudes.
#[derive(Clone)]
pub(super) struct Numbers {
    pub(super) modulus: Vec<u8>,
    pub(super) exponent: Vec<u8>,
    pub(super) private_exponent: Vec<u8>,
    pub(super) prime_p: Vec<u8>,
    pub(super) prime_q: Vec<u8>,
    pub(super) exponent_p: Vec<u8>,
    pub(super) exponent_q: Vec<u8>,
    pub(super) coefficient: Vec<u8>,
}

impl Numbers {
    /// The numbers of a fixed key, from its PKCS#1 file.
    pub(super) fn of(key: &Key) -> Self {
        let der = pkcs1_der(key);
        let sequence = der::element(&mut Reader::new(&der), der::SEQUENCE);
        let mut sequence = sequence.expect("OpenSSL writes RSAPrivateKey");
        let mut next = || der::unsigned(&mut sequence).expect("it holds nine integers").to_vec();
        let _version = next();
        Self {
            modulus: next(),
            exponent: next(),
            private_exponent: next(),
            prime_p: next(),
            prime_q: next(),
            exponent_p: next(),
            exponent_q: next(),
            coefficient: next(),
        }
    }

    /// The elements of RSAPrivateKey after the version (RFC 8017 appendix A.1.2).
    pub(super) fn elements(&self) -> Vec<u8> {
        let numbers = [
            &self.modulus,
            &self.exponent,
            &self.private_exponent,
            &self.prime_p,
            &self.prime_q,
            &self.exponent_p,
            &self.exponent_q,
            &self.coefficient,
        ];
        numbers.into_iter().flat_map(|number| der::write_unsigned(number)).collect()
    }

    /// RSAPrivateKey (RFC 8017 appendix A.1.2).
    pub(super) fn pkcs1(&self) -> Vec<u8> {
        der::write_sequence(&[&der::write_unsigned(&[]), &self.elements()])
    }

    /// The `ssh-rsa` blob.
    pub(super) fn blob(&self) -> Vec<u8> {
        ssh_blob(b"ssh-rsa", &self.exponent, &self.modulus)
    }
}

/// RSAPrivateKey DER of a fixed key, as OpenSSL wrote it.
pub(super) fn pkcs1_der(key: &Key) -> Vec<u8> {
    pem::read(key.pem().as_bytes()).expect("OpenSSL writes PEM").contents
}

/// Returns a PrivateKeyInfo (RFC 5208 section 5) with this version, algorithm identifier and key.
pub(super) fn pkcs8(version: u8, algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let version = der::write(der::INTEGER, &[version]);
    der::write_sequence(&[&version, algorithm, &der::write(der::OCTET_STRING, key)])
}

/// The algorithm identifier of RSA keys (RFC 3279 section 2.3.1).
pub(super) fn rsa_algorithm() -> Vec<u8> {
    let identifier = der::write(der::OBJECT_IDENTIFIER, der::RSA_ENCRYPTION);
    der::write_sequence(&[&identifier, &der::write(der::NULL, &[])])
}

/// The parts of an unencrypted file in OpenSSH's private key format (OpenSSH, PROTOCOL.key).
pub(super) struct OpenSsh {
    /// The public key outside the private section.
    pub(super) public: Vec<u8>,
    /// The number of keys in its header.
    pub(super) count: u32,
    /// The two check integers, which are equal in a valid file.
    pub(super) checks: [u32; 2],
    /// The numbers in the private section.
    pub(super) numbers: Numbers,
    /// The comment.
    pub(super) comment: String,
    /// Returns the padding for this number of bytes.
    pub(super) padding: fn(u8) -> Vec<u8>,
}

impl OpenSsh {
    /// The parts of a valid file for a key.
    pub(super) fn of(numbers: Numbers) -> Self {
        Self {
            public: numbers.blob(),
            count: 1,
            checks: [0x6b65_7970; 2],
            numbers,
            comment: "keyproof".to_owned(),
            padding: |length| (1..=length).collect(),
        }
    }

    /// The contents of the PEM.
    pub(super) fn write(&self) -> Vec<u8> {
        let section = self.section();
        [
            b"openssh-key-v1\0".to_vec(),
            ssh::write_string(b"none"),
            ssh::write_string(b"none"),
            ssh::write_string(b""),
            self.count.to_be_bytes().to_vec(),
            ssh::write_string(&self.public),
            ssh::write_string(&section),
        ]
        .concat()
    }

    /// The private section, padded to a multiple of eight bytes.
    fn section(&self) -> Vec<u8> {
        let numbers = &self.numbers;
        let integers = [
            &numbers.modulus,
            &numbers.exponent,
            &numbers.private_exponent,
            &numbers.coefficient,
            &numbers.prime_p,
            &numbers.prime_q,
        ];
        let mut section = self.checks.map(u32::to_be_bytes).concat();
        section.extend(ssh::write_string(b"ssh-rsa"));
        section.extend(integers.into_iter().flat_map(|number| ssh::write_unsigned_mpint(number)));
        section.extend(ssh::write_string(self.comment.as_bytes()));
        let missing = section.len().next_multiple_of(8) - section.len();
        section.extend((self.padding)(u8::try_from(missing).expect("it is less than eight")));
        section
    }
}

/// Returns OpenSSH's contents as PEM, in lines of 70 columns as ssh-keygen writes them.
pub(super) fn openssh_pem(contents: &[u8]) -> String {
    pem::write("OPENSSH PRIVATE KEY", contents, 70)
}

/// Returns an unencrypted file in PuTTY's private key format, version 3 (PuTTY manual, appendix C).
pub(super) fn ppk(numbers: &Numbers, comment: &str) -> String {
    let private =
        [&numbers.private_exponent, &numbers.prime_p, &numbers.prime_q, &numbers.coefficient];
    let public = numbers.blob();
    let private: Vec<u8> =
        private.into_iter().flat_map(|number| ssh::write_unsigned_mpint(number)).collect();
    let covered = [b"ssh-rsa".as_slice(), b"none", comment.as_bytes(), &public, &private];
    let covered: Vec<u8> = covered.into_iter().flat_map(ssh::write_string).collect();
    let mac = Hmac::<Sha256>::new_from_slice(&[]).expect("an HMAC takes keys of any length");
    let mac = hexadecimal::encode(&mac.chain_update(covered).finalize().into_bytes());
    let lines = |name: &str, blob: &[u8]| {
        let text = base64::encode_wrapped(blob, 64, "\n");
        format!("{name}-Lines: {}\n{text}", text.lines().count())
    };
    format!(
        "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: {comment}\n{}{}Private-MAC: \
         {mac}\n",
        lines("Public", &public),
        lines("Private", &private),
    )
}
