//! White space between the fields and around the line, line endings, and comment lines.

use super::super::base64_text::PARAMETER_CODES;
use super::{Case, accept, blob, either, line, refuse};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = endings();
    cases.extend(margins());
    cases.extend(separators());
    cases.extend(other_lines());
    cases
}

fn endings() -> Vec<Case> {
    let ending = |name, comment, ending: &str| {
        either(name, comment, "LineEnding", format!("{} keyproof{ending}", line()))
    };
    vec![
        accept("newline-absent", "The line has no line ending.", format!("{} keyproof", line())),
        ending("line-ending-cr-lf", "The line ends in CR LF, as on Windows.", "\r\n"),
        ending("line-ending-cr", "The line ends in CR, as on old Macs.", "\r"),
        ending("line-ending-lf-cr", "The line ends in LF CR.", "\n\r"),
        either(
            "line-ending-cr-lf-without-comment",
            "The line ends in CR LF, directly after the blob.",
            "LineEnding",
            format!("{}\r\n", line()),
        ),
        ending("newlines-several", "Three empty lines follow the line.", "\n\n\n\n"),
    ]
}

fn margins() -> Vec<Case> {
    let around = |name, comment, before: &str, after: &str| {
        either(name, comment, "Blanks", format!("{before}{} keyproof{after}\n", line()))
    };
    vec![
        around("newline-leading", "An empty line comes before the line.", "\n", ""),
        around("spaces-leading", "Two spaces come before the key type.", "  ", ""),
        around("tab-leading", "A tab comes before the key type.", "\t", ""),
        around("spaces-trailing", "Two spaces follow the comment.", "", "  "),
        either(
            "space-trailing-without-comment",
            "A space follows the blob, but no comment.",
            "Blanks",
            format!("{} \n", line()),
        ),
    ]
}

fn separators() -> Vec<Case> {
    let separated = |by: &str| format!("ssh-rsa{by}{} keyproof\n", blob());
    let blanks = |name, comment, by: &str| either(name, comment, "Blanks", separated(by));
    let other =
        |name, comment, by: &str| refuse(name, comment, separated(by)).flag("SeparatorNotBlank");
    vec![
        blanks("separator-tab", "A tab separates key type and blob.", "\t"),
        blanks("separator-spaces", "Three spaces separate key type and blob.", "   "),
        blanks("separator-mixed", "A tab and a space separate key type and blob.", "\t "),
        either(
            "separator-tab-before-comment",
            "A tab separates blob and comment.",
            "Blanks",
            format!("{}\tkeyproof\n", line()),
        ),
        other("separator-vertical-tab", "A vertical tab separates key type and blob.", "\u{b}"),
        other("separator-form-feed", "A form feed separates key type and blob.", "\u{c}"),
        other(
            "separator-no-break-space",
            "A no-break space separates key type and blob.",
            "\u{a0}",
        )
        .codes(PARAMETER_CODES),
        other(
            "separator-line-separator",
            "A line separator (U+2028) separates key type and blob.",
            "\u{2028}",
        )
        .codes(PARAMETER_CODES),
        refuse("separator-absent", "Nothing separates key type and blob.", separated("")),
        refuse("separator-comma", "A comma separates key type and blob.", separated(",")),
    ]
}

/// Lines that sshd ignores in `authorized_keys`.
fn other_lines() -> Vec<Case> {
    let beside = |name, comment, before: &str, after: &str| {
        either(name, comment, "CommentLines", format!("{before}{} keyproof\n{after}", line()))
    };
    vec![
        beside(
            "comment-line-before",
            "A line that starts with `#` comes before the key.",
            "# keyproof\n",
            "",
        ),
        beside(
            "comment-line-after",
            "A line that starts with `#` comes after the key.",
            "",
            "# keyproof\n",
        ),
        beside(
            "comment-line-indented",
            "A line with `#` after white space comes before the key.",
            " \t# k\n",
            "",
        ),
        either(
            "comment-line-with-key",
            "A line with another key, commented out with `#`, comes before the key.",
            "SecondKeyInComment",
            format!("#{} old\n{} keyproof\n", super::keys::key("2048-b").line(), super::line()),
        ),
    ]
}
