//! The reference implementation, in this process.

use super::{Description, Implementation};
use crate::api::{Action, Outcome};
use crate::model::Model;
use crate::rule::Capability;

/// The reference implementation of every rule, as an implementation under test.
#[derive(Debug, Default)]
pub struct Reference {
    model: Model,
}

impl Implementation for Reference {
    fn description(&self) -> Description {
        Description {
            name: "keyproof reference".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            capabilities: Capability::ALL.to_vec(),
            formats: None,
        }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        match self.model.apply(action) {
            Ok(reply) => Outcome::Success(reply),
            Err(refusal) => Outcome::Refused(refusal),
        }
    }

    /// Restores the initial random state too, so that the outcome of a scenario doesn't depend on
    /// earlier ones.
    fn reset(&mut self) {
        self.model = Model::default();
    }
}
