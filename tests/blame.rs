//! Each fault is blamed on the rule that it breaks. The reference with one fault runs all vectors except the
//! expensive ones: its rule must be broken, and no other rule may be broken more often.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "blame/fault.rs"]
mod fault;
#[path = "blame/keys.rs"]
mod keys;
#[path = "blame/pairs.rs"]
mod pairs;
#[path = "blame/instances.rs"]
mod instances;

use fault::{Fault, Faulty};
use keyproof::harness;
use keyproof::implementation::Implementation;
use keyproof::vector::{self, Suite, Vector};
use keyproof::verdict::VectorResult;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::LazyLock;

static SUITE: LazyLock<Suite> = LazyLock::new(vector::embedded);

/// Returns the number of failures by broken rule.
fn broken(fault: &Fault) -> BTreeMap<&'static str, usize> {
    let make = || -> Box<dyn Implementation> { Box::new(Faulty::new(fault)) };
    let selected = |vector: &Vector| !vector.is_expensive();
    let jobs = NonZeroUsize::new(2).unwrap();
    let mut broken = BTreeMap::new();
    for VectorResult { vector, judgement } in harness::run(&SUITE, &selected, &make, jobs, &|| ()) {
        if judgement.failure.is_some() {
            *broken.entry(judgement.broken_rule(vector)).or_default() += 1;
        }
    }
    broken
}

/// Returns a description of the fault if it is not noticed, or if other rules are blamed for it.
fn fault_of_blame(fault: &Fault) -> Option<String> {
    let broken = broken(fault);
    let own = broken.get(fault.rule).copied().unwrap_or_default();
    let most = broken.values().max().copied().unwrap_or_default();
    let is_right = own > 0 && own == most;
    (!is_right).then(|| format!("{} ({}): {broken:?}", fault.name, fault.rule))
}

#[track_caller]
fn check(faults: &[Fault]) {
    let wrong: Vec<String> = faults.iter().filter_map(fault_of_blame).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), faults.len(), wrong.join("\n"));
}

#[test]
fn faults_with_keys_are_put_down_to_their_rules() {
    check(&keys::faults());
}

#[test]
fn faults_with_pairs_are_put_down_to_their_rules() {
    check(&pairs::faults());
}

#[test]
fn faults_with_instances_are_put_down_to_their_rules() {
    check(&instances::faults());
}

#[test]
fn every_area_has_a_fault() {
    let faults = [keys::faults(), pairs::faults(), instances::faults()].concat();
    let area = |rule: &str| rule.split('/').next().unwrap().to_owned();
    for rule in keyproof::rule::RULES {
        assert!(faults.iter().any(|fault| area(fault.rule) == rule.area()), "{}", rule.area());
    }
    for fault in &faults {
        assert!(keyproof::rule::find(fault.rule).is_some(), "{}", fault.rule);
    }
}
