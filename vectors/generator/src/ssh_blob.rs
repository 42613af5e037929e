//! Faults of the `ssh-rsa` blob (RFC 4253 section 6.6), each in the two formats that contain it: an
//! OpenSSH line and an RFC 4716 file.

mod truncation;
mod lengths;
mod integers;
mod types;

use super::base64_text::file;
use super::case::Case;
use super::keys::{self, Key};
use keyproof::encoding::{base64, ssh};
use keyproof::format::Format;

/// Returns a vector of each fault in each format that holds a blob.
pub(super) fn cases() -> Vec<Case> {
    let faults = [truncation::faults(), lengths::faults(), integers::faults(), types::faults()];
    faults.iter().flatten().flat_map(Fault::cases).collect()
}

/// A fault of a blob.
struct Fault {
    name: String,
    comment: String,
    blob: Vec<u8>,
    /// The rule that the vector tests.
    rule: &'static str,
    /// The section of a standard that forbids it.
    section: &'static str,
    /// The last part of the id of the valid vector, which differs only in the fault.
    twin: &'static str,
    flag: Option<&'static str>,
    codes: Option<&'static [&'static str]>,
}

impl Fault {
    /// Creates a fault of the blob of the key `2048`.
    fn new(name: impl Into<String>, comment: impl Into<String>, blob: Vec<u8>) -> Self {
        Self {
            name: name.into(),
            comment: comment.into(),
            blob,
            rule: "import/malformed-refused",
            section: "RFC 4253 section 6.6",
            twin: "bits-2048",
            flag: None,
            codes: None,
        }
    }

    fn section(self, section: &'static str) -> Self {
        Self { section, ..self }
    }

    fn flag(self, flag: &'static str) -> Self {
        Self { flag: Some(flag), ..self }
    }

    fn cases(&self) -> Vec<Case> {
        [Format::OpenSsh, Format::Rfc4716].map(|format| self.case(format)).into()
    }

    fn case(&self, format: Format) -> Case {
        let id = format!("import/{format}/{}", self.name);
        let material = file(format, &base64::encode(&self.blob));
        let twin = format!("import/{format}/{}", self.twin);
        let case = Case::refuse(id, &[self.rule], &self.comment, material, &twin);
        let case = case.standard(self.section);
        let case = self.codes.into_iter().fold(case, Case::codes);
        self.flag.into_iter().fold(case, Case::flag)
    }
}

/// The three fields of a blob, each including its length prefix.
struct Fields {
    name: Vec<u8>,
    exponent: Vec<u8>,
    modulus: Vec<u8>,
}

impl Fields {
    /// Returns the valid fields of a key.
    fn of(key: &Key) -> Self {
        Self {
            name: ssh::write_string(b"ssh-rsa"),
            exponent: ssh::write_unsigned_mpint(&key.exponent()),
            modulus: ssh::write_unsigned_mpint(&key.modulus()),
        }
    }

    fn blob(&self) -> Vec<u8> {
        [self.name.as_slice(), &self.exponent, &self.modulus].concat()
    }
}

/// Returns the key of the vectors and of their valid twin.
fn sound_key() -> Key {
    keys::key("2048")
}
