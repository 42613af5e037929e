//! Properties of every key, every file and every sequence of bytes, tested with random values.
//!
//! A failure is minimised, and its seed is stored beside the source (`*.regressions`) and tested first in later
//! runs. Each fault that is found becomes a vector.

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
