//! Runs the program, and provides a small suite.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that can't be prepared fails"
)]

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// The program of the package that contains the test.
const PROGRAM: &str = match option_env!("CARGO_BIN_EXE_keyproof") {
    Some(program) => program,
    None => match option_env!("CARGO_BIN_EXE_keyproof-oracles") {
        Some(program) => program,
        None => panic!("the package has no known program"),
    },
};

/// Returns the path of a file in `vectors/keys`.
pub(crate) fn key_file(name: &str) -> String {
    format!("{}/vectors/keys/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program with empty input.
pub(crate) fn keyproof(arguments: &[&str]) -> Run {
    Run::of(command(arguments), b"")
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command
}

/// The exit code and the output of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn with_input(arguments: &[&str], input: &[u8]) -> Self {
        Self::of(command(arguments), input)
    }

    pub(crate) fn within(directory: &Path, arguments: &[&str]) -> Self {
        let mut command = command(arguments);
        command.current_dir(directory);
        Self::of(command, b"")
    }

    pub(crate) fn with_environment(arguments: &[&str], name: &str, value: &str) -> Self {
        let mut command = command(arguments);
        command.env(name, value);
        Self::of(command, b"")
    }

    /// Runs the program with this input and with colours, as on a terminal.
    pub(crate) fn in_colour(arguments: &[&str], input: &[u8]) -> Self {
        let mut command = command(arguments);
        command.env("CLICOLOR_FORCE", "1");
        Self::of(command, input)
    }

    /// Runs the program with this file as its standard output.
    pub(crate) fn writing_to(file: std::fs::File, arguments: &[&str]) -> Self {
        let mut command = command(arguments);
        command.stdin(Stdio::null()).stdout(file).stderr(Stdio::piped());
        Self::ended(command.spawn().unwrap())
    }

    /// Runs the program with a standard output whose reader is closed.
    pub(crate) fn with_closed_output(arguments: &[&str]) -> Self {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = command(arguments);
        command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped());
        Self::ended(command.spawn().unwrap())
    }

    /// Runs the program, and sends this signal once the condition holds for its process.
    pub(crate) fn interrupted(
        arguments: &[&str],
        environment: &[(&str, &str)],
        signal: Signal,
        mut when: impl FnMut(Pid) -> bool,
    ) -> Self {
        let mut command = command(arguments);
        command.envs(environment.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let pid = Pid::from_child(&child);
        while !when(pid) {
            assert!(child.try_wait().unwrap().is_none(), "the program ended too early");
            std::thread::yield_now();
        }
        kill_process(pid, signal).unwrap();
        Self::ended(child)
    }

    fn of(mut command: Command, input: &[u8]) -> Self {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        // A program that doesn't read its input closes it.
        let _ = child.stdin.take().unwrap().write_all(input);
        Self::ended(child)
    }

    fn ended(child: std::process::Child) -> Self {
        let output = child.wait_with_output().unwrap();
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn success(self) -> String {
        self.ends_with(0)
    }

    #[track_caller]
    pub(crate) fn nonconformance(self) -> String {
        self.ends_with(1)
    }

    #[track_caller]
    fn ends_with(self, code: i32) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(code), ""), "{}", self.stdout);
        self.stdout
    }
}

/// Six vectors in a temporary directory: two formats, each with a valid key and one of a wrong length, and two
/// vectors of one open question.
pub(crate) struct Suite(tempfile::TempDir);

impl Suite {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let text = serde_json::to_string_pretty(&file()).unwrap();
        fs::write(directory.path().join("vectors.json"), text).unwrap();
        fs::write(directory.path().join("notes.json"), notes().to_string()).unwrap();
        Self(directory)
    }

    pub(crate) fn directory(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn path(&self) -> &str {
        self.directory().to_str().unwrap()
    }

    /// Writes a script beside the vectors, and returns its path.
    pub(crate) fn script(&self, name: &str, text: &str, mode: u32) -> String {
        let path = self.directory().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Returns the vectors in the form of single vectors, outside of a file.
    pub(crate) fn vectors(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.directory().join("vectors.json")).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        let mut vectors = file["vectors"].as_array().unwrap().clone();
        vectors.iter_mut().for_each(|vector| vector["kind"] = file["kind"].clone());
        vectors
    }

    /// Runs the program on these vectors, and replaces the path and the duration in its output.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let mut run = self.run_as_it_is(arguments);
        run.stdout = run.stdout.replace(self.path(), "SUITE");
        let lines = run.stdout.split_inclusive('\n').map(|line| match line.rsplit_once(" in ") {
            Some((verdicts, _)) if verdicts.ends_with(" inconclusive") => {
                format!("{verdicts} in TIME\n")
            }
            _ => line.to_owned(),
        });
        run.stdout = lines.collect();
        run
    }

    pub(crate) fn run_as_it_is(&self, arguments: &[&str]) -> Run {
        keyproof(&[arguments, &["--vectors", self.path()]].concat())
    }

    /// Runs a line in a shell that has the program on its PATH.
    pub(crate) fn shell(&self, line: &str) -> Run {
        let program = Path::new(PROGRAM).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let mut command = Command::new("sh");
        command.args(["-c", line]).env("PATH", path).current_dir(self.directory());
        Run::of(command, b"")
    }
}

/// Returns the file of the vectors.
fn file() -> Value {
    let (valid, long) = (facts("1024"), facts("1025"));
    let line =
        |facts: &Value, comment| format!("{} {comment}\n", facts["openssh"].as_str().unwrap());
    let der = |facts: &Value| format!("{}\n", facts["spki"].as_str().unwrap());
    let vectors = [
        accept("import/openssh/valid", &line(&valid, "valid"), "openssh"),
        refuse("import/openssh/bits-1025", &line(&long, "1025"), "import/openssh/valid"),
        accept("import/base64-der/valid", &der(&valid), "base64-der"),
        refuse("import/base64-der/bits-1025", &der(&long), "import/base64-der/valid"),
        either("import/openssh/first-open-question", &line(&valid, "first")),
        either("import/openssh/second-open-question", &line(&valid, "second")),
    ];
    json!({
        "schema": "import.schema.json",
        "kind": "import",
        "suite_version": "0.1.0",
        "count": vectors.len(),
        "about": "A few vectors.",
        "vectors": vectors,
    })
}

/// Returns the file of the notes on the flags of the vectors.
fn notes() -> Value {
    let note = |what: &str, effect: &str, seen: &str| {
        json!({
            "bug": "interoperability",
            "severity": "low",
            "what": what,
            "effect": effect,
            "seen": seen,
            "links": [],
        })
    };
    json!({
        "schema": "notes.schema.json",
        "notes": {
            "Length": note("A length that is not supported.", "The key works here alone.", "Nobody looks."),
            "OpenQuestion":
                note("The documents are silent.", "It is refused elsewhere.", "Tools differ."),
        },
    })
}

/// Returns the values that OpenSSL computed for a key.
fn facts(name: &str) -> Value {
    let text = keyproof::vector::keys_file("rsa.json").unwrap();
    let facts: Vec<Value> = serde_json::from_str(text).unwrap();
    facts.into_iter().find(|facts| facts["name"] == name).unwrap()
}

fn accept(id: &str, material: &str, format: &str) -> Value {
    let rules = [&format!("import/{format}"), "import/1024-bits"];
    accepted(vector(id, &rules, "A valid key.", material, "accept"), format)
}

/// Adds the values of the accepted key.
fn accepted(mut vector: Value, format: &str) -> Value {
    let facts = facts("1024");
    vector["format"] = json!(format);
    vector["bits"] = json!(1024);
    vector["exponent"] = json!(65_537);
    vector["modulus_sha256"] = facts["modulus_sha256"].clone();
    vector["fingerprint"] = facts["imported"].clone();
    vector
}

fn refuse(id: &str, material: &str, twin: &str) -> Value {
    let rules = ["import/other-lengths-refused"];
    let mut vector = vector(id, &rules, "A bit too long.", material, "refuse");
    vector["codes"] = json!(["InvalidKey.Format"]);
    vector["twins"] = json!([twin]);
    vector["flags"] = json!(["Length"]);
    vector
}

fn either(id: &str, material: &str) -> Value {
    let vector = vector(id, &["import/openssh"], "Who knows?", material, "either");
    let mut vector = accepted(vector, "openssh");
    vector["open_question"] = json!("OpenQuestion");
    vector["twins"] = json!(["import/openssh/valid"]);
    vector["flags"] = json!(["OpenQuestion"]);
    vector
}

fn vector(id: &str, rules: &[&str], comment: &str, material: &str, result: &str) -> Value {
    json!({
        "id": id,
        "rules": rules,
        "comment": comment,
        "material": material,
        "result": result,
        "flags": [],
        "evidence": {
            "document": ["A heading"],
            "standards": ["RFC 4253 section 6.6"],
            "tools": [{ "name": "A tool", "command": "tool -x" }],
        },
    })
}
