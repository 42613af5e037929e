//! What runs that were killed have left behind, found by its name.

use super::estate::{Kind, Thing};
use super::name::Run;
use super::service::{Role, Service};
use super::session::{Options, Session};
use super::teardown::{self, Left};
use crate::api::Field;
use crate::api::service::Operation;
use std::sync::Arc;

/// Finds what runs have left behind, and deletes it.
#[derive(Debug)]
pub struct Sweeper {
    session: Arc<Session>,
    service: Service,
}

impl Sweeper {
    /// Of one account.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let session = Session::new(options);
        Self { service: Service::new(Arc::clone(&session), Role::Cleaner), session }
    }

    /// What there is of a run, or of every run, in one region.
    ///
    /// # Errors
    /// What keeps it from being known.
    pub fn find(&mut self, region: &str, run: Option<Run>) -> Result<Vec<Thing>, String> {
        found(&mut self.service, region, run)
    }

    /// Deletes these things, and says what is left of them.
    #[must_use]
    pub fn delete(&mut self, things: &[Thing]) -> Vec<Left> {
        for thing in things {
            self.session.estate().add(thing.clone());
        }
        teardown::clear(&mut self.service, &self.session);
        let estate = self.session.estate();
        estate.left().map(|(thing, why)| Left { thing: thing.clone(), why: why.clone() }).collect()
    }
}

/// What there is of a run, or of every run, in one region.
///
/// # Errors
/// What keeps it from being known.
pub(super) fn found(
    service: &mut Service,
    region: &str,
    run: Option<Run>,
) -> Result<Vec<Thing>, String> {
    let is_meant = |found: Run| run.is_none_or(|run| run == found);
    let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    let pairs = teardown::described(service, region, list)?;
    let names = pairs.iter().filter_map(|record| record.get(&Field::KeyName));
    let names = names.filter(|name| Run::of_name(name).is_some_and(is_meant));
    let mut things: Vec<Thing> =
        names.map(|name| Thing::new(Kind::KeyPair, region, name)).collect();
    // An endpoint without instances has none to sweep.
    things.extend(teardown::instances(service, region, is_meant).unwrap_or_default());
    things.sort();
    Ok(things)
}
