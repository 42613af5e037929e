//! The words in which scenarios are told: a step for each thing that can be done, with a sentence of its
//! own.

mod guest;
mod service;

pub(super) use guest::*;
pub(super) use service::*;

use keyproof::api::Attribute;
use keyproof::api::service::{Operation, Signature};
use keyproof::vector::file::{Check, Step, StepExpectation};
use std::collections::BTreeMap;

/// The region beside the usual one.
pub(super) const ELSEWHERE: &str = "us-west-2";

/// A step in the making.
#[derive(Clone)]
pub(super) struct StepBuilder(Step);

/// Something asked of the service.
pub(super) fn call(description: impl Into<String>, operation: Operation) -> StepBuilder {
    StepBuilder(Step { call: Some(operation), ..empty(description) })
}

/// Something that is found out.
pub(super) fn check(description: impl Into<String>, check: Check) -> StepBuilder {
    StepBuilder(Step { check: Some(check), ..empty(description) })
}

fn empty(description: impl Into<String>) -> Step {
    Step {
        description: description.into(),
        setup: false,
        times: None,
        region: None,
        call: None,
        dry_run: false,
        signature: None,
        instance: None,
        guest_action: None,
        sudo: false,
        check: None,
        expect: None,
        absent: Vec::new(),
        not_equal: BTreeMap::new(),
        hides_private_key: false,
        save: BTreeMap::new(),
    }
}

/// The place of what is known under a name.
pub(super) fn place(name: &str) -> String {
    format!("${{{name}}}")
}

impl StepBuilder {
    /// The step as its file holds it.
    pub(super) fn step(self) -> Step {
        self.0
    }

    /// Tells it in other words.
    pub(super) fn description(mut self, description: impl Into<String>) -> Self {
        self.0.description = description.into();
        self
    }

    /// It only prepares the ground.
    pub(super) fn setup(mut self) -> Self {
        self.0.setup = true;
        self
    }

    /// It is done several times.
    pub(super) fn times(mut self, times: u32) -> Self {
        self.0.times = Some(times);
        self
    }

    /// It happens in the other region.
    pub(super) fn in_other_region(mut self) -> Self {
        self.0.region = Some(ELSEWHERE.to_owned());
        let description = self.0.description.trim_end_matches('.').to_owned();
        self.description(format!("{description}, in another region."))
    }

    /// It is a dry run.
    pub(super) fn dry_run(mut self) -> Self {
        self.0.dry_run = true;
        let description = self.0.description.trim_end_matches('.').to_owned();
        self.description(format!("{description}, as a dry run."))
    }

    /// It is signed in this way.
    pub(super) fn signed(mut self, signature: Signature, how: &str) -> Self {
        self.0.signature = Some(signature);
        let description = self.0.description.trim_end_matches('.').to_owned();
        self.description(format!("{description}, {how}."))
    }

    /// It is done as root.
    pub(super) fn sudo(mut self) -> Self {
        self.0.sudo = true;
        self
    }

    /// The answer is one thing with these facts.
    pub(super) fn expect(self, facts: &[(Attribute, &str)]) -> Self {
        self.expects(StepExpectation::Answer(record(facts)))
    }

    /// The answer is exactly these things.
    pub(super) fn expect_all(self, things: &[&[(Attribute, &str)]]) -> Self {
        let things = things.iter().map(|facts| record(facts)).collect();
        self.expects(StepExpectation::Answers(things))
    }

    /// The answer is this many things.
    pub(super) fn expect_count(self, count: usize) -> Self {
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
    pub(super) fn open(self, flag: &str, facts: &[(Attribute, &str)]) -> Self {
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
    pub(super) fn absent(mut self, fields: &[Attribute]) -> Self {
        self.0.absent = fields.to_vec();
        self
    }

    /// The answer doesn't give this fact with this value.
    pub(super) fn not_equal(mut self, field: Attribute, text: &str) -> Self {
        self.0.not_equal.insert(field, text.to_owned());
        self
    }

    /// The answer holds no private key material.
    pub(super) fn hides_private_key(mut self) -> Self {
        self.0.hides_private_key = true;
        self
    }

    /// A fact of the answer is known under this name from then on.
    pub(super) fn save(mut self, name: &str, field: Attribute) -> Self {
        self.0.save.insert(name.to_owned(), field);
        self
    }
}

fn record(facts: &[(Attribute, &str)]) -> BTreeMap<Attribute, String> {
    facts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}
