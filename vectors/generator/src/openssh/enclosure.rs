//! The line inside something else: quotes, assignments, lists, URLs. And the line of SSH protocol 1.

use super::{Case, line, refuse};

pub(super) fn cases() -> Vec<Case> {
    let enclosed = |name, comment, before: &str, after: &str| {
        refuse(name, comment, format!("{before}{} keyproof{after}\n", line())).flag("Enclosed")
    };
    vec![
        enclosed("quotes-double", "The line stands in double quotes.", "\"", "\""),
        enclosed("quotes-single", "The line stands in single quotes.", "'", "'"),
        enclosed("quotes-back", "The line stands in back quotes, as in Markdown.", "`", "`"),
        enclosed("json-string", "The line is a string of JSON.", "\"", "\\n\""),
        enclosed("json-object", "The line is a value in JSON.", "{\"key\": \"", "\"}"),
        enclosed("yaml-list-item", "The line is an item of a list in YAML.", "- ", ""),
        enclosed("shell-assignment", "The line is assigned to a variable.", "PUBLIC_KEY=\"", "\""),
        enclosed("shell-export", "The line is exported to a shell.", "export KEY=\"", "\""),
        enclosed("shell-prompt", "The line stands behind a prompt.", "$ ", ""),
        enclosed("angle-brackets", "The line stands in angle brackets.", "<", ">"),
        refuse(
            "percent-encoded-line",
            "The whole line is percent-encoded, spaces too.",
            percent_encoded(&format!("{} keyproof\n", line())),
        ),
        refuse(
            "form-encoded-line",
            "The whole line is encoded as in a form, with `+` for the spaces.",
            percent_encoded(&format!("{} keyproof\n", line())).replace("%20", "+"),
        ),
    ]
}

fn percent_encoded(text: &str) -> String {
    let encode = |character: char| match character {
        'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' | '.' | '~' => character.to_string(),
        _ => format!("%{:02X}", u32::from(character)),
    };
    text.chars().map(encode).collect()
}
