//! Fingerprints as people paste them, and the keys that they belong to.

use super::key_facts::KeyFacts;
use crate::encoding::base64;

/// A digest of a key, in any notation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pasted {
    octets: Vec<u8>,
}

/// What a fingerprint is of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// EC2's fingerprint of an imported pair.
    Imported,
    /// EC2's fingerprint of a created pair.
    Created,
    /// What `ssh-keygen -l -E md5` prints.
    SshMd5,
    /// What `ssh-keygen -l` prints, and EC2 for Ed25519.
    SshSha256,
}

impl Pasted {
    /// Reads a fingerprint: 16, 20 or 32 octets in hexadecimal, with or without colons, or 32 octets in
    /// base64. The name of the digest, the output of `openssl` and `ssh-keygen -l`, and quotes around it
    /// are allowed.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
        if text.lines().filter(|line| !line.trim().is_empty()).count() > 1 {
            return None;
        }
        let value = line.rsplit_once("= ").map_or(line, |(_, value)| value);
        let separated: String = value.split([' ', '-']).collect();
        let words = value.split_whitespace().chain([separated.as_str()]);
        words.filter_map(Self::word).next()
    }

    fn word(word: &str) -> Option<Self> {
        let quotes = ['"', '\'', '`', '(', ')', ',', ';', '\u{201c}', '\u{201d}'];
        let word = word.trim_matches(quotes);
        let upper = word.to_ascii_uppercase();
        let names = [
            "MD5:",
            "SHA1:",
            "SHA-1:",
            "SHA256:",
            "SHA-256:",
            "(STDIN)=",
            "MD5(STDIN)=",
            "SHA1(STDIN)=",
        ];
        let name = names.into_iter().find(|name| upper.starts_with(name));
        let value = word.get(name.map_or(0, str::len)..)?;
        let digits: String = value.split(':').collect();
        let is_spaced = !value.contains(':') || value.split(':').all(|octet| octet.len() == 2);
        if is_spaced && [32, 40, 64].contains(&digits.len()) {
            let octet = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
            if let Some(octets) = (0..digits.len()).step_by(2).map(octet).collect() {
                return Some(Self { octets });
            }
        }
        let is_base64 = matches!(value.trim_end_matches('=').len(), 43) && value.len() <= 44;
        let octets =
            base64::decode_lax(value.as_bytes()).filter(|it| is_base64 && it.len() == 32)?;
        Some(Self { octets })
    }

    /// Returns what a fingerprint of this length is of.
    pub(super) fn origin(&self) -> &'static str {
        match self.octets.len() {
            16 => {
                "a fingerprint of 16 octets: that of an imported pair, or the MD5 of ssh-keygen -l"
            }
            20 => "a fingerprint of 20 octets: that of a pair that EC2 created",
            _ => {
                "a fingerprint of 32 octets: that of an Ed25519 pair, or the SHA256 of ssh-keygen -l"
            }
        }
    }

    /// Returns the value as EC2 writes it.
    pub(super) fn digits(&self) -> String {
        if self.octets.len() == 32 {
            return base64::encode(&self.octets);
        }
        let octets: Vec<String> = self.octets.iter().map(|octet| format!("{octet:02x}")).collect();
        octets.join(":")
    }

    /// Returns whether the fingerprint needs the private half of a pair.
    pub(super) fn is_of_created_pair(&self) -> bool {
        self.octets.len() == 20
    }

    /// Returns what the fingerprint is of a key, or `None` if it is of another one.
    pub(super) fn of(&self, key: &KeyFacts) -> Option<Match> {
        let is = |text: &Option<String>| {
            text.as_deref().and_then(Self::word).is_some_and(|other| other == *self)
        };
        let kinds = [
            (&key.imported, Match::Imported),
            (&key.created, Match::Created),
            (&key.ssh_md5, Match::SshMd5),
            (&key.ssh_sha256, Match::SshSha256),
        ];
        kinds.into_iter().find(|(text, _)| is(text)).map(|(_, kind)| kind)
    }
}

impl Match {
    /// Returns the name in JSON output.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Created => "created",
            Self::SshMd5 => "openssh-md5",
            Self::SshSha256 => "openssh-sha256",
        }
    }

    /// Returns what the fingerprint is, for people.
    pub(super) const fn description(self) -> &'static str {
        match self {
            Self::Imported => "the fingerprint that EC2 shows if this key is imported",
            Self::Created => "the fingerprint that EC2 shows if it created this pair",
            Self::SshMd5 => "the MD5 that ssh-keygen -l shows for this key; EC2 never shows it",
            Self::SshSha256 => {
                "the SHA256 that ssh-keygen -l shows for this key; EC2 shows another one"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_every_notation() {
        #[track_caller]
        fn check(text: &str, expected: Option<usize>) {
            assert_eq!(Pasted::parse(text).map(|it| it.octets.len()), expected, "{text}");
        }
        let md5 = "e3:d5:fb:d1:f0:e5:1c:87:f4:6e:ce:1b:14:87:52:dc";
        let sha1 = "7a:f3:43:c6:89:8d:64:72:c7:3b:2f:62:cf:80:45:6d:2d:67:55:cd";
        let sha256 = "ZMl6Yw3sPxGJkY1iR0OHmnk3DqDIUbkLM4y1kDX1HfE";
        for text in [
            md5.to_owned(),
            md5.to_uppercase(),
            md5.replace(':', ""),
            md5.replace(':', " "),
            md5.replace(':', "-"),
            format!("MD5:{md5}"),
            format!("md5:{md5}"),
            format!("(stdin)= {md5}\n"),
            format!("MD5(stdin)= {md5}"),
            format!("  \"{md5}\" "),
            format!("2048 MD5:{md5} me@host (RSA)"),
        ] {
            check(&text, Some(16));
        }
        check(sha1, Some(20));
        check(&format!("SHA1(stdin)= {sha1}"), Some(20));
        check(&sha1.replace(':', ""), Some(20));
        check(sha256, Some(32));
        check(&format!("{sha256}="), Some(32));
        check(&format!("SHA256:{sha256}"), Some(32));
        check(&format!("256 SHA256:{sha256} comment (ED25519)"), Some(32));
        check(&md5[..44], None);
        check("", None);
        check("somethingInvalid", None);
        check(&format!("{md5}\n{md5}"), None);
    }
}
