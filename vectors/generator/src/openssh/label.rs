//! The first word of the line: missing, misspelt, or the type of another kind of key than the blob.

use super::super::base64_text::PARAMETER_CODES;
use super::{Case, blob, keys, refuse};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = absent();
    cases.extend(misspelt());
    cases.extend(other_types());
    cases.extend(other_blobs());
    cases
}

fn labelled(label: &str) -> String {
    format!("{label} {} keyproof\n", blob())
}

fn absent() -> Vec<Case> {
    vec![
        refuse(
            "label-missing",
            "The line has only the blob, without a key type.",
            format!("{}\n", blob()),
        )
        .flag("LabelMissing"),
        refuse(
            "label-missing-with-comment",
            "The line has a blob and a comment, without a key type.",
            format!("{} keyproof\n", blob()),
        ),
        refuse("label-alone", "The line has only the key type.", "ssh-rsa\n"),
        refuse(
            "blob-missing",
            "The comment follows the key type, without a blob.",
            "ssh-rsa keyproof\n",
        ),
        refuse("label-twice", "The key type is there twice.", labelled("ssh-rsa ssh-rsa"))
            .flag("Options"),
    ]
}

fn misspelt() -> Vec<Case> {
    let labelled =
        |name, comment, label| refuse(name, comment, labelled(label)).flag("LabelIgnored");
    vec![
        labelled("label-capitals", "The first word is in upper case.", "SSH-RSA"),
        labelled("label-rsa", "The first word is `rsa`.", "rsa"),
        labelled("label-colon", "A colon follows the key type.", "ssh-rsa:"),
        labelled("label-quoted", "The key type is in double quotes.", "\"ssh-rsa\""),
        labelled(
            "label-underscore",
            "The key type has an underscore instead of its hyphen.",
            "ssh_rsa",
        ),
        labelled("label-truncated", "The first letter of the key type is missing.", "sh-rsa"),
        labelled(
            "label-en-dash",
            "The key type has an en dash instead of its hyphen, as word processors insert it.",
            "ssh\u{2013}rsa",
        )
        .codes(PARAMETER_CODES),
    ]
}

/// Types of other keys before the blob of an RSA key.
fn other_types() -> Vec<Case> {
    let before = |label: &str| {
        let name = label.split('@').next().unwrap_or(label);
        let comment = format!("The first word is {label}, but the blob is that of an RSA key.");
        refuse(&format!("label-{name}"), &comment, labelled(label)).flag("LabelIgnored")
    };
    vec![
        before("ssh-dss"),
        before("ssh-ed25519"),
        before("ecdsa-sha2-nistp256"),
        before("sk-ssh-ed25519@openssh.com"),
        before("ssh-rsa-cert-v01@openssh.com"),
        before("rsa-sha2-256").standard("RFC 8332 section 3"),
        before("ssh-rsa1"),
    ]
}

/// The type `ssh-rsa` before the blobs of other keys.
fn other_blobs() -> Vec<Case> {
    let after = |file: &str, name: &str, rule: &str| {
        let foreign = keys::text(&format!("other/openssh-{file}.pub"));
        let (its_type, rest) = foreign.split_once(' ').expect("a public key line");
        let comment = format!("The first word is ssh-rsa, but the type in the blob is {its_type}.");
        let id = format!("import/openssh/label-ssh-rsa-before-{name}");
        Case::refuse(id, &[rule], comment, format!("ssh-rsa {rest}"), super::TWIN)
            .standard("RFC 4253 section 6.6")
            .flag("LabelMismatch")
    };
    vec![
        after("dsa-1024", "dsa", "import/no-dsa"),
        after("ecdsa-256", "ecdsa", "import/rsa-only"),
        after("ed25519", "ed25519", "import/rsa-only"),
        after("cert-rsa-2048", "certificate", "import/rsa-only"),
    ]
}
