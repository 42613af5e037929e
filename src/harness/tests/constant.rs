//! Tests that an implementation with the same answer to everything passes nothing.

use super::{Answer, Constant, refuse};
use crate::api::guest::{GuestAction, Mode};
use crate::api::service::{Call, Operation};
use crate::api::{Action, Attribute, Outcome, PrivateKeyFacts, PublicKeyFacts, Reply};
use crate::harness::run;
use crate::implementation::Implementation;
use crate::vector;
use crate::verdict::Verdict;
use std::num::NonZeroUsize;

fn run_all(answer: Answer) -> Vec<Verdict> {
    let suite = vector::embedded();
    let make = || -> Box<dyn Implementation> { Box::new(Constant(answer)) };
    let results = run(&suite, &|_| true, &make, NonZeroUsize::MIN, &|| ());
    assert_eq!(results.len(), suite.vectors.len());
    results.iter().map(|result| result.judgement.verdict).collect()
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
