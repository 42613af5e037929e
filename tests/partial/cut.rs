//! A reference implementation with one part of its answers cut out.

use keyproof::api::{
    Action, Attribute, Attributes, ErrorCode, Outcome, PrivateKeyFacts, PublicKeyFacts, Refusal,
    Reply,
};
use keyproof::implementation::{Description, Implementation, Reference};
use keyproof::rule::Capability;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// The removed part.
#[derive(Debug, Clone)]
pub(crate) enum Cut {
    /// These facts of keys and files.
    Facts(&'static [&'static str]),
    /// This error code: the refusal has no code instead.
    Code(String),
    /// This attribute of resources.
    Attribute(Attribute),
    /// This operation.
    Operation(String),
    /// This capability.
    Capability(Capability),
}

/// The observed answers of the reference, and the effects of the cut.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) codes: BTreeSet<String>,
    pub(crate) fields: BTreeSet<Attribute>,
    pub(crate) operations: BTreeSet<String>,
    pub(crate) capabilities: BTreeSet<Capability>,
    /// Whether something was removed, for each scenario in the order of the run.
    pub(crate) scenarios: Vec<bool>,
}

/// The reference with something removed from its answers.
pub(crate) struct Partial {
    reference: Reference,
    cut: Option<Cut>,
    log: Arc<Mutex<Log>>,
}

impl Partial {
    pub(crate) fn new(cut: Option<Cut>, log: Arc<Mutex<Log>>) -> Self {
        Self { reference: Reference::default(), cut, log }
    }

    fn note(&self, action: &Action, outcome: &Outcome) {
        let mut log = self.log.lock().unwrap();
        log.capabilities.insert(action.capability());
        if let Action::Call(call) = action {
            log.operations.insert(call.operation.name().to_owned());
        }
        match outcome {
            Outcome::Refused(Refusal { code: Some(code), .. }) => {
                log.codes.insert(code.name().to_owned());
            }
            Outcome::Success(reply) => {
                log.fields.extend(reply.resources().iter().flat_map(Attributes::keys))
            }
            _ => {}
        }
    }

    /// Returns the answer without the removed part, or `None` if it has no such part.
    fn without(&self, action: &Action, outcome: &Outcome) -> Option<Outcome> {
        match (self.cut.as_ref()?, outcome) {
            (Cut::Capability(capability), _) => {
                (action.capability() == *capability).then_some(Outcome::Unsupported)
            }
            (Cut::Operation(operation), _) => match action {
                Action::Call(call) if call.operation.name() == *operation => {
                    Some(Outcome::Unsupported)
                }
                _ => None,
            },
            (Cut::Code(name), Outcome::Refused(Refusal { code: Some(code), message })) => {
                let is_cut = *code == ErrorCode::of_name(name);
                is_cut.then(|| Outcome::Refused(Refusal { code: None, message: message.clone() }))
            }
            (Cut::Attribute(field), Outcome::Success(reply)) => {
                let mut resources = reply.resources().to_vec();
                let cut = resources.iter_mut().filter_map(|it| it.remove(field)).count();
                (cut > 0).then_some(Outcome::Success(Reply::Resources(resources)))
            }
            (Cut::Facts(facts), Outcome::Success(reply)) => {
                let reply = without_facts(facts, reply.clone());
                Some(Outcome::Success(reply))
            }
            _ => None,
        }
    }
}

fn without_facts(facts: &[&str], reply: Reply) -> Reply {
    let has = |name: &str| !facts.contains(&name);
    match reply {
        Reply::PublicKey(key) => Reply::PublicKey(PublicKeyFacts {
            bits: key.bits,
            exponent: key.exponent.filter(|_| has("exponent")),
            modulus_sha256: key.modulus_sha256.filter(|_| has("modulus_sha256")),
            fingerprint: key.fingerprint.filter(|_| has("fingerprint")),
        }),
        Reply::PrivateKey(key) => Reply::PrivateKey(PrivateKeyFacts {
            openssh: key.openssh.filter(|_| has("openssh")),
            created: key.created.filter(|_| has("created")),
            imported: key.imported.filter(|_| has("imported")),
        }),
        Reply::KeyFile { name, mode } => Reply::KeyFile {
            name: name.filter(|_| has("name")),
            mode: mode.filter(|_| has("mode")),
        },
        other => other,
    }
}

impl Implementation for Partial {
    fn description(&self) -> Description {
        let mut description = self.reference.description();
        if let Some(Cut::Capability(cut)) = &self.cut {
            description.capabilities.retain(|capability| capability != cut);
        }
        description
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let outcome = self.reference.call(action);
        self.note(action, &outcome);
        let Some(cut) = self.without(action, &outcome) else { return outcome };
        if let Some(last) = self.log.lock().unwrap().scenarios.last_mut() {
            *last = true;
        }
        cut
    }

    fn reset(&mut self) {
        self.reference.reset();
        self.log.lock().unwrap().scenarios.push(false);
    }
}
