//! Recognises the lines of `known_hosts` and `ssh-keyscan`.

use crate::key::ssh_blob::is_type_name;

/// The options of `authorized_keys` (sshd(8)), without their values.
const OPTIONS: [&str; 26] = [
    "agent-forwarding",
    "cert-authority",
    "command",
    "environment",
    "expiry-time",
    "from",
    "no-agent-forwarding",
    "no-port-forwarding",
    "no-pty",
    "no-touch-required",
    "no-user-rc",
    "no-x11-forwarding",
    "permitlisten",
    "permitopen",
    "port-forwarding",
    "principals",
    "pty",
    "restrict",
    "tunnel",
    "user-rc",
    "verify-required",
    "x11-forwarding",
    "touch-required",
    "zos-key-ring-label",
    "export",
    "echo",
];

/// Returns whether the first key line of a file starts with the name of a host.
pub(super) fn is_host_key(file: &[u8]) -> bool {
    let lines = file.split(|byte| *byte == b'\n');
    let words =
        lines.map(|line| line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()));
    words.filter_map(|mut words| Some((words.next()?, words.next()?))).any(|(first, second)| {
        let is_marked = first == b"@cert-authority" || first == b"@revoked";
        is_marked || is_type_name(second) && names_hosts(first)
    })
}

/// Returns whether a word is a list of host names, or their hash.
fn names_hosts(word: &[u8]) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-:[],*?!/%".contains(byte);
    let Ok(text) = str::from_utf8(word) else { return false };
    let is_option = |part: &str| OPTIONS.contains(&part.to_ascii_lowercase().as_str());
    word.starts_with(b"|1|")
        || word.iter().all(is_name)
            && word.iter().any(u8::is_ascii_alphanumeric)
            && !text.ends_with(':')
            && !text.starts_with('-')
            && !text.split(',').any(is_option)
            && !is_type_name(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinguishes_hosts_from_options() {
        #[track_caller]
        fn check(line: &str, expected: bool) {
            assert_eq!(is_host_key(line.as_bytes()), expected, "{line}");
        }
        check("example.com ssh-rsa AAAA", true);
        check("example.com,10.0.0.1 ssh-rsa AAAA", true);
        check("[::1]:2222 ssh-ed25519 AAAA", true);
        check("|1|abc=|def= ssh-rsa AAAA", true);
        check("localhost ssh-rsa AAAA", true);
        check("# host:22 SSH-2.0\nhost ssh-rsa AAAA", true);
        check("@cert-authority *.example.com ssh-rsa AAAA", true);
        check("ssh-rsa AAAA", false);
        check("no-pty,restrict ssh-rsa AAAA", false);
        check("command=\"ls\" ssh-rsa AAAA", false);
        check("key: ssh-rsa AAAA", false);
        check("- ssh-rsa AAAA", false);
        check("export KEY=x", false);
    }
}
