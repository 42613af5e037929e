//! The same, of a crate whose failures are known: whatever else fails is new. A crate keeps the list beside its
//! tests; here it is written anew each time.

mod adapter;

use adapter::Stranger;
use keyproof::harness::Tests;

fn main() {
    let list = concat!(env!("CARGO_TARGET_TMPDIR"), "/known-failures.json");
    Tests::new(Stranger::default).known_failures(list).run()
}
