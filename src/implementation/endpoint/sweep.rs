//! Finds and deletes the leftovers of killed runs, by their names.

use super::client::{Role, Service};
use super::inventory::{self, Inventory};
use super::resources::Resource;
use super::run_id::Run;
use super::session::{Options, Session};
use super::teardown::{self, Leftover, When};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Finds and deletes the leftovers of runs.
#[derive(Debug)]
pub struct Sweeper {
    session: Arc<Session>,
    service: Service,
}

impl Sweeper {
    /// Creates a sweeper of one account.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let session = Session::new(options);
        Self { service: Service::new(Arc::clone(&session), Role::Cleaner), session }
    }

    /// Finds the resources of one run, or of every run, in one region.
    ///
    /// # Errors
    /// Returns a description of the failure if the key pairs can't be listed.
    pub fn find(&mut self, region: &str, run: Option<Run>) -> Result<Inventory, String> {
        inventory::found(&mut self.service, region, run)
    }

    /// Deletes resources and returns those that are left: their deletion failed, or they are still listed
    /// afterwards.
    #[must_use]
    pub fn delete(&mut self, things: &[Resource]) -> Vec<Leftover> {
        for resource in things {
            self.session.resources().add(resource.clone());
        }
        teardown::clear(&mut self.service, &self.session, When::AtTheEnd);
        let regions: BTreeSet<&str> =
            things.iter().map(|resource| resource.region.as_str()).collect();
        for region in regions {
            if let Ok(found) = self.find(region, None) {
                teardown::doubt(&self.session, things, &found.things);
            }
        }
        let volumes = inventory::volumes(&mut self.service, things);
        teardown::doubt(&self.session, things, &volumes);
        let resources = self.session.resources();
        resources
            .left()
            .map(|(resource, why)| Leftover { resource: resource.clone(), why: why.clone() })
            .collect()
    }
}
