//! keyproof: conformance suite and test vectors for Amazon EC2 key pairs.
//!
//! # The architecture on one page
//!
//! The governing document is EC2's user guide of 2014-06-15, chapter "Amazon EC2 Key Pairs". [`rule`]
//! has every rule that it states. Rule ids connect the parts: the code that enforces a rule names its
//! id, vectors cite it, and reports count results by it.
//!
//! A run has one direction:
//!
//! ```text
//! vectors/*.json → vector → harness → implementation (Action → Outcome) → verdict → known failures → report
//! ```
//!
//! A vector is one question about a file, or a scenario: steps that begin without any resources, each
//! with its expected result. The implementation under test is anything that turns an [`api::Action`]
//! into an [`api::Outcome`]: the reference ([`model`]) in this process, a command, a third-party
//! library, or a live service. The key readers of the reference ([`encoding`], [`key`],
//! [`format`](mod@format)) are written for this project and share no code with the implementations that
//! they are compared with.
//!
//! Oracles are third-party tools that confirm the vectors: they read the same files and replace parts of
//! the reference. They are not part of this package: `tests/oracles/` runs them.
//!
//! # Invariants
//!
//! - A module uses only modules that are listed above it.
//! - Parsers are total: any bytes give a value or an error with its kind and byte offset. They return
//!   slices, so no length in the input decides how much is allocated. They don't recurse.
//! - The vector generator never asks the readers or the model for an expected value.
//! - The model does no I/O, and has no clock and no randomness of its own, so a run can be repeated
//!   exactly.
//! - Only `vector` (files), `process`, `implementation`, `server`, `cli` and
//!   [`harness::main`] do I/O.
//! - The modules that are hidden from the documentation are not part of the public interface. The program,
//!   the tests and the packages of this repository that are not published use them.

#[cfg(all(feature = "cli", not(unix)))]
mod platform;
pub mod rule;
#[doc(hidden)]
pub mod encoding;
#[doc(hidden)]
pub mod key;
#[doc(hidden)]
pub mod format;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod extract;
pub mod api;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod protocol;
#[cfg(feature = "query")]
#[doc(hidden)]
pub mod query;
pub mod vector;
#[cfg(all(unix, feature = "command"))]
#[doc(hidden)]
pub mod process;
pub mod implementation;
pub mod verdict;
pub mod known_failures;
#[cfg(any(feature = "cli", feature = "harness"))]
mod term;
pub mod harness;
#[cfg(all(unix, feature = "cli"))]
#[doc(hidden)]
pub mod doctor;
#[cfg(any(feature = "cli", feature = "harness"))]
#[doc(hidden)]
pub mod report;
#[cfg(feature = "server")]
pub mod server;
#[cfg(all(unix, feature = "cli"))]
#[doc(hidden)]
pub mod cli;
