//! Prints the import vectors of a directory.

use base64::prelude::*;
use std::{env, error::Error, fs};

#[derive(serde::Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(serde::Deserialize)]
struct Vector {
    id: String,
    result: String,
    material: Option<String>,
    material_base64: Option<String>,
    fingerprint: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let vectors = env::args().nth(1).ok_or("which directory?")?;
    for path in fs::read_dir(format!("{vectors}/import"))? {
        let file: File = serde_json::from_slice(&fs::read(path?.path())?)?;
        for Vector { id, result, material, material_base64, fingerprint } in file.vectors {
            let material = match material {
                Some(text) => text.into_bytes(),
                None => BASE64_STANDARD.decode(material_base64.ok_or("no material")?)?,
            };
            // Import the material here. Then compare: it is accepted with this fingerprint, or refused.
            println!("{id} {result} {} {}", material.len(), fingerprint.unwrap_or_default());
        }
    }
    Ok(())
}
