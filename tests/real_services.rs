//! The suite before services that stand in for EC2: what fails is what is listed in `tests/services/`, each with its
//! reason, so that a change in the suite or in the way in shows what it does to them. `tests/services/README.md`
//! has what was found, for those who make them.
//!
//! Their versions are in `tests/clients/requirements.txt`. Where one is missing, or of another version, its trial
//! is ignored and says why; with `KEYPROOF_REQUIRE_ORACLES=1` it fails.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[cfg(unix)]
#[path = "real_services/service.rs"]
mod service;
#[cfg(unix)]
#[path = "real_clients/tool.rs"]
mod tool;
#[cfg(unix)]
#[path = "third_party/trial.rs"]
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
    use super::service::{ALL, Service};
    use super::tool;
    use super::trial::trial;
    use libtest_mimic::{Failed, Trial};
    use serde_json::Value;
    use std::fmt::Write;
    use std::fs;
    use std::process::Command;

    pub(super) fn trials() -> Vec<Trial> {
        let failures = |service: Service| {
            let name = format!("failures::{}", service.name);
            let missing = move || service.find().err();
            trial("service", name, missing, move || failures_are_as_listed(service))
        };
        let mut trials: Vec<Trial> = ALL.into_iter().map(failures).collect();
        let told = "what_is_told_is_of_these_versions";
        trials.push(Trial::test(told, what_is_told_is_of_these_versions));
        trials
    }

    /// The page for those who make the services counts what the snapshots do, of the versions that are run.
    fn what_is_told_is_of_these_versions() -> Result<(), Failed> {
        let root = env!("CARGO_MANIFEST_DIR");
        let page = fs::read_to_string(format!("{root}/tests/services/README.md"))?;
        let mut rows = vec![
            "|".to_owned(),
            "| as expected".to_owned(),
            "| not as expected".to_owned(),
            "| inconclusive, since what they build on fails".to_owned(),
        ];
        for Service { name, .. } in ALL {
            let version = tool::pinned(name);
            let path = format!("{root}/tests/snapshots/real_services__{name}.snap");
            let snapshot = fs::read_to_string(path)?;
            let counts = snapshot.lines().find(|line| line.contains(" pass, ")).unwrap();
            let counts =
                counts.split(", ").map(|count| count.split(' ').next().unwrap().to_owned());
            let cells = std::iter::once(format!("{name} {version}")).chain(counts);
            for (row, cell) in rows.iter_mut().zip(cells) {
                write!(row, " | {cell}")?;
            }
        }
        for row in rows {
            let row = format!("{row} |");
            assert!(page.contains(&row), "the page doesn't say: {row}");
        }
        Ok(())
    }

    /// Runs the suite, but for what takes thousands of requests, and compares its failures with those that the
    /// service is known to have.
    fn failures_are_as_listed(service: Service) -> Result<(), String> {
        let home = tempfile::tempdir().map_err(|error| error.to_string())?;
        let running = service.start(home.path())?;
        let (list, report) = (service.known_failures(), home.path().join("report.json"));
        let mut keyproof = Command::new(env!("CARGO_BIN_EXE_keyproof"));
        keyproof.args(["run", "--endpoint", &running.endpoint, "--other-region", "us-west-2"]);
        // Both have a metadata service at the same address.
        keyproof.args(["--metadata", &running.endpoint]);
        keyproof.args(["--skip-expensive", "--timeout", "10"]).args(service.images());
        keyproof.args(["--known-failures", &list, "--format", "json", "--output"]).arg(&report);
        let output = keyproof.output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr);
        let report = fs::read(&report).map_err(|error| format!("{error}: {said}"))?;
        let report: Value = serde_json::from_slice(&report).map_err(|error| error.to_string())?;
        let snapshot = format!("real_services__{}", service.name);
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(snapshot, summary(&report));
        });
        if output.status.code() == Some(0) {
            return Ok(());
        }
        Err(format!("{}{said}\n{}", differences(&report), again(service, &list)))
    }

    /// What became of each rule: all that a report counts, but for what is unsupported.
    fn summary(report: &Value) -> String {
        let mut text = counts(&report["summary"]) + "\n\n";
        for rule in report["rules"].as_array().unwrap() {
            let counts = counts(&rule["verdicts"]);
            if !counts.is_empty() {
                writeln!(text, "{:38} {counts}", rule["id"].as_str().unwrap()).unwrap();
            }
        }
        text
    }

    /// Of the verdicts, those that there are.
    fn counts(verdicts: &Value) -> String {
        let count = |name: &str| match verdicts[name].as_u64() {
            None | Some(0) => None,
            Some(count) => Some(format!("{count} {name}")),
        };
        let names = ["pass", "known", "fixed", "fail", "crash", "hang", "inconclusive"];
        names.into_iter().filter_map(count).collect::<Vec<_>>().join(", ")
    }

    /// What isn't as listed.
    fn differences(report: &Value) -> String {
        let mut text = format!("{:#}\n", report["known_failures"]);
        for result in report["results"].as_array().unwrap() {
            let verdict = result["result"].as_str().unwrap();
            if matches!(verdict, "fail" | "crash" | "hang") {
                writeln!(text, "{verdict} {}: {}", result["id"], result["got"]).unwrap();
            }
        }
        text
    }

    /// How to bring a list up to date.
    fn again(service: Service, list: &str) -> String {
        let images: Vec<String> = service.images().collect();
        format!(
            "to bring the list up to date, with {} at URL: keyproof run --endpoint URL --metadata URL \
             --other-region us-west-2 --skip-expensive {} --known-failures {list} --write-known-failures {list}",
            service.name,
            images.join(" ")
        )
    }
}
