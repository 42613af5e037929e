//! The line inside other text: quotes, assignments, lists and URLs.

use super::{Case, line, refuse};

pub(super) fn cases() -> Vec<Case> {
    let enclosed = |name, comment, before: &str, after: &str| {
        refuse(name, comment, format!("{before}{} keyproof{after}\n", line())).flag("Enclosed")
    };
    let in_format = |name, comment, before: &str, after: &str| {
        enclosed(name, comment, before, after).rule("import/other-formats-refused")
    };
    let encoded = |name, comment, material: String| {
        refuse(name, comment, material).rule("import/other-formats-refused")
    };
    vec![
        enclosed("quotes-double", "The line is in double quotes.", "\"", "\""),
        enclosed("quotes-single", "The line is in single quotes.", "'", "'"),
        enclosed("quotes-back", "The line is in back quotes, as in Markdown.", "`", "`"),
        in_format(
            "json-string",
            "The line is a JSON string, with its line break as `\\n`.",
            "\"",
            "\\n\"",
        ),
        in_format(
            "json-object",
            "The line is a string value in a JSON object.",
            "{\"key\": \"",
            "\"}",
        ),
        in_format("yaml-list-item", "The line is an item of a YAML list.", "- ", ""),
        in_format(
            "shell-assignment",
            "The line is the value of a shell variable assignment.",
            "PUBLIC_KEY=\"",
            "\"",
        ),
        in_format(
            "shell-export",
            "The line is the value in a shell `export` command.",
            "export KEY=\"",
            "\"",
        ),
        in_format("shell-prompt", "The line follows a shell prompt.", "$ ", ""),
        enclosed("angle-brackets", "The line is in angle brackets.", "<", ">"),
        encoded(
            "percent-encoded-line",
            "The whole line is percent-encoded, including the spaces.",
            percent_encoded(&format!("{} keyproof\n", line())),
        ),
        encoded(
            "form-encoded-line",
            "The whole line is encoded as form data, with `+` for the spaces.",
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
