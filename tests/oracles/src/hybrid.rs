//! Scenarios with keys: the service is the reference, but a tool computes the fingerprints of pairs and
//! decrypts the passwords.
//!
//! There are two sets of tools that share no code: ssh-keygen with OpenSSL, and PuTTYgen with Java. Within a
//! set, the first tool that reads a file counts.

use crate::Oracle;
use crate::files::{self, Make};
use crate::puttygen::Puttygen;
use keyproof::api::service::{Call, Operation};
use keyproof::api::{Action, Attribute, Attributes, Outcome, Refusal, Reply};
use keyproof::encoding::base64;
use keyproof::implementation::adapter::AdapterError;
use keyproof::implementation::builtin::{Openssl, SshKeygen};
use keyproof::implementation::{Description, Implementation, Reference};
use keyproof::vector::file::Check;
use keyproof::vector::scenario::{Step, StepExpect, Task};
use keyproof::vector::{Scenario, Suite, Vector};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the reference with an oracle that computes.
///
/// # Errors
/// Returns an [`AdapterError`] if the adapter for Java doesn't work.
pub(crate) fn implementation(oracle: Oracle, suite: &Suite) -> Result<Make, AdapterError> {
    let given = suite.vectors.iter().filter_map(Vector::scenario);
    let given = given.flat_map(|scenario| scenario.given.values());
    let given: BTreeSet<String> =
        given.filter(|text| text.contains("PRIVATE KEY")).cloned().collect();
    let hybrid = move |tools| {
        Box::new(Hybrid {
            oracle,
            tools,
            reference: Reference::default(),
            given: given.clone(),
            created: BTreeSet::new(),
            known: BTreeMap::new(),
            of_pairs: BTreeMap::new(),
        })
    };
    if oracle == Oracle::SshKeygen {
        return Ok(Box::new(move || hybrid([Box::new(Openssl), Box::new(SshKeygen::default())])));
    }
    let java = files::connect(Oracle::Java)?;
    Ok(Box::new(move || {
        hybrid([Box::new(Puttygen::new(java.adapter())), Box::new(java.adapter())])
    }))
}

/// Whether a scenario expects values of keys: fingerprints, or decrypted passwords.
pub(crate) fn expects_values(scenario: &Scenario) -> bool {
    scenario.steps.iter().any(|step| expects_value(scenario, step))
}

/// Whether every implementation reaches a step that expects such a value. A refusal of what may be refused
/// ends a scenario.
pub(crate) fn always_expects_values(scenario: &Scenario) -> bool {
    let is_certain = |step: &&Step| !matches!(step.expect, StepExpect::Either { .. });
    let mut certain = scenario.steps.iter().take_while(is_certain);
    certain.any(|step| expects_value(scenario, step))
}

/// Whether a step expects such a value. A fingerprint that an earlier step saved is none, because any text
/// would do.
fn expects_value(scenario: &Scenario, step: &Step) -> bool {
    let is_saved = |text: &str| {
        let mut saved = scenario.steps.iter().flat_map(|step| step.save.keys());
        saved.any(|name| text == format!("${{{name}}}"))
    };
    let mut fingerprints = resources(&step.expect)
        .iter()
        .filter_map(|attributes| attributes.get(&Attribute::Fingerprint));
    fingerprints.any(|text| !is_saved(text))
        || matches!(step.task, Task::Check(Check::Decrypts { .. } | Check::DecryptsNot { .. }))
}

/// Returns the expected resources.
fn resources(expect: &StepExpect) -> &[Attributes] {
    match expect {
        StepExpect::Answer(attributes) | StepExpect::Either { answer: attributes, .. } => {
            std::slice::from_ref(attributes)
        }
        StepExpect::Answers(resources) => resources,
        _ => &[],
    }
}

/// The reference, with the values that tools compute.
struct Hybrid {
    oracle: Oracle,
    tools: [Box<dyn Implementation>; 2],
    reference: Reference,
    /// The private keys that are given in scenarios.
    given: BTreeSet<String>,
    /// The private keys that the reference created.
    created: BTreeSet<String>,
    /// The tools' fingerprints of files.
    known: BTreeMap<Vec<u8>, String>,
    /// The tools' fingerprints by the reference's, for replies that only list a pair.
    of_pairs: BTreeMap<String, String>,
}

impl Hybrid {
    /// Asks the tools, one after the other, until one doesn't refuse.
    fn ask(&mut self, action: &Action) -> Outcome {
        let mut refusal = Outcome::Unsupported;
        for tool in &mut self.tools {
            match tool.call(action) {
                Outcome::Unsupported => {}
                Outcome::Refused(why) => refusal = Outcome::Refused(why),
                outcome => return outcome,
            }
        }
        refusal
    }

    /// Returns the fingerprint of the pair that is imported or created with a file.
    fn fingerprint(&mut self, action: &Action, file: &[u8]) -> Result<String, Outcome> {
        if let Some(known) = self.known.get(file) {
            return Ok(known.clone());
        }
        let fingerprint = match self.ask(action) {
            Outcome::Success(Reply::PublicKey(facts)) => facts.fingerprint,
            Outcome::Success(Reply::PrivateKey(facts)) => facts.created,
            Outcome::Refused(Refusal { message, .. }) => {
                return Err(Outcome::Refused(Refusal::without_code(message)));
            }
            other => return Err(other),
        };
        let fingerprint =
            fingerprint.ok_or_else(|| self.malformed("it returned no fingerprint"))?;
        self.known.insert(file.to_vec(), fingerprint.clone());
        Ok(fingerprint)
    }

    fn malformed(&self, what: &str) -> Outcome {
        Outcome::Malformed(format!("{}: {what}", self.oracle))
    }

    /// Replaces the fingerprint of a pair by the tools' fingerprint.
    fn pair(&mut self, pair: &mut Attributes, operation: &Operation) -> Result<(), Outcome> {
        let own = pair.get(&Attribute::Fingerprint).cloned().unwrap_or_default();
        let fingerprint = match (operation, pair.get(&Attribute::PrivateKey)) {
            (Operation::ImportKeyPair { public_key_material: Some(material), .. }, _) => {
                let file = base64::decode_lines(material.as_bytes()).unwrap_or_default();
                self.fingerprint(&Action::InspectPublicKey { material: file.clone() }, &file)?
            }
            (_, Some(file)) => {
                self.created.insert(file.clone());
                let material = file.clone().into_bytes();
                let action =
                    Action::InspectPrivateKey { material, mode: keyproof::api::guest::Mode(0o400) };
                self.fingerprint(&action, file.as_bytes())?
            }
            _ => self.of_pairs.get(&own).cloned().ok_or_else(|| {
                self.malformed(&format!(
                    "the pair {:?} was never created",
                    pair.get(&Attribute::KeyName)
                ))
            })?,
        };
        self.of_pairs.insert(own, fingerprint.clone());
        pair.insert(Attribute::Fingerprint, fingerprint);
        Ok(())
    }

    /// Checks that a tool decrypts a password to the same text as the reference, with each private key with
    /// which the reference can, and that it doesn't with any other.
    fn check_password(&mut self, password: &str) -> Result<(), Outcome> {
        let ciphertext = base64::decode(password.as_bytes()).unwrap_or_default();
        let keys = self.given.iter().chain(&self.created);
        let decrypt = |file: &String| Action::Decrypt {
            private_key: file.clone().into_bytes(),
            ciphertext: ciphertext.clone(),
        };
        let actions: Vec<Action> = keys.map(decrypt).collect();
        let plaintext = |outcome| match outcome {
            Outcome::Success(Reply::Plaintext(text)) => Ok(Some(text)),
            Outcome::Refused(_) => Ok(None),
            other => Err(other),
        };
        let expected: Vec<Option<Vec<u8>>> = actions
            .iter()
            .map(|action| plaintext(self.reference.call(action)))
            .collect::<Result<_, _>>()?;
        for (action, expected_text) in actions.iter().zip(&expected) {
            let text = plaintext(self.ask(action))?;
            let is_right = match expected_text {
                Some(_) => text == *expected_text,
                // Some tools return random bytes instead of a failure.
                None => text.is_none() || !expected.contains(&text),
            };
            if !is_right {
                return Err(self.malformed("it decrypts a password to something else"));
            }
        }
        Ok(())
    }

    fn replaced(&mut self, operation: &Operation, mut reply: Reply) -> Result<Reply, Outcome> {
        let Reply::Resources(resources) = &mut reply else { return Ok(reply) };
        for resource in resources {
            if resource.contains_key(&Attribute::Fingerprint) {
                self.pair(resource, operation)?;
            }
            if let Some(password) = Attribute::PasswordData.of(resource) {
                self.check_password(password)?;
            }
        }
        Ok(reply)
    }
}

impl Implementation for Hybrid {
    fn description(&self) -> Description {
        Description { name: self.oracle.name().to_owned(), ..self.reference.description() }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        match (action, self.reference.call(action)) {
            (Action::Call(Call { operation, .. }), Outcome::Success(reply)) => {
                self.replaced(operation, reply).map_or_else(|fault| fault, Outcome::Success)
            }
            (_, outcome) => outcome,
        }
    }

    fn reset(&mut self) {
        self.reference.reset();
        self.created.clear();
    }
}
