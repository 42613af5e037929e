//! The reference against every vector: one trial a vector.

use keyproof::implementation::Reference;

fn main() {
    keyproof::harness::main(Reference::default)
}
