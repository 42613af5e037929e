//! A broken RFC 4716 file is called that, and not by another format's name.

use keyproof::format::{self, Format, Guess};
use keyproof::vector::{self, Vector};

/// Files in which something else is nearer at hand, and what that is.
const CALLED_OTHERWISE: [(&str, &str); 9] = [
    ("byte-order-mark", "the mark is what is wrong"),
    ("der-before", "base64 DER stands first"),
    ("file-in-base64", "it is in base64 once more"),
    ("markers-missing", "what is left is an OpenSSH key's base64"),
    ("openssh-line-before", "an OpenSSH line stands first"),
    ("pem-markers", "the markers are those of PEM"),
    ("pem-rsa-markers", "the markers are those of PKCS#1"),
    ("public-key-in-private-markers", "the markers say that it is a private key"),
    ("utf-16", "the encoding is what is wrong"),
];

#[test]
fn a_broken_rfc4716_file_is_called_that() {
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
