//! Finds the rules that a scenario depends on. If an implementation breaks one of them, the scenario can fail
//! although its own rule is kept.
//!
//! The rules are derived from the steps. `ORDER` sorts them from basic to advanced, and a scenario depends
//! only on rules that come before its own. Therefore two rules never excuse each other.
//!
//! A setup step needs no such rule for its own result, because its failure breaks no rule. But its change may
//! not take effect, and only a later step can detect that. Such a rule is therefore included.

use keyproof::api::Attribute;
use keyproof::api::guest::{Credential, GuestAction};
use keyproof::api::service::{Operation, Signature};
use keyproof::vector::file::{Check, Step, StepResult};
use std::collections::BTreeSet;

/// Returns whether a scenario with these steps depends on a rule.
type Applies = fn(&[Step]) -> bool;

/// The rules that scenarios can depend on, the most basic first.
const ORDER: &[(&str, Applies)] = &[
    ("import/listed", |steps| changes(steps, |it| matches!(it, Operation::ImportKeyPair { .. }))),
    ("create/returns-private-key", |steps| saves(steps, Attribute::PrivateKey)),
    ("fingerprint/imported-md5", |steps| {
        let is_computed = |text: &str| {
            text.starts_with("${imported_fingerprint:") || text.ends_with("_fingerprint}")
        };
        expects_fingerprint(steps, is_computed) || judged(steps).any(filters_by_fingerprint)
    }),
    ("fingerprint/created-sha1", |steps| {
        expects_fingerprint(steps, |text| text.starts_with("${created_fingerprint:"))
    }),
    ("api/describe-filters", |steps| judged(steps).any(filters)),
    ("fingerprint/displayed", |steps| judged(steps).any(shows_fingerprint)),
    ("pair/name-required", |steps| judged(steps).any(|step| is_refused(step) && lacks_name(step))),
    ("pair/region-hides", |steps| {
        let regions: BTreeSet<_> = steps.iter().map(|step| step.region.as_deref()).collect();
        let lists =
            |step: &Step| matches!(step.operation, Some(Operation::DescribeKeyPairs { .. }));
        regions.len() > 1 && judged(steps).any(lists)
    }),
    ("api/describe-unknown", |steps| {
        let looks_up = |it: &Operation| matches!(it, Operation::DescribeKeyPairs { key_names, .. } if !key_names.is_empty());
        judged(steps).any(|step| is_refused(step) && step.operation.as_ref().is_some_and(looks_up))
    }),
    ("delete/removes-public-key", |steps| {
        changes(steps, |it| matches!(it, Operation::DeleteKeyPair { .. }))
    }),
    ("create/halves-match", |steps| {
        judged(steps).any(|step| connects(step).is_some_and(|key| is_created(steps, key)))
            || judged(steps).any(expects_created_line)
    }),
    ("launch/names-pair", |steps| judged(steps).any(names_pair)),
    ("launch/matching-key-connects", |steps| {
        judged(steps).any(|step| connects(step).is_some() && !is_refused(step))
    }),
    ("launch/other-key-refused", |steps| {
        judged(steps).any(|step| connects(step).is_some() && is_refused(step))
    }),
    ("launch/authorized-keys-entry", |steps| judged(steps).any(reads_entry)),
    ("launch/authorized-keys-at-boot", |steps| steps.iter().any(copies)),
    ("launch/windows-password", |steps| {
        judged(steps).any(|step| matches!(step.check, Some(Check::Decrypts { .. })))
    }),
    ("public-key/metadata-path", |steps| judged(steps).any(|step| reads(step, "openssh-key"))),
    ("public-key/metadata-index", |steps| judged(steps).any(|step| reads(step, "/"))),
    ("recover/instance-store-cannot-stop", |steps| {
        let stops = |step: &Step| matches!(step.operation, Some(Operation::StopInstances { .. }));
        judged(steps).any(|step| is_refused(step) && stops(step))
    }),
    ("recover/detach-to-available", |steps| {
        changes(steps, |it| matches!(it, Operation::DetachVolume { .. }))
    }),
    ("recover/attach-secondary", |steps| {
        let is_secondary = |it: &Operation| matches!(it, Operation::AttachVolume { device, .. } if device != "/dev/sda1");
        changes(steps, is_secondary)
    }),
    ("recover/copy-authorized-keys", |steps| steps.iter().any(copies)),
    ("recover/start-with-new-key", |steps| {
        changes(steps, |it| matches!(it, Operation::StartInstances { .. }))
    }),
    ("recover/ebs-only", |steps| {
        changes(steps, |it| matches!(it, Operation::StopInstances { .. }))
    }),
];

/// Returns the rules that a scenario with these steps depends on, if it tests this rule.
pub(super) fn of(rule: &str, steps: &[Step]) -> Vec<&'static str> {
    let before = ORDER.iter().take_while(|(other, _)| *other != rule);
    before.filter(|(_, applies)| applies(steps)).map(|(other, _)| *other).collect()
}

/// Returns the steps that can break a rule: all but the setup steps.
fn judged(steps: &[Step]) -> impl Iterator<Item = &Step> {
    steps.iter().filter(|step| !step.setup)
}

fn is_refused(step: &Step) -> bool {
    step.result == Some(StepResult::Refuse)
}

/// Returns whether the step creates or imports a key pair without a name.
fn lacks_name(step: &Step) -> bool {
    match &step.operation {
        Some(Operation::CreateKeyPair { key_name } | Operation::ImportKeyPair { key_name, .. }) => {
            key_name.as_ref().is_none_or(String::is_empty)
        }
        _ => false,
    }
}

/// Returns whether a step changes something that later steps can observe.
fn takes_effect(step: &Step) -> bool {
    let is_valid = matches!(step.signature, None | Some(Signature::Valid));
    is_valid && !step.dry_run && !is_refused(step)
}

fn changes(steps: &[Step], is_meant: impl Fn(&Operation) -> bool) -> bool {
    let effective = steps.iter().filter(|step| takes_effect(step));
    effective.filter_map(|step| step.operation.as_ref()).any(is_meant)
}

fn saves(steps: &[Step], field: Attribute) -> bool {
    steps.iter().any(|step| step.save.values().any(|saved| *saved == field))
}

/// Returns whether a private key comes from a `CreateKeyPair` response.
fn is_created(steps: &[Step], place: &str) -> bool {
    let names = |step: &Step| {
        let mut saved = step.save.iter();
        saved
            .any(|(name, field)| *field == Attribute::PrivateKey && place == format!("${{{name}}}"))
    };
    steps.iter().any(names)
}

/// Returns the values that a step expects for an attribute.
fn expected(step: &Step, field: Attribute) -> Vec<&str> {
    let records = step.resource.iter().chain(step.resources.iter().flatten());
    records.filter_map(|facts| facts.get(&field)).map(String::as_str).collect()
}

/// Returns whether a step compares a fingerprint with a value for which `is_so` holds.
fn expects_fingerprint(steps: &[Step], is_so: impl Fn(&str) -> bool) -> bool {
    judged(steps).any(|step| {
        let compared = match &step.check {
            Some(Check::Same { one, other }) => vec![one.as_str(), other.as_str()],
            _ => Vec::new(),
        };
        expected(step, Attribute::Fingerprint).into_iter().chain(compared).any(&is_so)
    })
}

fn filters_by_fingerprint(step: &Step) -> bool {
    match &step.operation {
        Some(Operation::DescribeKeyPairs { filters, .. }) => {
            filters.iter().any(|filter| filter.name == "fingerprint")
        }
        _ => false,
    }
}

fn filters(step: &Step) -> bool {
    matches!(&step.operation, Some(Operation::DescribeKeyPairs { filters, .. }) if !filters.is_empty())
}

fn shows_fingerprint(step: &Step) -> bool {
    matches!(step.operation, Some(Operation::DescribeKeyPairs { .. }))
        && !expected(step, Attribute::Fingerprint).is_empty()
}

fn names_pair(step: &Step) -> bool {
    let is_of_instances = matches!(
        step.operation,
        Some(
            Operation::RunInstances(_)
                | Operation::DescribeInstances { .. }
                | Operation::StartInstances { .. }
                | Operation::StopInstances { .. }
        )
    );
    is_of_instances && !expected(step, Attribute::KeyName).is_empty()
}

/// Returns the private key of a connection step.
fn connects(step: &Step) -> Option<&str> {
    match &step.guest_action {
        Some(GuestAction::Connect { credential: Credential::PrivateKey(key), .. }) => Some(key),
        _ => None,
    }
}

fn expects_created_line(step: &Step) -> bool {
    expected(step, Attribute::Line).iter().any(|line| line.starts_with("${openssh:"))
}

fn reads_entry(step: &Step) -> bool {
    matches!(step.guest_action, Some(GuestAction::ReadFile { .. })) && !is_refused(step)
}

fn copies(step: &Step) -> bool {
    matches!(step.guest_action, Some(GuestAction::CopyFile { .. })) && !is_refused(step)
}

/// Returns whether the step reads metadata at a path with this ending, and expects to find it.
fn reads(step: &Step, end: &str) -> bool {
    let is_meant = matches!(&step.guest_action, Some(GuestAction::ReadMetadata { path }) if path.ends_with(end));
    is_meant && !is_refused(step)
}

#[cfg(test)]
mod tests {
    use super::super::steps::{
        StepBuilder, connect, create, delete, import, launch, list, locked_out, look_up,
    };
    use super::*;
    use keyproof::api::Attribute::{Fingerprint, KeyName, PrivateKey};

    #[track_caller]
    fn check(rule: &str, steps: &[StepBuilder], expected: &[&str]) {
        let steps: Vec<Step> = steps.iter().cloned().map(StepBuilder::step).collect();
        assert_eq!(of(rule, &steps), expected, "{rule}");
    }

    #[test]
    fn a_setup_step_with_a_later_effect_is_a_dependency() {
        let steps = [import("web", "alice").setup(), delete("web").setup(), list()];
        check("recover/no-copy", &steps, &["import/listed", "delete/removes-public-key"]);
        let nothing_done = [import("web", "alice").dry_run(), delete("web").refused(&[]), list()];
        check("recover/no-copy", &nothing_done, &[]);
    }

    #[test]
    fn a_login_as_a_setup_step_is_no_dependency() {
        let steps = [connect("server", "alice_private"), locked_out("server", "bob_private")];
        let both = ["launch/matching-key-connects", "launch/other-key-refused"];
        check("recover/no-copy", &steps, &both);
        check("recover/no-copy", &steps.map(StepBuilder::setup), &[]);
    }

    #[test]
    fn a_rule_depends_only_on_earlier_rules() {
        let steps = [
            create("web").save("key", PrivateKey),
            launch("server", Some("web")).expect(&[(KeyName, "web")]),
            connect("server", "key"),
        ];
        check("create/returns-private-key", &steps, &[]);
        check("create/halves-match", &steps, &["create/returns-private-key"]);
        check("launch/names-pair", &steps, &["create/returns-private-key", "create/halves-match"]);
    }

    #[test]
    fn a_computed_fingerprint_adds_a_dependency() {
        let answered = [list().expect(&[(Fingerprint, "${shown}")])];
        check("recover/no-copy", &answered, &["fingerprint/displayed"]);
        let imported = ["fingerprint/imported-md5", "fingerprint/displayed"];
        check(
            "recover/no-copy",
            &[list().expect(&[(Fingerprint, "${alice_fingerprint}")])],
            &imported,
        );
        let computed = [list().expect(&[(Fingerprint, "${created_fingerprint:key}")])];
        let created = ["fingerprint/created-sha1", "fingerprint/displayed"];
        check("recover/no-copy", &computed, &created);
    }

    #[test]
    fn a_lookup_that_finds_nothing_is_a_dependency() {
        let steps = [look_up(&["web"]).refused(&[])];
        check("recover/no-copy", &steps, &["api/describe-unknown"]);
        check("recover/no-copy", &[look_up(&["web"])], &[]);
    }
}
