//! The comment is everything after the blob on its line. It is not part of the key, and its content
//! does not matter.

use super::{Case, accept, either, line};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = plain();
    cases.extend(strange());
    cases.extend(long());
    cases
}

/// Returns a line with this comment.
fn with(comment: &str) -> String {
    format!("{} {comment}\n", line())
}

fn plain() -> Vec<Case> {
    let plain = |name, why, comment: &str| accept(name, why, with(comment));
    vec![
        accept("comment-absent", "Nothing follows the blob.", format!("{}\n", line()))
            .observed("A line without a comment was accepted."),
        plain("comment-of-words", "The comment contains spaces.", "the key of a user")
            .observed("A line with spaces in its comment was accepted.")
            .flag("CommentOfWords"),
        plain(
            "comment-address",
            "The comment has the form user@host, which ssh-keygen writes.",
            "user@host.example",
        ),
        plain(
            "comment-quoted",
            "The comment contains double and single quotes.",
            "\"the\" user's key",
        )
        .flag("CommentOfWords"),
        plain(
            "comment-quote-open",
            "The comment contains a double quote that is not closed.",
            "6\" key",
        )
        .flag("CommentOfWords"),
        plain(
            "comment-hash",
            "The comment starts with `#`, which has a meaning only at the start of a line.",
            "# the first key",
        )
        .flag("CommentOfWords"),
        plain(
            "comment-backslash",
            "The comment ends in a backslash, which does not continue the line.",
            "C:\\",
        ),
        plain("comment-equals", "The comment looks like base64 padding.", "=="),
        plain(
            "comment-newline-literal",
            "The comment ends in a backslash and an n.",
            "keyproof\\n",
        )
        .standard(super::MANUAL),
        plain("comment-type", "The comment contains the name of the key type.", "my ssh-rsa key")
            .flag("CommentOfWords"),
        plain(
            "comment-base64",
            "The comment looks like a continuation of the blob.",
            "AAAAB3NzaC1yc2E=",
        ),
    ]
}

fn strange() -> Vec<Case> {
    let of_bytes = |comment: &[u8]| [line().as_bytes(), b" ", comment, b"\n"].concat();
    vec![
        either(
            "comment-utf-8",
            "The comment contains characters that are not ASCII.",
            "CommentNotAscii",
            with("clé № 1"),
        ),
        either(
            "comment-latin-1",
            "The comment is in ISO 8859-1, so it is not valid UTF-8.",
            "CommentNotAscii",
            of_bytes(b"cl\xe9 1"),
        ),
        either(
            "comment-nul",
            "The comment contains a NUL character, where C programs stop reading.",
            "NulAtEnd",
            with("key\0proof"),
        ),
        either(
            "comment-control",
            "The comment contains an escape sequence that clears the terminal on which it is \
             shown.",
            "CommentControl",
            with("\u{1b}[2J\u{7}keyproof"),
        ),
        either(
            "comment-of-blanks",
            "The comment consists of spaces and tabs only.",
            "Blanks",
            with(" \t "),
        ),
    ]
}

fn long() -> Vec<Case> {
    let long = |name, why, flag, length| either(name, why, flag, with(&"k".repeat(length)));
    vec![
        accept("comment-1-kb", "The comment has 1024 characters.", with(&"k".repeat(1024))),
        long("comment-10-kb", "The comment has 10240 characters.", "CommentLong", 10_240),
        long(
            "comment-64-kb",
            "The comment has 65536 characters, so the file is longer than that.",
            "FileLong",
            65_536,
        ),
    ]
}
