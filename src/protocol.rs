//! The protocol of adapters, version 1: what the harness and a program under test say to each other, one JSON
//! object a line. `vectors/README.md` explains it, `vectors/protocol.schema.json` describes every message.
//!
//! These types mirror the messages and nothing else; [`Action`](crate::api::Action) and
//! [`Outcome`](crate::api::Outcome) are what they stand for.

mod action;
mod answer;

pub use action::Action;
pub use answer::{Answer, ErrorBody, Greeting, Hello, Reply};

use serde::{Deserialize, Serialize};

/// The version of the protocol.
pub const PROTOCOL: u32 = 1;

/// What the harness says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// The first line: who is there, and what is offered? It is answered by a [`Greeting`].
    Start {
        /// The version of the protocol.
        protocol: u32,
    },
    /// Do this. It is answered by an [`Answer`].
    Call {
        /// A number that the answer has too.
        seq: u64,
        /// What is to be done.
        action: Action,
    },
    /// Begin anew, in a world with nothing in it. It is answered by an [`Answer`] without facts.
    Reset {
        /// A number that the answer has too.
        seq: u64,
    },
    /// The last line. It is not answered; the program ends.
    Stop {},
}

/// One message, as a line without its end.
///
/// # Panics
/// Never: messages are plain data.
#[must_use]
pub fn line(message: &impl Serialize) -> String {
    serde_json::to_string(message).expect("messages are plain data")
}
