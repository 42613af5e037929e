//! Finds the modules that a Rust source uses, and reports constructs that it can't analyse.

use proc_macro2::{TokenStream, TokenTree};
use std::path::{Path, PathBuf};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Item, ItemExternCrate, ItemMod, ItemUse, Macro, Meta, UseTree, VisRestricted,
    Visibility,
};

/// A path from the crate's root. `*` stands for all items.
pub type Names = Vec<String>;

/// A source file of the crate.
#[derive(Debug, Default)]
pub struct Source {
    /// The path from the root of the repository.
    pub path: PathBuf,
    pub module: Names,
    /// The declared modules, in order.
    pub declared: Vec<String>,
    /// The paths to items of the crate, with their lines.
    pub references: Vec<(Names, usize)>,
    /// The names that `use` declares for items of the crate, with their paths.
    pub imports: Vec<(String, Names)>,
    /// The constructs that can't be analysed.
    pub faults: Vec<String>,
    /// Whether the visitor is inside the test module of the file.
    in_tests: bool,
}

impl Source {
    pub fn read(path: &Path, text: &str) -> Self {
        let module = path.strip_prefix("src").unwrap().with_extension("");
        let module = module.iter().map(|part| part.to_str().unwrap().to_owned());
        let module = module.filter(|name| name != "lib").collect();
        let mut source = Self { path: path.to_owned(), module, ..Self::default() };
        // The root of the program is no module of the library, so it may use all modules.
        if path == Path::new("src/main.rs") {
            return source;
        }
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        // A path may start at a name that is declared or imported below it, so the first pass collects these names.
        for _ in 0..2 {
            source.references.clear();
            source.faults.clear();
            source.visit_file(&file);
        }
        let is_module = |item: &Item| matches!(item, Item::Mod(module) if module.content.is_none());
        // Every module could use the item by the root's name for it.
        if let Some(item) =
            file.items.iter().find(|item| !is_module(item) && source.module.is_empty())
        {
            source.refuse("an item other than a module in the root", item);
        }
        source
    }

    fn refuse(&mut self, what: &str, at: &impl Spanned) {
        let line = at.span().start().line;
        self.faults.push(format!("{}:{line}: {what}", self.path.display()));
    }

    /// Returns the current module: that of the file, or the test module in it.
    fn here(&self) -> Names {
        let tests = self.in_tests.then(|| "tests".to_owned());
        self.module.iter().cloned().chain(tests).collect()
    }

    /// Records a path if it leads to an item of the crate.
    fn refer(&mut self, names: &[String], at: &impl Spanned) {
        let Some(path) = self.resolve(names, at) else { return };
        if self.is_parent(&path) {
            self.refuse("a parent as a whole", at);
        }
        self.references.push((path, at.span().start().line));
    }

    /// Returns whether the path is a parent of the current module, or all items of a parent. The tested module is
    /// no parent of its tests, so they may import all of it.
    fn is_parent(&self, path: &Names) -> bool {
        let here = self.here();
        let nearest = here.len() - usize::from(here.last().is_some_and(|name| name == "tests"));
        let module = path.strip_suffix(&["*".to_owned()][..]).unwrap_or(path);
        module.len() < nearest && here.starts_with(module)
    }

    /// Returns the path from the crate's root, if it leads to an item of the crate.
    fn resolve(&mut self, names: &[String], at: &impl Spanned) -> Option<Names> {
        let here = self.here();
        let first = names.first()?;
        let import = self.imports.iter().find(|(name, _)| name == first);
        let (mut path, rest) = match (first.as_str(), import) {
            ("keyproof", _) => {
                self.refuse("the crate by its name", at);
                return None;
            }
            ("crate", _) => (Names::new(), &names[1..]),
            ("self", _) => (here.clone(), &names[1..]),
            ("super", _) => (here.clone(), names),
            (name, _) if self.declared.iter().any(|declared| declared == name) => {
                (here.clone(), names)
            }
            (_, Some((_, path))) => (path.clone(), &names[1..]),
            _ => return None,
        };
        for name in rest {
            match name.as_str() {
                "self" => {}
                "super" if path.pop().is_none() => {
                    self.refuse("a path above the crate", at);
                    return None;
                }
                "super" => {}
                name => path.push(name.to_owned()),
            }
        }
        Some(path)
    }

    /// Records the names of a `use`. A private import of a parent under its own name is allowed, because each path
    /// that starts at it is found.
    fn import(&mut self, before: &[String], tree: &UseTree, is_private: bool) {
        let (name, alias) = match tree {
            UseTree::Path(path) => {
                let names = [before, &[path.ident.to_string()]].concat();
                return self.import(&names, &path.tree, is_private);
            }
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.import(before, tree, is_private));
            }
            UseTree::Name(name) => (name.ident.to_string(), None),
            UseTree::Rename(name) => (name.ident.to_string(), Some(name.rename.to_string())),
            UseTree::Glob(_) => ("*".to_owned(), None),
        };
        let is_followed = is_private && alias.is_none() && name != "*";
        let names = [before, &[name]].concat();
        let Some(path) = self.resolve(&names, tree) else { return };
        if !is_followed || path.is_empty() || !self.is_parent(&path) {
            self.refer(&names, tree);
        }
        let Some(name) = alias.or(path.last().cloned()) else { return };
        if name != "*" && self.imports.iter().any(|(known, is)| *known == name && *is != path) {
            self.refuse("a name with two meanings", tree);
        }
        if !self.imports.contains(&(name.clone(), path.clone())) {
            self.imports.push((name, path));
        }
    }

    /// Records the paths in the tokens of a macro or an attribute, which have no syntax tree.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |at: usize, text: &str| tokens.get(at).is_some_and(|it| it.to_string() == text);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let start = at;
            at += 1;
            match token {
                // In `pub(crate)` and `pub(in crate::key)`, the group is not a path.
                TokenTree::Group(_) if start > 0 && is(start - 1, "pub") => {}
                TokenTree::Group(group) => self.read_tokens(group.stream()),
                TokenTree::Ident(name) if start > 0 && is(start - 1, "$") && name == "crate" => {
                    self.refuse("a path in a macro", token);
                }
                TokenTree::Ident(name) => {
                    self.visit_ident(name);
                    let mut names = vec![name.to_string()];
                    while let (true, true, Some(TokenTree::Ident(name))) =
                        (is(at, ":"), is(at + 1, ":"), tokens.get(at + 2))
                    {
                        names.push(name.to_string());
                        at += 3;
                    }
                    let is_path = names.len() > 1 || name == "super" || name == "crate";
                    let is_foreign = start > 1 && is(start - 1, ":") && is(start - 2, ":");
                    if is_path && !is_foreign {
                        self.refer(&names, token);
                    }
                }
                _ => {}
            }
        }
    }
}

impl Visit<'_> for Source {
    fn visit_item_mod(&mut self, module: &ItemMod) {
        let is_test = |it: &Attribute| it.path().is_ident("cfg") && list(it).to_string() == "test";
        let (name, is_tests) = (module.ident.to_string(), module.ident == "tests");
        if module.content.is_none() && !self.declared.contains(&name) {
            self.declared.push(name);
        }
        if is_tests && !module.attrs.iter().any(is_test) {
            self.refuse("a test module without cfg(test)", module);
        }
        if module.content.is_some() && (!is_tests || self.in_tests) {
            self.refuse("a module inside a file", module);
        }
        let before = self.in_tests;
        self.in_tests |= is_tests;
        visit::visit_item_mod(self, module);
        self.in_tests = before;
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        if item.leading_colon.is_none() {
            self.import(&[], &item.tree, matches!(item.vis, Visibility::Inherited));
        }
        visit::visit_item_use(self, item);
    }

    fn visit_item_extern_crate(&mut self, item: &ItemExternCrate) {
        self.refuse("the crate by another name", item);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let names: Names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if path.leading_colon.is_none() && names.len() > 1 {
            self.refer(&names, path);
        }
        visit::visit_path(self, path);
    }

    fn visit_vis_restricted(&mut self, _: &VisRestricted) {}

    fn visit_ident(&mut self, ident: &proc_macro2::Ident) {
        if ident.to_string().starts_with("r#") {
            self.refuse("a raw name", ident);
        }
    }

    fn visit_macro(&mut self, call: &Macro) {
        // The build script generates only data.
        if call.path.is_ident("include") && !call.tokens.to_string().starts_with("concat") {
            self.refuse("an included file", call);
        }
        self.visit_path(&call.path);
        self.read_tokens(call.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &Attribute) {
        let is_path = attribute.path().is_ident("path");
        if is_path || list(attribute).to_string().contains("path =") {
            self.refuse("a module with another path", attribute);
        }
        self.read_tokens(list(attribute));
    }
}

/// Returns the tokens in the parentheses of an attribute.
fn list(attribute: &Attribute) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}
