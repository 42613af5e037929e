//! Runs the samples in `vectors/README.md`, which read the import vectors in four languages, and generates types
//! from the schemas with a common tool.
//!
//! If a tool is not installed, its trial is ignored, or fails with `KEYPROOF_REQUIRE_ORACLES=1`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use keyproof::vector::{self, file::ExpectedResult, file::Kind};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const GSON: &str = "/usr/share/java/gson.jar";

fn main() {
    let with_tool = |name: &str, missing: fn() -> Option<&'static str>, run: fn()| {
        Trial::ignorable_test(name, move || {
            let required = std::env::var_os("KEYPROOF_REQUIRE_ORACLES").is_some_and(|it| it == "1");
            match missing() {
                Some(tool) if required => Err(Failed::from(format!("{tool} is not installed"))),
                Some(tool) => Ok(Completion::ignored_with(format!("{tool} is not installed"))),
                None => {
                    run();
                    Ok(Completion::Completed)
                }
            }
        })
    };
    let go = || lacks("go", "version", "Go (Debian's golang-go)");
    let python = || lacks("python3", "--version", "Python (Debian's python3)");
    let java = || {
        let lacks_java = lacks("java", "-version", "Java (Debian's default-jdk-headless)");
        let lacks_gson =
            || (!Path::new(GSON).exists()).then_some("Gson (Debian's libgoogle-gson-java)");
        lacks_java.or_else(lacks_gson)
    };
    let types = || {
        let name = "datamodel-codegen (datamodel-code-generator of PyPI)";
        lacks("datamodel-codegen", "--version", name)
    };
    let trials = vec![
        with_tool("python_reads_the_import_vectors", python, python_reads_the_import_vectors),
        with_tool("go_reads_the_import_vectors", go, go_reads_the_import_vectors),
        with_tool("java_reads_the_import_vectors", java, java_reads_the_import_vectors),
        with_tool("rust_reads_the_import_vectors", || None, rust_reads_the_import_vectors),
        with_tool("generated_types_read_every_vector", types, generated_types_read_every_vector),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns what to install if a command can't be run.
fn lacks(command: &str, version: &str, name: &'static str) -> Option<&'static str> {
    let run = Command::new(command).arg(version).output();
    run.is_ok_and(|run| run.status.success()).then_some(()).map_or(Some(name), |()| None)
}

fn python_reads_the_import_vectors() {
    check("import_vectors.py", Command::new("python3").arg("tests/readme/import_vectors.py"));
}

fn go_reads_the_import_vectors() {
    check("import_vectors.go", Command::new("go").args(["run", "tests/readme/import_vectors.go"]));
}

fn java_reads_the_import_vectors() {
    let arguments = ["-cp", GSON, "tests/readme/ImportVectors.java"];
    check("ImportVectors.java", Command::new("java").args(arguments));
}

fn rust_reads_the_import_vectors() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments =
        ["run", "--quiet", "--offline", "-p", "keyproof", "--example", "import_vectors"];
    check("import_vectors.rs", Command::new(cargo).args(arguments).arg("--"));
}

/// Runs a sample, and checks that the README shows it and that it reads every import vector.
#[track_caller]
fn check(sample: &str, command: &mut Command) {
    let text = std::fs::read_to_string(root().join("tests/readme").join(sample)).unwrap();
    let readme = std::fs::read_to_string(root().join("vectors/README.md")).unwrap();
    assert!(readme.contains(&text), "the README differs from {sample}");

    let run = command.current_dir(root()).arg("vectors").output().unwrap();
    assert!(run.status.success(), "{sample}: {}", String::from_utf8_lossy(&run.stderr));
    let printed = String::from_utf8(run.stdout).unwrap();
    let mut printed: Vec<String> = printed.lines().map(without_null).collect();
    printed.sort();
    let mut expected = expected();
    expected.sort();
    assert!(expected.len() > 1_000, "{}", expected.len());
    assert_eq!(printed, expected, "{sample}");
}

/// Removes the text for a missing fingerprint, which differs between languages.
fn without_null(line: &str) -> String {
    let line = line.trim_end();
    line.strip_suffix(" -").or(line.strip_suffix(" null")).unwrap_or(line).to_owned()
}

/// Returns the lines that a sample prints for the files in `vectors/import`.
fn expected() -> Vec<String> {
    let suite = vector::embedded();
    let entries = vector::embedded_entries().into_iter();
    let entries =
        entries.filter(|it| it.kind == Some(Kind::Import) && it.id.starts_with("import/"));
    let line = |entry: vector::file::Entry| {
        let length =
            suite.find(&entry.id).and_then(vector::Vector::question).unwrap().material().len();
        let result = match entry.result.unwrap() {
            ExpectedResult::Accept => "accept",
            ExpectedResult::Refuse => "refuse",
            ExpectedResult::Either => "either",
        };
        let fingerprint = entry.fingerprint.unwrap_or_default();
        format!("{} {result} {length} {fingerprint}", entry.id).trim_end().to_owned()
    };
    entries.map(line).collect()
}

/// The types are those of pydantic, so a file that doesn't match them is refused.
fn generated_types_read_every_vector() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    for kind in Kind::ALL {
        let schema = format!("vectors/schemas/{kind}.schema.json");
        let module = path(&format!("{}.py", kind.name().replace('-', "_")));
        let run = Command::new("datamodel-codegen")
            .current_dir(root())
            .args(["--input", &schema, "--input-file-type", "jsonschema", "--output", &module])
            .args(["--output-model-type", "pydantic_v2.BaseModel", "--use-title-as-name"])
            .output()
            .unwrap();
        assert!(run.status.success(), "{kind}: {}", String::from_utf8_lossy(&run.stderr));
    }
    let run = Command::new(python_of("datamodel-codegen"))
        .current_dir(root())
        .args(["tests/readme/generated_types.py", "vectors", &path("")])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in vector::embedded_entries() {
        *counts.entry(entry.kind.unwrap().name()).or_default() += 1;
    }
    let expected: String = counts.iter().map(|(kind, count)| format!("{kind} {count}\n")).collect();
    assert_eq!(String::from_utf8(run.stdout).unwrap(), expected);
}

/// Returns the Python interpreter in the shebang line of a program, which has the program's packages.
fn python_of(program: &str) -> String {
    let shell = Command::new("sh").args(["-c", &format!("command -v {program}")]).output().unwrap();
    let path = String::from_utf8(shell.stdout).unwrap();
    let text = std::fs::read_to_string(path.trim()).unwrap();
    text.lines().next().unwrap().trim_start_matches("#!").to_owned()
}
