//! The example adapters, each before the whole suite with its real library behind it: what fails is what is listed
//! in `tests/adapters/known-failures/`, each for a reason, so that a change in the suite, the protocol or the way
//! in shows what it does to them.
//!
//! The lists are of the versions of Debian 12. Where a library is missing, or of another version, its trial
//! is ignored and says why; with `KEYPROOF_REQUIRE_ORACLES=1` it fails.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[cfg(unix)]
#[path = "real_libraries/library.rs"]
mod library;
#[cfg(unix)]
#[path = "oracles/trial.rs"]
mod trial;

fn main() {
    #[cfg(unix)]
    {
        let arguments = libtest_mimic::Arguments::from_args();
        libtest_mimic::run(&arguments, unix::trials()).exit();
    }
}

#[cfg(unix)]
mod unix {
    use super::library::{ALL, Library};
    use super::trial::trial;
    use keyproof::api::{Action, Outcome};
    use keyproof::harness;
    use keyproof::implementation::Implementation;
    use keyproof::implementation::exec::Greeted;
    use keyproof::known::{self, file};
    use keyproof::vector;
    use keyproof::verdict::CaseResult;
    use keyproof::verdict::Verdict;
    use libtest_mimic::{Failed, Trial};
    use std::collections::BTreeSet;
    use std::fmt::Write;
    use std::fs;
    use std::num::NonZeroUsize;
    use std::time::Duration;

    /// Long enough for any answer, however busy the machine: cryptography needs five seconds to read a private
    /// key of 8192 bits.
    const AMPLE: Duration = Duration::from_secs(120);

    /// An example is read at one go.
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
            "adapters_are_short_told_of_and_run",
            adapters_are_short_told_of_and_run,
        ));
        trials
    }

    fn failures_are_as_listed(library: Library) -> Result<(), String> {
        let greeted = Greeted::new(library.command()?, AMPLE).map_err(|fault| fault.to_string())?;
        keeps_to_the_protocol(&greeted);
        let suite = vector::embedded();
        let jobs = NonZeroUsize::new(2).expect("two is not zero");
        let make = || -> Box<dyn Implementation> { Box::new(greeted.exec()) };
        let mut results = harness::run(&suite, &|_| true, &make, jobs, &|| ());
        what_is_told_is_so(library, &results)?;
        compare(library, &mut results)
    }

    /// What no vector asks of who offers `codec` alone.
    fn keeps_to_the_protocol(greeted: &Greeted) {
        let mut adapter = greeted.exec();
        adapter.reset();
        let outcome = adapter.call(&Action::NameKeyFile { key_name: "web".to_owned() });
        assert_eq!(outcome, Outcome::Unsupported);
    }

    /// Each vector that the adapter names at its top shows what the library does otherwise.
    fn what_is_told_is_so(library: Library, results: &[CaseResult]) -> Result<(), String> {
        let text = fs::read_to_string(library.file()).map_err(|error| error.to_string())?;
        let is_of_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/');
        let named: BTreeSet<&str> = text.split(|c| !is_of_id(c)).collect();
        let told = results.iter().filter(|result| named.contains(result.vector.id.as_str()));
        let (right, wrong): (Vec<_>, Vec<_>) = told
            .partition(|result| matches!(result.judgement.verdict, Verdict::Fail | Verdict::Crash));
        let wrong: Vec<&str> = wrong.iter().map(|result| result.vector.id.as_str()).collect();
        assert!(wrong.is_empty() && right.len() > 4, "{wrong:?} of {}", right.len());
        Ok(())
    }

    /// Compares the failures with those that the library is known to have, each of which has a reason.
    fn compare(library: Library, results: &mut [CaseResult<'_>]) -> Result<(), String> {
        let suite = vector::embedded();
        let path = library.known_failures();
        let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let list = file::read(&text, &suite).map_err(|fault| format!("{path}: {fault}"))?;
        let findings = known::compare(&list, &suite, results);
        let mut faults = String::new();
        for CaseResult { vector, judgement } in results.iter() {
            if judgement.not_asked.is_some() || judgement.verdict.is_nonconformance() {
                writeln!(faults, "{} {}: {}", judgement.verdict, vector.id, judgement.got).unwrap();
            }
        }
        let known::Findings { fixed, changed, stale, unexplained, .. } = findings;
        if faults.is_empty() && fixed.is_empty() && changed.is_empty() && stale.is_empty() {
            assert_eq!(unexplained, 0, "an entry of {path} has no reason");
            return Ok(());
        }
        let again = format!("keyproof run --exec '{}' --timeout 120", library.command()?);
        Err(format!(
            "{faults}fixed: {fixed:#?}\nchanged: {changed:#?}\nstale: {stale:#?}\n\
             to bring the list up to date: {again} --known-failures {path} --write-known-failures {path}"
        ))
    }

    fn adapters_are_short_told_of_and_run() -> Result<(), Failed> {
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
            assert!(
                ALL.iter().any(|library| library.adapter == name),
                "{name} is not put to the test"
            );
            found += 1;
        }
        assert_eq!(found, ALL.len());
        Ok(())
    }
}
