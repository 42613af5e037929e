//! Tests of scenarios, with the reference and a function that changes its outcomes.

use super::refuse;
use crate::api::service::{Call, Operation};
use crate::api::{Action, Attribute, Attributes, ErrorCode, Outcome, Refusal, Reply};
use crate::harness::run;
use crate::implementation::{Description, Implementation, Reference};
use crate::vector::{self, Vector};
use crate::verdict::{VectorResult, Verdict};
use std::num::NonZeroUsize;

/// The reference, with a function that changes its outcomes.
struct Altered {
    reference: Reference,
    alter: fn(&Action, Outcome) -> Outcome,
}

impl Implementation for Altered {
    fn description(&self) -> Description {
        self.reference.description()
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let outcome = self.reference.call(action);
        (self.alter)(action, outcome)
    }

    fn reset(&mut self) {
        self.reference.reset();
    }
}

/// Runs one scenario against a changed reference.
#[track_caller]
fn check_altered(
    id: &str,
    alter: fn(&Action, Outcome) -> Outcome,
    expected: (Verdict, Option<usize>),
) {
    let suite = vector::embedded();
    let make = || -> Box<dyn Implementation> {
        Box::new(Altered { reference: Reference::default(), alter })
    };
    let selected = |vector: &Vector| vector.id == id;
    let results = run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ());
    let [VectorResult { judgement, .. }] = results.as_slice() else {
        panic!("no such vector {id}")
    };
    assert_eq!((judgement.verdict, judgement.step), expected, "{judgement:?}");
}

#[test]
fn a_scenario_is_judged_by_its_first_unexpected_step() {
    let never_again = "scenario/create/never-again";
    check_altered(never_again, |_, outcome| outcome, (Verdict::Pass, None));
    // The list contains a private key.
    check_altered(never_again, leak, (Verdict::Fail, Some(2)));
    // A breakdown is always a failure, even in a setup step.
    check_altered(never_again, |_, _| panic!("at once"), (Verdict::Crash, Some(1)));
    check_altered(
        never_again,
        |_, _| Outcome::Timeout("no answer within 1 s".to_owned()),
        (Verdict::Hang, Some(1)),
    );
    check_altered(never_again, |_, _| Outcome::Unsupported, (Verdict::Unsupported, Some(1)));
    check_altered(
        never_again,
        |_, _| Outcome::Malformed("an HTML page".to_owned()),
        (Verdict::Fail, Some(1)),
    );
    // If a setup step fails, nothing is tested.
    check_altered(never_again, |action, _| refuse(action), (Verdict::Inconclusive, Some(1)));
    check_altered(
        never_again,
        |_, _| Outcome::NotRun("no process".to_owned()),
        (Verdict::Inconclusive, Some(1)),
    );
}

/// Changes each key pair of an answer.
fn with_pairs(mut outcome: Outcome, change: impl Fn(&mut Attributes)) -> Outcome {
    if let Outcome::Success(Reply::Resources(resources)) = &mut outcome {
        let is_pair = |resource: &&mut Attributes| resource.contains_key(&Attribute::Fingerprint);
        resources.iter_mut().filter(is_pair).for_each(change);
    }
    outcome
}

fn leak(_: &Action, outcome: Outcome) -> Outcome {
    with_pairs(outcome, |pair| {
        let key = || "-----BEGIN RSA PRIVATE KEY-----".to_owned();
        pair.entry(Attribute::PrivateKey).or_insert_with(key);
    })
}

#[test]
fn an_unusable_private_key_is_no_pass() {
    // The private key is invalid, so nothing can be computed from it.
    let no_key = |_: &Action, outcome| {
        with_pairs(outcome, |pair| {
            pair.insert(Attribute::PrivateKey, "none".to_owned());
        })
    };
    let answered = "scenario/create/answers-with-the-private-key";
    check_altered(answered, no_key, (Verdict::Fail, Some(2)));
    check_altered("scenario/fingerprint/created", no_key, (Verdict::Inconclusive, Some(1)));
    // The private key is missing.
    let without = |_: &Action, outcome| {
        with_pairs(outcome, |pair| {
            pair.remove(&Attribute::PrivateKey);
        })
    };
    check_altered(answered, without, (Verdict::Fail, Some(1)));
}

#[test]
fn a_refused_open_question_ends_the_scenario() {
    let long = |action: &Action, outcome| match action {
        Action::Call(Call {
            operation: Operation::ImportKeyPair { key_name: Some(name), .. },
            ..
        }) if name.len() > 254 => {
            Outcome::Refused(Refusal::new(ErrorCode::InvalidParameterValue, "too long"))
        }
        _ => outcome,
    };
    check_altered("scenario/name/of-255-characters", long, (Verdict::Pass, None));
    // An accepted name must be returned unchanged.
    let cut = |_: &Action, outcome| {
        with_pairs(outcome, |pair| {
            pair.get_mut(&Attribute::KeyName).unwrap().truncate(200);
        })
    };
    check_altered("scenario/name/of-255-characters", cut, (Verdict::Fail, Some(2)));
}
