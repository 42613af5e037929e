//! Finds ids of rules and vectors, and shell commands, in texts.

/// Returns all words of a line that have the form of a rule's or a vector's id.
pub fn names(line: &str) -> impl Iterator<Item = &str> {
    const AREAS: [&str; 9] = [
        "pair",
        "create",
        "launch",
        "import",
        "public-key",
        "fingerprint",
        "delete",
        "recover",
        "api",
    ];
    let separator = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.' | '_'));
    let words = line.split(separator).map(|word| word.trim_end_matches('.'));
    // A word with such an end is a prefix that is completed elsewhere.
    words.filter(|word| !word.ends_with(['-', '/'])).filter(|word| {
        let plain =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '/');
        let area = word.split_once('/').map(|(area, _)| area);
        area.is_some_and(|area| AREAS.contains(&area)) && word.chars().all(plain)
    })
}

/// Returns the commands in the `sh` and `console` blocks of a Markdown text.
pub fn shell_commands(markdown: &str) -> impl Iterator<Item = &str> {
    let mut language = None;
    markdown.lines().filter_map(move |line| {
        match (line.strip_prefix("```"), language) {
            (Some(name), None) => language = Some(name),
            (Some(_), Some(_)) => language = None,
            (None, Some("sh")) => return Some(line.trim()),
            (None, Some("console")) => return line.trim().strip_prefix("$ "),
            _ => {}
        }
        None
    })
}
