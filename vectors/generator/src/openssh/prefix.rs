//! What `authorized_keys` and `known_hosts` allow before the key type, and a public key has not.

use super::{Case, keys, line, refuse};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = options();
    cases.extend(known_hosts());
    cases
}

/// Options (sshd(8), AUTHORIZED_KEYS FILE FORMAT).
fn options() -> Vec<Case> {
    let option = |name, comment, options: &str| {
        refuse(name, comment, format!("{options} {} keyproof\n", line()))
            .flag("Options")
            .observed("A line with options before the key type was refused with InvalidKey.Format.")
    };
    let second = keys::key("2048-b").line();
    vec![
        option("option-no-pty", "An option comes before the type.", "no-pty"),
        option("option-restrict", "An option comes before the type.", "restrict"),
        option("option-cert-authority", "The key is to sign certificates.", "cert-authority"),
        option("option-from", "An option with a value in quotes.", "from=\"192.0.2.0/24\""),
        option("option-command", "The value has a space.", "command=\"echo hello\""),
        option(
            "option-command-quotes",
            "The value has quotes of its own.",
            "command=\"echo \\\"hello there\\\"\"",
        ),
        option(
            "option-command-with-key",
            "The value holds another key's line, which a search for the type finds first.",
            &format!("command=\"echo {second}\""),
        ),
        option("option-environment", "The value has an equals sign.", "environment=\"A=B\""),
        option(
            "options-several",
            "Several options are joined by commas.",
            "no-agent-forwarding,no-X11-forwarding,command=\"true\",no-port-forwarding",
        ),
        option("option-unknown", "An option that OpenSSH doesn't know.", "keyproof"),
    ]
}

/// Host names and markers (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
fn known_hosts() -> Vec<Case> {
    let host = |name, comment, material: String| {
        refuse(name, comment, material)
            .standard("sshd(8), SSH_KNOWN_HOSTS FILE FORMAT")
            .flag("KnownHosts")
    };
    let marked = |marker: &str| format!("{marker} *.example {}\n", line());
    vec![
        host(
            "known-hosts-several",
            "A line of known_hosts, with a name, an address and a port.",
            format!("host.example,192.0.2.1,[host.example]:2222 {}\n", line()),
        ),
        host(
            "known-hosts-cert-authority",
            "A line of known_hosts, marked as a certificate authority.",
            marked("@cert-authority"),
        ),
        host(
            "known-hosts-revoked",
            "A line of known_hosts, marked as revoked: of all keys the one not to let in.",
            marked("@revoked"),
        ),
    ]
}
