//! Scenarios: what is done one step after the other, and what must come of each.

mod answered_key;
mod template;
mod check;

pub use check::{CheckResult, has_private_key};
pub use template::{Bindings, Unrenderable};

pub(super) use template::{FUNCTIONS, NUMBER, places};

use super::file::Check;
use crate::api::{Action, Attribute, Attributes, ErrorCode};
use std::collections::BTreeMap;

/// Steps in a world that is empty at first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Texts that the steps use, by name.
    pub given: BTreeMap<String, String>,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// Whether it takes thousands of requests.
    pub is_expensive: bool,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The step as a sentence of a story.
    pub description: String,
    /// Whether it only prepares the ground.
    pub setup: bool,
    /// How often it is done.
    pub times: u32,
    /// What is done.
    pub task: Task,
    /// What must be answered.
    pub expect: StepExpect,
    /// Facts that the answer must not give.
    pub absent: Vec<Attribute>,
    /// Facts that the answer must not give with these values.
    pub not_equal: Attributes,
    /// Whether the answer must hold no private key material.
    pub hides_private_key: bool,
    /// Names under which facts of the answer are kept.
    pub save: BTreeMap<String, Attribute>,
}

/// What is done in a step. Its texts have places in them that [`Bindings`] fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Something is asked of the implementation: of the service, or at an instance.
    Ask(Action),
    /// Something is found out by whoever runs the scenario.
    Check(Check),
}

/// What must be answered to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepExpect {
    /// One thing, with these facts among others; if there are none, whatever isn't a refusal.
    Answer(Attributes),
    /// Exactly these things in any order, each with these facts among others.
    Answers(Vec<Attributes>),
    /// This many things.
    Count(usize),
    /// A refusal with one of these codes; with any, if there are none.
    Refuse(Vec<ErrorCode>),
    /// The documents are silent: a refusal, or one thing with these facts among others.
    Either {
        /// The flag whose note says why.
        flag: String,
        /// The facts of the one right answer.
        answer: Attributes,
    },
    /// Whatever is answered in good form.
    Anything,
    /// Nothing is asked; the check must hold.
    Holds,
}

impl Scenario {
    /// The flags of what the documents leave open and the scenario asks.
    pub fn flags(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(Step::flag)
    }
}

impl Step {
    /// The flag of what the documents leave open.
    #[must_use]
    pub fn flag(&self) -> Option<&str> {
        match (&self.expect, &self.task) {
            (StepExpect::Either { flag, .. }, _) | (_, Task::Check(Check::Bits { flag, .. })) => {
                Some(flag)
            }
            _ => None,
        }
    }

    /// Whether the facts of the answer make a difference, or only how many things it is about.
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

    /// Whether only an implementation that says something of its own gets it right.
    pub(super) fn asks_for_values(&self) -> bool {
        match &self.expect {
            StepExpect::Answer(facts) => !facts.is_empty(),
            StepExpect::Answers(things) => !things.is_empty(),
            StepExpect::Count(count) => *count > 0,
            StepExpect::Holds => true,
            StepExpect::Refuse(_) | StepExpect::Either { .. } | StepExpect::Anything => false,
        }
    }
}
