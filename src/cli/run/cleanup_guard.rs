//! What a run makes in an account that isn't its own, and that it deletes however it ends.

use super::super::interrupt;
use super::super::leftovers;
use super::super::output::complain;
use super::super::target::Target;
use crate::implementation::endpoint::{Connection, Leftover};
use crate::report::LeftoverEntry;

/// What a run makes at an endpoint. It is deleted when this is dropped, if not before.
#[derive(Debug)]
pub(super) struct CleanupGuard {
    connection: Option<Connection>,
    sweep: String,
}

impl CleanupGuard {
    /// Of a run that begins now; there is nothing to it if no endpoint is tested.
    pub(super) fn of(target: &Target) -> Self {
        let connection = target.connection().cloned();
        let run =
            connection.as_ref().map_or(String::new(), |connection| connection.run().to_string());
        let sweep = format!("{} --run {run}", target.sweep().unwrap_or_default());
        interrupt::report_first(connection.clone().map(|connection| (connection, sweep.clone())));
        Self { connection, sweep }
    }

    /// Deletes it, says what is left, and gives that for the report. A verdict stands, whatever is left.
    pub(super) fn clear(mut self) -> Vec<LeftoverEntry> {
        self.delete().into_iter().map(leftover).collect()
    }

    fn delete(&mut self) -> Vec<Leftover> {
        let left = self.connection.take().map(|connection| connection.clear()).unwrap_or_default();
        if let Some(text) = leftovers::in_words(&left, &self.sweep) {
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

fn leftover(Leftover { thing, why }: Leftover) -> LeftoverEntry {
    let kind = thing.kind.id().to_owned();
    LeftoverEntry { kind, region: thing.region, id: thing.id, why }
}
