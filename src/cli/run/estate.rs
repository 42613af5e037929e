//! What a run makes in an account that isn't its own, and that it deletes however it ends.

use super::super::interrupt;
use super::super::left;
use super::super::output::complain;
use super::super::target::Target;
use crate::implementation::endpoint::Greeted;

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
        if let Some(greeted) = &greeted {
            interrupt::clean_up_first(greeted.clone(), sweep.clone());
        }
        Self { greeted, sweep }
    }

    /// Deletes it, and says what is left. A verdict stands, whatever is left.
    pub(super) fn clear(self) {
        drop(self);
    }
}

impl Drop for Estate {
    fn drop(&mut self) {
        interrupt::wait_if_interrupted();
        let left = self.greeted.as_ref().map(Greeted::clear).unwrap_or_default();
        if let Some(text) = left::in_words(&left, &self.sweep) {
            complain(&text);
        }
    }
}
