//! Tests the crate against EC2's documentation.

mod adapter;

use adapter::Stranger;

fn main() {
    keyproof::harness::main(Stranger::default)
}
