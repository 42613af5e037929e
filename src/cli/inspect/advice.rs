//! Advice on a file that EC2 refuses, with a command where one exists.

use crate::encoding::base64;
use crate::format::{self, Format, FormatErrorKind, Guess, UnsupportedFormat, detect};
use crate::key;

/// Advice, and the command that follows it.
pub(super) struct Advice {
    pub(super) sentence: &'static str,
    /// The shell command. `FILE` in it stands for the path.
    pub(super) command: Option<&'static str>,
}

/// A command that makes a key that EC2 imports.
pub(super) const NEW_KEY: &str = "ssh-keygen -t rsa -b 2048 -m PEM -f new_key";

/// Returns advice on a file's fault, unless the reason alone makes it clear.
pub(super) fn on(fault: FormatErrorKind, material: &[u8]) -> Option<Advice> {
    let (sentence, command) = match fault {
        FormatErrorKind::UnsupportedFormat(foreign) => return on_foreign(foreign, material),
        FormatErrorKind::Length(_)
        | FormatErrorKind::Key(key::PublicKeyErrorKind::ModulusTooLong { .. }) => {
            ("make a new key of a length that EC2 imports:", Some(NEW_KEY))
        }
        FormatErrorKind::Key(key::PublicKeyErrorKind::OtherAlgorithm(_)) => {
            ("make a new key of type RSA:", Some(NEW_KEY))
        }
        FormatErrorKind::Empty => {
            ("was the key saved? a public key is one line that starts with ssh-rsa", None)
        }
        FormatErrorKind::ByteOrderMark => ("remove the byte order mark:", Some("tail -c +4 FILE")),
        FormatErrorKind::Prefix => ("remove the text before ssh-rsa", None),
        FormatErrorKind::LabelMissing if format::parse(&labelled(material)).is_ok() => {
            ("put the key type before it:", Some("sed 's/^/ssh-rsa /' FILE"))
        }
        FormatErrorKind::LabelMissing => (
            "write it as one line: ssh-rsa in lower case, a space, and the key in base64 as one \
             word, such as ssh-rsa AAAAB3NzaC1yc2E...",
            None,
        ),
        FormatErrorKind::LineBroken => {
            ("join the lines of the key into one line, without spaces between them", None)
        }
        FormatErrorKind::SecondKey => ("import one key at a time: keep only one in the file", None),
        _ => return None,
    };
    Some(Advice { sentence, command })
}

/// Returns the output of `sed 's/^/ssh-rsa /'` for a file.
fn labelled(material: &[u8]) -> Vec<u8> {
    let lines = material.split_inclusive(|byte| *byte == b'\n');
    lines.flat_map(|line| [b"ssh-rsa ", line].concat()).collect()
}

fn on_foreign(foreign: UnsupportedFormat, material: &[u8]) -> Option<Advice> {
    let is_base64 = || detect(material).meant == Guess::Format(Format::Base64Der);
    let (sentence, command) = match foreign {
        UnsupportedFormat::PrivateKey => return None,
        UnsupportedFormat::PemPublicKey => ("convert it:", Some("ssh-keygen -i -m PKCS8 -f FILE")),
        UnsupportedFormat::Pkcs1 if is_base64() => (
            "convert it:",
            Some(
                "base64 -d FILE | openssl rsa -RSAPublicKey_in -inform DER -pubout | \
                 ssh-keygen -i -m PKCS8 -f /dev/stdin",
            ),
        ),
        UnsupportedFormat::Pkcs1 => ("convert it:", Some("ssh-keygen -i -m PEM -f FILE")),
        UnsupportedFormat::X509 if is_base64() => (
            "extract the key from a certificate:",
            Some(
                "base64 -d FILE | openssl x509 -inform DER -noout -pubkey | \
                 ssh-keygen -i -m PKCS8 -f /dev/stdin",
            ),
        ),
        UnsupportedFormat::X509 => (
            "extract the key from a certificate:",
            Some("openssl x509 -in FILE -noout -pubkey | ssh-keygen -i -m PKCS8 -f /dev/stdin"),
        ),
        UnsupportedFormat::RawDer => return on_der(material),
        UnsupportedFormat::RawBlob => (
            "encode it, with the key type before it:",
            Some("printf 'ssh-rsa %s\\n' \"$(openssl base64 -A -in FILE)\""),
        ),
        UnsupportedFormat::Utf16 => {
            ("save it as plain ASCII:", Some("iconv -f UTF-16 -t ASCII FILE"))
        }
        UnsupportedFormat::Ssh1 => ("make a new key:", Some(NEW_KEY)),
        UnsupportedFormat::EncodedTwice => ("decode it:", Some("openssl base64 -d -in FILE")),
        UnsupportedFormat::PuttyPublic => ("convert it:", Some("puttygen FILE -O public-openssh")),
        UnsupportedFormat::Place => ("inspect the file that it names", None),
        UnsupportedFormat::Fingerprint
        | UnsupportedFormat::Armour
        | UnsupportedFormat::Json
        | UnsupportedFormat::Markup => {
            ("export the public key as a line that starts with ssh-rsa", None)
        }
    };
    Some(Advice { sentence, command })
}

/// Returns advice on binary DER. It depends on whether EC2 would accept the same DER in base64.
fn on_der(material: &[u8]) -> Option<Advice> {
    let refused = format::import(base64::encode(material).as_bytes()).err();
    let (sentence, command) = match refused.map(|error| error.fault) {
        None => ("encode it:", Some("openssl base64 -in FILE")),
        Some(FormatErrorKind::UnsupportedFormat(UnsupportedFormat::X509)) => (
            "it is a certificate or certificate request, and is refused in base64 too; extract the \
             key from a certificate:",
            Some(
                "openssl x509 -inform DER -in FILE -noout -pubkey | \
                 ssh-keygen -i -m PKCS8 -f /dev/stdin",
            ),
        ),
        Some(FormatErrorKind::UnsupportedFormat(UnsupportedFormat::Pkcs1)) => (
            "it is a PKCS#1 public key, and is refused in base64 too; convert it:",
            Some(
                "openssl rsa -RSAPublicKey_in -inform DER -in FILE -pubout | \
                 ssh-keygen -i -m PKCS8 -f /dev/stdin",
            ),
        ),
        Some(fault) => {
            let otherwise = "it is not a SubjectPublicKeyInfo, and is refused in base64 too; \
                             export the public key as a line that starts with ssh-rsa";
            let otherwise = Advice { sentence: otherwise, command: None };
            return Some(on(fault, material).unwrap_or(otherwise));
        }
    };
    Some(Advice { sentence, command })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{der, ssh};
    use crate::key::{RsaPublicKey, spki, ssh_blob};

    const SED: &str = "sed 's/^/ssh-rsa /' FILE";

    fn key(bits: usize) -> RsaPublicKey {
        RsaPublicKey::new(&vec![0xc5; bits / 8], &[1, 0, 1]).unwrap()
    }

    /// Checks the advice on the fault for which the whole file is refused.
    #[track_caller]
    fn check(material: impl AsRef<[u8]>, sentence: &str, command: Option<&str>) {
        let material = material.as_ref();
        let fault = format::import(material).unwrap_err().fault;
        let advice = on(fault, material).unwrap();
        assert!(advice.sentence.contains(sentence), "{}", advice.sentence);
        assert_eq!(advice.command, command, "{}", material.escape_ascii());
    }

    #[test]
    fn suggests_the_key_type_only_if_nothing_else_is_missing() {
        let blob = base64::encode(&ssh_blob::write(&key(2048)));
        let (start, end) = blob.split_at(70);
        let before = "put the key type before it";
        check(&blob, before, Some(SED));
        check(format!("{blob}\n"), before, Some(SED));
        check(format!("{blob} name\r\n"), before, Some(SED));
        let line = "write it as one line";
        check(format!("{start}\n{end}\n"), line, None);
        check(format!("{blob}\n\n"), line, None);
        check(format!("Ssh-Rsa {blob}"), line, None);
        check(format!("ssh-rsa\u{a0}{blob}"), line, None);
        let dsa = [ssh::write_string(b"ssh-dss"), vec![0; 100]].concat();
        check(base64::encode(&dsa), line, None);
    }

    #[test]
    fn suggests_base64_only_for_der_that_is_then_accepted() {
        check(spki::write(&key(2048)), "encode it:", Some("openssl base64 -in FILE"));
        check(spki::write(&key(3072)), "make a new key of a length", Some(NEW_KEY));
        let ed25519 = der::write_sequence(&[&[6, 3, 0x2b, 0x65, 0x70]]);
        let ed25519 = der::write_sequence(&[&ed25519, &[3, 2, 0, 0]]);
        check(ed25519, "make a new key of type RSA", Some(NEW_KEY));
        let x509 = der::write_sequence(&[&[0x30, 0, 0x30, 0, 3, 2, 0, 0]]);
        let convert = "openssl x509 -inform DER -in FILE -noout -pubkey | \
                       ssh-keygen -i -m PKCS8 -f /dev/stdin";
        check(&x509, "it is a certificate", Some(convert));
        let pkcs1 = der::write_sequence(&[&[2, 1, 5, 2, 1, 3]]);
        let convert = "openssl rsa -RSAPublicKey_in -inform DER -in FILE -pubout | \
                       ssh-keygen -i -m PKCS8 -f /dev/stdin";
        check(&pkcs1, "it is a PKCS#1 public key", Some(convert));
        check([spki::write(&key(2048)), vec![b'\n']].concat(), "not a SubjectPublicKeyInfo", None);
    }

    #[test]
    fn suggests_a_new_key_for_an_oversized_modulus() {
        let blob = [
            ssh::write_string(ssh_blob::TYPE),
            ssh::write_unsigned_mpint(&[1, 0, 1]),
            ssh::write_unsigned_mpint(&[0xc5; 2049]),
        ];
        let line = format!("ssh-rsa {}", base64::encode(&blob.concat()));
        check(line, "make a new key of a length", Some(NEW_KEY));
    }
}
