//! Puts the crate to the test of what EC2's documentation says.

mod adapter;

use adapter::Stranger;

fn main() {
    keyproof::harness::main(Stranger::default)
}
