//! White space: what separates the fields, what stands around the line, and what ends it.

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
        accept("newline-absent", "The line ends with the file.", format!("{} keyproof", line())),
        ending("line-ending-cr-lf", "The line ends in CR LF, as on Windows.", "\r\n"),
        ending("line-ending-cr", "The line ends in CR, as on old Macs.", "\r"),
        ending("line-ending-lf-cr", "The line ends in LF CR.", "\n\r"),
        either(
            "line-ending-cr-lf-without-comment",
            "The line ends in CR LF, right behind the blob.",
            "LineEnding",
            format!("{}\r\n", line()),
        ),
        ending("newlines-several", "Three empty lines follow.", "\n\n\n\n"),
    ]
}

fn margins() -> Vec<Case> {
    let around = |name, comment, before: &str, after: &str| {
        either(name, comment, "Blanks", format!("{before}{} keyproof{after}\n", line()))
    };
    vec![
        around("newline-leading", "An empty line comes first.", "\n", ""),
        around("spaces-leading", "Two spaces come before the type.", "  ", ""),
        around("tab-leading", "A tab comes before the type.", "\t", ""),
        around("spaces-trailing", "Two spaces follow the comment.", "", "  "),
        either(
            "space-trailing-without-comment",
            "A space follows the blob, and no comment.",
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
        blanks("separator-tab", "A tab separates type and blob.", "\t"),
        blanks("separator-spaces", "Three spaces separate type and blob.", "   "),
        blanks("separator-mixed", "A tab and a space separate type and blob.", "\t "),
        either(
            "separator-tab-before-comment",
            "A tab separates blob and comment.",
            "Blanks",
            format!("{}\tkeyproof\n", line()),
        ),
        other("separator-vertical-tab", "A vertical tab separates type and blob.", "\u{b}"),
        other("separator-form-feed", "A form feed separates type and blob.", "\u{c}"),
        other("separator-no-break-space", "A no-break space separates type and blob.", "\u{a0}")
            .codes(PARAMETER_CODES),
        other("separator-line-separator", "A U+2028 separates type and blob.", "\u{2028}")
            .codes(PARAMETER_CODES),
        refuse("separator-absent", "Nothing separates type and blob.", separated("")),
        refuse("separator-comma", "A comma separates type and blob.", separated(",")),
    ]
}

/// Lines that `authorized_keys` passes over.
fn other_lines() -> Vec<Case> {
    let beside = |name, comment, before: &str, after: &str| {
        either(name, comment, "CommentLines", format!("{before}{} keyproof\n{after}", line()))
    };
    vec![
        beside("comment-line-before", "A line with a `#` comes first.", "# keyproof\n", ""),
        beside("comment-line-after", "A line with a `#` follows.", "", "# keyproof\n"),
        beside(
            "comment-line-indented",
            "A line with a `#` behind blanks comes first.",
            " \t# k\n",
            "",
        ),
        either(
            "comment-line-with-key",
            "Another key is commented out before the key.",
            "SecondKeyInComment",
            format!("#{} old\n{} keyproof\n", super::keys::key("2048-b").line(), super::line()),
        ),
    ]
}
