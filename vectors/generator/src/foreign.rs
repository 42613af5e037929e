//! Files that people upload but that are in none of the three accepted formats.

mod notations;
mod private_keys;
mod hidden_private_keys;
mod other_formats;
mod wrappings;
mod texts;

use super::case::{Case, FORMAT_CODES};

const SECTION: &str = "Importing Your Own Key Pair to Amazon EC2";

/// The longest material, in bytes, that the real service did not refuse for its length alone: the base64 of
/// longer material has more than 2048 characters.
const LONGEST_TAKEN: usize = 1536;

/// A file that must not be imported.
#[derive(Clone)]
struct Upload {
    name: &'static str,
    comment: &'static str,
    material: Vec<u8>,
    flag: Option<&'static str>,
}

/// Returns the vectors of private keys, and of files in other formats.
pub(super) fn cases() -> Vec<Case> {
    let private_keys = [private_keys::uploads(), hidden_private_keys::uploads()].concat();
    let other_files = [other_formats::uploads(), wrappings::uploads(), texts::uploads()].concat();
    let private_keys =
        private_keys.into_iter().map(|upload| upload.case("import/private-key-refused"));
    let other_files =
        other_files.into_iter().map(|upload| upload.case("import/other-formats-refused"));
    private_keys.chain(other_files).collect()
}

impl Upload {
    fn new(name: &'static str, comment: &'static str, material: impl Into<Vec<u8>>) -> Self {
        Self { name, comment, material: material.into(), flag: None }
    }

    /// Adds the flag whose note lists the tools that accept the file.
    fn flag(self, flag: &'static str) -> Self {
        Self { flag: Some(flag), ..self }
    }

    fn case(self, rule: &str) -> Case {
        let id = format!("import/other/{}", self.name);
        let codes = self.codes();
        let binary = !self.material.is_ascii();
        let flag = self.flag;
        let observed = observed(self.name);
        let case = Case::refuse(id, &[rule], self.comment, self.material, "").twin_of_each_format();
        let mut case = case.codes(&codes).document(SECTION);
        if binary {
            case =
                case.observed("Bytes that are not ASCII were refused with InvalidParameterValue.");
        }
        case = flag.into_iter().fold(case, Case::flag);
        observed.into_iter().fold(case, Case::observed)
    }

    /// The accepted error codes: a service may report another fault before the format's.
    fn codes(&self) -> Vec<&'static str> {
        let mut codes = FORMAT_CODES.to_vec();
        if !self.material.is_ascii() || self.material.len() > LONGEST_TAKEN {
            codes.push("InvalidParameterValue");
        }
        if self.material.trim_ascii().is_empty() {
            codes.push("MissingParameter");
        }
        codes
    }
}

/// What the real service did with the file of this name.
fn observed(name: &str) -> Option<&'static str> {
    Some(match name {
        "pem-public-key" | "pkcs1-pem-public-key" | "openssh-line-in-base64" => {
            "Refused with InvalidKey.Format in 2026."
        }
        "empty" => "Refused with MissingParameter in 2026.",
        "pkcs1-pem-private-key" => "Refused because of its length in 2013.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyproof::format::{self, FormatErrorKind, UnsupportedFormat};

    #[test]
    fn the_reference_recognises_every_private_key() {
        for upload in private_keys::uploads() {
            let error = format::import(&upload.material).unwrap_err();
            assert_eq!(
                error.fault,
                FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey),
                "{}",
                upload.name
            );
        }
    }

    #[test]
    fn the_reference_recognises_no_other_file_as_a_private_key() {
        for upload in [other_formats::uploads(), wrappings::uploads(), texts::uploads()].concat() {
            let error = format::import(&upload.material).unwrap_err();
            assert_ne!(
                error.fault,
                FormatErrorKind::UnsupportedFormat(UnsupportedFormat::PrivateKey),
                "{}",
                upload.name
            );
        }
    }

    #[test]
    fn the_reference_names_each_format() {
        let uploads = [other_formats::uploads(), wrappings::uploads(), texts::uploads()].concat();
        #[track_caller]
        fn check(uploads: &[Upload], name: &str, expected: FormatErrorKind) {
            let upload = uploads.iter().find(|upload| upload.name == name).unwrap();
            assert_eq!(format::import(&upload.material).unwrap_err().fault, expected, "{name}");
        }
        for (name, expected) in [
            ("pem-public-key", UnsupportedFormat::PemPublicKey),
            ("pkcs1-pem-public-key", UnsupportedFormat::Pkcs1),
            ("x509-certificate", UnsupportedFormat::X509),
            ("pkcs10-request", UnsupportedFormat::X509),
            ("pkcs7-certificates", UnsupportedFormat::X509),
            ("openpgp-public-key", UnsupportedFormat::Armour),
            ("ssh-signature", UnsupportedFormat::Armour),
            ("jwk", UnsupportedFormat::Json),
            ("xml-rsa-key-value", UnsupportedFormat::Markup),
            ("ssh1-public-key", UnsupportedFormat::Ssh1),
            ("ppk-2-public-part", UnsupportedFormat::PuttyPublic),
            ("binary-der", UnsupportedFormat::RawDer),
            ("binary-ssh-blob", UnsupportedFormat::RawBlob),
            ("openssh-line-in-base64", UnsupportedFormat::EncodedTwice),
            ("base64-der-in-base64", UnsupportedFormat::EncodedTwice),
            ("fingerprint", UnsupportedFormat::Fingerprint),
            ("ssh-fingerprint", UnsupportedFormat::Fingerprint),
            ("file-name", UnsupportedFormat::Place),
            ("file-url", UnsupportedFormat::Place),
        ] {
            check(&uploads, name, FormatErrorKind::UnsupportedFormat(expected));
        }
        for name in ["terraform-resource", "shell-variable"] {
            check(&uploads, name, FormatErrorKind::Prefix);
        }
        for name in ["empty", "one-newline", "white-space"] {
            check(&uploads, name, FormatErrorKind::Empty);
        }
        for name in ["prose", "nuls", "random-bytes", "gzip-header"] {
            check(&uploads, name, FormatErrorKind::Unrecognised);
        }
        check(&uploads, "one-letter-a-hundred-thousand-times", FormatErrorKind::TooLong(100_000));
    }
}
