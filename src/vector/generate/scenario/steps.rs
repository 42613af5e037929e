//! The words in which scenarios are told: a step for each thing that can be done, with a sentence of its
//! own.

mod guest;
mod service;

pub(super) use guest::*;
pub(super) use service::*;

use crate::api::Field;
use crate::api::service::{Operation, Signature};
use crate::vector::file::{Check, Step, StepExpectation};
use std::collections::BTreeMap;

/// The region beside the usual one.
pub(super) const ELSEWHERE: &str = "us-west-2";

/// A step in the making.
#[derive(Clone)]
pub(super) struct Told(Step);

/// Something asked of the service.
pub(super) fn call(say: impl Into<String>, operation: Operation) -> Told {
    Told(Step { call: Some(operation), ..empty(say) })
}

/// Something that is found out.
pub(super) fn check(say: impl Into<String>, check: Check) -> Told {
    Told(Step { check: Some(check), ..empty(say) })
}

fn empty(say: impl Into<String>) -> Step {
    Step {
        say: say.into(),
        prepares: false,
        times: None,
        region: None,
        call: None,
        dry_run: false,
        signature: None,
        at: None,
        deed: None,
        sudo: false,
        check: None,
        expect: None,
        lacks: Vec::new(),
        other_than: BTreeMap::new(),
        hides_private_key: false,
        save: BTreeMap::new(),
    }
}

/// The place of what is known under a name.
pub(super) fn place(name: &str) -> String {
    format!("${{{name}}}")
}

impl Told {
    /// The step as its file holds it.
    pub(super) fn step(self) -> Step {
        self.0
    }

    /// Tells it in other words.
    pub(super) fn says(mut self, say: impl Into<String>) -> Self {
        self.0.say = say.into();
        self
    }

    /// It only prepares the ground.
    pub(super) fn prepares(mut self) -> Self {
        self.0.prepares = true;
        self
    }

    /// It is done several times.
    pub(super) fn times(mut self, times: u32) -> Self {
        self.0.times = Some(times);
        self
    }

    /// It happens in the other region.
    pub(super) fn elsewhere(mut self) -> Self {
        self.0.region = Some(ELSEWHERE.to_owned());
        let say = self.0.say.trim_end_matches('.').to_owned();
        self.says(format!("{say}, in another region."))
    }

    /// It is a dry run.
    pub(super) fn dry(mut self) -> Self {
        self.0.dry_run = true;
        let say = self.0.say.trim_end_matches('.').to_owned();
        self.says(format!("{say}, as a dry run."))
    }

    /// It is signed in this way.
    pub(super) fn signed(mut self, signature: Signature, how: &str) -> Self {
        self.0.signature = Some(signature);
        let say = self.0.say.trim_end_matches('.').to_owned();
        self.says(format!("{say}, {how}."))
    }

    /// It is done as root.
    pub(super) fn sudo(mut self) -> Self {
        self.0.sudo = true;
        self
    }

    /// The answer is one thing with these facts.
    pub(super) fn gives(self, facts: &[(Field, &str)]) -> Self {
        self.expects(StepExpectation::Answer(record(facts)))
    }

    /// The answer is exactly these things.
    pub(super) fn gives_all(self, things: &[&[(Field, &str)]]) -> Self {
        let things = things.iter().map(|facts| record(facts)).collect();
        self.expects(StepExpectation::Answers(things))
    }

    /// The answer is this many things.
    pub(super) fn gives_count(self, count: usize) -> Self {
        self.expects(StepExpectation::Count(count))
    }

    /// It is refused, with one of these codes.
    pub(super) fn refused(self, codes: &[&str]) -> Self {
        let codes = codes.iter().map(|code| (*code).to_owned()).collect();
        let mut told = self.expects(StepExpectation::Refuse(codes));
        told.0.save.clear();
        told
    }

    /// The documents are silent on it: it is refused, which ends the story, or gives this.
    pub(super) fn open(self, flag: &str, facts: &[(Field, &str)]) -> Self {
        let (flag, answer) = (flag.to_owned(), record(facts));
        self.expects(StepExpectation::Either { flag, answer })
    }

    /// Whatever comes of it.
    pub(super) fn anything(self) -> Self {
        self.expects(StepExpectation::Anything {})
    }

    fn expects(mut self, expectation: StepExpectation) -> Self {
        self.0.expect = Some(expectation);
        self
    }

    /// The answer doesn't give these facts.
    pub(super) fn lacks(mut self, fields: &[Field]) -> Self {
        self.0.lacks = fields.to_vec();
        self
    }

    /// The answer doesn't give this fact with this value.
    pub(super) fn other_than(mut self, field: Field, text: &str) -> Self {
        self.0.other_than.insert(field, text.to_owned());
        self
    }

    /// The answer holds no private key material.
    pub(super) fn hides_private_key(mut self) -> Self {
        self.0.hides_private_key = true;
        self
    }

    /// A fact of the answer is known under this name from then on.
    pub(super) fn keeps(mut self, name: &str, field: Field) -> Self {
        self.0.save.insert(name.to_owned(), field);
        self
    }
}

fn record(facts: &[(Field, &str)]) -> BTreeMap<Field, String> {
    facts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}
