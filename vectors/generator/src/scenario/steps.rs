//! Builders for the steps of scenarios: one for each operation, with a description.

mod guest;
mod service;

pub(super) use guest::*;
pub(super) use service::*;

use keyproof::api::service::{Operation, Signature};
use keyproof::api::{Attribute, Attributes};
use keyproof::vector::file::{Check, Step, StepResult};

/// The second region. Steps without a region run in the default region.
pub(super) const ELSEWHERE: &str = "us-west-2";

/// A builder for a step.
#[derive(Clone)]
pub(super) struct StepBuilder(Step);

/// Returns a step that calls an operation of the service.
pub(super) fn call(description: impl Into<String>, operation: Operation) -> StepBuilder {
    let (description, result) = (description.into(), Some(StepResult::Accept));
    StepBuilder(Step { description, operation: Some(operation), result, ..Step::default() })
}

/// Returns a step that checks a value.
pub(super) fn check(description: impl Into<String>, check: Check) -> StepBuilder {
    let description = description.into();
    StepBuilder(Step { description, check: Some(check), ..Step::default() })
}

/// Returns the placeholder for a saved or given value.
pub(super) fn place(name: &str) -> String {
    format!("${{{name}}}")
}

impl StepBuilder {
    /// Returns the step in the form of the vector file.
    pub(super) fn step(self) -> Step {
        self.0
    }

    /// Replaces the description.
    pub(super) fn description(mut self, description: impl Into<String>) -> Self {
        self.0.description = description.into();
        self
    }

    /// Marks it as a setup step: if it fails, the rule is not tested.
    pub(super) fn setup(mut self) -> Self {
        self.0.setup = true;
        self
    }

    /// Repeats the step this many times.
    pub(super) fn times(mut self, times: u32) -> Self {
        self.0.times = Some(times);
        self
    }

    /// Runs the step in the second region.
    pub(super) fn in_other_region(mut self) -> Self {
        self.0.region = Some(ELSEWHERE.to_owned());
        let description = self.0.description.trim_end_matches('.').to_owned();
        self.description(format!("{description}, in another region."))
    }

    /// Makes the step a dry run.
    pub(super) fn dry_run(mut self) -> Self {
        self.0.dry_run = true;
        let description = self.0.description.trim_end_matches('.').to_owned();
        self.description(format!("{description}, as a dry run."))
    }

    /// Signs the request in this way; `how` goes into the description.
    pub(super) fn signed(mut self, signature: Signature, how: &str) -> Self {
        self.0.signature = Some(signature);
        let description = self.0.description.trim_end_matches('.').to_owned();
        self.description(format!("{description}, {how}."))
    }

    /// Runs the step as root.
    pub(super) fn sudo(mut self) -> Self {
        self.0.sudo = true;
        self
    }

    /// Expects a response with one resource that has these attributes.
    pub(super) fn expect(self, attributes: &[(Attribute, &str)]) -> Self {
        let mut step = self.result(StepResult::Accept);
        step.0.resource = Some(record(attributes));
        step
    }

    /// Expects a response with exactly these resources.
    pub(super) fn expect_all(self, resources: &[&[(Attribute, &str)]]) -> Self {
        let mut step = self.result(StepResult::Accept);
        step.0.resources = Some(resources.iter().map(|attributes| record(attributes)).collect());
        step
    }

    /// Expects a response with this number of resources.
    pub(super) fn expect_count(self, count: usize) -> Self {
        let mut step = self.result(StepResult::Accept);
        step.0.count = Some(count);
        step
    }

    /// Expects a refusal with one of these codes. An empty list allows any code.
    pub(super) fn refused(self, codes: &[&str]) -> Self {
        let mut step = self.result(StepResult::Refuse);
        step.0.codes = codes.iter().map(|code| (*code).to_owned()).collect();
        step.0.save.clear();
        step
    }

    /// Accepts a refusal, which ends the scenario, or a response with these attributes. The documents
    /// don't say which is right.
    pub(super) fn open(self, flag: &str, attributes: &[(Attribute, &str)]) -> Self {
        let mut step = self.result(StepResult::Either);
        step.0.resource = Some(record(attributes));
        step.0.open_question = Some(flag.to_owned());
        step
    }

    /// Accepts any result.
    pub(super) fn anything(self) -> Self {
        self.result(StepResult::Any)
    }

    /// Replaces the expected result.
    fn result(self, result: StepResult) -> Self {
        let (resource, resources, count, open_question) = (None, None, None, None);
        let (result, codes) = (Some(result), Vec::new());
        StepBuilder(Step { result, codes, resource, resources, count, open_question, ..self.0 })
    }

    /// Expects that the response lacks these attributes.
    pub(super) fn absent(mut self, fields: &[Attribute]) -> Self {
        self.0.absent = fields.to_vec();
        self
    }

    /// Expects that this attribute of the response doesn't have this value.
    pub(super) fn not_equal(mut self, field: Attribute, text: &str) -> Self {
        self.0.not_equal.insert(field, text.to_owned());
        self
    }

    /// Expects that the response contains no private key material.
    pub(super) fn hides_private_key(mut self) -> Self {
        self.0.hides_private_key = true;
        self
    }

    /// Saves an attribute of the response under this name for later steps.
    pub(super) fn save(mut self, name: &str, field: Attribute) -> Self {
        self.0.save.insert(name.to_owned(), field);
        self
    }
}

fn record(facts: &[(Attribute, &str)]) -> Attributes {
    facts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}
