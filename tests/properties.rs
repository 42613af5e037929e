//! What holds of every key, every file and every sequence of bytes, tried on many that chance makes.
//!
//! A failure is shrunk, and its seed is kept beside the source (`*.regressions`), to be tried first from
//! then on. What is found here becomes a vector.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "properties/strategies.rs"]
mod strategies;
#[path = "properties/total.rs"]
mod total;
#[path = "properties/written.rs"]
mod written;
#[path = "properties/layout.rs"]
mod layout;
#[path = "properties/junk.rs"]
mod junk;
#[path = "properties/damaged.rs"]
mod damaged;
#[path = "properties/actions.rs"]
mod actions;
#[path = "properties/service.rs"]
mod service;
#[path = "properties/login.rs"]
mod login;
