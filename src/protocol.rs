//! The adapter protocol, version 1. The harness and an adapter exchange messages, one JSON object per line.
//! `vectors/README.md` explains the protocol. `vectors/schemas/protocol.schema.json` describes every message.
//!
//! An answer converts to and from an [`Outcome`](crate::api::Outcome).

mod answer;

pub use answer::{Answer, ErrorBody, Greeting, Hello, ReplyFields};

use crate::api::Action;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The version of the protocol.
pub const PROTOCOL: u32 = 1;

/// A message from the harness to the adapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request<'a> {
    /// The first message. The adapter replies with a [`Greeting`].
    Start {
        /// The version of the protocol.
        protocol: u32,
    },
    /// A request to perform an action. The adapter replies with an [`Answer`].
    Call {
        /// The number of the request. The answer repeats it.
        seq: u64,
        /// The action.
        action: Cow<'a, Action>,
    },
    /// A request to delete all resources and start from an empty account. The adapter replies with an
    /// [`Answer`] whose `ok` is empty.
    Reset {
        /// The number of the request. The answer repeats it.
        seq: u64,
    },
    /// The last message. The adapter exits without a reply.
    Stop {},
}

/// Returns a message as one line, without a line end.
///
/// # Panics
/// Never panics: messages are plain data.
#[must_use]
pub fn line(message: &impl Serialize) -> String {
    serde_json::to_string(message).expect("messages are plain data")
}
