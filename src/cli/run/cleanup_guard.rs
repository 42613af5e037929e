//! Deletes what a run made in an account at an endpoint, however the run ends.

use super::super::interrupt;
use super::super::leftovers;
use super::super::output::complain;
use super::super::target::Target;
use crate::implementation::endpoint::{Connection, Leftover};
use crate::report::LeftoverEntry;

/// A guard that deletes the resources of a run when it is cleared or dropped.
#[derive(Debug)]
pub(super) struct CleanupGuard {
    connection: Option<Connection>,
    sweep: String,
}

impl CleanupGuard {
    /// Starts the guard for a run that begins now. Without an endpoint it does nothing.
    pub(super) fn of(target: &Target) -> Self {
        let connection = target.connection().cloned();
        let run =
            connection.as_ref().map_or(String::new(), |connection| connection.run().to_string());
        let sweep = format!("{} --run {run}", target.sweep().unwrap_or_default());
        interrupt::report_first(connection.clone().map(|connection| (connection, sweep.clone())));
        Self { connection, sweep }
    }

    /// Deletes the resources, prints what is left, and returns that for the report. No verdict depends on it.
    pub(super) fn clear(mut self) -> Vec<LeftoverEntry> {
        self.delete().into_iter().map(leftover).collect()
    }

    fn delete(&mut self) -> Vec<Leftover> {
        let left = self.connection.take().map(|connection| connection.clear()).unwrap_or_default();
        if let Some(text) = leftovers::message(&left, &self.sweep) {
            complain(&text);
        }
        left
    }
}

impl Drop for CleanupGuard {
    fn drop(&mut self) {
        self.delete();
    }
}

fn leftover(Leftover { resource, why }: Leftover) -> LeftoverEntry {
    let kind = resource.kind.id().to_owned();
    LeftoverEntry { kind, region: resource.region, id: resource.id, why }
}
