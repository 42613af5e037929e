//! What runs that were killed have left behind, found by its name.

use super::client::{Role, Service};
use super::inventory::{self, Inventory};
use super::resources::Resource;
use super::run_id::Run;
use super::session::{Options, Session};
use super::teardown::{self, Leftover, When};
use std::collections::BTreeSet;
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
    pub fn find(&mut self, region: &str, run: Option<Run>) -> Result<Inventory, String> {
        inventory::found(&mut self.service, region, run)
    }

    /// Deletes these things, and says what is left of them: what is refused, and what is listed afterwards all the
    /// same.
    #[must_use]
    pub fn delete(&mut self, things: &[Resource]) -> Vec<Leftover> {
        for thing in things {
            self.session.estate().add(thing.clone());
        }
        teardown::clear(&mut self.service, &self.session, When::AtTheEnd);
        let regions: BTreeSet<&str> = things.iter().map(|thing| thing.region.as_str()).collect();
        for region in regions {
            if let Ok(found) = self.find(region, None) {
                teardown::doubt(&self.session, things, &found.things);
            }
        }
        let volumes = inventory::volumes(&mut self.service, things);
        teardown::doubt(&self.session, things, &volumes);
        let estate = self.session.estate();
        estate
            .left()
            .map(|(thing, why)| Leftover { thing: thing.clone(), why: why.clone() })
            .collect()
    }
}
