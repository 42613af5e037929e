//! Builds the crate anew when a vector changes: the vectors are embedded in it.

fn main() {
    println!("cargo:rerun-if-changed=vectors");
}
