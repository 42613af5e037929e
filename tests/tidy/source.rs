//! Reads Rust sources just well enough to see which modules they use, and says so where it can't.

use std::path::{Path, PathBuf};

/// A source file of the crate.
#[derive(Debug)]
pub struct Source {
    /// From the root of the repository.
    pub path: PathBuf,
    /// The path of its module: `["key", "spki"]`; empty for the crate's root.
    pub module: Vec<String>,
    /// The modules that it declares, in order.
    pub declared: Vec<String>,
    /// Every path in it that starts at the crate, at a parent, or at itself.
    pub references: Vec<Reference>,
    /// What can't be read, and so can't be trusted.
    pub unreadable: Vec<String>,
}

/// A path, resolved from the crate's root.
#[derive(Debug)]
pub struct Reference {
    /// Its names.
    pub path: Vec<String>,
    /// The line it stands on.
    pub line: usize,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Sign(char),
}

impl Source {
    /// Reads a file.
    pub fn read(path: &Path, text: &str) -> Self {
        let module = path.strip_prefix("src").unwrap().with_extension("");
        let module = module.iter().map(|part| part.to_str().unwrap().to_owned());
        let module = module.filter(|name| name != "lib").collect();
        let mut source = Self {
            path: path.to_owned(),
            module,
            declared: Vec::new(),
            references: Vec::new(),
            unreadable: Vec::new(),
        };
        // The program's root is no module of the library: it may use all of it.
        if path != Path::new("src/main.rs") {
            source.scan(&tokens(text));
        }
        source
    }

    fn scan(&mut self, tokens: &[(Token, usize)]) {
        let word = |at: usize| match tokens.get(at) {
            Some((Token::Word(word), _)) => word.as_str(),
            _ => "",
        };
        let sign =
            |at: usize, sign: char| tokens.get(at).is_some_and(|(t, _)| *t == Token::Sign(sign));
        let mut in_tests = false;
        let mut at = 0;
        while at < tokens.len() {
            let line = tokens[at].1;
            match word(at) {
                "mod" if sign(at + 2, ';') => self.declared.push(word(at + 1).to_owned()),
                "mod" if word(at + 1) == "tests" && sign(at + 2, '{') => in_tests = true,
                "mod" if sign(at + 2, '{') => self.refuse(line, "a module inside a file"),
                "path" if at > 0 && sign(at - 1, '[') && sign(at + 1, '=') => {
                    self.refuse(line, "a module with another path")
                }
                "include" if sign(at + 1, '!') => self.refuse(line, "an included file"),
                "keyproof" if sign(at + 1, ':') && sign(at + 2, ':') => {
                    self.refuse(line, "the crate by its name")
                }
                "crate" if at > 0 && sign(at - 1, '$') => self.refuse(line, "a path in a macro"),
                // Visibility: `pub(crate)`, `pub(super)`.
                "crate" | "super" if at > 1 && sign(at - 1, '(') && word(at - 2) == "pub" => {}
                "crate" | "super" | "self" if at > 0 && sign(at - 1, ':') => {}
                "crate" | "super" => at = self.path(tokens, at, in_tests),
                "self" if sign(at + 1, ':') => at = self.path(tokens, at, in_tests),
                _ => {}
            }
            at += 1;
        }
    }

    /// Reads the path, or the tree of a `use`, that starts at `at`; gives the last token of it.
    fn path(&mut self, tokens: &[(Token, usize)], mut at: usize, in_tests: bool) -> usize {
        let line = tokens[at].1;
        let mut base = self.module.clone();
        if in_tests {
            base.push("tests".to_owned());
        }
        let mut prefixes: Vec<Vec<String>> = Vec::new();
        let mut current = base.clone();
        let mut open = 0_usize;
        let mut complete = false;
        loop {
            match &tokens.get(at).map(|(token, _)| token) {
                Some(Token::Word(word)) if complete => {
                    // `as name`, or the end of the path.
                    if word != "as" || open == 0 && current.is_empty() {
                        break;
                    }
                    at += 1;
                }
                Some(Token::Word(word)) => {
                    match word.as_str() {
                        "crate" => current = Vec::new(),
                        "super" if current.pop().is_none() => {
                            self.refuse(line, "a path above the crate");
                            return at;
                        }
                        "super" | "self" => {}
                        name => current.push(name.to_owned()),
                    }
                    complete = true;
                }
                Some(Token::Sign(':')) => {
                    at += 1;
                    complete = false;
                }
                Some(Token::Sign('*')) if !complete => {
                    current.push("*".to_owned());
                    complete = true;
                }
                Some(Token::Sign('{')) if !complete => {
                    prefixes.push(current.clone());
                    open += 1;
                }
                Some(Token::Sign(',')) if open > 0 => {
                    self.refer(&current, line, complete);
                    current = prefixes.last().expect("a brace is open").clone();
                    complete = false;
                }
                Some(Token::Sign('}')) if open > 0 => {
                    self.refer(&current, line, complete);
                    prefixes.pop();
                    open -= 1;
                    complete = false;
                    current = prefixes.last().cloned().unwrap_or_default();
                    if open == 0 {
                        return at;
                    }
                }
                _ => break,
            }
            at += 1;
        }
        self.refer(&current, line, complete);
        at.saturating_sub(1)
    }

    fn refer(&mut self, path: &[String], line: usize, complete: bool) {
        match path {
            _ if !complete => {}
            [] => self.refuse(line, "the crate itself"),
            [only] if only == "*" => self.refuse(line, "everything of the crate"),
            // What a file's tests take from the file itself.
            _ => self.references.push(Reference { path: path.to_vec(), line }),
        }
    }

    fn refuse(&mut self, line: usize, what: &str) {
        self.unreadable.push(format!("{}:{line}: {what}", self.path.display()));
    }
}

/// Words and signs, without comments and literals; where each stands.
fn tokens(text: &str) -> Vec<(Token, usize)> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let raw_string =
                matches!(&rest[..end], "r" | "br" | "b" | "c") && is_literal(&rest[end..]);
            if raw_string {
                end + literal_length(&rest[end..], &rest[..end])
            } else {
                tokens.push((Token::Word(rest[..end].to_owned()), line));
                end
            }
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '"' || is_character(rest) {
            literal_length(rest, "")
        } else {
            if !first.is_whitespace() {
                tokens.push((Token::Sign(first), line));
            }
            first.len_utf8()
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

fn is_literal(rest: &str) -> bool {
    rest.trim_start_matches('#').starts_with('"') || is_character(rest)
}

/// Whether a character literal starts here, and not a lifetime.
fn is_character(rest: &str) -> bool {
    let mut characters = rest.chars();
    characters.next() == Some('\'')
        && (characters.next() == Some('\\') || characters.next() == Some('\''))
}

/// The length of the literal that starts here, behind its prefix.
fn literal_length(rest: &str, prefix: &str) -> usize {
    let hashes = rest.chars().take_while(|c| *c == '#').count();
    if prefix.contains('r') {
        let end = format!("\"{}", "#".repeat(hashes));
        let body = hashes + 1;
        return rest[body..].find(&end).map_or(rest.len(), |at| body + at + end.len());
    }
    let quote = rest.chars().next().expect("a literal starts with a quote");
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

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
