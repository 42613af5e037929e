//! Stories about keys, with a tool's arithmetic in the place of ours: the service is the reference, but which
//! fingerprint a pair has, and what a password decrypts to, is what the tool says.
//!
//! There are two of them that share no code: ssh-keygen and OpenSSL, and PuTTYgen and Java. Which of the two
//! programs reads a file is a matter of its format.

use super::question::OracleInput;
use super::{Oracle, OracleAnswer, ToolError};
use keyproof::api::service::{Call, Operation};
use keyproof::api::{Action, Attribute, Attributes, KeyPair, Outcome, Refusal, Reply};
use keyproof::encoding::base64;
use keyproof::format::{self, Format};
use keyproof::implementation::{Description, Implementation, Reference};
use keyproof::vector::Scenario;
use keyproof::vector::file::Check;
use keyproof::vector::scenario::{Step, StepExpect, Task};
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
        theirs: BTreeMap::new(),
    };
    Some(Box::new(stand_in))
}

/// Whether a story expects values of keys: fingerprints, or what a password decrypts to.
pub(super) fn expects_values(scenario: &Scenario) -> bool {
    scenario.steps.iter().any(|step| expects_value(scenario, step))
}

/// Whether it does so of everybody: whoever refuses what may be refused comes to no later step.
pub(super) fn always_expects_values(scenario: &Scenario) -> bool {
    let is_certain = |step: &&Step| !matches!(step.expect, StepExpect::Either { .. });
    let mut certain = scenario.steps.iter().take_while(is_certain);
    certain.any(|step| expects_value(scenario, step))
}

/// Whether a step expects one. A fingerprint that was answered before is none: any would do.
fn expects_value(scenario: &Scenario, step: &Step) -> bool {
    let is_answered = |text: &str| {
        let mut saved = scenario.steps.iter().flat_map(|step| step.save.keys());
        saved.any(|name| text == format!("${{{name}}}"))
    };
    let mut fingerprints =
        resources(&step.expect).filter_map(|facts| facts.get(&Attribute::Fingerprint));
    fingerprints.any(|text| !is_answered(text))
        || matches!(step.task, Task::Check(Check::Decrypts { .. } | Check::DecryptsNot { .. }))
}

struct StandIn {
    oracle: Oracle,
    reference: Reference,
    /// The private keys that somebody in the story has.
    private_keys: Vec<String>,
    /// The tool's fingerprints of files.
    known: BTreeMap<Vec<u8>, String>,
    /// The tool's fingerprints of pairs, by the reference's: for pairs that are only listed.
    theirs: BTreeMap<String, String>,
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
            OracleAnswer::Choice(facts) => facts.get(fact).cloned(),
            OracleAnswer::Refused(why) => return Err(refused(self.oracle, &why)),
            OracleAnswer::Hung => return Err(refused(self.oracle, "it comes to no end")),
        };
        let malformed =
            || Outcome::Malformed(format!("{} finds no {fact} fingerprint", self.oracle));
        let fingerprint = fingerprint.ok_or_else(malformed)?;
        self.known.insert(material.clone(), fingerprint.clone());
        Ok(fingerprint)
    }

    /// Asks the program that is for such files.
    fn ask(&self, action: &Action) -> Result<OracleAnswer, ToolError> {
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
        let question = program.question(OracleInput { action, meant });
        let question = question
            .ok_or_else(|| ToolError::Unavailable(format!("{program} is not for such files")))?;
        question.ask().map(|(answer, _)| answer)
    }

    fn silent(&self, fault: &ToolError) -> Outcome {
        Outcome::NotRun(format!("{}: {fault}", self.oracle))
    }

    /// The pair with the tool's fingerprint in place of the reference's.
    fn pair(&mut self, pair: &KeyPair, operation: &Operation) -> Result<KeyPair, Outcome> {
        let fingerprint = match (operation, &pair.private_key) {
            (Operation::ImportKeyPair { public_key_material: Some(material), .. }, _) => {
                let material = base64::decode_lines(material.as_bytes()).unwrap_or_default();
                self.fingerprint(&Action::InspectPublicKey { material }, "fingerprint")?
            }
            (_, Some(file)) => {
                self.private_keys.push(file.clone());
                let material = file.clone().into_bytes();
                let action = Action::InspectPrivateKey { material, mode: 0o400 };
                self.fingerprint(&action, "created")?
            }
            _ => {
                let theirs = self.theirs.get(&pair.fingerprint).cloned();
                theirs.ok_or_else(|| {
                    let oracle = self.oracle;
                    Outcome::Malformed(format!("{oracle} was never asked of {:?}", pair.key_name))
                })?
            }
        };
        self.theirs.insert(pair.fingerprint.clone(), fingerprint.clone());
        Ok(KeyPair { fingerprint, ..pair.clone() })
    }

    /// For whoever can decrypt a password by our reckoning, the tool must decrypt the same; for nobody else.
    fn password(&mut self, password: &str) -> Result<(), Outcome> {
        let ciphertext = base64::decode(password.as_bytes()).unwrap_or_default();
        let decrypt = |file: &String| Action::Decrypt {
            private_key: file.clone().into_bytes(),
            ciphertext: ciphertext.clone(),
        };
        let actions: Vec<Action> = self.private_keys.iter().map(decrypt).collect();
        let ours: Vec<Option<String>> = actions
            .iter()
            .map(|action| match self.reference.call(action) {
                Outcome::Success(Reply::Plaintext(text)) => {
                    Some(String::from_utf8_lossy(&text).into_owned())
                }
                _ => None,
            })
            .collect();
        for (action, our) in actions.iter().zip(&ours) {
            let theirs = self.ask(action).map_err(|fault| self.silent(&fault))?;
            let their = match &theirs {
                OracleAnswer::Choice(facts) => facts.get("plaintext"),
                OracleAnswer::Refused(_) | OracleAnswer::Hung => None,
            };
            let is_same = match our {
                Some(_) => their == our.as_ref(),
                // What is made up to hide a failure is no password.
                None => their.is_none_or(|text| !ours.contains(&Some(text.clone()))),
            };
            if !is_same {
                let oracle = self.oracle;
                return Err(Outcome::Malformed(format!(
                    "a password is {our:?}; {oracle} {theirs}"
                )));
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

/// What the service answers if the tool doesn't take a key: that is not a wrong value.
pub(super) fn refused(oracle: Oracle, why: &str) -> Outcome {
    Outcome::Refused(Refusal { code: None, message: format!("{oracle}: {why}") })
}

impl Implementation for StandIn {
    fn description(&self) -> Description {
        Description { name: self.oracle.name().to_owned(), ..self.reference.description() }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let outcome = self.reference.call(action);
        match (action, &outcome) {
            (Action::Call(Call { operation, .. }), Outcome::Success(reply)) => {
                self.checked(operation, reply).map_or_else(|fault| fault, Outcome::Success)
            }
            _ => outcome,
        }
    }

    fn reset(&mut self) {
        self.reference.reset();
    }
}

/// Returns the attributes of each expected resource.
fn resources(expect: &StepExpect) -> impl Iterator<Item = &Attributes> {
    let resources = match expect {
        StepExpect::Answer(attributes) | StepExpect::Either { answer: attributes, .. } => {
            std::slice::from_ref(attributes)
        }
        StepExpect::Answers(resources) => resources.as_slice(),
        _ => &[],
    };
    resources.iter()
}
