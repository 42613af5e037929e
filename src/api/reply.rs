//! The replies to actions that succeed.

use super::attribute::{Attribute, Attributes, attributes};
use super::base64_fields;
use super::guest::Mode;
use serde::Serialize;

/// The reply of an implementation to an action that succeeds. Its JSON form is that of the adapter protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reply {
    /// Whether the fingerprint belongs to the pair.
    Matches(bool),
    /// The decrypted bytes.
    #[serde(rename = "plaintext_base64")]
    Plaintext(#[serde(serialize_with = "base64_fields::serialize")] Vec<u8>),
    /// The resource that was created or changed, or the resources that were listed. A connection, a password
    /// and a text are one resource with one attribute.
    Resources(Vec<Attributes>),
    /// The facts of an accepted public key.
    #[serde(untagged)]
    PublicKey(PublicKeyFacts),
    /// The facts of a private key.
    #[serde(untagged)]
    PrivateKey(PrivateKeyFacts),
    /// The name and the mode of a private key file. An absent fact isn't judged.
    #[serde(untagged)]
    KeyFile {
        /// The file name, without a directory.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The permission bits of the file.
        #[serde(skip_serializing_if = "Option::is_none")]
        mode: Option<Mode>,
    },
    /// Success without content.
    #[serde(untagged, serialize_with = "empty")]
    Done,
}

/// The facts of a public key. Each fact that is present is compared. The fingerprint identifies the key.
/// The modulus and the exponent together identify it too, for an implementation without fingerprints.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PublicKeyFacts {
    /// The exact length of the modulus, in bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<u64>,
    /// The public exponent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exponent: Option<u64>,
    /// SHA-256 of the modulus as big-endian octets without leading zeros, in lower-case hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modulus_sha256: Option<String>,
    /// The fingerprint of the pair if this key is imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
}

/// The facts of a private key. At least one must be present. The rule of a vector selects the judged fact.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PrivateKeyFacts {
    /// The public key as an OpenSSH line, `ssh-rsa BASE64`, without a comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openssh: Option<String>,
    /// The fingerprint of the pair if EC2 created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The fingerprint of the pair if its public key is imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported: Option<String>,
}

impl Reply {
    /// Returns a reply with one resource, which has those of these attributes that have a value.
    #[must_use]
    pub fn resource<const N: usize>(values: [(Attribute, Option<String>); N]) -> Self {
        Self::Resources(vec![attributes(values)])
    }

    /// Returns the reply with the content of a file, or with the answer of the metadata service.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::resource([(Attribute::Text, Some(text.into()))])
    }

    /// Returns the resources of the reply. A reply of another kind is one resource without attributes.
    #[must_use]
    pub fn resources(&self) -> &[Attributes] {
        static NONE: Attributes = Attributes::new();
        match self {
            Self::Resources(resources) => resources,
            _ => std::slice::from_ref(&NONE),
        }
    }

    /// Returns an attribute of the first resource.
    #[must_use]
    pub fn first(&self, attribute: Attribute) -> Option<&str> {
        attribute.of(self.resources().first()?)
    }
}

fn empty<S: serde::Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
    serde::ser::SerializeMap::end(serializer.serialize_map(Some(0))?)
}
