//! The evidence of a checkout, written anew: the record of who confirmed what, and the vectors with it.

use super::super::super::file::{Destination, unwritable};
use super::super::super::{Failure, output};
use crate::term::printable;
use crate::vector::generate::{self, Confirmations, Generated};
use std::fs;
use std::path::Path;

/// The record, in the directory of the vectors.
const RECORD: &str = "oracles.json";

/// Makes sure that a directory is one of vectors, and that they can be replaced.
pub(super) fn check(directory: &Path) -> Result<(), Failure> {
    let record = directory.join(RECORD);
    if let Err(reason) = fs::metadata(&record) {
        return Err(unwritable(&record, &reason));
    }
    Destination::new(&record).map(drop)
}

/// Replaces the record, and the vectors whose evidence is another by it.
pub(super) fn write(directory: &Path, record: &Confirmations) -> Result<(), Failure> {
    let path = RECORD.to_owned();
    let mut files = vec![Generated { path, contents: output::json(record) }];
    files.extend(generate::files_with(record));
    for Generated { path, contents } in &files {
        let path = directory.join(path);
        if fs::read_to_string(&path).is_ok_and(|found| found == *contents) {
            continue;
        }
        Destination::new(&path)?.write(contents)?;
        output::complain(&format!("{}: written anew", printable(&path.to_string_lossy())));
    }
    Ok(())
}
