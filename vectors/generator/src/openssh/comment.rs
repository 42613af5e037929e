//! The comment: whatever follows the blob on its line. It is nobody's business, and no part of the key.

use super::{Case, accept, either, line};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = plain();
    cases.extend(strange());
    cases.extend(long());
    cases
}

/// A line with this comment.
fn with(comment: &str) -> String {
    format!("{} {comment}\n", line())
}

fn plain() -> Vec<Case> {
    let plain = |name, why, comment: &str| accept(name, why, with(comment));
    vec![
        accept("comment-absent", "Nothing follows the blob.", format!("{}\n", line()))
            .observed("A line without a comment was taken."),
        plain("comment-of-words", "The comment has spaces in it.", "the key of a user")
            .observed("A line with spaces in its comment was taken.")
            .flag("CommentOfWords"),
        plain("comment-address", "The comment is what ssh-keygen writes.", "user@host.example"),
        plain("comment-quoted", "The comment has quotes of both kinds.", "\"the\" user's key")
            .flag("CommentOfWords"),
        plain("comment-quote-open", "The comment has a quote that nothing closes.", "6\" key")
            .flag("CommentOfWords"),
        plain("comment-hash", "A `#` begins a comment line, and not a comment.", "# the first key")
            .flag("CommentOfWords"),
        plain(
            "comment-backslash",
            "The comment ends in a backslash, which continues nothing.",
            "C:\\",
        ),
        plain("comment-equals", "The comment looks like padding.", "=="),
        plain("comment-newline-literal", "A backslash and an n end the comment.", "keyproof\\n")
            .standard(super::MANUAL),
        plain("comment-type", "The comment names the type of the key.", "my ssh-rsa key")
            .flag("CommentOfWords"),
        plain("comment-base64", "The comment looks like more of the blob.", "AAAAB3NzaC1yc2E="),
    ]
}

fn strange() -> Vec<Case> {
    let of_bytes = |comment: &[u8]| [line().as_bytes(), b" ", comment, b"\n"].concat();
    vec![
        either("comment-utf-8", "The comment is not ASCII.", "CommentNotAscii", with("clé № 1")),
        either(
            "comment-latin-1",
            "The comment is in ISO 8859-1, which is no UTF-8.",
            "CommentNotAscii",
            of_bytes(b"cl\xe9 1"),
        ),
        either(
            "comment-nul",
            "The comment has a zero character, at which C stops reading.",
            "NulAtEnd",
            with("key\0proof"),
        ),
        either(
            "comment-control",
            "The comment would clear the terminal that shows it.",
            "CommentControl",
            with("\u{1b}[2J\u{7}keyproof"),
        ),
        either("comment-of-blanks", "The comment is nothing but blanks.", "Blanks", with(" \t ")),
    ]
}

fn long() -> Vec<Case> {
    let long = |name, why, flag, length| either(name, why, flag, with(&"k".repeat(length)));
    vec![
        accept("comment-1-kb", "The comment has 1024 characters.", with(&"k".repeat(1024))),
        long("comment-10-kb", "The comment has 10240 characters.", "CommentLong", 10_240),
        long("comment-64-kb", "The comment alone has 65536 characters.", "FileLong", 65_536),
    ]
}
