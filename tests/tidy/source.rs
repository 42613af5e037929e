//! Reads Rust sources just well enough to see which modules they use, and says so where it can't.

use super::syntax::{self, Syntax, Use};
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
    /// Every path in it that leads to something of the crate.
    pub references: Vec<Reference>,
    /// What it imports of the crate, for itself and for the modules inside it.
    pub imports: Vec<Import>,
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

/// A name that a `use` item gives to something of the crate.
#[derive(Debug)]
pub struct Import {
    /// The name; `*` for all that a module has.
    pub name: String,
    /// What it stands for, from the crate's root.
    pub path: Vec<String>,
}

impl Import {
    /// What it makes this name stand for, if anything.
    pub fn meant_by(&self, name: &str) -> Option<Vec<String>> {
        match self.path.split_last() {
            Some((last, module)) if last == "*" => Some([module, &[name.to_owned()]].concat()),
            _ => (self.name == name).then(|| self.path.clone()),
        }
    }
}

impl Source {
    /// Reads a file.
    pub fn read(path: &Path, text: &str) -> Self {
        let module = path.strip_prefix("src").unwrap().with_extension("");
        let module = module.iter().map(|part| part.to_str().unwrap().to_owned());
        let module = module.filter(|name| name != "lib").collect();
        // The program's root is no module of the library: it may use all of it.
        let is_program = path == Path::new("src/main.rs");
        let syntax = if is_program { Syntax::default() } else { Syntax::read(text) };
        let Syntax { declared, first_item, uses, paths, faults } = syntax;
        let mut source = Self {
            path: path.to_owned(),
            module,
            declared,
            references: Vec::new(),
            imports: Vec::new(),
            unreadable: Vec::new(),
        };
        for (line, fault) in faults {
            source.refuse(line, fault);
        }
        // Every module could use it by the root's name for it.
        if let Some(line) = first_item.filter(|_| source.module.is_empty()) {
            source.refuse(line, "more than modules in the crate's root");
        }
        // A `use` may start at what another one brings in, so those come first.
        let mut left = uses;
        while !left.is_empty() {
            let (next, others): (Vec<Use>, Vec<Use>) =
                left.into_iter().partition(|item| source.starts_here(&item.path));
            if next.is_empty() {
                others.iter().for_each(|item| source.pass_over(item));
                break;
            }
            next.iter().for_each(|item| source.import(item));
            left = others;
        }
        for path in &paths {
            if source.starts_here(path) {
                source.refer(path);
            }
        }
        source
    }

    /// Whether the path starts at the crate, at a parent, or at what is declared or imported here.
    fn starts_here(&self, path: &syntax::Path) -> bool {
        let first = path.names.first().map_or("", String::as_str);
        matches!(first, "crate" | "super" | "self")
            || self.declared.iter().any(|name| name == first)
            || self.imports.iter().any(|import| import.name == first)
    }

    /// Takes in what a `use` brings in from this crate. A parent may be brought in for this file alone and by
    /// its own name, for then each path that starts at it is seen.
    fn import(&mut self, item: &Use) {
        let Use { path, alias, is_public } = item;
        let resolved = self.resolve(path).unwrap_or_default();
        let is_followed = alias.is_none() && !is_public && !resolved.is_empty();
        if !is_followed || !self.is_parent(&resolved, path.in_tests) {
            self.refer(path);
        }
        let Some(name) = alias.as_ref().or(resolved.last()) else { return };
        if name != "*"
            && self.imports.iter().any(|known| known.name == *name && known.path != resolved)
        {
            self.refuse(path.line, "a name for two things");
        }
        self.imports.push(Import { name: name.clone(), path: resolved });
    }

    /// Says what is wrong with a `use` of something else.
    fn pass_over(&mut self, Use { path, .. }: &Use) {
        let has = |name: &str| path.names.iter().any(|found| found == name);
        if has("keyproof") {
            self.refuse(path.line, "the crate by its name");
        } else if has("") {
            self.refuse(path.line, "a use that can't be read");
        }
    }

    /// Takes in a path of this crate.
    fn refer(&mut self, path: &syntax::Path) {
        let Some(resolved) = self.resolve(path) else {
            return self.refuse(path.line, "a path above the crate");
        };
        let is_glob = resolved.last().is_some_and(|name| name == "*");
        let module = &resolved[..resolved.len() - usize::from(is_glob)];
        if resolved.iter().any(String::is_empty) {
            self.refuse(path.line, "a use that can't be read");
        } else if self.is_parent(module, path.in_tests) {
            self.refuse(path.line, "a parent as a whole");
        } else {
            self.references.push(Reference { path: resolved, line: path.line });
        }
    }

    /// The path from the crate's root; none if it leads above it.
    fn resolve(&self, path: &syntax::Path) -> Option<Vec<String>> {
        let (first, mut rest) = path.names.split_first().expect("a path has a name");
        let import = self.imports.iter().find(|import| import.name == *first);
        let mut resolved = match (first.as_str(), import) {
            ("crate", _) => Vec::new(),
            ("super" | "self", _) | (_, None) => {
                rest = &path.names;
                self.module_of(path.in_tests)
            }
            (_, Some(import)) => import.path.clone(),
        };
        for name in rest {
            match name.as_str() {
                "self" => {}
                "super" => drop(resolved.pop()?),
                name => resolved.push(name.to_owned()),
            }
        }
        Some(resolved)
    }

    /// Whether this is a module that this one, or the tests inside it, are in. What is tested is no such
    /// parent to its tests: they may take all of it.
    fn is_parent(&self, module: &[String], in_tests: bool) -> bool {
        let own = self.module_of(in_tests);
        let nearest = own.len() - usize::from(self.is_tests(in_tests));
        module.len() < nearest && own.starts_with(module)
    }

    fn module_of(&self, in_tests: bool) -> Vec<String> {
        let tests = in_tests.then(|| "tests".to_owned());
        self.module.iter().cloned().chain(tests).collect()
    }

    fn is_tests(&self, in_tests: bool) -> bool {
        self.module_of(in_tests).last().is_some_and(|name| name == "tests")
    }

    fn refuse(&mut self, line: usize, what: &str) {
        self.unreadable.push(format!("{}:{line}: {what}", self.path.display()));
    }
}
