//! The allocations of an import depend on the length of its file, not on the lengths that the file claims.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use keyproof::{format, vector};

/// The number of bytes that an import may allocate in addition to those in proportion to the file. Keys of more
/// than 4096 bits are read before they are refused.
const ALLOWANCE: u64 = 8192;

#[test]
fn an_import_allocates_in_proportion_to_the_file() {
    let suite = vector::embedded();
    let mut lying = 0;
    for vector in suite.vectors.iter().filter(|vector| vector.id.starts_with("import/")) {
        let file = vector.question().unwrap().material();
        let counted = allocation_counter::measure(|| drop(format::import(file)));
        let allocated = counted.bytes_total;
        let length = u64::try_from(file.len()).unwrap();
        assert!(
            allocated <= 4 * length + ALLOWANCE,
            "{}: {allocated} bytes allocated for a file of {length}",
            vector.id
        );
        lying += usize::from(vector.id.contains("length-"));
    }
    assert!(lying > 10, "too few vectors with a false length: {lying}");
}
