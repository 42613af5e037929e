//! Checks of the source code and the texts that no compiler performs.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/modules.rs"]
mod modules;
#[path = "tidy/text.rs"]
mod text;

use keyproof::{rule, vector};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the files below a folder with this extension, as paths from the root of the repository.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = all_files(folder);
    found.retain(|path| path.extension().is_some_and(|found| found == extension));
    found
}

/// Returns all files below a folder, as paths from the root of the repository.
fn all_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // Build output is not part of the repository.
                folders.extend(Some(path).filter(|path| !path.ends_with("target")));
            } else {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

#[test]
fn named_rules_and_vectors_exist() {
    let suite = vector::embedded();
    let mut known: BTreeSet<String> = rule::RULES.iter().map(|rule| rule.id.to_owned()).collect();
    for vector in &suite.vectors {
        known.insert(vector.id.clone());
        let parts: Vec<&str> = vector.id.split('/').collect();
        known.extend((2..parts.len()).map(|count| parts[..count].join("/")));
    }
    for path in files("vectors", "json") {
        let path = path.strip_prefix("vectors").unwrap().with_extension("");
        known.insert(path.to_str().unwrap().to_owned());
    }
    // The tests of the program use their own small suite, and deliberately wrong names.
    let names_its_own = |path: &PathBuf| {
        let own = [
            "tests/cli.rs",
            "tests/cli",
            "tests/known_failures.rs",
            "tests/oracles/tests/program.rs",
            "tests/program",
        ];
        own.iter().any(|own| path.starts_with(own))
    };
    let mut texts = files("src", "rs");
    texts.extend(files("tests", "rs").into_iter().filter(|path| !names_its_own(path)));
    texts.extend(["py", "js", "go", "java"].iter().flat_map(|kind| files("tests/adapters", kind)));
    texts.extend(files("vectors", "md"));
    texts.extend(["README.md", "CHANGELOG.md"].map(PathBuf::from));
    let mut faults = Vec::new();
    let mut names = 0;
    for path in texts {
        for (number, line) in read(&path).lines().enumerate() {
            for name in text::names(line) {
                names += 1;
                if !known.contains(name) {
                    faults.push(format!("{}:{}: {name}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "names of no rule, vector or file:\n{}", faults.join("\n"));
    assert!(names > 100, "only {names} names were found: the reader is broken");
}

/// The id of a rule is enough to find the code that enforces it and the vectors that test it.
#[test]
fn every_rule_has_code_and_vectors_that_name_it() {
    let is_elsewhere = |path: &PathBuf| {
        ["src/rule.rs", "src/rule", "src/cli", "src/report"].iter().any(|p| path.starts_with(p))
    };
    let sources = files("src", "rs").into_iter().filter(|path| !is_elsewhere(path));
    let code: Vec<String> = sources.map(|path| read(&path)).collect();
    let names = |text: &String| -> BTreeSet<String> {
        text.lines().flat_map(text::names).map(str::to_owned).collect()
    };
    let named: BTreeSet<String> = code.iter().flat_map(names).collect();
    let suite = vector::load(&root().join("vectors")).unwrap();
    let tested: BTreeSet<&str> =
        suite.vectors.iter().flat_map(|vector| vector.rules.iter().map(String::as_str)).collect();
    let rules = || rule::RULES.iter().map(|rule| rule.id);
    let without_code: Vec<&str> = rules().filter(|id| !named.contains(*id)).collect();
    let without_vectors: Vec<&str> = rules().filter(|id| !tested.contains(id)).collect();
    assert!(without_code.is_empty(), "no code names {without_code:?}");
    assert!(without_vectors.is_empty(), "no vector tests {without_vectors:?}");
}

#[test]
fn vector_ids_are_unique_and_well_formed() {
    let suite = vector::load(&root().join("vectors")).unwrap();
    let ids: BTreeSet<&str> = suite.vectors.iter().map(|vector| vector.id.as_str()).collect();
    assert_eq!(ids.len(), suite.vectors.len());
    for id in ids {
        let plain =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '/');
        assert!(id.chars().all(plain) && id.contains('/'), "{id}");
    }
}

#[test]
fn the_top_level_has_no_other_folder() {
    let allowed = ["src", "vectors", "tests", "fuzz", "target"];
    for entry in std::fs::read_dir(root()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let known = name.starts_with('.') || allowed.contains(&name.as_str());
        assert!(known || !entry.path().is_dir(), "{name}/ is not allowed at the top level");
    }
}

#[test]
fn every_file_starts_with_a_doc_comment() {
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        assert!(read(&path).starts_with("//! "), "{} doesn't start with //!", path.display());
    }
}

/// The counts in the README and the changelog are those of the suite.
#[test]
fn the_readme_counts_rules_and_vectors_right() {
    let readme = read(Path::new("README.md")).replace('\n', " ");
    let changelog = read(Path::new("CHANGELOG.md"));
    let suite = vector::load(&root().join("vectors")).unwrap();
    let (rules, vectors) = (rule::RULES.len(), suite.vectors.len());
    let scenarios = suite.vectors.iter().filter(|vector| vector.scenario().is_some()).count();
    for sentence in [
        format!("as {rules} rules, {vectors} test vectors,"),
        format!("{vectors} vectors: {vectors} pass, 0 fail"),
    ] {
        assert!(readme.contains(&sentence), "the README lacks: {sentence}");
    }
    assert_eq!(
        readme.matches(&format!("{vectors} vectors: ")).count(),
        4,
        "counts in the transcripts of the README"
    );
    for sentence in [
        format!("{rules} rules"),
        format!("{vectors} vectors"),
        format!("{scenarios} are scenarios"),
        format!("{} are files", vectors - scenarios),
    ] {
        assert!(changelog.contains(&sentence), "the changelog lacks: {sentence}");
    }
}

/// Returns whether a secret scanner would report a file, which is the case for a private key in PEM from its first
/// line to its last.
fn has_pem_private_key(text: &str) -> bool {
    let begins = text.find("PRIVATE KEY-----").filter(|at| text[..*at].contains("-----BEGIN"));
    begins.zip(text.rfind("KEY-----")).is_some_and(|(begins, ends)| ends >= begins + 80)
}

/// The published keys are no secrets, and the configuration of secret scanners says so.
#[test]
fn secret_scanners_allow_the_published_keys() {
    let github = read(Path::new(".github/secret_scanning.yml"));
    let gitleaks = read(Path::new(".gitleaks.toml"));
    let mut found = 0;
    for path in ["vectors", "src", "tests"].iter().flat_map(|folder| all_files(folder)) {
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else { continue };
        if !has_pem_private_key(&text) {
            continue;
        }
        found += 1;
        let name = path.to_str().unwrap();
        let folder = name.split('/').next().unwrap();
        let is_known = |exact: String, below: String, text: &str| {
            text.contains(&exact) || text.contains(&below)
        };
        let exact = format!("\"{name}\"");
        assert!(is_known(exact, format!("\"{folder}/**\""), &github), "{name}: .github");
        let exact = format!("'''^{}$'''", name.replace('.', "\\."));
        assert!(is_known(exact, format!("'''^{folder}/'''"), &gitleaks), "{name}: .gitleaks.toml");
        if name.starts_with("vectors/") && name.ends_with(".json") {
            assert!(
                text.contains("is a published test key"),
                "{name} doesn't declare its key as a test key"
            );
        }
    }
    assert!(found > 70, "only {found} files were found");
}

/// The program and the library have one module each that writes to the terminal and escapes external text.
#[test]
fn only_listed_modules_write_to_the_terminal() {
    let allowed = [
        "src/cli/output.rs",
        // A protocol for programs, which escapes its output.
        "src/cli/adapter.rs",
        // An empty line, and a progress bar without external text.
        "src/cli/interrupt.rs",
        "src/cli/progress.rs",
        // The messages of the test harness about its list.
        "src/harness/trials.rs",
    ];
    for path in files("src", "rs") {
        let text = read(&path);
        let writes = [
            "print!(",
            "println!(",
            "eprint!(",
            "eprintln!(",
            "stdout().",
            "stdout();",
            "anstream::std",
        ];
        let written = writes.iter().find(|written| text.contains(**written));
        let is_allowed = allowed.iter().any(|allowed| path == Path::new(allowed));
        assert!(written.is_none() || is_allowed, "{}: {written:?}", path.display());
    }
}

/// A command that CI doesn't run, because another one compares the same vectors with the same tools.
const COVERED: (&str, &str) = (
    "cargo run -p keyproof-oracles --features openssl -- --require-oracles",
    "cargo test --features keyproof-oracles/openssl --test comparisons --test tools --test program",
);

/// The commands that the README suggests are those that CI runs, some of them in the background.
#[test]
fn the_readme_and_ci_run_the_same_commands() {
    let readme = read(Path::new("README.md"));
    let ci = read(Path::new(".ci/run"));
    let ci: Vec<&str> = ci.lines().map(|line| line.trim_end_matches('&').trim()).collect();
    let suggested: Vec<&str> =
        text::shell_commands(&readme).filter(|command| command.starts_with("cargo ")).collect();
    for command in ["cargo run --release -- run", "cargo test"] {
        assert!(suggested.contains(&command), "the README doesn't suggest the command: {command}");
    }
    for command in suggested {
        let command = if command == COVERED.0 { COVERED.1 } else { command };
        assert!(ci.contains(&command), ".ci/run doesn't run: {command}");
    }
}

/// A verdict that depends on the code under test can't find the faults of that code.
#[test]
fn the_judge_shares_no_code_with_the_reference() {
    let judge = ["src/verdict", "src/vector/scenario", "src/harness", "src/known_failures"];
    // Reading a decimal number is not part of reading a key.
    let reference =
        ["key", "format", "model", "encoding::base64", "encoding::der", "encoding::pem"]
            .map(|module| format!("crate::{module}"));
    let of_judge = |path: &PathBuf| {
        let whole = path.with_extension("");
        judge.iter().any(|part| whole.starts_with(part)) && !path.ends_with("tests.rs")
    };
    let paths: Vec<PathBuf> = files("src", "rs").into_iter().filter(of_judge).collect();
    assert!(paths.len() > 10, "{paths:?}");
    for path in paths {
        let code: String =
            read(&path).lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let shared: Vec<&String> = reference.iter().filter(|name| code.contains(*name)).collect();
        assert!(shared.is_empty(), "{}: {shared:?}", path.display());
    }
}
