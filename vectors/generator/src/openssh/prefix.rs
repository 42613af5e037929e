//! Text that `authorized_keys` and `known_hosts` allow before the key type, but a public key file
//! does not.

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
        option("option-no-pty", "An option comes before the key type.", "no-pty"),
        option("option-restrict", "An option comes before the key type.", "restrict"),
        option(
            "option-cert-authority",
            "The option makes the key a certificate authority.",
            "cert-authority",
        ),
        option("option-from", "The option has a value in quotes.", "from=\"192.0.2.0/24\""),
        option("option-command", "The option has a value with a space.", "command=\"echo hello\""),
        option(
            "option-command-quotes",
            "The option has a value that contains quotes.",
            "command=\"echo \\\"hello there\\\"\"",
        ),
        option(
            "option-command-with-key",
            "The option has a value that contains another key's line, which a search for the key \
             type finds first.",
            &format!("command=\"echo {second}\""),
        ),
        option(
            "option-environment",
            "The option has a value with an equals sign.",
            "environment=\"A=B\"",
        ),
        option(
            "options-several",
            "Several options, separated by commas, come before the key type.",
            "no-agent-forwarding,no-X11-forwarding,command=\"true\",no-port-forwarding",
        ),
        option(
            "option-unknown",
            "An option that OpenSSH does not know comes before the key type.",
            "keyproof",
        ),
    ]
}

/// Host names and markers (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
fn known_hosts() -> Vec<Case> {
    let host = |name, comment, material: String| {
        refuse(name, comment, material)
            .standard("sshd(8), SSH_KNOWN_HOSTS FILE FORMAT")
            .flag("KnownHosts")
            .rule("import/other-formats-refused")
    };
    let marked = |marker: &str| format!("{marker} *.example {}\n", line());
    vec![
        host(
            "known-hosts-several",
            "The line is from known_hosts, with a host name, an address and a port.",
            format!("host.example,192.0.2.1,[host.example]:2222 {}\n", line()),
        ),
        host(
            "known-hosts-cert-authority",
            "The line is from known_hosts, with a marker for a certificate authority.",
            marked("@cert-authority"),
        ),
        host(
            "known-hosts-revoked",
            "The line is from known_hosts, with a marker for a revoked key, which must not be \
             trusted.",
            marked("@revoked"),
        ),
    ]
}
