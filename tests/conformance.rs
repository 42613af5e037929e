//! Runs every vector against the reference, one trial for each.

use keyproof::implementation::Reference;

fn main() {
    keyproof::harness::main(Reference::default)
}
