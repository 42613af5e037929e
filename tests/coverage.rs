//! The vectors cover the rule catalogue: each rule has several vectors, and endpoint scenarios cover all that an
//! API shows.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use keyproof::api::guest::{GuestAction, GuestCall};
use keyproof::api::service::{Call, Launch, Network, Operation};
use keyproof::api::{Action, Attribute};
use keyproof::rule::{Capability, RULES};
use keyproof::vector::file::{Check, Entry, ExpectedResult};
use keyproof::vector::scenario::Task;
use keyproof::vector::{self, Scenario, Suite, Vector};
use std::collections::{BTreeMap, BTreeSet};

/// The rules about volumes that no API shows, each with the reason.
const BEYOND_AN_API: [(&str, &str); 4] = [
    ("recover/copy-authorized-keys", "only a connected user copies files"),
    ("recover/owner-and-mode", "only a login shows it"),
    ("recover/unmount-first", "only a connected user mounts volumes"),
    ("recover/classic-address", "no request asks for an instance in EC2-Classic"),
];

/// Returns the vectors of each rule.
fn by_rule(suite: &Suite) -> BTreeMap<&str, Vec<&Vector>> {
    let mut by_rule: BTreeMap<&str, Vec<&Vector>> = BTreeMap::new();
    for vector in &suite.vectors {
        by_rule.entry(vector.rules[0].as_str()).or_default().push(vector);
    }
    by_rule
}

#[test]
fn each_rule_has_at_least_three_vectors() {
    let suite = vector::embedded();
    let by_rule = by_rule(&suite);
    for rule in RULES {
        let vectors = by_rule.get(rule.id).map_or(0, Vec::len);
        let says_why =
            rule.note.is_some_and(|note| note.contains("The suite has one vector for it"));
        assert_eq!(vectors < 3, says_why, "{}: {vectors} vectors, {:?}", rule.id, rule.note);
    }
}

/// Returns whether an API and a metadata service are enough to run the scenario.
fn is_for_endpoints(scenario: &Scenario) -> bool {
    scenario.steps.iter().all(|step| match &step.task {
        Task::Check(_) => true,
        Task::Ask(Action::Guest(GuestCall { guest_action, .. })) => {
            matches!(guest_action, GuestAction::ReadMetadata { .. })
        }
        Task::Ask(Action::Call(Call { operation, .. })) => !matches!(
            operation,
            Operation::RunInstances(Launch { network: Network::Classic, .. })
                | Operation::AllocateAddress { network: Network::Classic }
        ),
        Task::Ask(_) => false,
    })
}

#[test]
fn endpoint_scenarios_cover_each_rule_about_volumes_that_an_api_shows() {
    let suite = vector::embedded();
    let by_rule = by_rule(&suite);
    let of_volumes = RULES.iter().filter(|rule| rule.capability == Capability::Volumes);
    let ids = of_volumes.map(|rule| rule.id).chain(["delete/instances-untouched"]);
    for id in ids {
        let scenarios = by_rule[id].iter().filter_map(|vector| vector.scenario());
        let count = scenarios.filter(|scenario| is_for_endpoints(scenario)).count();
        let reason = BEYOND_AN_API.iter().find(|(beyond, _)| *beyond == id);
        assert!(count >= 2 || reason.is_some(), "{id}: {count} scenarios");
        assert!(count == 0 || reason.is_none(), "{id}: {count} scenarios, {reason:?}");
    }
}

/// Rules that depend on each other would hide a fault of both.
#[test]
fn dependencies_between_rules_have_no_cycle() {
    let suite = vector::embedded();
    let mut builds_on: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for vector in suite.vectors.iter().filter(|vector| vector.scenario().is_some()) {
        let (own, others) = vector.rules.split_first().unwrap();
        builds_on.entry(own).or_default().extend(others.iter().map(String::as_str));
    }
    // Removes the rules whose dependencies are all removed, until no rule is left.
    while !builds_on.is_empty() {
        let is_left = |rule: &&str| builds_on.contains_key(*rule);
        let free: Vec<&str> = builds_on
            .iter()
            .filter(|(_, others)| !others.iter().any(is_left))
            .map(|(rule, _)| *rule)
            .collect();
        assert!(!free.is_empty(), "a cycle in {:?}", builds_on.keys());
        builds_on.retain(|rule, _| !free.contains(rule));
    }
}

#[test]
fn a_scenario_names_each_rule_once() {
    for vector in &vector::embedded().vectors {
        let once: BTreeSet<&String> = vector.rules.iter().collect();
        assert_eq!(once.len(), vector.rules.len(), "{}: {:?}", vector.id, vector.rules);
    }
}

/// Returns the texts that a step compares with fingerprints.
fn compared_with_fingerprints(entry: &Entry) -> Vec<String> {
    let mut compared = Vec::new();
    for step in entry.steps.iter().filter(|step| !step.setup) {
        let resources = step.resource.iter().chain(step.resources.iter().flatten());
        let fingerprints = resources.filter_map(|facts| facts.get(&Attribute::Fingerprint));
        compared.extend(fingerprints.cloned());
        if let Some(Check::Same { one, other }) = &step.check {
            compared.extend([one.clone(), other.clone()]);
        }
    }
    compared
}

/// A service that computes wrong fingerprints breaks only the rules on fingerprints.
#[test]
fn only_scenarios_about_fingerprints_depend_on_their_computation() {
    const ABOUT: [&str; 2] = ["import/format-equivalence", "create/halves-match"];
    for entry in vector::embedded_entries() {
        let rule = entry.rules[0].as_str();
        if rule.starts_with("fingerprint/") || ABOUT.contains(&rule) {
            continue;
        }
        let is_saved = |text: &String| {
            let mut saved = entry.steps.iter().flat_map(|step| step.save.keys());
            saved.any(|name| *text == format!("${{{name}}}"))
        };
        let compared = compared_with_fingerprints(&entry);
        assert!(compared.iter().all(is_saved), "{}: {compared:?}", entry.id);
    }
}

#[test]
fn three_keys_of_each_length_are_accepted_in_each_format() {
    let mut keys: BTreeMap<(u64, String), BTreeSet<String>> = BTreeMap::new();
    for entry in vector::embedded_entries() {
        if entry.result != Some(ExpectedResult::Accept) {
            continue;
        }
        let (Some(bits), Some(modulus)) = (entry.bits, entry.modulus_sha256) else { continue };
        let formats = ["import/openssh", "import/base64-der", "import/rfc4716"];
        let of_format = entry.rules.iter().find(|rule| formats.contains(&rule.as_str()));
        let Some(format) = of_format else { continue };
        keys.entry((bits, format.clone())).or_default().insert(modulus);
    }
    assert_eq!(keys.len(), 9, "{:?}", keys.keys());
    for (what, keys) in keys {
        assert!(keys.len() >= 3, "{what:?}: {}", keys.len());
    }
}

fn operations(suite: &Suite) -> impl Iterator<Item = &Operation> {
    let scenarios = suite.vectors.iter().filter_map(Vector::scenario);
    scenarios.flat_map(|scenario| &scenario.steps).filter_map(|step| match &step.task {
        Task::Ask(Action::Call(call)) => Some(&call.operation),
        _ => None,
    })
}

#[test]
fn the_suite_omits_material_and_calls_unknown_actions() {
    let suite = vector::embedded();
    let lacks_material = |operation: &Operation| {
        matches!(operation, Operation::ImportKeyPair { public_key_material: None, .. })
    };
    let is_unknown = |operation: &Operation| matches!(operation, Operation::Unknown { .. });
    assert!(operations(&suite).any(lacks_material));
    assert!(operations(&suite).filter(|operation| is_unknown(operation)).count() >= 2);
}
