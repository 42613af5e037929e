//! Modules depend only downwards. A reference that can't be analysed is a fault.

use super::source::{Names, Source};
use super::{files, read};
use std::path::Path;

/// A module may use the items of its parents, its own submodules, and modules that are declared above it or above
/// one of its parents.
#[test]
fn modules_depend_downwards_only() {
    let sources: Vec<Source> =
        files("src", "rs").iter().map(|path| Source::read(path, &read(path))).collect();
    let references: usize = sources.iter().map(|source| source.references.len()).sum();
    let faults = faults(&sources);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(references > 1000, "only {references} references were found: the reader is broken");
}

fn faults(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        faults.extend(source.faults.iter().cloned());
        faults.extend(source.references.iter().filter_map(|(path, line)| {
            let fault = upward(sources, source, path)?;
            Some(format!("{}:{line}: {fault}", source.path.display()))
        }));
    }
    faults
}

/// Returns how a path refers upwards, if it does: directly, or through a name that a parent imports.
fn upward(sources: &[Source], from: &Source, path: &Names) -> Option<String> {
    let mut paths = vec![path.clone()];
    let mut seen = 0;
    while let Some(path) = paths.get(seen).cloned() {
        if let Some(fault) = upward_by(sources, from, &path) {
            return Some(fault);
        }
        for length in 0..from.module.len() {
            let Some([name, rest @ ..]) = path.strip_prefix(&from.module[..length]) else {
                continue;
            };
            let parent = source_of(sources, &from.module[..length]).expect("a module has a parent");
            let meant = parent.imports.iter().filter_map(|(known, path)| match path.split_last() {
                Some((last, module)) if last == "*" => {
                    Some([module, std::slice::from_ref(name)].concat())
                }
                _ => (known == name).then(|| path.clone()),
            });
            let modules = meant.filter(|module| source_of(sources, module).is_some());
            let meant = modules.map(|module| [module.as_slice(), rest].concat());
            paths.extend(meant.filter(|path| !paths.contains(path)).collect::<Vec<_>>());
        }
        seen += 1;
    }
    None
}

fn upward_by(sources: &[Source], from: &Source, path: &[String]) -> Option<String> {
    let common = from.module.iter().zip(path).take_while(|(a, b)| a == b).count();
    let (Some(own), Some(used)) = (from.module.get(common), path.get(common)) else {
        return None;
    };
    let parent = source_of(sources, &from.module[..common]);
    let declared = &parent.expect("every module has a parent").declared;
    let position = |name: &String| declared.iter().position(|module| module == name);
    // A name that is no module is an item of the parent.
    let used_at = position(used)?;
    let own_at = position(own).expect("a module is declared in its parent");
    (used_at > own_at).then(|| format!("uses {}, declared below {own}", path.join("::")))
}

fn source_of<'a>(sources: &'a [Source], module: &[String]) -> Option<&'a Source> {
    sources.iter().find(|source| source.module == module)
}

#[track_caller]
fn check(path: &str, text: &str, expected: &[&str]) {
    let source = Source::read(Path::new(path), text);
    let found: Vec<String> = source.references.iter().map(|(path, _)| path.join("::")).collect();
    assert_eq!(found, expected, "{text}");
    assert_eq!(source.faults, Vec::<String>::new(), "{text}");
}

#[track_caller]
fn check_unreadable(path: &str, text: &str) {
    let source = Source::read(Path::new(path), text);
    assert!(!source.faults.is_empty(), "{text}");
}

#[test]
fn finds_references_in_every_notation() {
    check("src/key.rs", "use crate::format::Error;", &["format::Error"]);
    check("src/key.rs", "use super::format;", &["format"]);
    check("src/key/spki.rs", "use super::super::format::Error as E;", &["format::Error"]);
    check(
        "src/key.rs",
        "use crate::{rule, format::{self, Error}};",
        &["rule", "format", "format::Error"],
    );
    check(
        "src/key.rs",
        "fn f() -> crate::format::Error { super::model::f() }",
        &["format::Error", "model::f"],
    );
    check("src/key.rs", "struct A { a: crate::model::Model }", &["model::Model"]);
    check("src/key.rs", "struct A(pub (crate::model::Model));", &["model::Model"]);
    check("src/key.rs", "fn f(self: super::model::A) {}", &["model::A"]);
    check(
        "src/key.rs",
        "fn f() { crate::model::f::<u8>() as crate::api::A }",
        &["model::f", "api::A"],
    );
    check(
        "src/key.rs",
        "fn f() { assert!(crate::model::f(super::api::A, [self.a])) }",
        &["model::f", "api::A"],
    );
    check("src/key.rs", "#[arg(with = crate::model::f)] struct A;", &["model::f"]);
    check("src/key.rs", "macro_rules! m { () => { pub(crate) fn f() -> a::crate::B {} } }", &[]);
    check("src/key.rs", "pub(in crate::key) fn f() {} pub(super) fn g() {}", &[]);
    check("src/key/spki.rs", "pub(in super::super) fn f() {} pub(crate) fn g() {}", &[]);
    check(
        "src/key.rs",
        "// crate::model\n/* /* */ crate::model */ const A: &str = \"crate::model\";",
        &[],
    );
    check("src/key.rs", "use self::spki::write;", &["key::spki::write"]);
    check("src/key.rs", "mod spki; pub use spki::write;", &["key::spki::write"]);
    check("src/key.rs", "use ::key::A; use std::{fmt, io::Read as _}; fn f() -> fmt::A {}", &[]);
    // Imports are followed, also those of a parent.
    check("src/key.rs", "use format::A; use crate::format;", &["format::A", "format"]);
    check("src/key/spki.rs", "use crate::key; fn f() { key::private::f() }", &["key::private::f"]);
}

#[test]
fn tests_may_import_everything_only_from_the_tested_module() {
    let tests = |text: &str| format!("#[cfg(test)]\nmod tests {{ {text} }}");
    check("src/key/spki.rs", &tests("use super::*;"), &["key::spki::*"]);
    check("src/key/spki/tests.rs", "use super::*;", &["key::spki::*"]);
    check("src/key.rs", &tests("use super::super::format::*;"), &["format::*"]);
    check_unreadable("src/key/spki.rs", &tests("use super::super::*;"));
    check_unreadable("src/key/spki/tests.rs", "use super::super::*;");
    check_unreadable("src/key/spki.rs", "mod tests { use super::*; }");
    check_unreadable("src/key/spki.rs", "mod tests;");
    check_unreadable("src/key/spki.rs", &tests("mod tests { use super::super::super::A; }"));
    // After the test module, paths are relative to the file again.
    let behind = tests("fn f() {}") + " use super::private::A;";
    check("src/key/spki.rs", &behind, &["key::private::A"]);
}

#[test]
fn an_unreadable_reference_is_a_fault() {
    check_unreadable("src/key.rs", "mod inner { use crate::format; }");
    check_unreadable("src/key.rs", "use super::super::super::rule;");
    check_unreadable("src/key.rs", "use keyproof::format;");
    check_unreadable("src/key.rs", "use keyproof as house;");
    check_unreadable("src/key.rs", "extern crate self as house;");
    check_unreadable("src/key.rs", "#[path = \"elsewhere.rs\"] mod format;");
    check_unreadable("src/key.rs", "#[cfg_attr(unix, path = \"elsewhere.rs\")] mod format;");
    check_unreadable("src/key.rs", "include!(\"format.rs\");");
    check_unreadable("src/key.rs", "macro_rules! up { () => { $crate::format } }");
    check_unreadable("src/key.rs", "macro_rules! up { () => { use $crate::format; } }");
    check_unreadable("src/key.rs", "use super::r#model;");
    check_unreadable("src/key.rs", "use crate::rule::key; fn f() { use crate::format::key; }");
}

/// It would import modules by names that can't be traced.
#[test]
fn importing_a_whole_parent_is_a_fault() {
    for text in [
        "use super::*;",
        "use crate::key::*;",
        "use crate::*;",
        "use crate as house;",
        "use super as house;",
        "use super::super as house;",
        "use super::{self as house};",
        "use crate::key as house;",
        "use crate::{key as house};",
        "pub use crate::key;",
        "pub(crate) use crate::key;",
        "import!(super);",
        "import!(super::{private::A});",
    ] {
        check_unreadable("src/key/spki.rs", text);
    }
    check_unreadable("src/key/spki.rs", "use crate::key; use key::*;");
    check("src/key/spki.rs", "use crate::rule; use rule::*;", &["rule", "rule::*"]);
}

#[test]
fn the_root_has_only_modules() {
    check("src/lib.rs", "//! A.\n#![warn(a)]\npub mod key;\n#[cfg(a = \"b\")]\npub mod cli;", &[]);
    check_unreadable("src/lib.rs", "pub mod model; pub use model::Model as Zed;");
    check_unreadable("src/lib.rs", "pub mod model; use model::Model;");
    check_unreadable("src/lib.rs", "pub mod model; pub type Zed = model::Model;");
}

#[test]
fn finds_upward_references_through_imports_of_parents() {
    #[track_caller]
    fn check(texts: &[(&str, &str)], expected: &[&str]) {
        let sources = texts.iter().map(|(path, text)| Source::read(Path::new(path), text));
        assert_eq!(faults(&sources.collect::<Vec<_>>()), expected);
    }
    let root = ("src/lib.rs", "pub mod key; pub mod model;");
    let model = ("src/model.rs", "use crate::key::A;");
    check(&[root, model, ("src/key.rs", "")], &[]);
    let fault = "src/key.rs:1: uses model::Model, declared below key";
    check(&[root, model, ("src/key.rs", "use super::model::Model;")], &[fault]);
    let key = ("src/key.rs", "mod spki; mod private; pub use private::inner;");
    let private = [("src/key/private.rs", "pub mod inner;"), ("src/key/private/inner.rs", "")];
    let spki = ("src/key/spki.rs", "use super::inner::f;");
    let fault = "src/key/spki.rs:1: uses key::private::inner::f, declared below spki";
    check(&[root, model, key, private[0], private[1], spki], &[fault]);
    let key = ("src/key.rs", "mod spki; mod private; pub use private::*;");
    check(&[root, model, key, private[0], private[1], spki], &[fault]);
}
