//! Stories about keys, with a tool's arithmetic in the place of ours: the service is the reference, but which
//! fingerprint a pair has, and what a password decrypts to, is what the tool says.
//!
//! There are two of them that share no code: ssh-keygen and OpenSSL, and PuTTYgen and Java. Which of the two
//! programs reads a file is a matter of its format.

use super::question::Subject;
use super::{Answer, Fault, Oracle};
use crate::api::service::{Call, Operation};
use crate::api::{Action, Field, KeyPair, Outcome, Reply};
use crate::encoding::base64;
use crate::format::{self, Format};
use crate::implementation::{Description, Implementation, Reference};
use crate::vector::Scenario;
use crate::vector::file::Check;
use crate::vector::scenario::{Step, StepExpect, Task};
use std::collections::BTreeMap;

/// The reference with this tool's arithmetic, for stories in which it matters.
pub(super) fn play(oracle: Oracle, scenario: &Scenario) -> Option<Box<dyn Implementation>> {
    if !expects_values(scenario) {
        return None;
    }
    let private_keys = scenario.given.values().filter(|text| text.contains("PRIVATE KEY"));
    let stand_in = StandIn {
        oracle,
        reference: Reference::default(),
        private_keys: private_keys.cloned().collect(),
        known: BTreeMap::new(),
    };
    Some(Box::new(stand_in))
}

/// Whether a story expects values of keys: fingerprints, or what a password decrypts to.
pub(super) fn expects_values(scenario: &Scenario) -> bool {
    let has_fingerprint =
        |step: &Step| step.expect.facts().any(|facts| facts.contains_key(&Field::Fingerprint));
    let is_decrypted = |step: &Step| {
        matches!(step.task, Task::Check(Check::Decrypts { .. } | Check::DecryptsNot { .. }))
    };
    scenario.steps.iter().any(|step| has_fingerprint(step) || is_decrypted(step))
}

struct StandIn {
    oracle: Oracle,
    reference: Reference,
    /// The private keys that somebody in the story has.
    private_keys: Vec<String>,
    /// The fingerprints that are known by now.
    known: BTreeMap<Vec<u8>, String>,
}

impl StandIn {
    /// The fingerprint of a pair as the tool has it, from what it was made of.
    fn fingerprint(&mut self, action: &Action, fact: &str) -> Result<String, Outcome> {
        let (Action::InspectPublicKey { material } | Action::InspectPrivateKey { material, .. }) =
            action
        else {
            unreachable!("only files have fingerprints")
        };
        if let Some(known) = self.known.get(material) {
            return Ok(known.clone());
        }
        let fingerprint = match self.ask(action).map_err(|fault| self.silent(&fault))? {
            Answer::Taken(facts) => facts.get(fact).cloned(),
            Answer::Refused(_) | Answer::Hung => None,
        };
        let garbled = || Outcome::Garbled(format!("{} finds no {fact} fingerprint", self.oracle));
        let fingerprint = fingerprint.ok_or_else(garbled)?;
        self.known.insert(material.clone(), fingerprint.clone());
        Ok(fingerprint)
    }

    /// Asks the program that is for such files.
    fn ask(&self, action: &Action) -> Result<Answer, Fault> {
        let meant = match action {
            Action::InspectPublicKey { material } => {
                format::parse(material).ok().map(|parsed| parsed.format)
            }
            _ => None,
        };
        let is_der = meant == Some(Format::Base64Der);
        let program = match (self.oracle, action) {
            (Oracle::SshKeygen, Action::InspectPublicKey { .. }) if !is_der => Oracle::SshKeygen,
            (Oracle::SshKeygen, _) => Oracle::Openssl,
            (_, Action::InspectPublicKey { .. }) if is_der => Oracle::Java,
            _ => Oracle::Puttygen,
        };
        let question = program.question(Subject { action, meant });
        let question = question
            .ok_or_else(|| Fault::Unavailable(format!("{program} is not for such files")))?;
        question.ask().map(|(answer, _)| answer)
    }

    fn silent(&self, fault: &Fault) -> Outcome {
        Outcome::NotAsked(format!("{}: {fault}", self.oracle))
    }

    /// The pair with the tool's fingerprint in place of the reference's.
    fn pair(&mut self, pair: &KeyPair, operation: &Operation) -> Result<KeyPair, Outcome> {
        let fingerprint = match (operation, &pair.private_key) {
            (Operation::ImportKeyPair { public_key_material: Some(material), .. }, _) => {
                let material = base64::decode(material.as_bytes()).unwrap_or_default();
                self.fingerprint(&Action::InspectPublicKey { material }, "fingerprint")?
            }
            (_, Some(file)) => {
                self.private_keys.push(file.clone());
                let material = file.clone().into_bytes();
                let action = Action::InspectPrivateKey { material, mode: 0o400 };
                self.fingerprint(&action, "created")?
            }
            _ => pair.fingerprint.clone(),
        };
        Ok(KeyPair { fingerprint, ..pair.clone() })
    }

    /// For whoever can decrypt a password by our reckoning, the tool must decrypt the same.
    fn password(&mut self, password: &str) -> Result<(), Outcome> {
        let ciphertext = base64::decode(password.as_bytes()).unwrap_or_default();
        for private_key in self.private_keys.clone() {
            let (private_key, ciphertext) = (private_key.into_bytes(), ciphertext.clone());
            let action = Action::Decrypt { private_key, ciphertext };
            let Outcome::Done(Reply::Plaintext(ours)) = self.reference.call(&action) else {
                continue;
            };
            let ours = String::from_utf8_lossy(&ours).into_owned();
            let theirs = self.ask(&action).map_err(|fault| self.silent(&fault))?;
            let is_same = matches!(&theirs, Answer::Taken(facts)
                if facts.get("plaintext") == Some(&ours));
            if !is_same {
                let oracle = self.oracle;
                return Err(Outcome::Garbled(format!("a password is {ours:?}; {oracle} {theirs}")));
            }
        }
        Ok(())
    }

    fn checked(&mut self, operation: &Operation, reply: &Reply) -> Result<Reply, Outcome> {
        match reply {
            Reply::KeyPairs(pairs) => {
                let pairs = pairs.iter().map(|pair| self.pair(pair, operation));
                Ok(Reply::KeyPairs(pairs.collect::<Result<_, _>>()?))
            }
            Reply::PasswordData(Some(password)) => {
                self.password(password)?;
                Ok(reply.clone())
            }
            _ => Ok(reply.clone()),
        }
    }
}

impl Implementation for StandIn {
    fn description(&self) -> Description {
        Description { name: self.oracle.name().to_owned(), ..self.reference.description() }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let outcome = self.reference.call(action);
        match (action, &outcome) {
            (Action::Call(Call { operation, .. }), Outcome::Done(reply)) => {
                self.checked(operation, reply).map_or_else(|fault| fault, Outcome::Done)
            }
            _ => outcome,
        }
    }

    fn reset(&mut self) {
        self.reference.reset();
    }
}

impl StepExpect {
    /// The facts of each thing that is expected.
    fn facts(&self) -> impl Iterator<Item = &crate::api::Record> {
        let things = match self {
            Self::Answer(facts) | Self::Either { answer: facts, .. } => std::slice::from_ref(facts),
            Self::Answers(things) => things.as_slice(),
            _ => &[],
        };
        things.iter()
    }
}
