//! The binary structures that hold keys. Each says in its first bytes how long it is.

use super::{Found, PublicKey};
use crate::encoding::{Reader, der, ssh};
use crate::format::UnsupportedFormat;
use crate::format::der_kind;
use crate::key::private::{self, PrivateKeyError, PrivateKeyErrorKind, RsaPrivateKey};
use crate::key::{Algorithm, RsaPublicKey, spki, ssh_blob};
use memchr::memmem;

/// A structure that holds a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// The key blob of SSH (RFC 4253 section 6.6).
    SshBlob,
    /// A certificate of OpenSSH (`PROTOCOL.certkeys`).
    SshCertificate,
    /// SubjectPublicKeyInfo (RFC 5280 section 4.1).
    Spki,
    /// RSAPublicKey (RFC 8017 appendix A.1.1).
    Pkcs1Public,
    /// An X.509 certificate (RFC 5280 section 4.1).
    Certificate,
    /// A certificate request (RFC 2986 section 4).
    CertificateRequest,
    /// Another structure with a SubjectPublicKeyInfo inside, such as PKCS#7.
    Bundle,
    /// A private key file.
    PrivateKey(private::Format),
    /// A JSON Web Key (RFC 7517).
    Jwk,
    /// The RSAKeyValue of XML signatures.
    RsaKeyValue,
}

/// A structure and the key in it.
#[derive(Debug)]
pub(super) struct Contents {
    /// The public half, unless it is encrypted or damaged.
    pub(super) public: Option<PublicKey>,
    pub(super) private: Option<RsaPrivateKey>,
    pub(super) is_private: bool,
    /// Why the private half can't be read.
    pub(super) error: Option<PrivateKeyError>,
    pub(super) found: Found,
}

/// A structure at the start of some bytes, and its length.
pub(super) struct Structure {
    pub(super) contents: Contents,
    pub(super) length: usize,
}

/// The first bytes of OpenSSH's private keys.
const OPENSSH_MAGIC: &[u8] = b"openssh-key-v1\0";

/// What only private keys have: the version and the header of the modulus in PKCS#1, the version and the
/// algorithm in PKCS#8, and OpenSSH's first bytes.
const PRIVATE_STARTS: [&[u8]; 3] = [
    &[der::INTEGER, 1, 0, der::INTEGER, 0x82],
    &[der::INTEGER, 1, 0, der::SEQUENCE, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1],
    OPENSSH_MAGIC,
];

/// The longest private section of an OpenSSH private key, in bytes: more than a key of 16,384 bits takes.
const LONGEST_SECTION: u32 = 1 << 15;

/// AlgorithmIdentifier of RSA keys, and the tag of the BIT STRING that follows in SubjectPublicKeyInfo.
const RSA_SPKI: [u8; 16] = [
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    0x86,
    0x48,
    0x86,
    0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00,
    der::BIT_STRING,
];

/// Reads the structure at the start of these bytes. Other bytes may follow.
pub(super) fn read(bytes: &[u8]) -> Option<Structure> {
    match bytes {
        [der::SEQUENCE, ..] => read_der(bytes),
        [0, 0, 0, 4..=64, ..] => read_ssh(bytes),
        _ if bytes.starts_with(OPENSSH_MAGIC) => read_openssh(bytes),
        _ => None,
    }
}

/// Reads a structure with a public key alone.
pub(super) fn read_public(bytes: &[u8]) -> Option<Structure> {
    if private_length(bytes).is_some() { None } else { read(bytes) }
}

/// Returns the length of the private key at the start of these bytes.
pub(super) fn private_length(bytes: &[u8]) -> Option<usize> {
    let mut reader = Reader::new(bytes);
    if bytes.starts_with(OPENSSH_MAGIC) {
        return openssh_length(&mut reader);
    }
    der::element(&mut reader, der::SEQUENCE).ok()?;
    let whole = bytes.get(..reader.offset())?;
    (der_kind::foreign(whole) == Some(UnsupportedFormat::PrivateKey)).then_some(whole.len())
}

/// Skips an OpenSSH private key. Returns its length.
fn openssh_length(reader: &mut Reader<'_>) -> Option<usize> {
    reader.take(OPENSSH_MAGIC.len()).ok()?;
    for _ in 0..3 {
        ssh::string(reader).ok()?;
    }
    reader.take(4).ok()?;
    ssh::string(reader).ok()?;
    ssh::string(reader).ok()?;
    Some(reader.offset())
}

/// Returns whether a private key starts anywhere in binary data.
pub(super) fn has_private_key(bytes: &[u8]) -> bool {
    PRIVATE_STARTS.iter().any(|start| memmem::find(bytes, start).is_some())
        || has_private_numbers(bytes)
}

/// Returns whether more numbers follow the type of an SSH key than a public key has, as in the messages of
/// ssh-agent.
fn has_private_numbers(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    let is_rsa = ssh::string(&mut reader).is_ok_and(|name| name == ssh_blob::TYPE);
    is_rsa && (0..4).all(|_| ssh::string(&mut reader).is_ok())
}

/// Reads the public half of a private key that is cut off after it. What follows the modulus must fit, so
/// that a gap in the modulus is noticed.
pub(super) fn read_cut_off(bytes: &[u8]) -> Option<Contents> {
    if private_length(bytes).is_some() {
        return None;
    }
    let mut reader = Reader::new(bytes);
    let (format, public) = if bytes.starts_with(OPENSSH_MAGIC) {
        reader.take(OPENSSH_MAGIC.len()).ok()?;
        for _ in 0..3 {
            ssh::string(&mut reader).ok()?;
        }
        reader.take(4).ok()?;
        let key = ssh_blob::read(ssh::string(&mut reader).ok()?).ok()?;
        let section = u32::from_be_bytes(reader.array().ok()?);
        if section > LONGEST_SECTION || !section.is_multiple_of(8) {
            return None;
        }
        (private::Format::OpenSsh, key)
    } else {
        private::public_half_of_start(bytes)?
    };
    let truncated = crate::encoding::EncodingErrorKind::Truncated { needed: 1, available: 0 };
    let fault = PrivateKeyErrorKind::Encoding(truncated);
    let error = PrivateKeyError::new(fault, bytes.len());
    Some(Contents::private(format, Err(error), Some(public)))
}

/// Returns the RSA public keys that stand anywhere in binary data as SubjectPublicKeyInfo.
pub(super) fn inside(bytes: &[u8]) -> impl Iterator<Item = RsaPublicKey> + '_ {
    memmem::find_iter(bytes, &RSA_SPKI).filter_map(|at| {
        // The header of the SEQUENCE around it has two to four octets.
        (2..=4).find_map(|header| {
            let start = bytes.get(at.checked_sub(header)?..)?;
            let mut reader = Reader::new(start);
            der::element(&mut reader, der::SEQUENCE).ok()?;
            spki::read(start.get(..reader.offset())?).ok()
        })
    })
}

impl Contents {
    /// A structure with a public key and nothing else.
    pub(super) const fn public(container: Container, key: PublicKey) -> Self {
        Self {
            public: Some(key),
            private: None,
            is_private: false,
            error: None,
            found: Found {
                container,
                base64: None,
                is_amid_text: false,
                is_readable_by_tools: false,
            },
        }
    }

    /// A structure with a private key, or with one that can't be read.
    pub(super) fn private(
        format: private::Format,
        read: Result<RsaPrivateKey, PrivateKeyError>,
        public: Option<RsaPublicKey>,
    ) -> Self {
        let (private, error) = match read {
            Ok(key) => (Some(key), None),
            Err(error) => (None, Some(error)),
        };
        let half = private.as_ref().map(|key| key.public().clone()).or(public);
        let other = error.and_then(|error| match error.fault {
            PrivateKeyErrorKind::OtherAlgorithm(other) => Some(PublicKey::Other(other)),
            _ => None,
        });
        let container = Container::PrivateKey(format);
        Self {
            public: half.map(PublicKey::Rsa).or(other),
            private,
            is_private: true,
            error,
            found: Found {
                container,
                base64: None,
                is_amid_text: false,
                is_readable_by_tools: false,
            },
        }
    }
}

fn read_der(bytes: &[u8]) -> Option<Structure> {
    let mut reader = Reader::new(bytes);
    der::element(&mut reader, der::SEQUENCE).ok()?;
    let length = reader.offset();
    let whole = bytes.get(..length)?;
    let contents = match der_kind::foreign(whole) {
        Some(UnsupportedFormat::Pkcs1) => {
            let key = spki::read_rsa_public_key(Reader::new(whole)).ok()?;
            Contents::public(Container::Pkcs1Public, PublicKey::Rsa(key))
        }
        Some(UnsupportedFormat::PrivateKey) => private_der(whole),
        Some(UnsupportedFormat::X509) => {
            let key = inside(whole).next()?;
            Contents::public(x509_kind(whole), PublicKey::Rsa(key))
        }
        _ => spki_contents(whole)?,
    };
    Some(Structure { contents, length })
}

fn private_der(der: &[u8]) -> Contents {
    let (format, read) = private::read_der(der);
    let public = private::public_half_of_start(der).map(|(_, public)| public);
    Contents::private(format, read, public)
}

fn spki_contents(der: &[u8]) -> Option<Contents> {
    match spki::read(der) {
        Ok(key) => Some(Contents::public(Container::Spki, PublicKey::Rsa(key))),
        Err(error) => match error.fault {
            crate::key::PublicKeyErrorKind::OtherAlgorithm(Algorithm::Ed25519) => {
                let octets = der.last_chunk::<32>()?;
                Some(Contents::public(Container::Spki, PublicKey::Ed25519(*octets)))
            }
            crate::key::PublicKeyErrorKind::OtherAlgorithm(other) => {
                Some(Contents::public(Container::Spki, PublicKey::Other(other)))
            }
            _ => {
                let key = inside(der).next()?;
                Some(Contents::public(Container::Bundle, PublicKey::Rsa(key)))
            }
        },
    }
}

/// Distinguishes a certificate from a request: a request starts with its version, which is a plain
/// INTEGER, and a name, which is a SEQUENCE.
fn x509_kind(der: &[u8]) -> Container {
    let tags = || {
        let mut outer = der::element(&mut Reader::new(der), der::SEQUENCE).ok()?;
        let mut info = der::element(&mut outer, der::SEQUENCE).ok()?;
        let mut tag = || der::any_element(&mut info).ok().map(|(tag, _)| tag);
        Some([tag()?, tag()?, tag()?, tag()?])
    };
    match tags() {
        Some([der::INTEGER, der::SEQUENCE, der::SEQUENCE, 0xa0]) => Container::CertificateRequest,
        Some(_) => Container::Certificate,
        None => Container::Bundle,
    }
}

fn read_ssh(bytes: &[u8]) -> Option<Structure> {
    let mut reader = Reader::new(bytes);
    let name = ssh::string(&mut reader).ok()?;
    let other = Algorithm::of_ssh_type(name);
    if other == Some(Algorithm::Unknown) {
        return None;
    }
    let mut string = || ssh::string(&mut reader).ok();
    let contents = match (other, name) {
        (None, _) => {
            string()?;
            string()?;
            let key = ssh_blob::read(bytes.get(..reader.offset())?).ok()?;
            Contents::public(Container::SshBlob, PublicKey::Rsa(key))
        }
        (Some(Algorithm::Ed25519), _) => {
            let octets = string()?.try_into().ok()?;
            Contents::public(Container::SshBlob, PublicKey::Ed25519(octets))
        }
        (_, b"ssh-rsa-cert-v01@openssh.com") => {
            let (_nonce, exponent, modulus) = (string()?, string()?, string()?);
            let key = RsaPublicKey::new(modulus, exponent).ok()?;
            // Serial number and type; then key id and principals; the time of validity; critical options,
            // extensions, reserved, the authority's key and its signature.
            reader.take(12).ok()?;
            ssh::string(&mut reader).ok()?;
            ssh::string(&mut reader).ok()?;
            reader.take(16).ok()?;
            for _ in 0..5 {
                ssh::string(&mut reader).ok()?;
            }
            Contents::public(Container::SshCertificate, PublicKey::Rsa(key))
        }
        (Some(other), _) => {
            string()?;
            Contents::public(Container::SshBlob, PublicKey::Other(other))
        }
    };
    Some(Structure { contents, length: reader.offset() })
}

fn read_openssh(bytes: &[u8]) -> Option<Structure> {
    let mut reader = Reader::new(bytes);
    reader.take(OPENSSH_MAGIC.len()).ok()?;
    for _ in 0..3 {
        ssh::string(&mut reader).ok()?;
    }
    reader.take(4).ok()?;
    let blob = ssh::string(&mut reader).ok()?;
    ssh::string(&mut reader).ok()?;
    let length = reader.offset();
    let format = private::Format::OpenSsh;
    let read = private::read_openssh(bytes.get(..length)?);
    let mut contents = Contents::private(format, read, ssh_blob::read(blob).ok());
    if let Some(Structure { contents: public, .. }) = read_ssh(blob)
        && !matches!(public.public, Some(PublicKey::Rsa(_)))
    {
        contents.public = public.public;
    }
    Some(Structure { contents, length })
}
