//! Runs the suite on services that emulate EC2. `tests/services/` lists the failures with their reasons, so that
//! the effect of a change of the suite or the client shows. `tests/services/README.md` explains the failures to the
//! developers of the services.
//!
//! `tests/clients/requirements.txt` has their versions. If a service is missing or has another version, its trial
//! is ignored and gives the reason, or fails with `KEYPROOF_REQUIRE_ORACLES=1`.

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
        let name = "the_page_has_the_counts_of_the_snapshots";
        trials.push(Trial::test(name, the_page_has_the_counts_of_the_snapshots));
        trials
    }

    /// The page for the developers of the services has the pinned versions and the counts of the snapshots.
    fn the_page_has_the_counts_of_the_snapshots() -> Result<(), Failed> {
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
            assert!(page.contains(&row), "the page lacks the row: {row}");
        }
        Ok(())
    }

    /// Runs the suite without the expensive vectors, and compares the failures with the list.
    fn failures_are_as_listed(service: Service) -> Result<(), String> {
        let home = tempfile::tempdir().map_err(|error| error.to_string())?;
        let running = service.start(home.path())?;
        let (list, report) = (service.known_failures(), home.path().join("report.json"));
        let mut keyproof = Command::new(env!("CARGO_BIN_EXE_keyproof"));
        keyproof.args(["run", "--endpoint", &running.endpoint, "--other-region", "us-west-2"]);
        // Each service has its metadata service at the same address.
        keyproof.args(["--metadata", &running.endpoint]);
        keyproof.args(["--skip-expensive", "--timeout", "10"]).args(service.images());
        keyproof.args(["--known-failures", &list, "--format", "json", "--output"]).arg(&report);
        let output = keyproof.output().map_err(|error| error.to_string())?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        let report = fs::read(&report).map_err(|error| format!("{error}: {stderr}"))?;
        let report: Value = serde_json::from_slice(&report).map_err(|error| error.to_string())?;
        let snapshot = format!("real_services__{}", service.name);
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(snapshot, summary(&report));
        });
        if output.status.code() == Some(0) {
            return Ok(());
        }
        Err(format!("{}{stderr}\n{}", differences(&report), again(service, &list)))
    }

    /// Returns the counts of the verdicts for each rule, without the unsupported vectors.
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

    /// Returns the counts that are not zero.
    fn counts(verdicts: &Value) -> String {
        let count = |name: &str| match verdicts[name].as_u64() {
            None | Some(0) => None,
            Some(count) => Some(format!("{count} {name}")),
        };
        let names = ["pass", "known", "fixed", "fail", "crash", "hang", "inconclusive"];
        names.into_iter().filter_map(count).collect::<Vec<_>>().join(", ")
    }

    /// Returns the differences from the list.
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

    /// Returns the command that updates a list.
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
