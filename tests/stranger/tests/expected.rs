//! Tests the crate with a list of known failures, so that only other failures fail. A real crate keeps the list
//! beside its tests. Here it is written anew in each run.

mod adapter;

use adapter::Stranger;
use keyproof::harness::Tests;

fn main() {
    let list = concat!(env!("CARGO_TARGET_TMPDIR"), "/known-failures.json");
    Tests::new(Stranger::default).known_failures(list).run()
}
