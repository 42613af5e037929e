//! The reference implementation, in this process.

use super::{Description, Implementation};
use crate::api::service::{Call, Operation, Signature};
use crate::api::{Action, Outcome, Refusal, Reply};
use crate::key::private::RsaPrivateKey;
use crate::model::{KeyOrder, Model};
use crate::rule::Capability;
use std::collections::BTreeMap;

/// The maximum number of generated keys that are kept.
const MOST_KEYS: usize = 64;

/// The reference implementation of every rule, as an implementation under test.
#[derive(Debug, Default)]
pub struct Reference {
    model: Model,
    /// Generated keys. Scenarios begin with the same random state, so they order the same keys, and most of
    /// the time of a run would be spent on generating them again.
    keys: BTreeMap<KeyOrder, RsaPrivateKey>,
}

impl Reference {
    /// Creates a key pair like [`Model::apply`], with a key that may have been generated before.
    fn create_key_pair(&mut self, region: &str, name: Option<&str>) -> Result<Reply, Refusal> {
        let order = self.model.order_key(region, name)?;
        if self.keys.len() >= MOST_KEYS {
            self.keys.clear();
        }
        let key = self.keys.entry(order).or_insert_with_key(KeyOrder::make);
        self.model.add_created(region, name, key)
    }
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
        let result = match action {
            Action::Call(Call {
                region,
                dry_run: false,
                signature: Signature::Valid,
                operation: Operation::CreateKeyPair { key_name },
            }) => self.create_key_pair(region, key_name.as_deref()),
            _ => self.model.apply(action),
        };
        match result {
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
