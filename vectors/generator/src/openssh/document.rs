//! The key that the document prints: on one line, broken into lines as it is printed, and in the
//! other two formats. Its modulus is even, so it is not a valid RSA key, and implementations that
//! require an odd modulus refuse it.

use super::super::base64_text::{file, text, wrapped};
use super::{Case, keys};
use keyproof::format::Format;

const SECTION: &str = "Retrieving the Public Key for Your Key Pair";
const FLAG: &str = "DocumentExample";
const NAME: &str = "my-key-pair";

/// The width at which the document breaks the line.
const WIDTH: usize = 80;

pub(super) fn cases() -> Vec<Case> {
    let key = keys::document_example();
    let line = key.line();
    let printed = wrapped(&line, WIDTH, "\n");
    let broken = |name, comment, material: String| {
        flagged("LineBroken", Format::OpenSsh, name, comment, material).flag(FLAG)
    };
    let mut cases = vec![
        example(
            Format::OpenSsh,
            "document-example",
            "The document's example on one line, with the name of the key pair.",
            format!("{line} {NAME}\n"),
        ),
        example(
            Format::OpenSsh,
            "document-example-without-name",
            "The document's example on one line, as ssh-keygen prints it.",
            format!("{line}\n"),
        ),
        broken(
            "document-example-as-printed",
            "The document's example, broken into lines as the page prints it.",
            format!("{} {NAME}\n", printed.trim_end()),
        ),
        broken(
            "document-example-as-printed-without-name",
            "The document's example without a name, broken into lines as the page prints it.",
            printed.clone(),
        ),
    ];
    cases.extend([Format::Base64Der, Format::Rfc4716].map(|format| {
        let material = file(format, &text(format, &key));
        example(
            format,
            "document-example",
            "The document's example, converted to another format.",
            material,
        )
    }));
    cases
}

fn example(format: Format, name: &str, comment: &str, material: String) -> Case {
    flagged(FLAG, format, name, comment, material)
}

/// Builds a vector of the example. The note of `flag` says why the example may be refused.
fn flagged(flag: &str, format: Format, name: &str, comment: &str, material: String) -> Case {
    let id = format!("import/{format}/{name}");
    let rule = format!("import/{format}");
    let twin = format!("import/{format}/bits-2048");
    let key = keys::document_example();
    Case::either(id, &[&rule], comment, material, (flag, &key), &twin).document(SECTION)
}
