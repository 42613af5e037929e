//! The report on an implementation that breaks rules which need several steps.
//!
//! After an intended change of a text, run `INSTA_UPDATE=always cargo test --test report` and review the
//! difference.

use insta::assert_snapshot;
use keyproof::api::service::{Call, Operation};
use keyproof::api::{Action, Attribute, Outcome, Reply};
use keyproof::harness;
use keyproof::implementation::{Description, Implementation, Reference};
use keyproof::report::terminal::{Commands, Detail, ReportContext};
use keyproof::report::{Report, terminal};
use keyproof::vector::{self, Vector};
use std::num::NonZeroUsize;
use std::time::Duration;

/// The reference with some faults: it renames alice to bob, its lists contain a private key, it breaks down from
/// the 18th import on, and it launches with a pair that doesn't exist.
#[derive(Default)]
struct Faulty {
    reference: Reference,
    pairs: usize,
}

impl Implementation for Faulty {
    fn description(&self) -> Description {
        Description { name: "faulty".to_owned(), version: None, ..self.reference.description() }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let mut action = action.clone();
        if let Action::Call(Call { operation, .. }) = &mut action {
            match operation {
                Operation::RunInstances(launch)
                    if launch.key_name.as_deref() == Some("no-such-pair") =>
                {
                    launch.key_name = None;
                }
                Operation::ImportKeyPair { .. } => self.pairs += 1,
                _ => {}
            }
        }
        if self.pairs > 17 {
            return Outcome::Malformed("an HTML page".to_owned());
        }
        let outcome = self.reference.call(&action);
        match outcome {
            Outcome::Success(Reply::Resources(mut pairs)) => {
                for pair in pairs.iter_mut().filter(|it| it.contains_key(&Attribute::Fingerprint)) {
                    if pair[&Attribute::KeyName] == "alice" {
                        pair.insert(Attribute::KeyName, "bob".to_owned());
                    }
                    pair.entry(Attribute::PrivateKey)
                        .or_insert_with(|| "-----BEGIN RSA PRIVATE KEY-----".to_owned());
                }
                Outcome::Success(Reply::Resources(pairs))
            }
            other => other,
        }
    }

    fn reset(&mut self) {
        *self = Self::default();
    }
}

/// Runs a few vectors, and returns the report as text and as JSON.
fn reports() -> (String, String) {
    let suite = vector::embedded();
    let selected = |vector: &Vector| {
        [
            "scenario/create/never-again",
            "scenario/create/two-keys",
            "scenario/launch/unknown-pair",
            "scenario/limit/at-the-limit",
            "scenario/pair/created-key-size",
            "scenario/import/value-commas",
        ]
        .contains(&vector.id.as_str())
    };
    let make = || -> Box<dyn Implementation> { Box::<Faulty>::default() };
    let results = harness::run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ());
    let left_out: Vec<&Vector> =
        suite.find("scenario/limit/counts-both-kinds").into_iter().collect();
    let report = Report::new(&make().description(), &results, &left_out);
    let commands = Commands {
        again: "keyproof run".to_owned(),
        alone: "keyproof run --jobs 1".to_owned(),
        within: String::new(),
        run: "keyproof run".to_owned(),
        vectors: "keyproof vectors".to_owned(),
        update: None,
        reader: "keyproof inspect".to_owned(),
        reader_is: "reference",
    };
    let (elapsed, detail) = (Duration::from_millis(7), Detail::Brief);
    let context = ReportContext { suite: &suite, elapsed, detail, commands };
    let text = anstream::adapter::strip_str(&terminal::write(&report, &context)).to_string();
    (text, report.to_json())
}

#[test]
fn a_broken_rule_is_shown_with_its_scenario() {
    let (for_people, for_programs) = reports();
    assert_snapshot!("for-people", for_people);
    assert_snapshot!("for-programs", for_programs);
}
