//! Runs each example adapter with its real library on the whole suite. `tests/adapters/known-failures/` lists the
//! failures with their reasons, so that the effect of a change of the suite or the protocol shows.
//!
//! Each list names the versions that it is for. With another version, new and fixed failures are reported at the
//! end, and only a wrong value fails. If a library is missing, its trial is ignored and gives the reason, or fails
//! with `KEYPROOF_REQUIRE_ORACLES=1`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[cfg(unix)]
#[path = "real_libraries/library.rs"]
mod library;
#[cfg(unix)]
#[path = "third_party/trial.rs"]
mod trial;
#[cfg(unix)]
#[path = "third_party/version_changes.rs"]
mod version_changes;

fn main() {
    #[cfg(unix)]
    {
        let arguments = libtest_mimic::Arguments::from_args();
        let conclusion = libtest_mimic::run(&arguments, unix::trials());
        version_changes::print(
            "to look into it: keyproof run --exec … --known-failures …, as README.md shows",
        );
        conclusion.exit();
    }
}

#[cfg(unix)]
mod unix {
    use super::library::{ALL, Library};
    use super::trial::trial;
    use super::version_changes;
    use keyproof::api::{Action, Outcome};
    use keyproof::harness;
    use keyproof::implementation::Implementation;
    use keyproof::implementation::adapter::Connection;
    use keyproof::known_failures::{self, List, Scope, file};
    use keyproof::vector;
    use keyproof::verdict::VectorResult;
    use libtest_mimic::{Failed, Trial};
    use std::collections::BTreeSet;
    use std::fmt::Write;
    use std::fs;
    use std::num::NonZeroUsize;
    use std::time::Duration;

    /// Long enough for any answer on a busy machine: cryptography needs five seconds to read a private key of 8192
    /// bits.
    const AMPLE: Duration = Duration::from_secs(120);

    /// The limit keeps each example short enough to be read at once.
    const LINES: usize = 100;

    pub(super) fn trials() -> Vec<Trial> {
        let failures = |library: Library| {
            let name = format!("failures::{}", library.name);
            trial(
                "library",
                name,
                move || library.missing(),
                move || failures_are_as_listed(library),
            )
        };
        let mut trials: Vec<Trial> = ALL.into_iter().map(failures).collect();
        trials.push(Trial::test(
            "adapters_are_short_documented_and_tested",
            adapters_are_short_documented_and_tested,
        ));
        trials.push(Trial::test(
            "vectors_named_in_adapters_are_listed",
            vectors_named_in_adapters_are_listed,
        ));
        trials
    }

    fn failures_are_as_listed(library: Library) -> Result<(), String> {
        let connection =
            Connection::new(library.command()?, AMPLE).map_err(|fault| fault.to_string())?;
        keeps_to_the_protocol(&connection);
        let suite = vector::embedded();
        let jobs = NonZeroUsize::new(2).expect("two is not zero");
        let make = || -> Box<dyn Implementation> { Box::new(connection.adapter()) };
        let mut results = harness::run(&suite, &|_| true, &make, jobs, &|| ());
        let version = connection.adapter().description().version;
        compare(library, version.as_deref(), &mut results)
    }

    /// Checks what no vector tests in an adapter that offers only `codec`.
    fn keeps_to_the_protocol(connection: &Connection) {
        let mut adapter = connection.adapter();
        adapter.reset();
        let outcome = adapter.call(&Action::NameKeyFile { key_name: "web".to_owned() });
        assert_eq!(outcome, Outcome::Unsupported);
    }

    /// The comment at the top of an adapter names vectors that fail. Each must be on the list.
    fn vectors_named_in_adapters_are_listed() -> Result<(), Failed> {
        let suite = vector::embedded();
        for library in ALL {
            let text = fs::read_to_string(library.file())?;
            let is_of_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/');
            let named: BTreeSet<&str> = text.split(|c| !is_of_id(c)).collect();
            let named = named.iter().filter(|id| suite.find(id).is_some());
            let list = known_failures(library)?;
            let is_listed = |id: &str| {
                list.entries.iter().any(|entry| match &entry.scope {
                    Scope::Id(own) => own == id,
                    Scope::Glob { ids, .. } => ids.contains(id),
                })
            };
            let (right, wrong): (Vec<&str>, Vec<&str>) = named.partition(|id| is_listed(id));
            assert!(wrong.is_empty() && right.len() > 3, "{wrong:?} of {}", right.len());
        }
        Ok(())
    }

    fn known_failures(library: Library) -> Result<List, String> {
        let path = library.known_failures();
        let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let list =
            file::read(&text, &vector::embedded()).map_err(|fault| format!("{path}: {fault}"))?;
        assert!(!list.versions.is_empty(), "{path} names no version");
        assert_eq!(list.unexplained(), 0, "an entry of {path} has no reason");
        Ok(list)
    }

    /// Compares the failures with the list, in which each failure has a reason.
    fn compare(
        library: Library,
        version: Option<&str>,
        results: &mut [VectorResult<'_>],
    ) -> Result<(), String> {
        let suite = vector::embedded();
        let (list, path) = (known_failures(library)?, library.known_failures());
        let other_version = list.other_version(version);
        let findings = known_failures::Findings {
            other_version,
            ..known_failures::compare(&list, &suite, results)
        };
        let (mut faults, mut changes) = (String::new(), String::new());
        for VectorResult { vector, judgement } in results.iter() {
            if judgement.not_run.is_some() || judgement.verdict.is_nonconformance() {
                let counts = judgement.not_run.is_some() || findings.counts(judgement.failure);
                let text = if counts { &mut faults } else { &mut changes };
                writeln!(text, "{} {}: {}", judgement.verdict, vector.id, judgement.got).unwrap();
            }
        }
        let is_true = findings.is_true() && changes.is_empty();
        let is_acceptable = findings.is_acceptable() && faults.is_empty();
        let again = format!("keyproof run --exec '{}' --timeout 120", library.command()?);
        let known_failures::Findings { fixed, changed, stale, other_version, .. } = findings;
        let message = format!(
            "{faults}{changes}fixed: {fixed:#?}\nchanged: {changed:#?}\nstale: {stale:#?}\n\
             to bring the list up to date: {again} --known-failures {path} --write-known-failures {path}"
        );
        match other_version {
            _ if !is_acceptable => Err(message),
            Some(other) if !is_true => {
                version_changes::add(format!("{}: {other}: {message}", library.name));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn adapters_are_short_documented_and_tested() -> Result<(), Failed> {
        let root = env!("CARGO_MANIFEST_DIR");
        let readme = fs::read_to_string(format!("{root}/README.md"))?;
        let mut found = 0;
        for entry in fs::read_dir(format!("{root}/tests/adapters"))? {
            let path = entry?.path();
            if path.is_dir() {
                continue;
            }
            let lines = fs::read_to_string(&path)?.lines().count();
            assert!(lines < LINES, "{} has {lines} lines", path.display());
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(readme.contains(&format!("tests/adapters/{name}")), "the README lacks {name}");
            assert!(ALL.iter().any(|library| library.adapter == name), "{name} is not tested");
            found += 1;
        }
        assert_eq!(found, ALL.len());
        Ok(())
    }
}
