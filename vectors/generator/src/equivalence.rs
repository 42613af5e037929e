//! The same key in all three formats, and with different comments.

use super::case::Case;
use super::keys::{self, Key, rfc4716};
use keyproof::encoding::base64;
use keyproof::format::Format;

const SECTION: &str = "Importing Your Own Key Pair to Amazon EC2";

/// Three keys of each length, so that an implementation with a hard-coded key does not pass.
const KEYS: [&str; 9] =
    ["1024", "1024-b", "1024-c", "2048", "2048-b", "2048-c", "4096", "4096-b", "4096-c"];

/// Names for the ids of vectors, and comments that are file names as tools and people write them.
const FILE_NAMES: [(&str, &str); 6] = [
    ("pub", "id_rsa.pub"),
    ("pem", "my-key-pair.pem"),
    ("ppk", "my-key-pair.ppk"),
    ("txt", "key.txt"),
    ("dsa", "id_dsa.pub"),
    ("none", "authorized_keys"),
];

/// Returns keys in each format, and one key with comments that are file names.
pub(super) fn cases() -> Vec<Case> {
    let keys: Vec<Key> = KEYS.iter().map(|name| keys::key(name)).collect();
    let in_each = |key| Format::ALL.into_iter().map(move |format| in_format(format, key));
    let comments = FILE_NAMES.iter().flat_map(|(name, comment)| with_comment(name, comment));
    keys.iter().flat_map(in_each).chain(comments).collect()
}

fn in_format(format: Format, key: &Key) -> Case {
    let material = match format {
        Format::OpenSsh => format!("{}\n", key.line()),
        Format::Base64Der => format!("{}\n", base64::encode(&key.der())),
        Format::Rfc4716 => rfc4716("", &key.blob()),
    };
    let of_format = format!("import/{format}");
    let rules = ["import/format-equivalence", of_format.as_str(), "fingerprint/imported-md5"];
    let id = format!("import/equivalence/{}-{format}", key.name);
    let comment =
        format!("The key {} is written as {}, one of its three formats.", key.name, format.title());
    Case::accept(id, &rules, comment, material, key).document(SECTION)
}

/// The two formats that can contain a comment.
fn with_comment(name: &str, comment: &str) -> [Case; 2] {
    let key = keys::key("2048-b");
    let case = |format: Format, material: String| {
        let of_format = format!("import/{format}");
        let rules = ["import/extension-irrelevant", of_format.as_str()];
        let id = format!("import/equivalence/comment-{name}-{format}");
        let why = format!("The comment is {comment}, which does not affect the key.");
        Case::accept(id, &rules, why, material, &key).document(SECTION)
    };
    let header = format!("Comment: \"{comment}\"\n");
    [
        case(Format::OpenSsh, format!("{} {comment}\n", key.line())),
        case(Format::Rfc4716, rfc4716(&header, &key.blob())),
    ]
}
