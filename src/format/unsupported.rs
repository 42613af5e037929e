//! Known formats that EC2 doesn't import. The error names the format.

use std::fmt;

/// A known format that EC2 refuses (rules import/other-formats-refused, import/private-key-refused).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnsupportedFormat {
    /// Private key material of any kind.
    PrivateKey,
    /// A public key in PEM. EC2 imports its base64 without the PEM boundaries.
    PemPublicKey,
    /// The RSAPublicKey of PKCS#1, as PEM or as base64 DER.
    Pkcs1,
    /// An X.509 certificate or certificate request, or a PKCS#7 file of them.
    X509,
    /// Other PEM or PGP armour.
    Armour,
    /// A JSON Web Key, or other JSON.
    Json,
    /// XML or HTML.
    Markup,
    /// Binary DER, without base64.
    RawDer,
    /// A binary SSH public key blob, without base64.
    RawBlob,
    /// Text in UTF-16 or UTF-32.
    Utf16,
    /// The key format of SSH protocol 1.
    Ssh1,
    /// PuTTY's own format without the private part.
    PuttyPublic,
    /// One of the three formats, or PEM, base64-encoded once more.
    EncodedTwice,
    /// A fingerprint of a key.
    Fingerprint,
    /// The location of a key: a path or an address.
    Place,
}

impl fmt::Display for UnsupportedFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PrivateKey => "this is a private key; it must not be uploaded",
            Self::PemPublicKey => {
                "a PEM file; EC2 accepts its base64 without the BEGIN and END lines"
            }
            Self::Pkcs1 => "a PKCS#1 public key; EC2 accepts SubjectPublicKeyInfo",
            Self::X509 => "an X.509 certificate or certificate request, not a public key",
            Self::Armour => "armoured text that is not a public key file",
            Self::Json => "JSON, such as a JSON Web Key",
            Self::Markup => "XML or HTML",
            Self::RawDer => "binary DER; EC2 accepts it only in base64",
            Self::RawBlob => {
                "a binary SSH key blob; EC2 accepts it only in base64, after the key type"
            }
            Self::Utf16 => "text in UTF-16 or UTF-32: save the file as plain ASCII",
            Self::Ssh1 => "a key of SSH protocol 1",
            Self::PuttyPublic => {
                "a .ppk file without its private part; PuTTYgen saves public keys as RFC 4716"
            }
            Self::EncodedTwice => "a key file encoded in base64 a second time; decode it once",
            Self::Fingerprint => "a fingerprint, not the key itself",
            Self::Place => "a file name or an address, not the key itself",
        })
    }
}
