//! Keys in one of the three formats inside something else.

use super::super::keys;
use super::Upload;
use keyproof::encoding::base64;

pub(super) fn uploads() -> Vec<Upload> {
    let key = keys::key("2048");
    let line = format!("{} keyproof", key.line());
    let uploads = [in_code(&line), in_data(&line, &base64::encode(&key.der()))];
    uploads.concat().into_iter().map(|upload| upload.flag("TextAroundKey")).collect()
}

/// What a person copies too much of.
fn in_code(line: &str) -> Vec<Upload> {
    vec![
        Upload::new(
            "terraform-resource",
            "The Terraform resource that imports a key, and not the key.",
            format!(
                "resource \"aws_key_pair\" \"deployer\" {{\n  key_name   = \"my-key-pair\"\n  \
                 public_key = \"{line}\"\n}}\n"
            ),
        ),
        Upload::new(
            "cloud-init-document",
            "A cloud-init document that lets the key in.",
            format!(
                "#cloud-config\nusers:\n  - name: ec2-user\n    ssh_authorized_keys:\n      - {line}\n"
            ),
        ),
        Upload::new("yaml-value", "A value in YAML.", format!("public_key: {line}\n")),
        Upload::new(
            "shell-variable",
            "A variable set in a shell, and not its value.",
            format!("PUBLIC_KEY='{line}'\n"),
        ),
        Upload::new(
            "shell-command",
            "The command that puts the key into authorized_keys.",
            format!("echo '{line}' >> ~/.ssh/authorized_keys\n"),
        ),
        Upload::new("html-code", "The key as a web page shows it.", format!("<pre>{line}</pre>\n")),
    ]
}

/// What a program hands on without unpacking it.
fn in_data(line: &str, der: &str) -> Vec<Upload> {
    vec![
        Upload::new(
            "describe-key-pairs-answer",
            "An answer of the API in which the key stands.",
            format!(
                "{{\n    \"KeyPairs\": [\n        {{\n            \"KeyName\": \"my-key-pair\",\n            \
                 \"PublicKey\": \"{line}\\n\"\n        }}\n    ]\n}}\n"
            ),
        ),
        Upload::new(
            "json-list-of-keys",
            "A user's keys as the API of a code forge lists them.",
            format!("[{{\"id\": 1, \"key\": \"{line}\"}}]\n"),
        ),
        Upload::new(
            "openssh-line-in-base64",
            "A line in base64 once more, as a client makes it that encodes twice.",
            base64::encode(line.as_bytes()),
        ),
        Upload::new(
            "base64-der-in-base64",
            "Base64 DER in base64 once more.",
            base64::encode(der.as_bytes()),
        ),
        Upload::new(
            "percent-encoded-line",
            "A line as a form sends it, not decoded.",
            line.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D").replace(' ', "%20"),
        ),
    ]
}
