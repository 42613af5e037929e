//! Embeds the vector files and the fixed keys, so that an installed program needs no checkout beside it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=vectors");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let vectors = root.join("vectors");
    let mut paths = Vec::new();
    collect(&vectors, &mut paths)?;
    paths.sort();
    let mut code = String::from("&[\n");
    for path in paths {
        let name = path.strip_prefix(&vectors).expect("it is below the directory");
        let name = name.to_str().expect("names of vector files are ASCII").replace('\\', "/");
        // Not the path itself: the directory may be moved, and what was built goes with it.
        let path = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/vectors/{name}\")");
        writeln!(code, "    ({name:?}, include_str!({path})),").expect("a string takes it");
    }
    code.push_str("]\n");
    let directory = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(directory.join("embedded.rs"), code)
}

fn collect(directory: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let is = |name: &str| path.file_name().is_some_and(|found| found == name);
        let is_key = path.components().any(|part| part.as_os_str() == "keys");
        if path.is_dir() && !is("generator") && !is("schemas") {
            collect(&path, paths)?;
        } else if path.is_file() && (is_key || path.extension().is_some_and(|it| it == "json")) {
            paths.push(path);
        }
    }
    Ok(())
}
