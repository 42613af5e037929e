//! keyproof: conformance suite and test vectors for Amazon EC2 key pairs.
//!
//! # The architecture on one page
//!
//! The document is EC2's user guide of 2014-06-15, chapter "Amazon EC2 Key Pairs". [`rule`] has every
//! rule that it states; everything else hangs on their ids: the code that enforces a rule names it, vectors
//! cite it, reports count by it.
//!
//! A run goes one way:
//!
//! ```text
//! vectors/*.json → vector → harness → implementation (Action → Outcome) → verdict → known failures → report
//! ```
//!
//! A vector is one question about a file, or a scenario: steps in a world that is empty at first, each with
//! what must come of it. What is put to the test is anything that turns an [`api::Action`] into an
//! [`api::Outcome`]: the reference ([`model`]) in this process, a command, a foreign library, a live service. The
//! reference's readers of keys ([`encoding`], [`key`], [`format`](mod@format)) are written for this purpose and
//! share no code with what they are compared with.
//!
//! That vectors are right is shown by foreign tools (`oracle`), which read the same files and take over parts
//! of the reference; none of them is needed for a run.
//!
//! # Invariants
//!
//! - A module uses only those listed above it.
//! - Parsers are total: any bytes give a value or an error with its kind and byte offset. They hand out
//!   slices, so no length in the input decides what is allocated, and they don't recurse.
//! - The generator of vectors never asks the readers or the model what to expect.
//! - The model does no I/O, and has no clock and no randomness of its own: a run can be repeated exactly.
//! - Only `vector` (files), `process`, `implementation`, `oracle`, `server`, `cli` and [`harness::main`] touch the outside world.

#[cfg(all(feature = "cli", not(unix)))]
mod platform;
pub mod rule;
pub mod encoding;
pub mod key;
pub mod format;
pub mod api;
pub mod model;
pub mod protocol;
#[cfg(feature = "query")]
pub mod query;
pub mod vector;
#[cfg(unix)]
pub mod process;
pub mod implementation;
pub mod verdict;
pub mod known_failures;
mod term;
pub mod harness;
#[cfg(all(unix, feature = "cli"))]
pub mod doctor;
#[cfg(all(unix, feature = "cli"))]
pub mod oracle;
pub mod report;
#[cfg(feature = "server")]
pub mod server;
#[cfg(all(unix, feature = "cli"))]
pub mod cli;
