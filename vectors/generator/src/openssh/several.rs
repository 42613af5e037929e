//! More than one key, or other text beside the key: whoever takes the first thing that parses may take
//! another key than was meant.

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

/// Keys on lines of their own.
fn second_keys() -> Vec<Case> {
    let first = line();
    let second = second_line();
    let ed25519 = keys::text("other/openssh-ed25519.pub");
    let several = |name, comment, material: String| {
        refuse(name, comment, material).document(super::SECTION).flag("SecondKey")
    };
    vec![
        several("second-key", "Two keys on two lines.", format!("{first} one\n{second} two\n")),
        several(
            "second-key-ed25519",
            "A key of another kind follows.",
            format!("{first} one\n{ed25519}"),
        ),
        several(
            "second-key-ed25519-first",
            "A key of another kind comes first.",
            format!("{ed25519}{first} two\n"),
        ),
        several(
            "second-key-with-options",
            "A key with options follows.",
            format!("{first} one\nno-pty {second} two\n"),
        ),
        several(
            "second-key-behind-broken-one",
            "The first line lacks the end of its blob, and another key follows.",
            format!("{}\n{second} two\n", first.split_at(300).0),
        ),
        either(
            "key-repeated",
            "One key on two lines.",
            "KeyRepeated",
            format!("{first} one\n{first} two\n"),
        ),
    ]
}

/// Keys that stand where the first key's comment stands, unless what separates them ends a line.
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
        joined("second-key-behind-space", "Two keys on one line.", " "),
        joined("second-key-behind-cr", "Two keys with a CR between.", "\r"),
        joined("second-key-behind-form-feed", "Two keys with a form feed between.", "\u{c}"),
        joined(
            "second-key-behind-nul",
            "Two keys with a zero character between, at which C stops reading.",
            "\0",
        ),
        hidden(
            "second-key-behind-space-tabbed",
            "Two keys on one line, the second with a tab between type and blob.",
            format!("{} {tabbed}\n", line()),
        ),
        hidden(
            "second-key-blob-in-comment",
            "The comment is another key's blob, without its type.",
            format!("{} {blob}\n", line()),
        ),
        hidden(
            "second-key-in-pem",
            "The comment is another key in PEM, on one line.",
            format!("{} {pem}\n", line()),
        ),
        hidden(
            "comment-line-with-pem",
            "Another key in PEM is commented out before the key, on one line.",
            format!("# {pem}\n{} keyproof\n", line()),
        ),
        hidden(
            "comment-line-with-tabbed-key",
            "Another key is commented out before the key, with a tab between type and blob.",
            format!("#{tabbed}\n{} keyproof\n", line()),
        ),
        hidden(
            "comment-line-with-blob",
            "Another key's blob is commented out before the key, without its type.",
            format!("# {blob}\n{} keyproof\n", line()),
        ),
    ]
}

/// A key in PEM without its line breaks, in which some readers of PEM don't miss them.
fn pem_on_one_line(key: &keys::Key) -> String {
    format!("-----BEGIN PUBLIC KEY-----{}-----END PUBLIC KEY-----", key.spki)
}

/// Prose and the like, from which the key stands out.
fn other_text() -> Vec<Case> {
    let key = format!("{} keyproof\n", line());
    let beside = |name, comment, material| either(name, comment, "OtherText", material);
    vec![
        beside(
            "prose-after",
            "A line of prose follows the key.",
            format!("{key}This is my key.\n"),
        ),
        beside("prose-before", "A line of prose comes first.", format!("This is my key:\n{key}")),
        beside(
            "command-before",
            "The command that shows the key comes first.",
            format!("$ cat id_rsa.pub\n{key}"),
        ),
        beside("fence", "The key stands in a fence of Markdown.", format!("```\n{key}```\n")),
    ]
}
