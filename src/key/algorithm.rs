//! The algorithms of keys that EC2 doesn't import.

use std::fmt;

/// A key algorithm that isn't RSA, or not plain RSA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// DSA (FIPS 186).
    Dsa,
    /// ECDSA, or any key on an elliptic curve in Weierstrass form.
    Ecdsa,
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// Ed448 (RFC 8032).
    Ed448,
    /// X25519 or X448 (RFC 7748): keys for key agreement, not for signatures.
    X25519,
    /// Diffie-Hellman.
    DiffieHellman,
    /// A key in a FIDO security key (`sk-…@openssh.com`).
    SecurityKey,
    /// An OpenSSH certificate (`…-cert-v01@openssh.com`).
    Certificate,
    /// RSA bound to the PSS or OAEP scheme by its object identifier (RFC 4055).
    RestrictedRsa,
    /// A name or object identifier that this suite doesn't know.
    Unknown,
}

impl Algorithm {
    /// Returns the algorithm of an SSH public key type, or `None` for `ssh-rsa` (RFC 4253 section 6.6
    /// and OpenSSH's `PROTOCOL` files).
    #[must_use]
    pub fn of_ssh_type(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"ssh-rsa" => return None,
            b"ssh-dss" => Self::Dsa,
            b"ssh-ed25519" => Self::Ed25519,
            b"ssh-ed448" => Self::Ed448,
            _ if name.starts_with(b"ecdsa-sha2-") && !is_certificate(name) => Self::Ecdsa,
            _ if is_certificate(name) => Self::Certificate,
            _ if name.starts_with(b"sk-") || name.starts_with(b"webauthn-sk-") => Self::SecurityKey,
            _ => Self::Unknown,
        })
    }
}

fn is_certificate(name: &[u8]) -> bool {
    name.ends_with(b"-cert-v01@openssh.com") || name.ends_with(b"-cert-v00@openssh.com")
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dsa => "a DSA key",
            Self::Ecdsa => "an ECDSA key",
            Self::Ed25519 => "an Ed25519 key",
            Self::Ed448 => "an Ed448 key",
            Self::X25519 => "an X25519 or X448 key",
            Self::DiffieHellman => "a Diffie-Hellman key",
            Self::SecurityKey => "a key held in a FIDO security key",
            Self::Certificate => "an OpenSSH certificate",
            Self::RestrictedRsa => "an RSA key restricted to PSS or OAEP",
            Self::Unknown => "a key of an unknown algorithm",
        })
    }
}
