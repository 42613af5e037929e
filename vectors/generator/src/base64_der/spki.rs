//! Writes a SubjectPublicKeyInfo in which one element is encoded differently and the rest is valid.

use super::super::keys::Key;
use keyproof::encoding::der;

/// An element of a SubjectPublicKeyInfo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// The SEQUENCE around everything.
    Info,
    /// The AlgorithmIdentifier.
    Algorithm,
    /// The algorithm's OBJECT IDENTIFIER.
    Oid,
    /// The algorithm's parameters.
    Parameters,
    /// The BIT STRING that holds the key.
    Bits,
    /// The RSAPublicKey inside the BIT STRING.
    Key,
    /// The modulus.
    Modulus,
    /// The public exponent.
    Exponent,
}

impl Element {
    /// The elements for which length faults are tested: all except the two parts of the algorithm.
    pub(super) const NESTED: [Self; 6] =
        [Self::Info, Self::Algorithm, Self::Bits, Self::Key, Self::Modulus, Self::Exponent];

    /// Returns the name of the element in vector ids.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Info => "outer-sequence",
            Self::Algorithm => "algorithm",
            Self::Oid => "oid",
            Self::Parameters => "parameters",
            Self::Bits => "bit-string",
            Self::Key => "key-sequence",
            Self::Modulus => "modulus",
            Self::Exponent => "exponent",
        }
    }

    /// Returns the name of the element in comments.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Info => "outer SEQUENCE",
            Self::Algorithm => "AlgorithmIdentifier",
            Self::Oid => "OBJECT IDENTIFIER",
            Self::Parameters => "parameters",
            Self::Bits => "BIT STRING",
            Self::Key => "RSAPublicKey",
            Self::Modulus => "modulus",
            Self::Exponent => "exponent",
        }
    }
}

/// Returns the SubjectPublicKeyInfo of the key, in which `write` encodes one element from its
/// identifier octet and content. The lengths of the enclosing elements match the output of `write`.
pub(super) fn with(key: &Key, broken: Element, write: impl Fn(u8, &[u8]) -> Vec<u8>) -> Vec<u8> {
    let element = |which, tag, content: &[u8]| {
        if which == broken { write(tag, content) } else { der::write(tag, content) }
    };
    // The modulus of every fixed key has its highest bit set, so it needs a sign octet.
    let modulus = element(Element::Modulus, der::INTEGER, &[&[0], &*key.modulus()].concat());
    let exponent = element(Element::Exponent, der::INTEGER, &key.exponent());
    let key = element(Element::Key, der::SEQUENCE, &[modulus, exponent].concat());
    let bits = element(Element::Bits, der::BIT_STRING, &[&[0], &*key].concat());
    let oid = element(Element::Oid, der::OBJECT_IDENTIFIER, der::RSA_ENCRYPTION);
    let parameters = element(Element::Parameters, der::NULL, &[]);
    let algorithm = element(Element::Algorithm, der::SEQUENCE, &[oid, parameters].concat());
    element(Element::Info, der::SEQUENCE, &[algorithm, bits].concat())
}

#[cfg(test)]
mod tests {
    use super::super::super::keys;
    use super::*;

    #[test]
    fn an_intact_key_is_the_one_of_openssl() {
        let key = keys::key(super::super::KEY);
        for element in Element::NESTED {
            assert_eq!(with(&key, element, der::write), key.der());
        }
    }
}
