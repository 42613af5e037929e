//! `cargo run -p keyproof-vectors`: writes the files of `vectors/` that are missing or out of date.

use std::io;

fn main() -> io::Result<()> {
    for path in keyproof_vectors::write()? {
        println!("vectors/{path}");
    }
    Ok(())
}
