//! What is put to the test: anything that takes an [`Action`] and comes to an [`Outcome`].

mod breakdown;
#[cfg(unix)]
mod pulse;
mod reference;
#[cfg(feature = "cli")]
pub mod builtin;
#[cfg(unix)]
pub mod command;
#[cfg(unix)]
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
/// A panic in [`call`](Self::call) is contained and counts as a crash; what takes too long in the same
/// process can't be stopped, so an implementation that may hang belongs behind a process of its own.
pub trait Implementation: Send {
    /// Says what it is.
    fn description(&self) -> Description;

    /// Does what the action says, or refuses it. The answer comes when what was asked has taken effect:
    /// who is told that an instance is stopped finds it stopped.
    fn call(&mut self, action: &Action) -> Outcome;

    /// Whether a story may need this that is played to its end. One that makes real things is not begun if it can't
    /// be; any other is, since what it comes to before its end is worth knowing.
    fn plays_with(&self, capability: Capability) -> bool {
        let _ = capability;
        true
    }

    /// How many questions may be under way at the same time: more than one where answers take long to come
    /// back, and no question depends on another's answer.
    fn in_flight(&self) -> usize {
        1
    }

    /// Does several things, none of which depends on what comes of another, and gives what came of each in
    /// their order.
    fn call_all(&mut self, actions: &[&Action]) -> Vec<Outcome> {
        actions.iter().map(|action| self.call(action)).collect()
    }

    /// Begins anew, in a world with nothing in it. An implementation that keeps nothing from one call to the
    /// next has nothing to do.
    fn reset(&mut self) {}

    /// Hands over what has happened since it was last asked for this. Whoever calls
    /// [`call_all`](Self::call_all) asks for it after each call, so that [`Breakdown::asked`] is about that call.
    fn incidents(&mut self) -> Incidents {
        Incidents::default()
    }

    /// Ends what was started for it. How that went is among the [`incidents`](Self::incidents) then.
    fn finish(&mut self) {}

    /// Why nothing more can be asked, if that is so: it has stopped answering, for instance. A run ends then.
    fn over(&self) -> Option<String> {
        None
    }

    /// Allows so many times the usual time for an answer from now on, and gives the usual one, if there is a limit.
    fn extend_time(&mut self, times: u32) -> Option<Duration> {
        let _ = times;
        None
    }
}

/// What an implementation says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// Its name, as reports show it.
    pub name: String,
    /// Its version, if it tells.
    pub version: Option<String>,
    /// What it offers.
    pub capabilities: Vec<Capability>,
    /// The formats of key files that it reads; all of them, if it doesn't say.
    pub formats: Option<Vec<KeyFormat>>,
}
