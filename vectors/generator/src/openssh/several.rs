//! Files with more than one key, or with other text next to the key. A reader that accepts the
//! first text that parses may read another key than the user intended.

use super::{Case, either, keys, line, refuse};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = second_keys();
    cases.extend(second_keys_in_comments());
    cases.extend(other_text());
    cases
}

fn second_line() -> String {
    keys::key("2048-b").line()
}

/// A second key on its own line.
fn second_keys() -> Vec<Case> {
    let first = line();
    let second = second_line();
    let ed25519 = keys::text("other/openssh-ed25519.pub");
    let several = |name, comment, material: String| {
        refuse(name, comment, material).document(super::SECTION).flag("SecondKey")
    };
    vec![
        several(
            "second-key",
            "The file has two keys on two lines.",
            format!("{first} one\n{second} two\n"),
        ),
        several(
            "second-key-ed25519",
            "An Ed25519 key follows on a second line.",
            format!("{first} one\n{ed25519}"),
        ),
        several(
            "second-key-ed25519-first",
            "An Ed25519 key comes first, on its own line.",
            format!("{ed25519}{first} two\n"),
        ),
        several(
            "second-key-with-options",
            "A second key follows on its own line, with options.",
            format!("{first} one\nno-pty {second} two\n"),
        ),
        several(
            "second-key-behind-broken-one",
            "The blob on the first line is truncated, and another key follows on the next line.",
            format!("{}\n{second} two\n", first.split_at(300).0),
        ),
        either(
            "key-repeated",
            "The same key is on two lines.",
            "KeyRepeated",
            format!("{first} one\n{first} two\n"),
        ),
    ]
}

/// Second keys in the comment of the first key or in a comment line. Some readers treat the
/// separator as a line end and then find two keys.
fn second_keys_in_comments() -> Vec<Case> {
    let hidden = |name, comment, material| either(name, comment, "SecondKeyInComment", material);
    let joined = |name, comment, separator: &str| {
        hidden(name, comment, format!("{} one{separator}{} two\n", line(), second_line()))
    };
    let second = second_line();
    let (_, blob) = second.split_once(' ').expect("a line has a type and a blob");
    let tabbed = second.replace(' ', "\t");
    let pem = pem_on_one_line(&keys::key("2048-b"));
    vec![
        joined("second-key-behind-space", "Two keys are on one line, separated by a space.", " "),
        joined(
            "second-key-behind-cr",
            "Two keys are separated by a CR, which some readers treat as a line ending.",
            "\r",
        ),
        joined("second-key-behind-form-feed", "Two keys are separated by a form feed.", "\u{c}"),
        joined(
            "second-key-behind-nul",
            "Two keys are separated by a NUL character, where C programs stop reading.",
            "\0",
        ),
        hidden(
            "second-key-behind-space-tabbed",
            "Two keys are on one line, and the second has a tab between key type and blob.",
            format!("{} {tabbed}\n", line()),
        ),
        hidden(
            "second-key-blob-in-comment",
            "The comment is the blob of another key, without its key type.",
            format!("{} {blob}\n", line()),
        ),
        hidden(
            "second-key-in-pem",
            "The comment is another key in PEM on one line.",
            format!("{} {pem}\n", line()),
        ),
        hidden(
            "comment-line-with-pem",
            "A comment line with another key, in PEM on one line, comes before the key.",
            format!("# {pem}\n{} keyproof\n", line()),
        ),
        hidden(
            "comment-line-with-tabbed-key",
            "A comment line with another key, with a tab between key type and blob, comes before \
             the key.",
            format!("#{tabbed}\n{} keyproof\n", line()),
        ),
        hidden(
            "comment-line-with-blob",
            "A comment line with the blob of another key, without its key type, comes before the \
             key.",
            format!("# {blob}\n{} keyproof\n", line()),
        ),
    ]
}

/// Returns a key in PEM without line breaks. Some PEM readers don't require them.
fn pem_on_one_line(key: &keys::Key) -> String {
    format!("-----BEGIN PUBLIC KEY-----{}-----END PUBLIC KEY-----", key.spki)
}

/// Prose and other text around the key.
fn other_text() -> Vec<Case> {
    let key = format!("{} keyproof\n", line());
    let beside = |name, comment, material| either(name, comment, "OtherText", material);
    vec![
        beside(
            "prose-after",
            "A line of prose follows the key.",
            format!("{key}This is my key.\n"),
        ),
        beside(
            "prose-before",
            "A line of prose comes before the key.",
            format!("This is my key:\n{key}"),
        ),
        beside(
            "command-before",
            "The command that prints the key comes before the key.",
            format!("$ cat id_rsa.pub\n{key}"),
        ),
        beside("fence", "The key is in a Markdown code block.", format!("```\n{key}```\n")),
    ]
}
