//! Checks the evidence of the vectors: what the oracles confirmed when it was recorded.

use crate::comparison::{Pair, rests_on_twin};
use crate::{Code, Oracle, hybrid, independent};
use keyproof::vector::file::Evidence;
use keyproof::vector::{Expect, Suite, Test, Vector};
use std::collections::BTreeSet;

/// Returns how many oracles without common code confirmed a vector.
#[must_use]
pub fn independent_confirmations(vector: &Vector) -> usize {
    independent(&code(confirmed(vector)))
}

/// Returns the ids of vectors with insufficient or wrong evidence, each with the fault.
#[must_use]
pub fn faults(suite: &Suite) -> Vec<(String, String)> {
    let vectors = suite.vectors.iter();
    vectors.filter_map(|vector| Some((vector.id.clone(), fault(suite, vector)?))).collect()
}

/// Returns how many independent confirmations a vector must have: two if it expects a value, even if it may be
/// refused, and none if it must be refused, because a document says so.
#[must_use]
pub fn needed(vector: &Vector) -> usize {
    let expects_value = match &vector.test {
        Test::Scenario(scenario) => {
            !scenario.is_expensive && hybrid::always_expects_values(scenario)
        }
        Test::Question(question) => match question.expect {
            Expect::Accept(_)
            | Expect::Either { .. }
            | Expect::PrivateKey(_)
            | Expect::Matches(_)
            | Expect::Plaintext(_) => true,
            // The name of a file can't be computed.
            Expect::Refuse(_) | Expect::NotPlaintext(_) | Expect::KeyFile(_) => false,
        },
    };
    if expects_value { 2 } else { 0 }
}

fn fault(suite: &Suite, vector: &Vector) -> Option<String> {
    let Evidence { document, standards, observed, .. } = &vector.evidence;
    let is_forbidden = !(document.is_empty() && standards.is_empty());
    let is_asked =
        |name: &str| Oracle::named(name).is_some_and(|oracle| Pair { vector, oracle }.is_asked());
    if let Some((name, _)) = vector.confirmed_by().find(|(name, _)| !is_asked(name)) {
        return Some(format!("confirmed by {name}, which is never asked about it"));
    }
    if let Some(oracle) = confirms_no_twin(suite, vector) {
        let twins = vector.twins.join(", ");
        return Some(format!("confirmed by {oracle}, which confirms no valid twin: {twins}"));
    }
    if !is_forbidden && observed.is_empty() && confirmed(vector).is_empty() {
        return Some("it has no evidence".to_owned());
    }
    let is_refusal =
        vector.question().is_some_and(|asked| matches!(asked.expect, Expect::Refuse(_)));
    if is_refusal && !is_forbidden {
        return Some("it must be refused, but no document or standard says so".to_owned());
    }
    let (oracles, needed) = (confirmations(suite, vector), needed(vector));
    facts(vector).into_iter().find_map(|fact| {
        let returns = |oracle: &Oracle| oracle.returns(fact);
        let found = independent(&code(oracles.iter().copied().filter(returns)));
        (found < needed).then(|| {
            format!("independent oracles that confirm {fact}: {found}, but {needed} are needed")
        })
    })
}

/// Returns an oracle whose confirmation proves nothing, because it confirms no valid twin.
fn confirms_no_twin(suite: &Suite, vector: &Vector) -> Option<Oracle> {
    if !rests_on_twin(vector) {
        return None;
    }
    let twins = vector.twins.iter().filter_map(|id| suite.find(id));
    let of_twins: BTreeSet<Oracle> = twins.flat_map(confirmed).collect();
    confirmed(vector).into_iter().find(|oracle| !of_twins.contains(oracle))
}

/// Returns the names of the expected facts. Only for private keys, oracles differ in the facts that they return.
fn facts(vector: &Vector) -> Vec<&'static str> {
    let is_private =
        vector.question().is_some_and(|asked| matches!(asked.expect, Expect::PrivateKey(_)));
    if is_private { vec!["openssh", "created", "imported"] } else { vec!["the value"] }
}

/// Returns the oracles that confirmed the expected value. Most tools refuse a file that may be refused. A
/// vector that expects the same values of another file confirms them too.
fn confirmations(suite: &Suite, vector: &Vector) -> BTreeSet<Oracle> {
    let mut oracles = confirmed(vector);
    let expect = |vector: &'_ Vector| vector.question().map(|question| question.expect.clone());
    if let Some(Expect::Either { accept: values, .. }) = expect(vector) {
        let expects_same = |other: &&Vector| match expect(other) {
            Some(Expect::Accept(accept) | Expect::Either { accept, .. }) => accept == values,
            _ => false,
        };
        oracles.extend(suite.vectors.iter().filter(expects_same).flat_map(confirmed));
    }
    oracles
}

fn confirmed(vector: &Vector) -> BTreeSet<Oracle> {
    vector.confirmed_by().filter_map(|(name, _)| Oracle::named(name)).collect()
}

fn code(oracles: impl IntoIterator<Item = Oracle>) -> Vec<&'static [Code]> {
    oracles.into_iter().map(Oracle::code).collect()
}
