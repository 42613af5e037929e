//! What is looked for in texts line by line: names of rules and vectors, and shell commands.

/// Everything in a line that is shaped like the id of a rule or a vector.
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
    // What ends so goes on with something that is filled in.
    words.filter(|word| !word.ends_with(['-', '/'])).filter(|word| {
        let plain =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '/');
        let area = word.split_once('/').map(|(area, _)| area);
        area.is_some_and(|area| AREAS.contains(&area)) && word.chars().all(plain)
    })
}

/// The lines of a Markdown text's `sh` and `console` blocks that are commands.
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
