//! The reference with one fault.

use keyproof::api::service::{Call, Operation};
use keyproof::api::{
    Action, Attribute, Attributes, ErrorCode, Outcome, PublicKeyFacts, Refusal, Reply,
};
use keyproof::implementation::{Description, Implementation, Reference};
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

/// The behaviour of a faulty implementation. It has a memory of its own.
pub(crate) type Behaviour = fn(&mut Original, &mut Memory, &Action) -> Outcome;

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

/// The reference, and its answers to questions about files. They depend on nothing else, and each run asks the
/// same questions.
#[derive(Default)]
pub(crate) struct Original {
    reference: Reference,
    answers: HashMap<(&'static str, Vec<u8>, Vec<u8>), Outcome>,
}

/// The originals that no run uses.
static IDLE: Mutex<Vec<Original>> = Mutex::new(Vec::new());

impl Original {
    pub(crate) fn call(&mut self, action: &Action) -> Outcome {
        let question = match action {
            Action::InspectPublicKey { material } => ("public", material.clone(), Vec::new()),
            Action::InspectPrivateKey { material, mode } => {
                ("private", material.clone(), mode.to_string().into_bytes())
            }
            Action::VerifyFingerprint { private_key, fingerprint } => {
                ("fingerprint", private_key.clone(), fingerprint.clone().into_bytes())
            }
            Action::Decrypt { private_key, ciphertext } => {
                ("decrypt", private_key.clone(), ciphertext.clone())
            }
            _ => return self.reference.call(action),
        };
        let answer = || self.reference.call(action);
        self.answers.entry(question).or_insert_with(answer).clone()
    }
}

/// The reference with a fault.
pub(crate) struct Faulty {
    original: Original,
    memory: Memory,
    behaviour: Behaviour,
}

impl Faulty {
    pub(crate) fn new(fault: &Fault) -> Self {
        let mut original = IDLE.lock().unwrap().pop().unwrap_or_default();
        original.reference.reset();
        Self { original, memory: Memory::new(), behaviour: fault.behaviour }
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        IDLE.lock().unwrap().push(std::mem::take(&mut self.original));
    }
}

impl Implementation for Faulty {
    fn description(&self) -> Description {
        self.original.reference.description()
    }

    fn call(&mut self, action: &Action) -> Outcome {
        (self.behaviour)(&mut self.original, &mut self.memory, action)
    }

    fn reset(&mut self) {
        self.memory.clear();
        self.original.reference.reset();
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
