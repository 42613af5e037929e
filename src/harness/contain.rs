//! Catches the panics of an implementation.

use crate::api::{Action, Outcome};
use crate::implementation::Implementation;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Calls the implementation, and turns a panic into an outcome.
pub(super) fn contained(implementation: &mut dyn Implementation, action: &Action) -> Outcome {
    caught(|| implementation.call(action)).unwrap_or_else(Outcome::Crash)
}

/// Calls a closure, and returns the message if it panics.
pub(super) fn caught<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        format!("panicked: {}", text.as_deref().unwrap_or("without a message"))
    })
}
