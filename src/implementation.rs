//! An implementation under test: it takes an [`Action`] and returns an [`Outcome`].

mod breakdown;
#[cfg(all(unix, feature = "command"))]
mod pulse;
mod reference;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod builtin;
#[cfg(all(unix, feature = "command"))]
pub mod command;
#[cfg(all(unix, feature = "command"))]
pub mod adapter;
#[cfg(feature = "endpoint")]
pub mod endpoint;

pub use breakdown::{Breakdown, BreakdownKind, Incidents};
pub use reference::Reference;

use crate::api::{Action, KeyFormat, Outcome};
use crate::rule::Capability;
use std::time::Duration;

/// An implementation under test.
///
/// A panic in [`call`](Self::call) is caught and counts as a crash. A call that takes too long in
/// the same process can't be stopped, so an implementation that may hang must run in its own
/// process.
pub trait Implementation: Send {
    /// Returns the name, the version and the capabilities.
    fn description(&self) -> Description;

    /// Performs the action, or refuses it. Returns when the action has taken effect: after a reply
    /// that an instance is stopped, the instance is stopped.
    fn call(&mut self, action: &Action) -> Outcome;

    /// Returns whether to start a scenario that needs this capability. An implementation that
    /// creates real resources returns `false` if it can't complete the scenario. The default is
    /// `true`: the results of the first steps are useful even if a later step is unsupported.
    fn plays_with(&self, capability: Capability) -> bool {
        let _ = capability;
        true
    }

    /// Returns how many questions may be in progress at the same time. More than one is useful
    /// where replies are slow and no question depends on the outcome of another.
    fn in_flight(&self) -> usize {
        1
    }

    /// Performs several actions, none of which depends on the outcome of another, and returns the
    /// outcomes in the same order.
    fn call_all(&mut self, actions: &[&Action]) -> Vec<Outcome> {
        actions.iter().map(|action| self.call(action)).collect()
    }

    /// Deletes all state, so that no resource exists. The default does nothing, which is right for
    /// an implementation that keeps no state between calls.
    fn reset(&mut self) {}

    /// Returns what has happened since the previous call of this method. A caller of
    /// [`call_all`](Self::call_all) calls this method after each such call, because
    /// [`Breakdown::asked`] refers to the last one.
    fn incidents(&mut self) -> Incidents {
        Incidents::default()
    }

    /// Ends what was started for this implementation. A failure is in the next
    /// [`incidents`](Self::incidents).
    fn finish(&mut self) {}

    /// Returns why no more questions can be asked, if so: for instance, the implementation has
    /// stopped answering. The run ends then.
    fn over(&self) -> Option<String> {
        None
    }

    /// Multiplies the time limit for an answer by `times`. Returns the previous limit, or `None` if
    /// there is no limit.
    fn extend_time(&mut self, times: u32) -> Option<Duration> {
        let _ = times;
        None
    }
}

/// How an implementation describes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The name, as reports show it.
    pub name: String,
    /// The version, if it is known.
    pub version: Option<String>,
    /// The capabilities that it offers.
    pub capabilities: Vec<Capability>,
    /// The formats of key files that it reads. `None` means all of them.
    pub formats: Option<Vec<KeyFormat>>,
}

impl Description {
    /// Describes an implementation that reads key files of all formats, and has no key pairs.
    #[must_use]
    pub fn codec(name: impl Into<String>, version: Option<String>) -> Self {
        let capabilities = vec![Capability::Codec];
        Self { name: name.into(), version, capabilities, formats: None }
    }
}
