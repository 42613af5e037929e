//! Checks that the harness performs on answered texts, without the implementation.

use super::super::file::Check;
use super::answered_key::AnsweredKey;
use super::{Bindings, Unrenderable};
use std::fmt;

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckResult {
    /// The check holds.
    Holds,
    /// The check holds. This is the implementation's choice where the documentation doesn't decide.
    Took(String),
    /// The check fails. The text is the actual value.
    Fails(String),
    /// A text that must be a private key isn't one. The text is the reason.
    Unreadable(String),
}

impl Check {
    /// Returns all texts of the check, with their placeholders.
    pub(in crate::vector) fn texts(&self) -> Vec<&String> {
        match self {
            Self::PrivateKey { file } | Self::Bits { file, .. } => vec![file],
            Self::Same { one, other } | Self::Differ { one, other } => vec![one, other],
            Self::HasLine { text, line } => vec![text, line],
            Self::Decrypts { private_key, ciphertext_base64 }
            | Self::DecryptsNot { private_key, ciphertext_base64 } => {
                vec![private_key, ciphertext_base64]
            }
        }
    }

    /// Performs the check.
    ///
    /// # Errors
    /// Returns [`Unrenderable`] if a placeholder can't be filled.
    pub fn find(&self, bindings: &Bindings<'_>) -> Result<CheckResult, Unrenderable> {
        let filled = |text: &String| bindings.filled(text);
        Ok(match self {
            Self::PrivateKey { file } => with_key(&filled(file)?, |_| CheckResult::Holds),
            Self::Bits { file, one_of, .. } => with_key(&filled(file)?, |key| bits(key, one_of)),
            Self::Same { one, other } => {
                let (one, other) = (filled(one)?, filled(other)?);
                fails((one != other).then(|| format!("{one:?} and {other:?}")))
            }
            Self::Differ { one, other } => {
                let (one, other) = (filled(one)?, filled(other)?);
                fails((one == other).then(|| format!("both are {one:?}")))
            }
            Self::HasLine { text, line } => {
                let (text, line) = (filled(text)?, filled(line)?);
                let is_there = text.lines().any(|other| other == line);
                fails((!is_there).then(|| format!("{text:?}")))
            }
            Self::Decrypts { private_key, ciphertext_base64 } => {
                let ciphertext = filled(ciphertext_base64)?;
                with_key(&filled(private_key)?, |key| fails(key.decrypt(&ciphertext).err()))
            }
            Self::DecryptsNot { private_key, ciphertext_base64 } => {
                let ciphertext = filled(ciphertext_base64)?;
                with_key(&filled(private_key)?, |key| {
                    let plaintext = key.decrypt(&ciphertext).ok();
                    fails(plaintext.map(|text| format!("it decrypts to {text:?}")))
                })
            }
        })
    }
}

impl fmt::Display for Check {
    /// Describes the claim of the check.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PrivateKey { file } => {
                write!(f, "{file} is an RSA private key in unencrypted PEM")
            }
            Self::Bits { file, one_of, .. } => {
                let lengths: Vec<String> = one_of.iter().map(ToString::to_string).collect();
                write!(f, "{file} is a private key of {} bits", lengths.join(" or "))
            }
            Self::Same { one, other } => write!(f, "{one} and {other} are the same"),
            Self::Differ { one, other } => write!(f, "{one} and {other} differ"),
            Self::HasLine { text, line } => write!(f, "{text} has the line {line:?}"),
            Self::Decrypts { private_key, ciphertext_base64 } => {
                write!(f, "{private_key} decrypts {ciphertext_base64}")
            }
            Self::DecryptsNot { private_key, ciphertext_base64 } => {
                write!(f, "{private_key} doesn't decrypt {ciphertext_base64}")
            }
        }
    }
}

/// Whether a text contains a private key file in any format: PEM (RFC 7468 section 2), the SSH2 format
/// of private keys, or PuTTY's. A text that only mentions a private key, such as an error message,
/// contains none.
#[must_use]
pub fn has_private_key(text: &str) -> bool {
    let has_boundary = |(at, label): (usize, &str)| {
        let before = text.get(..at).unwrap_or_default();
        let before = before
            .trim_end_matches(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ');
        let after = text.get(at + label.len()..).unwrap_or_default();
        let after = after.strip_prefix(" BLOCK").unwrap_or(after);
        let label = text.get(before.len()..at).unwrap_or_default().trim_start();
        before.ends_with("----")
            && label.starts_with("BEGIN ")
            && after.trim_start().starts_with("----")
    };
    text.match_indices("PRIVATE KEY").any(has_boundary)
        || text.lines().any(|line| line.trim_start().starts_with("PuTTY-User-Key-File-"))
}

fn fails(fault: Option<String>) -> CheckResult {
    fault.map_or(CheckResult::Holds, CheckResult::Fails)
}

/// Performs a check on a private key file, if it can be read.
fn with_key(file: &str, find: impl FnOnce(&AnsweredKey) -> CheckResult) -> CheckResult {
    AnsweredKey::read(file).map_or_else(CheckResult::Unreadable, |key| find(&key))
}

fn bits(key: &AnsweredKey, one_of: &[u64]) -> CheckResult {
    let bits = key.bits();
    let text = format!("{bits} bits");
    if one_of.contains(&bits) { CheckResult::Took(text) } else { CheckResult::Fails(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::keys_file;
    use std::collections::BTreeMap;

    #[track_caller]
    fn check(check: &Check, holds: bool) {
        let file = |name: &str| keys_file(name).unwrap().to_owned();
        let ciphertexts: serde_json::Value =
            serde_json::from_str(&file("ciphertexts.json")).unwrap();
        let given = BTreeMap::from([
            ("pkcs1".to_owned(), file("rsa/2048.pem")),
            ("other".to_owned(), file("rsa/2048-b.pem")),
            ("pkcs8".to_owned(), file("other/pkcs8.pem")),
            ("openssh".to_owned(), file("other/openssh-private.pem")),
            ("ppk".to_owned(), file("other/ppk-v3.ppk")),
            ("encrypted".to_owned(), file("other/pkcs8-encrypted.pem")),
            ("public".to_owned(), file("other/spki.pem")),
            ("ciphertexts".to_owned(), ciphertexts.to_string()),
        ]);
        let found = check.find(&Bindings::new(&given)).unwrap();
        assert_eq!(
            matches!(found, CheckResult::Holds | CheckResult::Took(_)),
            holds,
            "{check:?} {found:?}"
        );
    }

    fn text(name: &str) -> String {
        format!("${{{name}}}")
    }

    #[test]
    fn recognises_only_unencrypted_pem() {
        for (name, expected) in [
            ("pkcs1", true),
            ("pkcs8", true),
            ("openssh", false),
            ("ppk", false),
            ("encrypted", false),
            ("public", false),
        ] {
            check(&Check::PrivateKey { file: text(name) }, expected);
        }
    }

    #[test]
    fn recognises_private_key_material_in_any_form() {
        for name in ["rsa/2048.pem", "other/pkcs8-encrypted.pem", "other/ppk-v3.ppk"] {
            assert!(has_private_key(keys_file(name).unwrap()), "{name}");
        }
        for text in [
            "-----BEGIN PRIVATE KEY-----",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII",
            "-----BEGIN PGP PRIVATE KEY BLOCK-----",
            "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
            "key: -----BEGIN RSA PRIVATE KEY-----MII",
            "a\n  PuTTY-User-Key-File-3: ssh-rsa",
        ] {
            assert!(has_private_key(text), "{text}");
        }
        for text in [
            keys_file("other/spki.pem").unwrap(),
            "MY PRIVATE KEY",
            "no PRIVATE KEY is kept; it begins with -----BEGIN",
            "BEGIN RSA PRIVATE KEY",
            "-----BEGIN PUBLIC KEY-----\nPRIVATE KEY-----",
            "-----END RSA PRIVATE KEY-----",
            "not a PuTTY-User-Key-File-2",
        ] {
            assert!(!has_private_key(text), "{text}");
        }
    }

    #[test]
    fn compares_the_length_with_the_allowed_ones() {
        for (one_of, expected) in [(vec![1024, 2048], true), (vec![1024], false), (vec![], false)] {
            let open_question = "Flag".to_owned();
            check(&Check::Bits { file: text("pkcs1"), one_of, open_question }, expected);
        }
    }

    #[test]
    fn compares_texts() {
        let (one, other) = (text("pkcs1"), text("other"));
        let same = |one: &str, other: &str| Check::Same { one: one.into(), other: other.into() };
        let differ =
            |one: &str, other: &str| Check::Differ { one: one.into(), other: other.into() };
        check(&same(&one, &one), true);
        check(&same(&one, &other), false);
        check(&differ(&one, &one), false);
        check(&differ(&one, &other), true);
    }

    #[test]
    fn finds_only_whole_lines() {
        let has_line = |line: &str| Check::HasLine { text: text("pkcs1"), line: line.to_owned() };
        check(&has_line("-----BEGIN RSA PRIVATE KEY-----"), true);
        check(&has_line("-----END RSA PRIVATE KEY-----"), true);
        check(&has_line("BEGIN RSA PRIVATE KEY"), false);
        check(&has_line(""), false);
    }

    #[test]
    fn refuses_malformed_ciphertexts() {
        for ciphertext in ["", "AAAA", "!", "${ciphertexts}"] {
            let private_key = text("pkcs1");
            let ciphertext_base64 = ciphertext.to_owned();
            check(&Check::Decrypts { private_key, ciphertext_base64 }, false);
        }
    }
}
