//! Scenarios: steps performed one after the other, and the expected result of each.

mod answered_key;
mod template;
mod check;

pub use check::{CheckResult, has_private_key};
pub use template::{Bindings, Unrenderable};

pub(super) use template::{FUNCTIONS, NUMBER};

use super::file::Check;
use crate::api::{Action, Attribute, Attributes, ErrorCode};
use std::collections::BTreeMap;

/// A sequence of steps in an account that is empty at first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Texts that the steps use, by name.
    pub given: BTreeMap<String, String>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Whether the scenario takes thousands of requests.
    pub is_expensive: bool,
}

/// A step of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The step, in one sentence.
    pub description: String,
    /// Whether this is a setup step, which tests no rule.
    pub setup: bool,
    /// How often the step is performed.
    pub times: u32,
    /// The task of the step.
    pub task: Task,
    /// The expected answer.
    pub expect: StepExpect,
    /// Attributes that the answer must not have.
    pub absent: Vec<Attribute>,
    /// Values that these attributes of the answer must not have.
    pub not_equal: Attributes,
    /// Whether the answer must not contain private key material.
    pub hides_private_key: bool,
    /// Attributes of the answer to save, by the name under which they are saved.
    pub save: BTreeMap<String, Attribute>,
}

/// The task of a step. [`Bindings`] fill the placeholders in its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// An action for the implementation: an API call, or an action in an instance.
    Ask(Action),
    /// A check that the harness performs without the implementation.
    Check(Check),
}

/// The expected answer to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepExpect {
    /// One resource with at least these attributes. If there are none, any answer that isn't a refusal
    /// is correct.
    Answer(Attributes),
    /// Exactly these resources in any order, each with at least these attributes.
    Answers(Vec<Attributes>),
    /// This number of resources.
    Count(usize),
    /// A refusal with one of these codes. If the list is empty, any code is correct.
    Refuse(Vec<ErrorCode>),
    /// The documentation doesn't decide: a refusal, or one resource with at least these attributes.
    Either {
        /// The flag. Its note explains why both behaviours are correct.
        flag: String,
        /// The attributes of the only answer that is correct.
        answer: Attributes,
    },
    /// Any well-formed answer or refusal.
    Anything,
    /// The step is a check, which must hold.
    Holds,
}

impl Scenario {
    /// Returns the flags of the points that the documentation leaves open and this scenario tests.
    pub fn flags(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(Step::flag)
    }
}

impl Step {
    /// Returns the flag of the point that the documentation leaves open.
    #[must_use]
    pub fn flag(&self) -> Option<&str> {
        match (&self.expect, &self.task) {
            (StepExpect::Either { flag, .. }, _)
            | (_, Task::Check(Check::Bits { open_question: flag, .. })) => Some(flag),
            _ => None,
        }
    }

    /// Whether the verdict depends on attributes of the answer, and not only on the number of
    /// resources.
    #[must_use]
    pub fn is_about_facts(&self) -> bool {
        let asked = match &self.expect {
            StepExpect::Answer(facts) | StepExpect::Either { answer: facts, .. } => {
                !facts.is_empty()
            }
            StepExpect::Answers(_) => true,
            _ => false,
        };
        asked
            || self.hides_private_key
            || !(self.absent.is_empty() && self.not_equal.is_empty() && self.save.is_empty())
    }

    /// Whether a fixed answer such as a refusal or an empty list fails this step.
    pub(super) fn asks_for_values(&self) -> bool {
        match &self.expect {
            StepExpect::Answer(facts) => !facts.is_empty(),
            StepExpect::Answers(resources) => !resources.is_empty(),
            StepExpect::Count(count) => *count > 0,
            StepExpect::Holds => true,
            StepExpect::Refuse(_) | StepExpect::Either { .. } | StepExpect::Anything => false,
        }
    }
}
