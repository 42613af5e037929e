//! The formats of key files. An implementation lists the formats that it reads.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A key file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum KeyFormat {
    /// A public key as an OpenSSH line.
    #[serde(rename = "openssh")]
    OpenSsh,
    /// A public key as base64 of `SubjectPublicKeyInfo` DER.
    Base64Der,
    /// A public key in the SSH public key file format (RFC 4716).
    Rfc4716,
    /// A private key as PKCS#1 PEM.
    Pkcs1,
    /// A private key as PKCS#8 PEM.
    Pkcs8,
    /// A private key in OpenSSH's own format.
    #[serde(rename = "openssh-private")]
    OpenSshPrivate,
    /// A private key in PuTTY's format.
    Ppk,
}

impl KeyFormat {
    /// All formats.
    pub const ALL: [Self; 7] = [
        Self::OpenSsh,
        Self::Base64Der,
        Self::Rfc4716,
        Self::Pkcs1,
        Self::Pkcs8,
        Self::OpenSshPrivate,
        Self::Ppk,
    ];

    /// Returns the name in vectors and in an adapter's greeting.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenSsh => "openssh",
            Self::Base64Der => "base64-der",
            Self::Rfc4716 => "rfc4716",
            Self::Pkcs1 => "pkcs1",
            Self::Pkcs8 => "pkcs8",
            Self::OpenSshPrivate => "openssh-private",
            Self::Ppk => "ppk",
        }
    }

    /// Returns the rule that an implementation violates if it reads no file of this format.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::OpenSsh => "import/openssh",
            Self::Base64Der => "import/base64-der",
            Self::Rfc4716 => "import/rfc4716",
            Self::Pkcs1 | Self::Pkcs8 | Self::OpenSshPrivate => "public-key/from-private",
            Self::Ppk => "public-key/puttygen",
        }
    }
}

impl fmt::Display for KeyFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;

    #[test]
    fn each_format_has_its_json_name_and_a_known_rule() {
        for format in KeyFormat::ALL {
            let json = serde_json::to_value(format).unwrap();
            assert_eq!(json, format.name());
            assert!(rule::find(format.rule()).is_some(), "{format}");
        }
    }
}
