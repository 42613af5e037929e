//! Builds the command that runs one trial again.

use std::path::Path;

/// The program that runs this test target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rerun {
    /// `cargo test`, with this name for the target.
    Cargo(String),
    /// `cargo nextest run`, with this name for the target.
    Nextest(String),
}

impl Rerun {
    /// Detects the program that runs this process.
    pub(super) fn of_this() -> Self {
        let program = std::env::args_os().next().unwrap_or_default();
        let variable = |name| std::env::var(name).ok();
        let binary = variable("NEXTEST_BINARY_ID").filter(|_| variable("NEXTEST").is_some());
        Self::new(Path::new(&program), binary.as_deref())
    }

    /// Uses the id that nextest gives the test target, if there is one, and else the name of the
    /// executable.
    fn new(program: &Path, nextest_id: Option<&str>) -> Self {
        if let Some(id) = nextest_id {
            let name = id.rsplit_once("::").map_or(id, |(_, name)| name);
            return Self::Nextest(name.to_owned());
        }
        let stem = program.file_stem().unwrap_or_default().to_string_lossy();
        Self::Cargo(without_hash(&stem).to_owned())
    }

    /// Returns the command that runs only the trial with this name.
    pub(super) fn command(&self, trial: &str) -> String {
        match self {
            Self::Cargo(name) => format!("cargo test --test {name} -- --exact {trial}"),
            Self::Nextest(name) => format!("cargo nextest run --test {name} -E 'test(={trial})'"),
        }
    }
}

/// Returns the name of a test target from Cargo's name for its executable, `name-0123456789abcdef`.
fn without_hash(stem: &str) -> &str {
    let is_hash = |text: &str| text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    match stem.rsplit_once('-') {
        Some((name, hash)) if is_hash(hash) => name,
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(program: &str, nextest_id: Option<&str>, expected: &str) {
        let rerun = Rerun::new(Path::new(program), nextest_id);
        assert_eq!(rerun.command("import/openssh/bits-1024"), expected);
    }

    #[test]
    fn the_command_names_the_target_as_its_manifest_does() {
        let exact = "cargo test --test keys -- --exact import/openssh/bits-1024";
        check("/target/debug/deps/keys-0123456789abcdef", None, exact);
        check("keys-0123456789abcdef.exe", None, exact);
        check("target/keys", None, exact);
        let other = "cargo test --test keys-of-0123 -- --exact import/openssh/bits-1024";
        check("keys-of-0123-0123456789abcdef", None, other);
    }

    #[test]
    fn a_run_under_nextest_is_repeated_with_nextest() {
        let exact = "cargo nextest run --test keys -E 'test(=import/openssh/bits-1024)'";
        check("keys-0123456789abcdef", Some("package::keys"), exact);
    }
}
