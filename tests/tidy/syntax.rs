//! What a Rust source says of modules, as it stands there: which it declares, and every path in it.

use super::tokens::Tokens;

/// What a source file says of modules.
#[derive(Debug, Default)]
pub struct Syntax {
    /// The modules that it declares, in order.
    pub declared: Vec<String>,
    /// The line of the first item that isn't the declaration of a module.
    pub first_item: Option<usize>,
    /// What its `use` items bring in.
    pub uses: Vec<Use>,
    /// The other paths.
    pub paths: Vec<Path>,
    /// What could make a path mean something else than it says, and the line that it is on.
    pub faults: Vec<(usize, &'static str)>,
}

/// A path.
#[derive(Debug, Clone)]
pub struct Path {
    /// Its names, `crate`, `super` and `self` among them; `*` stands for everything, and an empty one for
    /// what can't be read.
    pub names: Vec<String>,
    /// The line that it starts on.
    pub line: usize,
    /// Whether it stands in the file's tests, in a module of their own inside it.
    pub in_tests: bool,
}

/// A path that a `use` item brings in.
#[derive(Debug)]
pub struct Use {
    /// What it brings in.
    pub path: Path,
    /// The name that it is given, if it isn't its own.
    pub alias: Option<String>,
    /// Whether others can use it too.
    pub is_public: bool,
}

impl Syntax {
    /// Reads a file.
    pub fn read(text: &str) -> Self {
        let tokens = Tokens::of(text);
        let declarations = (0..tokens.len()).filter(|at| is_declaration(&tokens, *at));
        let faults =
            (0..tokens.len()).filter_map(|at| Some((tokens.line(at), fault(&tokens, at)?)));
        let mut syntax = Self {
            declared: declarations.map(|at| tokens.word(at + 1).to_owned()).collect(),
            first_item: first_item(&tokens),
            faults: faults.collect(),
            ..Self::default()
        };
        syntax.read_paths(&tokens);
        syntax
    }

    fn read_paths(&mut self, tokens: &Tokens) {
        let mut in_tests = false;
        let mut depth = 0_usize;
        let mut at = 0;
        while at < tokens.len() {
            match tokens.word(at) {
                "" if tokens.sign(at, '{') => depth += 1,
                "" if tokens.sign(at, '}') => {
                    depth = depth.saturating_sub(1);
                    // The tests are at the top level of the file.
                    in_tests &= depth > 0;
                }
                "" => {}
                "mod" if is_block(tokens, at) => in_tests = true,
                // `use<'a>` in a type says what it captures.
                "use" if !tokens.sign(at + 1, '<') => {
                    let is_public = tokens.follow(at, &["pub"]) || tokens.follow(at, &[")"]);
                    let first = self.uses.len();
                    at = self.read_tree(tokens, at + 1, &[], in_tests);
                    self.uses[first..].iter_mut().for_each(|it| it.is_public = is_public);
                    continue;
                }
                _ if is_visibility(tokens, at) => {
                    while tokens.colons(at + 1) {
                        at += 3;
                    }
                }
                "crate" | "super" => at = self.read_path(tokens, at, in_tests),
                // What follows `::` is part of another crate's path.
                _ if tokens.colons(at + 1) && !tokens.follow(at, &[":", ":"]) => {
                    at = self.read_path(tokens, at, in_tests);
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// Reads the path that starts at `at`; gives the last token of it.
    fn read_path(&mut self, tokens: &Tokens, mut at: usize, in_tests: bool) -> usize {
        let line = tokens.line(at);
        let mut names = vec![tokens.word(at).to_owned()];
        while tokens.colons(at + 1) && !tokens.word(at + 3).is_empty() {
            at += 3;
            names.push(tokens.word(at).to_owned());
        }
        self.paths.push(Path { names, line, in_tests });
        at
    }

    /// Reads the tree of a `use` that starts at `at`, behind the names before it; gives the first token that
    /// isn't part of it.
    fn read_tree(
        &mut self,
        tokens: &Tokens,
        mut at: usize,
        before: &[String],
        in_tests: bool,
    ) -> usize {
        let line = tokens.line(at);
        let mut names = before.to_vec();
        if names.is_empty() && tokens.colons(at) {
            names.push("::".to_owned());
            at += 2;
        }
        while !tokens.sign(at, '{') {
            let name = if tokens.sign(at, '*') { "*" } else { tokens.word(at) };
            names.push(name.to_owned());
            at += 1;
            if !tokens.colons(at) {
                let alias = (tokens.word(at) == "as").then(|| tokens.word(at + 1).to_owned());
                at += if alias.is_some() { 2 } else { 0 };
                let path = Path { names, line, in_tests };
                self.uses.push(Use { path, alias, is_public: false });
                return at;
            }
            at += 2;
        }
        at += 1;
        while at < tokens.len() && !tokens.sign(at, '}') {
            at = self.read_tree(tokens, at, &names, in_tests);
            at += usize::from(tokens.sign(at, ','));
        }
        at + 1
    }
}

fn first_item(tokens: &Tokens) -> Option<usize> {
    let mut at = 0;
    while at < tokens.len() {
        at += match tokens.word(at) {
            "" if tokens.sign(at, '#') => {
                (at..tokens.len()).take_while(|at| !tokens.sign(*at, ']')).count() + 1
            }
            "pub" => 1,
            "mod" if is_declaration(tokens, at) => 3,
            _ => return Some(tokens.line(at)),
        };
    }
    None
}

/// What makes paths mean something else than they say.
fn fault(tokens: &Tokens, at: usize) -> Option<&'static str> {
    let is_tests = tokens.word(at + 1) == "tests";
    let in_attribute = || {
        let bracket = (0..at).rev().find(|at| tokens.sign(*at, '[') || tokens.sign(*at, ']'));
        bracket.is_some_and(|at| tokens.follow(at, &["#"]))
    };
    Some(match tokens.word(at) {
        "mod" if is_block(tokens, at) && (!is_tests || (0..at).any(|at| is_block(tokens, at))) => {
            "a module inside a file"
        }
        "mod" if is_tests && !tokens.follow(at, &["#", "[", "cfg", "(", "test", ")", "]"]) => {
            "tests that are there in every build"
        }
        "path" if tokens.sign(at + 1, '=') && in_attribute() => "a module with another path",
        // What the build script writes is data.
        "include" if tokens.sign(at + 1, '!') && tokens.word(at + 3) != "concat" => {
            "an included file"
        }
        "r" if tokens.sign(at + 1, '#') => "a raw name",
        "keyproof" if tokens.colons(at + 1) => "the crate by its name",
        "crate" if tokens.follow(at, &["$"]) => "a path in a macro",
        _ => return None,
    })
}

fn is_declaration(tokens: &Tokens, at: usize) -> bool {
    tokens.word(at) == "mod" && tokens.sign(at + 2, ';')
}

fn is_block(tokens: &Tokens, at: usize) -> bool {
    tokens.word(at) == "mod" && tokens.sign(at + 2, '{')
}

/// Whether this is the `crate` or `super` of `pub(crate)`, `pub(super)` or `pub(in crate::key)`.
fn is_visibility(tokens: &Tokens, at: usize) -> bool {
    tokens.follow(at, &["pub", "(", "in"])
        || tokens.follow(at, &["pub", "("]) && tokens.sign(at + 1, ')')
}
