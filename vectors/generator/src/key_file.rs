//! How a created pair's private key is saved.

use super::Group;
use super::case::Case;
use keyproof::vector::file::KeyFile;

const SECTION: &str = "Creating Your Key Pair Using Amazon EC2";

/// The longest name that leaves room for the extension in the 255 bytes of a file's name.
const LONGEST: usize = 251;

/// One file.
pub(super) fn files() -> Vec<Group> {
    let longest = "k".repeat(LONGEST);
    let pairs = [
        ("plain-name", "my-key-pair", "The name that the document uses in its examples."),
        ("one-character", "k", "The shortest name there is."),
        ("longest-name", &longest, "With its extension, a name as long as a file's can be."),
        ("upper-case", "MyKeyPair", "Capitals stay capitals."),
        ("digits", "2014", "A name that looks like a number is a name."),
        ("spaces", "my key pair", "Spaces are kept: the name of the file is that of the pair."),
        ("underscores", "my_key_pair", "Underscores are kept."),
        ("punctuation", "ops+eu@example#1", "What isn't a letter is kept, and nothing is escaped."),
        ("dots", "my.key.pair", "What stands behind the last dot is no extension."),
        ("ends-in-dot", "my-key-pair.", "A dot at the end doesn't stand for the extension's."),
        ("ends-in-pem", "my-key-pair.pem", "The extension is added, whatever the name ends in."),
        ("ends-in-ppk", "my-key-pair.ppk", "The extension is added, and replaces none."),
        ("ends-in-capital-pem", "my-key-pair.PEM", "The extension is added, in small letters."),
    ];
    let modes = [
        ("plain-name", "my-key-pair", "The file is for its owner to read, and for nobody else."),
        ("spaces", "my key pair", "The permissions don't depend on the name."),
        ("ends-in-pem", "my-key-pair.pem", "A name that ends in .pem changes no permission."),
    ];
    vec![Group {
        path: "create/key-file",
        about:
            "The name and the permissions of the file that a created pair's private key is saved \
                in."
            .to_owned(),
        cases: pairs
            .iter()
            .map(|(name, key_name, why)| case(name, key_name, why))
            .chain(modes.iter().map(|(name, key_name, why)| mode(name, key_name, why)))
            .collect(),
    }]
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
