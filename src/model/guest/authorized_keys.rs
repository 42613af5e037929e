//! A parser for `authorized_keys` files: sshd(8), AUTHORIZED_KEYS FILE FORMAT.
//!
//! It follows an SSH server and not an import: a file may have many lines, and options before a key.
//! A line with an option that restricts who can log in, such as `from=`, never matches: the model has no
//! client addresses.

use crate::encoding::base64;
use crate::key::{RsaPublicKey, ssh_blob};

/// Options without a value that don't restrict who can log in.
const HARMLESS: &[&str] = &[
    "agent-forwarding",
    "no-agent-forwarding",
    "no-port-forwarding",
    "no-pty",
    "no-user-rc",
    "no-X11-forwarding",
    "port-forwarding",
    "pty",
    "restrict",
    "user-rc",
    "X11-forwarding",
];

/// Options with a value that don't restrict who can log in.
const HARMLESS_WITH_VALUE: &[&str] = &["command", "environment", "permitopen", "tunnel"];

/// Returns whether a line authorizes this key.
pub(super) fn has_key(text: &str, key: &RsaPublicKey) -> bool {
    text.lines().filter_map(key_of_line).any(|of_line| of_line == *key)
}

/// Returns the RSA key that a line authorizes.
fn key_of_line(line: &str) -> Option<RsaPublicKey> {
    let line = line.trim_start_matches([' ', '\t']);
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    key_at_start(line).or_else(|| {
        let options = options_length(line);
        let (options, rest) = line.split_at_checked(options)?;
        if !options_are_harmless(options) {
            return None;
        }
        key_at_start(rest.trim_start_matches([' ', '\t']))
    })
}

fn key_at_start(text: &str) -> Option<RsaPublicKey> {
    let rest = text.strip_prefix("ssh-rsa")?.strip_prefix([' ', '\t'])?;
    let blob = rest.split_ascii_whitespace().next()?;
    ssh_blob::read(&base64::decode(blob.as_bytes()).ok()?).ok()
}

/// Returns the length of the options at the start of a line. They end at the first blank outside quotes.
fn options_length(line: &str) -> usize {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let end = line.bytes().position(|byte| {
        let is_end = !is_quoted && matches!(byte, b' ' | b'\t');
        if byte == b'"' && !is_escaped {
            is_quoted = !is_quoted;
        }
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.unwrap_or(line.len())
}

fn options_are_harmless(options: &str) -> bool {
    let mut rest = options;
    while !rest.is_empty() {
        let name_length = rest.find([',', '=']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_length);
        let known = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        rest = match after.strip_prefix("=\"") {
            Some(value) if known(HARMLESS_WITH_VALUE) => {
                let Some(end) = end_of_quotes(value) else { return false };
                value.get(end..).unwrap_or_default()
            }
            None if known(HARMLESS) => after,
            _ => return false,
        };
        if !rest.is_empty() {
            let Some(next) = rest.strip_prefix(',') else { return false };
            rest = next;
        }
    }
    true
}

/// Returns the position after the closing quote.
fn end_of_quotes(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.map(|end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(octet: u8) -> RsaPublicKey {
        RsaPublicKey::new(&[octet; 128], &[1, 0, 1]).unwrap()
    }

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(has_key(text, &key(0xc5)), expected, "{text}");
    }

    #[test]
    fn any_line_may_have_the_key() {
        let (own, other) = (ssh_blob::to_line(&key(0xc5)), ssh_blob::to_line(&key(0xc7)));
        check(&own, true);
        check(&format!("{own} my-key-pair\n"), true);
        check(&format!("{other} other\n# comment\n\n \t{own} own\r\n"), true);
        check(&format!("{other}\n"), false);
        check("", false);
    }

    #[test]
    fn a_line_without_a_valid_key_is_ignored() {
        let own = ssh_blob::to_line(&key(0xc5));
        check(&format!("#{own}"), false);
        check(own.trim_start_matches("ssh-rsa "), false);
        check(&own.replace("ssh-rsa", "ssh-dss"), false);
        check(&own.replace(' ', ""), false);
        check(&own.replacen("AAAA", "AAA\nA", 1), false);
        check(&format!("nonsense {own}"), false);
    }

    #[test]
    fn a_line_with_restricting_options_is_ignored() {
        let own = ssh_blob::to_line(&key(0xc5));
        for harmless in [
            "no-pty",
            "no-pty,no-X11-forwarding",
            "command=\"echo \\\"hello, you\\\" ssh-rsa\"",
            "no-port-forwarding,command=\"sleep 10\",no-pty",
            "NO-PTY",
        ] {
            check(&format!("{harmless} {own} my-key-pair"), true);
        }
        for other in [
            "from=\"10.0.0.1\"",
            "cert-authority",
            "expiry-time=\"20200101\"",
            "no-pty,from=\"10.0.0.1\"",
            "command=sleep",
            "no-pty,",
            "command=\"open",
            ",",
        ] {
            let expected = other == "no-pty,";
            check(&format!("{other} {own}"), expected);
        }
    }
}
