//! The names of wrappings and structures, for people and for JSON.

use crate::extract::{Container, ExtractedKey, Joining, Step};
use crate::key::private;

/// Returns what was undone to find a key, from the outside inwards.
pub(super) fn steps(key: &ExtractedKey) -> Vec<String> {
    let mut steps: Vec<String> = key.steps.iter().map(step).collect();
    let joining = key.found.base64.as_ref().map(|base64| base64.joining);
    let is_line = matches!(key.found.container, Container::SshBlob | Container::SshCertificate);
    steps.extend(match joining {
        Some(Joining::LineEnds | Joining::LineStarts) => Some("other text in each line".to_owned()),
        Some(Joining::Blanks) if is_line => Some("a key in several parts".to_owned()),
        _ => None,
    });
    steps
}

fn step(step: &Step) -> String {
    match step {
        Step::Unicode(encoding) => format!("{} text", encoding.trim_end_matches(['L', 'B', 'E'])),
        Step::ByteOrderMark => "a byte order mark".to_owned(),
        Step::LineEnds => "carriage returns or blanks at line ends".to_owned(),
        Step::Typography => "characters beyond ASCII, such as invisible ones".to_owned(),
        Step::Escapes => "escapes such as \\n".to_owned(),
        Step::Markup => "HTML or XML".to_owned(),
        Step::QuotedPrintable => "quoted-printable text".to_owned(),
        Step::Percent => "percent-encoded text".to_owned(),
        Step::LinePrefixes(_) => "text before each line".to_owned(),
        Step::UrlSafe => "URL-safe base64".to_owned(),
        Step::Json(path) => format!("JSON, at {path}"),
        Step::Base64(_) => "base64".to_owned(),
        Step::Hexadecimal => "hexadecimal".to_owned(),
    }
}

/// Returns the name of a structure.
pub(super) const fn container(container: Container) -> &'static str {
    match container {
        Container::SshBlob => "an SSH public key",
        Container::SshCertificate => "an SSH certificate",
        Container::Spki => "a SubjectPublicKeyInfo",
        Container::Pkcs1Public => "a PKCS#1 public key",
        Container::Certificate => "an X.509 certificate",
        Container::CertificateRequest => "a certificate request",
        Container::Bundle => "a bundle of certificates",
        Container::PrivateKey(private::Format::Pkcs1) => "a PKCS#1 private key",
        Container::PrivateKey(private::Format::Pkcs8) => "a PKCS#8 private key",
        Container::PrivateKey(private::Format::OpenSsh) => "an OpenSSH private key",
        Container::PrivateKey(private::Format::Ppk) => "a PuTTY private key",
        Container::Jwk => "a JSON Web Key",
        Container::RsaKeyValue => "an RSAKeyValue",
    }
}
