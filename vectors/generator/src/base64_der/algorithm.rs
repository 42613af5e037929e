//! AlgorithmIdentifiers with other parameters, other encodings of rsaEncryption, or other RSA
//! algorithms.
//!
//! RFC 3279 section 2.3.1 allows one form only: the object identifier is rsaEncryption, and the
//! parameters are NULL. RFC 4055 requires readers to accept absent parameters, but only in
//! signatures.

use super::super::case::Case;
use super::super::keys;
use super::spki::{self, Element};
use super::{KEY, refused, text};
use keyproof::encoding::der;

const SECTION: &str = "RFC 3279 section 2.3.1";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = parameters();
    cases.extend(identifiers());
    cases.extend(spellings());
    cases
}

fn case(name: &str, comment: &str, element: Element, content: &[u8]) -> Case {
    of_rule("import/malformed-refused", name, comment, element, content)
}

/// Builds a vector whose SubjectPublicKeyInfo has `instead` in place of the element.
fn of_rule(rule: &str, name: &str, comment: &str, element: Element, instead: &[u8]) -> Case {
    let der = spki::with(&keys::key(KEY), element, |_, _| instead.to_vec());
    refused(rule, name, comment, text(&der)).standard(SECTION)
}

fn parameters() -> Vec<Case> {
    let faults: [(&str, &str, &[u8]); 7] = [
        ("parameters-absent", "The parameters are absent.", &[]),
        ("null-with-content", "The NULL has one octet of content.", &[der::NULL, 1, 0]),
        (
            "parameters-oid",
            "The parameters are an object identifier, as in an elliptic-curve key.",
            &[der::OBJECT_IDENTIFIER, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
        ),
        (
            "parameters-sequence",
            "The parameters are an empty SEQUENCE, as in RSASSA-PSS.",
            &[der::SEQUENCE, 0],
        ),
        (
            "parameters-integer",
            "The parameters are an INTEGER that holds the key length.",
            &[2, 2, 8, 0],
        ),
        ("parameters-constructed-null", "The NULL has the constructed bit set.", &[0x25, 0]),
        ("parameters-end-of-contents", "Two zero octets take the place of the NULL.", &[0, 0]),
    ];
    let case = |(name, comment, element): (&str, &str, &[u8])| {
        case(name, comment, Element::Parameters, element).flag("AlgorithmParameters")
    };
    faults.map(case).into()
}

/// Object identifiers that are related to RSA but do not identify a plain RSA key.
fn identifiers() -> Vec<Case> {
    const PKCS1: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
    let pkcs1 = |last: u8| [PKCS1.as_slice(), &[last]].concat();
    let faults: [(&str, &str, Vec<u8>); 7] = [
        (
            "oid-x500-rsa",
            "The algorithm is the rsa of X.500, 2.5.8.1.1, which early programs wrote.",
            vec![0x55, 0x08, 0x01, 0x01],
        ),
        (
            "oid-md5-with-rsa",
            "The algorithm is md5WithRSAEncryption, which identifies a signature and not a key.",
            pkcs1(4),
        ),
        (
            "oid-sha256-with-rsa",
            "The algorithm is sha256WithRSAEncryption, which identifies a signature and not a key.",
            pkcs1(11),
        ),
        (
            "oid-rsaes-oaep",
            "The algorithm is RSAES-OAEP, so the key is for encryption only.",
            pkcs1(7),
        ),
        (
            "oid-rsassa-pss",
            "The algorithm is RSASSA-PSS, so the key is for PSS signatures only.",
            pkcs1(10),
        ),
        ("oid-pkcs1", "The algorithm is pkcs-1, the parent arc of rsaEncryption.", PKCS1.to_vec()),
        (
            "oid-below-rsa",
            "The algorithm is an arc below rsaEncryption, so its encoding starts with the same \
             octets.",
            [der::RSA_ENCRYPTION, &[1]].concat(),
        ),
    ];
    let case = |(name, comment, oid): (&str, &str, Vec<u8>)| {
        // X.500's identifier names plain RSA. RFC 3279 section 2.3.1 wants another encoding of the same.
        let is_rsa = name == "oid-x500-rsa";
        let rule = if is_rsa { "import/malformed-refused" } else { "import/rsa-only" };
        let oid = der::write(der::OBJECT_IDENTIFIER, &oid);
        of_rule(rule, name, comment, Element::Oid, &oid).flag("AlgorithmIdentifier")
    };
    faults.map(case).into()
}

/// Encodings that are not an OBJECT IDENTIFIER, or not valid in DER.
fn spellings() -> Vec<Case> {
    let rsa = der::RSA_ENCRYPTION;
    let (first, last) = rsa.split_at(rsa.len() - 1);
    let faults: [(&str, &str, Vec<u8>); 7] = [
        (
            "oid-not-shortest",
            "The last arc of the object identifier is written in two octets, 80 01.",
            der::write(der::OBJECT_IDENTIFIER, &[first, &[0x80], last].concat()),
        ),
        (
            "oid-unfinished",
            "The last octet of the object identifier announces another octet of its arc.",
            der::write(der::OBJECT_IDENTIFIER, &[first, &[0x81]].concat()),
        ),
        (
            "oid-empty",
            "The object identifier has no content.",
            der::write(der::OBJECT_IDENTIFIER, &[]),
        ),
        (
            "oid-relative",
            "The object identifier has the tag of a RELATIVE-OID.",
            der::write(13, rsa),
        ),
        (
            "oid-constructed",
            "The object identifier has the constructed bit set.",
            der::write(0x26, rsa),
        ),
        (
            "oid-as-text",
            "The object identifier is a string with the text 1.2.840.113549.1.1.1.",
            der::write(12, b"1.2.840.113549.1.1.1"),
        ),
        ("oid-missing", "The AlgorithmIdentifier holds only a NULL.", Vec::new()),
    ];
    let spelled = |(name, comment, oid): (&str, &str, Vec<u8>)| {
        case(name, comment, Element::Oid, &oid).flag("AlgorithmIdentifier")
    };
    let mut cases: Vec<Case> = faults.map(spelled).into();
    let oid = der::write(der::OBJECT_IDENTIFIER, rsa);
    let reversed = der::write_sequence(&[&[der::NULL, 0], &oid]);
    let others: [(&str, &str, Vec<u8>); 3] = [
        ("parameters-before-oid", "The NULL comes before the object identifier.", reversed),
        ("algorithm-empty", "The AlgorithmIdentifier is empty.", der::write_sequence(&[])),
        ("oid-for-algorithm", "The object identifier has no AlgorithmIdentifier around it.", oid),
    ];
    cases.extend(others.map(|(name, comment, algorithm)| {
        case(name, comment, Element::Algorithm, &algorithm).flag("AlgorithmIdentifier")
    }));
    cases
}
