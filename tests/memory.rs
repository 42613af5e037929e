//! What an import allocates depends on how long its file is, never on the lengths that the file claims.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use keyproof::{format, vector};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// Bytes that may be allocated beside those in proportion to the file: 4096-bit keys are not the longest
/// that are read before they are refused.
const ALLOWANCE: u64 = 8192;

/// The only test of this file: the count is of the whole process.
#[test]
fn allocates_in_proportion_to_the_file_whatever_lengths_it_claims() {
    let suite = vector::embedded();
    let mut lying = 0;
    for vector in suite.vectors.iter().filter(|vector| vector.id.starts_with("import/")) {
        let file = vector.question().unwrap().material();
        let profiler = dhat::Profiler::builder().testing().build();
        let _ = format::import(file);
        let allocated = dhat::HeapStats::get().total_bytes;
        drop(profiler);
        let length = u64::try_from(file.len()).unwrap();
        assert!(
            allocated <= 4 * length + ALLOWANCE,
            "{}: {allocated} bytes allocated for a file of {length}",
            vector.id
        );
        lying += usize::from(vector.id.contains("length-"));
    }
    assert!(lying > 10, "the vectors whose lengths lie are gone: {lying}");
}
