//! What must hold of the evidence of a whole suite.

use super::{Oracle, Pair, rests_on_twin};
use crate::{Code, Expected, hybrid, independent};
use keyproof::vector::file::Evidence;
use keyproof::vector::{Expect, Suite, Test, Vector};
use std::collections::BTreeSet;

/// How many oracles confirmed a vector that share no code with each other.
#[must_use]
pub fn independent_confirmations(vector: &Vector) -> usize {
    independent(&code(confirmed(vector)))
}

/// What is wrong with the evidence of a suite: the ids of vectors that rest on too little, and how.
#[must_use]
pub fn faults(suite: &Suite) -> Vec<(String, String)> {
    let vectors = suite.vectors.iter();
    vectors.filter_map(|vector| Some((vector.id.clone(), fault(suite, vector)?))).collect()
}

/// How many independent confirmations a vector must have: two if it expects a value, if only of one of two
/// sides; none if it is a refusal, which rests on a document.
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
            // What a file is called is no value that could be computed.
            Expect::Refuse(_) | Expect::NotPlaintext(_) | Expect::KeyFile(_) => false,
        },
    };
    if expects_value { 2 } else { 0 }
}

fn fault(suite: &Suite, vector: &Vector) -> Option<String> {
    let Evidence { document, standards, observed, .. } = &vector.evidence;
    let is_forbidden = !(document.is_empty() && standards.is_empty());
    let is_asked =
        |name: &str| Oracle::named(name).is_some_and(|oracle| Pair { vector, oracle }.applies());
    if let Some((stranger, _)) = vector.confirmed_by().find(|(name, _)| !is_asked(name)) {
        return Some(format!(
            "it is said to be confirmed by {stranger}, which is never asked of it"
        ));
    }
    if let Some(blind) = agreeing_by_chance(suite, vector) {
        let twins = vector.twins.join(", ");
        return Some(format!(
            "it is said to be confirmed by {blind}, which confirms no valid twin: {twins}"
        ));
    }
    if !is_forbidden && observed.is_empty() && confirmed(vector).is_empty() {
        return Some("nothing but keyproof says what it expects".to_owned());
    }
    let is_refusal =
        vector.question().is_some_and(|asked| matches!(asked.expect, Expect::Refuse(_)));
    if is_refusal && !is_forbidden {
        return Some("it is to be refused, and no document or standard says so".to_owned());
    }
    let (oracles, needed) = (confirmations(suite, vector), needed(vector));
    facts(vector).into_iter().find_map(|fact| {
        let tells = |oracle: &Oracle| oracle.tells(fact);
        let found = independent(&code(oracles.iter().copied().filter(tells)));
        let done = if found == 1 { "does" } else { "do" };
        (found < needed).then(|| {
            format!(
                "it expects {fact}; {needed} independent oracles must confirm it, and {found} {done}"
            )
        })
    })
}

/// An oracle that is said to agree with a vector for which that proves nothing, since it doesn't agree with the
/// valid twin.
fn agreeing_by_chance(suite: &Suite, vector: &Vector) -> Option<Oracle> {
    if !rests_on_twin(vector) {
        return None;
    }
    let twins = vector.twins.iter().filter_map(|id| suite.find(id));
    let of_twins: BTreeSet<Oracle> = twins.flat_map(confirmed).collect();
    confirmed(vector).into_iter().find(|oracle| !of_twins.contains(oracle))
}

/// The facts that a vector expects, as far as oracles differ in which they tell.
fn facts(vector: &Vector) -> Vec<&'static str> {
    let is_private =
        vector.question().is_some_and(|asked| matches!(asked.expect, Expect::PrivateKey(_)));
    if is_private { vec!["openssh", "created", "imported"] } else { vec!["a value"] }
}

/// The oracles that confirmed what a vector expects. Where the documents are silent most tools refuse the
/// file; that its values are those of its key is confirmed by any other vector that takes a file as that key.
fn confirmations(suite: &Suite, vector: &Vector) -> BTreeSet<Oracle> {
    let mut oracles = confirmed(vector);
    let expected = |vector: &Vector| vector.question().map(|asked| Expected::of(&asked.expect));
    if let Some(Expected::Either(values)) = expected(vector) {
        let takes_it = |other: &&Vector| match expected(other) {
            Some(Expected::Choice(same) | Expected::Either(same)) => same == values,
            _ => false,
        };
        oracles.extend(suite.vectors.iter().filter(takes_it).flat_map(confirmed));
    }
    oracles
}

fn confirmed(vector: &Vector) -> BTreeSet<Oracle> {
    vector.confirmed_by().filter_map(|(name, _)| Oracle::named(name)).collect()
}

fn code(oracles: impl IntoIterator<Item = Oracle>) -> Vec<&'static [Code]> {
    oracles.into_iter().map(Oracle::code).collect()
}
