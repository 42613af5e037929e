//! The file in which the private key of a created key pair is saved.

use super::case::Case;
use keyproof::vector::KeyFile;

const SECTION: &str = "Creating Your Key Pair Using Amazon EC2";

/// The longest key name for which the file name, with its extension, fits into 255 bytes.
const LONGEST: usize = 251;

/// Returns the vectors of the files in which created private keys are saved.
pub(super) fn cases() -> Vec<Case> {
    let longest = "k".repeat(LONGEST);
    let pairs = [
        ("plain-name", "my-key-pair", "The document uses this name in its examples."),
        ("one-character", "k", "The name has the minimum length of one character."),
        (
            "longest-name",
            &longest,
            "With its extension, the file name has the maximum length of 255 bytes.",
        ),
        ("upper-case", "MyKeyPair", "Capital letters are preserved."),
        ("digits", "2014", "A name that consists of digits is treated like any other name."),
        (
            "spaces",
            "my key pair",
            "Spaces are preserved, because the file is named after the key pair.",
        ),
        ("underscores", "my_key_pair", "Underscores are preserved."),
        ("punctuation", "ops+eu@example#1", "Punctuation is preserved and not escaped."),
        (
            "dots",
            "my.key.pair",
            "The text after the last dot is part of the name, not an extension.",
        ),
        (
            "ends-in-dot",
            "my-key-pair.",
            "A dot at the end of the name does not replace the dot of the extension.",
        ),
        (
            "ends-in-pem",
            "my-key-pair.pem",
            "The extension is added even if the name already ends in .pem.",
        ),
        ("ends-in-ppk", "my-key-pair.ppk", "The extension is added and does not replace .ppk."),
        (
            "ends-in-capital-pem",
            "my-key-pair.PEM",
            "The extension is added in lower case even if the name ends in .PEM.",
        ),
    ];
    let modes = [
        ("plain-name", "my-key-pair", "Only the owner can read the file."),
        ("spaces", "my key pair", "The permissions do not depend on the name."),
        (
            "ends-in-pem",
            "my-key-pair.pem",
            "A name that ends in .pem does not change the permissions.",
        ),
    ];
    let pairs = pairs.iter().map(|(name, key_name, why)| case(name, key_name, why));
    let modes = modes.iter().map(|(name, key_name, why)| mode(name, key_name, why));
    pairs.chain(modes).collect()
}

fn case(name: &str, key_name: &str, comment: &str) -> Case {
    let id = format!("create/key-file/{name}");
    Case::key_file(id, &["create/pem-file-name"], comment, key_name, file(key_name))
        .document(SECTION)
}

fn mode(name: &str, key_name: &str, comment: &str) -> Case {
    let id = format!("create/key-file-mode/{name}");
    Case::key_file(id, &["create/pem-file-mode"], comment, key_name, file(key_name))
        .document(SECTION)
}

fn file(key_name: &str) -> KeyFile {
    KeyFile { name: format!("{key_name}.pem"), mode: "0400".to_owned() }
}
