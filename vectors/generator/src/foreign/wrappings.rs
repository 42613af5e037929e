//! Keys in one of the three formats inside another text.

use super::super::keys;
use super::Upload;
use keyproof::encoding::base64;

pub(super) fn uploads() -> Vec<Upload> {
    let key = keys::key("2048");
    let line = format!("{} keyproof", key.line());
    let uploads = [in_code(&line), in_data(&line, &base64::encode(&key.der()))];
    uploads.concat().into_iter().map(|upload| upload.flag("TextAroundKey")).collect()
}

/// Texts of which a person copies more than the key.
fn in_code(line: &str) -> Vec<Upload> {
    vec![
        Upload::new(
            "terraform-resource",
            "The input is the whole Terraform resource that imports a key, not only the key.",
            format!(
                "resource \"aws_key_pair\" \"deployer\" {{\n  key_name   = \"my-key-pair\"\n  \
                 public_key = \"{line}\"\n}}\n"
            ),
        ),
        Upload::new(
            "cloud-init-document",
            "The input is a cloud-init document that authorizes the key.",
            format!(
                "#cloud-config\nusers:\n  - name: ec2-user\n    ssh_authorized_keys:\n      - \
                 {line}\n"
            ),
        ),
        Upload::new("yaml-value", "The key is a value in YAML.", format!("public_key: {line}\n")),
        Upload::new(
            "shell-variable",
            "The input is a variable assignment of a shell, not only its value.",
            format!("PUBLIC_KEY='{line}'\n"),
        ),
        Upload::new(
            "shell-command",
            "The input is the command that appends the key to authorized_keys.",
            format!("echo '{line}' >> ~/.ssh/authorized_keys\n"),
        ),
        Upload::new(
            "html-code",
            "The key is inside an HTML element, as in the source of a web page.",
            format!("<pre>{line}</pre>\n"),
        ),
    ]
}

/// Texts that a program passes on without extracting the key.
fn in_data(line: &str, der: &str) -> Vec<Upload> {
    vec![
        Upload::new(
            "describe-key-pairs-answer",
            "The input is a response of the API that contains the key.",
            format!(
                "{{\n    \"KeyPairs\": [\n        {{\n            \"KeyName\": \"my-key-pair\",\n            \
                 \"PublicKey\": \"{line}\\n\"\n        }}\n    ]\n}}\n"
            ),
        ),
        Upload::new(
            "json-list-of-keys",
            "The input is a JSON list of a user's keys, as the API of a code forge returns it.",
            format!("[{{\"id\": 1, \"key\": \"{line}\"}}]\n"),
        ),
        Upload::new(
            "openssh-line-in-base64",
            "The line is encoded in base64 once more, as by a client that encodes twice.",
            base64::encode(line.as_bytes()),
        ),
        Upload::new(
            "base64-der-in-base64",
            "The base64 DER is encoded in base64 once more.",
            base64::encode(der.as_bytes()),
        ),
        Upload::new(
            "percent-encoded-line",
            "The line is percent-encoded, as a web form sends it.",
            line.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D").replace(' ', "%20"),
        ),
    ]
}
