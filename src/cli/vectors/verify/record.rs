//! The evidence of a checkout, written anew: the record of who confirmed what, and the vectors with it.

use super::super::super::file::{Destination, unwritable};
use super::super::super::{Failure, output};
use crate::term::printable;
use crate::vector;
use crate::vector::file::{Confirmations, File};
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

/// Replaces the record, and the vectors whose evidence changes with it.
pub(super) fn write(directory: &Path, record: &Confirmations) -> Result<(), Failure> {
    let mut files = vec![(directory.join(RECORD), output::json(record))];
    for (path, text) in vector::files_below(directory)? {
        let mut file: File = serde_json::from_str(&text).expect("the vectors were read before");
        file.vectors.iter_mut().for_each(|entry| record.put_into(entry));
        let text = serde_json::to_string_pretty(&file).expect("vectors are plain data");
        files.push((path, format!("{text}\n")));
    }
    for (path, contents) in files {
        if fs::read_to_string(&path).is_ok_and(|found| found == contents) {
            continue;
        }
        Destination::new(&path)?.write(&contents)?;
        output::complain(&format!("{}: updated", printable(&path.to_string_lossy())));
    }
    Ok(())
}
