//! Tests of the harness with implementations that answer wrongly or break down.

mod incidents;
mod known;
mod unplayable;

use super::contain::contained;
use super::*;
use crate::api::guest::{GuestAction, Mode};
use crate::api::service::{Call, Operation};
use crate::api::{
    Action, Attribute, Attributes, ErrorCode, Outcome, PrivateKeyFacts, PublicKeyFacts, Refusal,
    Reply,
};
use crate::implementation::{Description, Reference};
use crate::vector::{self, Expect};
use crate::verdict::Choice;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

type Answer = fn(&Action) -> Outcome;

/// An implementation that gives the same answer to everything.
#[derive(Clone, Copy)]
struct Constant(Answer);

impl Implementation for Constant {
    fn description(&self) -> Description {
        Description {
            name: "constant".to_owned(),
            version: None,
            capabilities: Vec::new(),
            formats: None,
        }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let Self(answer) = self;
        answer(action)
    }
}

fn run_all(answer: Answer) -> Vec<Verdict> {
    let suite = vector::embedded();
    let make = || -> Box<dyn Implementation> { Box::new(Constant(answer)) };
    let results = run(&suite, &|_| true, &make, NonZeroUsize::MIN, &|| ());
    assert_eq!(results.len(), suite.vectors.len());
    results.iter().map(|result| result.judgement.verdict).collect()
}

fn refuse(_: &Action) -> Outcome {
    Outcome::Refused(Refusal { code: None, message: String::new() })
}

/// Returns an answer of the right kind that has this text in every text field.
fn accept_as(text: &str, action: &Action) -> Outcome {
    let text = || text.to_owned();
    Outcome::Success(match action {
        Action::InspectPublicKey { .. } => {
            Reply::PublicKey(PublicKeyFacts { fingerprint: Some(text()), ..Default::default() })
        }
        Action::InspectPrivateKey { .. } => Reply::PrivateKey(PrivateKeyFacts {
            openssh: Some(text()),
            created: Some(text()),
            imported: Some(text()),
        }),
        Action::VerifyFingerprint { .. } => Reply::Matches(true),
        Action::Decrypt { .. } => Reply::Plaintext(text().into_bytes()),
        Action::NameKeyFile { .. } => {
            Reply::KeyFile { name: Some(text()), mode: Some(Mode(0o400)) }
        }
        Action::Call(call) => service_as(text(), &call.operation),
        Action::Guest(call) => guest_as(text(), &call.guest_action),
    })
}

fn service_as(text: String, operation: &Operation) -> Reply {
    let with = |attributes: &[Attribute], state: Option<&str>| {
        let texts = attributes.iter().map(|attribute| (*attribute, text.clone()));
        let state = state.map(|state| (Attribute::State, state.to_owned()));
        Reply::Resources(vec![texts.chain(state).collect()])
    };
    match operation {
        Operation::CreateKeyPair { .. } => {
            with(&[Attribute::KeyName, Attribute::Fingerprint, Attribute::PrivateKey], None)
        }
        Operation::ImportKeyPair { .. } | Operation::DescribeKeyPairs { .. } => {
            with(&[Attribute::KeyName, Attribute::Fingerprint], None)
        }
        Operation::DeleteKeyPair { .. }
        | Operation::ReleaseAddress { .. }
        | Operation::DeleteVolume { .. }
        | Operation::Unknown { .. } => Reply::Done,
        Operation::RunInstances(_)
        | Operation::DescribeInstances { .. }
        | Operation::StopInstances { .. }
        | Operation::StartInstances { .. }
        | Operation::TerminateInstances { .. } => with(
            &[
                Attribute::KeyName,
                Attribute::InstanceId,
                Attribute::ImageId,
                Attribute::RootVolumeId,
                Attribute::AvailabilityZone,
                Attribute::PublicIp,
                Attribute::ProductCode,
            ],
            Some("running"),
        ),
        Operation::GetPasswordData { .. } => with(&[Attribute::PasswordData], None),
        Operation::DescribeVolumes { .. }
        | Operation::AttachVolume { .. }
        | Operation::DetachVolume { .. } => with(
            &[
                Attribute::InstanceId,
                Attribute::AvailabilityZone,
                Attribute::ProductCode,
                Attribute::VolumeId,
                Attribute::Device,
            ],
            Some("available"),
        ),
        Operation::AllocateAddress { .. } | Operation::AssociateAddress { .. } => {
            with(&[Attribute::PublicIp], None)
        }
    }
}

fn guest_as(text: String, guest_action: &GuestAction) -> Reply {
    match guest_action {
        GuestAction::ReadMetadata { .. } | GuestAction::ReadFile { .. } => Reply::text(text),
        GuestAction::Connect { user, .. } => {
            Reply::resource([(Attribute::User, Some(user.clone()))])
        }
        GuestAction::ListDirectory { .. } => Reply::Resources(Vec::new()),
        _ => Reply::Done,
    }
}

/// Returns a success with as little content as possible.
fn accept_empty(action: &Action) -> Outcome {
    match action {
        Action::InspectPrivateKey { .. } => {
            Outcome::Success(Reply::PrivateKey(PrivateKeyFacts::default()))
        }
        Action::VerifyFingerprint { .. } => Outcome::Success(Reply::Matches(false)),
        Action::Call(Call {
            operation: Operation::DescribeKeyPairs { .. } | Operation::DescribeInstances { .. },
            ..
        }) => Outcome::Success(Reply::Resources(Vec::new())),
        _ => accept_as("", action),
    }
}

#[test]
fn a_constant_answer_passes_nothing() {
    let answers: [Answer; 10] = [
        |_| Outcome::Success(Reply::Done),
        refuse,
        accept_empty,
        |action| accept_as("00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff", action),
        |_| Outcome::Unsupported,
        |_| Outcome::Crash(String::new()),
        |_| Outcome::Timeout("no answer within 1 s".to_owned()),
        |_| Outcome::Malformed(String::new()),
        |_| Outcome::NotRun(String::new()),
        |_| panic!("always"),
    ];
    for (index, answer) in answers.into_iter().enumerate() {
        let verdicts = run_all(answer);
        assert!(!verdicts.contains(&Verdict::Pass), "{index}");
    }
}

#[test]
fn refusing_everything_makes_refusals_inconclusive() {
    let verdicts = run_all(refuse);
    assert!(verdicts.contains(&Verdict::Inconclusive));
    assert!(verdicts.contains(&Verdict::Fail));
}

/// If the harness could not run a vector, the implementation is not at fault.
#[test]
fn a_target_that_was_not_run_is_inconclusive() {
    let verdicts = run_all(|_| Outcome::NotRun(String::new()));
    assert!(verdicts.iter().all(|verdict| *verdict == Verdict::Inconclusive));
}

#[test]
fn a_refusal_reports_that_its_twin_was_not_run() {
    let suite = vector::embedded();
    let answer = |action: &Action| match vector::embedded().find("import/openssh/bits-1024") {
        Some(twin) if twin.question().unwrap().action == *action => {
            Outcome::NotRun("no process".to_owned())
        }
        _ => refuse(action),
    };
    let make = || -> Box<dyn Implementation> { Box::new(Constant(answer)) };
    let selected = |vector: &Vector| vector.id == "import/openssh/bits-1016";
    let results = run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ());
    let [result] = results.as_slice() else { panic!("{}", results.len()) };
    assert_eq!(result.judgement.verdict, Verdict::Inconclusive);
    assert_eq!(result.judgement.not_run.as_deref(), Some("no process"));
}

#[test]
fn a_panic_is_a_crash_with_its_message() {
    let action = &Action::NameKeyFile { key_name: "a".to_owned() };
    let texts: [(Answer, &str); 3] = [
        (|_| panic!("a text"), "panicked: a text"),
        (|_| panic!("{}", "a formatted text"), "panicked: a formatted text"),
        (|_| std::panic::panic_any(0), "panicked: without a message"),
    ];
    for (answer, expected) in texts {
        let outcome = contained(&mut Constant(answer), action);
        assert_eq!(outcome, Outcome::Crash(expected.to_owned()));
    }
}

#[test]
fn results_do_not_depend_on_the_number_of_workers() {
    let suite = vector::embedded();
    let selected = |vector: &Vector| !vector.is_expensive();
    let vectors = needed(&suite, &selected).len();
    let results = |jobs| {
        let done = AtomicUsize::new(0);
        let count = || _ = done.fetch_add(1, Ordering::Relaxed);
        let make = || -> Box<dyn Implementation> { Box::new(Reference::default()) };
        let jobs = NonZeroUsize::new(jobs).unwrap();
        let results = run(&suite, &selected, &make, jobs, &count);
        assert_eq!(done.into_inner(), vectors);
        let results = results.into_iter();
        results.map(|result| (result.vector.id.clone(), result.judgement)).collect::<Vec<_>>()
    };
    let alone = results(1);
    assert_eq!(results(4), alone);
    assert_eq!(results(1000), alone);
}

#[test]
fn twins_are_run_but_not_reported() {
    let suite = vector::embedded();
    let refused = |vector: &&Vector| {
        vector.question().is_some_and(|question| matches!(question.expect, Expect::Refuse(_)))
    };
    let vector = suite.vectors.iter().filter(refused).find(|vector| vector.twins.len() == 1);
    let vector = vector.unwrap();
    let selected = |other: &Vector| other.id == vector.id;
    assert_eq!(needed(&suite, &selected).len(), 2);
    let make = || -> Box<dyn Implementation> { Box::new(Constant(refuse)) };
    let results = run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ());
    let [result] = results.as_slice() else { panic!("{}", results.len()) };
    assert_eq!(result.vector.id, vector.id);
    assert_eq!(result.judgement.verdict, Verdict::Inconclusive);
    assert!(result.judgement.got.to_string().contains(&vector.twins[0]));
}

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

/// Where the documentation doesn't decide, the reference may choose, but it must choose consistently.
#[test]
fn the_reference_decides_each_open_question_consistently() {
    let suite = vector::embedded();
    let make = || -> Box<dyn Implementation> { Box::new(Reference::default()) };
    let results = run(&suite, &|_| true, &make, NonZeroUsize::MIN, &|| ());
    let mut sides = BTreeMap::new();
    for VectorResult { vector, judgement } in &results {
        for Choice { flag, side } in &judgement.sides {
            let (first, first_side) = sides.entry(flag).or_insert((&vector.id, side));
            assert_eq!(side, *first_side, "{flag}: {} and {first}", vector.id);
        }
    }
    assert!(sides.len() > 5);
}

/// The twin runs too. What the verdict on the twin depends on is ignored.
#[test]
fn a_verdict_does_not_depend_on_other_vectors() {
    let suite = vector::embedded();
    let right = || -> Box<dyn Implementation> { Box::new(Reference::default()) };
    let wrong = || -> Box<dyn Implementation> { Box::new(Constant(refuse)) };
    let questions = |vector: &Vector| vector.question().is_some();
    let both: [&(dyn Fn() -> Box<dyn Implementation> + Sync); 2] = [&right, &wrong];
    for make in both {
        for together in run(&suite, &questions, make, NonZeroUsize::MIN, &|| ()) {
            let alone = |other: &Vector| other.id == together.vector.id;
            let alone = run(&suite, &alone, make, NonZeroUsize::MIN, &|| ());
            let [alone] = alone.as_slice() else { panic!("{alone:?}") };
            assert_eq!(alone.judgement, together.judgement, "{}", together.vector.id);
        }
    }
}
