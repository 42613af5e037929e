//! What a run makes in an account that isn't its own, and that it deletes however it ends.

use super::super::interrupt;
use super::super::leftovers;
use super::super::output::complain;
use super::super::target::Target;
use crate::implementation::endpoint::{Greeted, Left};
use crate::report::Leftover;

/// What a run makes at an endpoint. It is deleted when this is dropped, if not before.
#[derive(Debug)]
pub(super) struct Estate {
    greeted: Option<Greeted>,
    sweep: String,
}

impl Estate {
    /// Of a run that begins now; there is nothing to it if no endpoint is tested.
    pub(super) fn of(target: &Target) -> Self {
        let greeted = target.greeted().cloned();
        let run = greeted.as_ref().map_or(String::new(), |greeted| greeted.run().to_string());
        let sweep = format!("{} --run {run}", target.sweep().unwrap_or_default());
        interrupt::report_first(greeted.clone().map(|greeted| (greeted, sweep.clone())));
        Self { greeted, sweep }
    }

    /// Deletes it, says what is left, and gives that for the report. A verdict stands, whatever is left.
    pub(super) fn clear(mut self) -> Vec<Leftover> {
        self.delete().into_iter().map(leftover).collect()
    }

    fn delete(&mut self) -> Vec<Left> {
        let left = self.greeted.take().map(|greeted| greeted.clear()).unwrap_or_default();
        if let Some(text) = leftovers::in_words(&left, &self.sweep) {
            complain(&text);
        }
        left
    }
}

impl Drop for Estate {
    fn drop(&mut self) {
        self.delete();
    }
}

fn leftover(Left { thing, why }: Left) -> Leftover {
    let kind = thing.kind.id().to_owned();
    Leftover { kind, region: thing.region, id: thing.id, why }
}
