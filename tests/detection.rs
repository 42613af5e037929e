//! Format detection recognises a broken RFC 4716 file as RFC 4716.

use keyproof::format::{self, Format, Guess};
use keyproof::vector::{self, Vector};

/// The files in which another format or fault is more likely, with the reason.
const CALLED_OTHERWISE: [(&str, &str); 9] = [
    ("byte-order-mark", "the byte order mark is the fault"),
    ("der-before", "the file begins with base64 DER"),
    ("file-in-base64", "the file is encoded twice"),
    ("markers-missing", "the rest is the base64 of an OpenSSH key"),
    ("openssh-line-before", "the file begins with an OpenSSH line"),
    ("pem-markers", "the file has PEM markers"),
    ("pem-rsa-markers", "the file has PKCS#1 markers"),
    ("public-key-in-private-markers", "the file has the markers of a private key"),
    ("utf-16", "the character encoding is the fault"),
];

#[test]
fn a_broken_rfc4716_file_is_recognised_as_rfc4716() {
    let suite = vector::embedded();
    let names = suite.vectors.iter().filter_map(|vector| {
        let name = vector.id.strip_prefix("import/rfc4716/")?;
        let detected = format::detect(vector.question().map(vector::Question::material)?);
        let is_called_so = detected.meant == Guess::Format(Format::Rfc4716);
        (!is_called_so).then_some(name)
    });
    let expected = CALLED_OTHERWISE.iter().map(|(name, _)| *name);
    assert_eq!(names.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    assert!(suite.vectors.iter().filter(is_rfc4716).count() > 100);
}

fn is_rfc4716(vector: &&Vector) -> bool {
    vector.id.starts_with("import/rfc4716/")
}
