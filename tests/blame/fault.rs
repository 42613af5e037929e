//! The reference with one fault.

use keyproof::api::service::{Call, Operation};
use keyproof::api::{
    Action, Attribute, Attributes, ErrorCode, Outcome, PublicKeyFacts, Refusal, Reply,
};
use keyproof::implementation::{Description, Implementation, Reference};
use std::collections::BTreeMap;

/// The behaviour of a faulty implementation. It has a memory of its own.
pub(crate) type Behaviour = fn(&mut Reference, &mut Memory, &Action) -> Outcome;

/// Texts that a faulty implementation remembers until it is reset.
pub(crate) type Memory = BTreeMap<String, String>;

/// A fault, with its name and the rule that it breaks.
#[derive(Clone)]
pub(crate) struct Fault {
    pub(crate) rule: &'static str,
    pub(crate) name: &'static str,
    behaviour: Behaviour,
}

pub(crate) const fn fault(rule: &'static str, name: &'static str, behaviour: Behaviour) -> Fault {
    Fault { rule, name, behaviour }
}

/// The reference with a fault.
pub(crate) struct Faulty {
    reference: Reference,
    memory: Memory,
    behaviour: Behaviour,
}

impl Faulty {
    pub(crate) fn new(fault: &Fault) -> Self {
        Self { reference: Reference::default(), memory: Memory::new(), behaviour: fault.behaviour }
    }
}

impl Implementation for Faulty {
    fn description(&self) -> Description {
        self.reference.description()
    }

    fn call(&mut self, action: &Action) -> Outcome {
        (self.behaviour)(&mut self.reference, &mut self.memory, action)
    }

    fn reset(&mut self) {
        self.memory.clear();
        self.reference.reset();
    }
}

/// Returns the same action with another operation.
pub(crate) fn with(call: &Call, operation: Operation) -> Action {
    Action::Call(Call { operation, ..call.clone() })
}

pub(crate) fn refuse(code: ErrorCode) -> Outcome {
    Outcome::Refused(Refusal::new(code, "refused"))
}

/// Returns the operation of an action that requests one.
pub(crate) const fn operation(action: &Action) -> Option<&Operation> {
    match action {
        Action::Call(Call { operation, .. }) => Some(operation),
        _ => None,
    }
}

/// Changes the facts about a public key in an answer.
pub(crate) fn with_facts(
    outcome: Outcome,
    change: impl FnOnce(PublicKeyFacts) -> PublicKeyFacts,
) -> Outcome {
    match outcome {
        Outcome::Success(Reply::PublicKey(facts)) => {
            Outcome::Success(Reply::PublicKey(change(facts)))
        }
        other => other,
    }
}

/// Changes each key pair of an answer.
pub(crate) fn with_pairs(outcome: Outcome, change: impl Fn(&mut Attributes)) -> Outcome {
    with_resources(outcome, Attribute::Fingerprint, change)
}

/// Changes each resource of an answer that has this attribute.
pub(crate) fn with_resources(
    mut outcome: Outcome,
    attribute: Attribute,
    change: impl Fn(&mut Attributes),
) -> Outcome {
    if let Outcome::Success(Reply::Resources(resources)) = &mut outcome {
        resources.iter_mut().filter(|it| it.contains_key(&attribute)).for_each(change);
    }
    outcome
}

/// Changes an attribute of a resource, if the resource has it.
pub(crate) fn change(
    resource: &mut Attributes,
    attribute: Attribute,
    change: impl FnOnce(&str) -> String,
) {
    if let Some(value) = resource.get_mut(&attribute) {
        *value = change(value);
    }
}

/// Changes the code of a refusal.
pub(crate) fn with_code(
    outcome: Outcome,
    change: impl FnOnce(ErrorCode) -> Option<ErrorCode>,
) -> Outcome {
    match outcome {
        Outcome::Refused(Refusal { code: Some(code), message }) => {
            Outcome::Refused(Refusal { code: change(code), message })
        }
        other => other,
    }
}
