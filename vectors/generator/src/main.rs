//! `cargo run -p keyproof-vectors`: writes the files of `vectors/` that are missing or out of date.

use keyproof_vectors::{Generated, files, vectors};
use std::{fs, io};

fn main() -> io::Result<()> {
    for Generated { path, contents } in files() {
        let file = vectors().join(&path);
        if fs::read_to_string(&file).is_ok_and(|found| found == contents) {
            continue;
        }
        if let Some(directory) = file.parent() {
            fs::create_dir_all(directory)?;
        }
        fs::write(&file, contents)?;
        println!("vectors/{path}");
    }
    Ok(())
}
