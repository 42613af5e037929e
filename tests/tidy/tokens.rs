//! Takes Rust source text apart into words and signs.

/// The words and signs of a source file, without its comments and literals.
#[derive(Debug)]
pub struct Tokens(Vec<(Token, usize)>);

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Sign(char),
}

impl Tokens {
    /// Takes a text apart.
    pub fn of(text: &str) -> Self {
        Self(tokens(text))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The word at this place; empty if there is none.
    pub fn word(&self, at: usize) -> &str {
        match self.0.get(at) {
            Some((Token::Word(word), _)) => word,
            _ => "",
        }
    }

    /// Whether this sign is at this place.
    pub fn sign(&self, at: usize, sign: char) -> bool {
        self.0.get(at).is_some_and(|(token, _)| *token == Token::Sign(sign))
    }

    /// Whether what is at this place follows these words and signs.
    pub fn follow(&self, at: usize, before: &[&str]) -> bool {
        let Some(start) = at.checked_sub(before.len()) else { return false };
        before.iter().zip(&self.0[start..at]).all(|(text, (token, _))| match token {
            Token::Word(word) => text == word,
            Token::Sign(sign) => text.chars().eq([*sign]),
        })
    }

    /// Whether `::` is at this place.
    pub fn colons(&self, at: usize) -> bool {
        self.sign(at, ':') && self.sign(at + 1, ':')
    }

    /// The line of the text that this place is on.
    pub fn line(&self, at: usize) -> usize {
        self.0.get(at).or(self.0.last()).map_or(1, |(_, line)| *line)
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
            comment_length(rest)
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

/// The length of the comment that starts here, with those inside it.
fn comment_length(rest: &str) -> usize {
    let mut open = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with("/*") {
            open += 1;
            at += 2;
        } else if here.starts_with("*/") {
            open -= 1;
            at += 2;
            if open == 0 {
                break;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
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
