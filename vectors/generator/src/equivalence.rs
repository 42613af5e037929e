//! One key in three formats, and under more than one comment.

use super::Group;
use super::case::Case;
use super::keys::{self, Key, rfc4716};
use keyproof::encoding::base64;
use keyproof::format::Format;

const SECTION: &str = "Importing Your Own Key Pair to Amazon EC2";

/// Three keys of each length, so that an implementation that knows one of them doesn't pass.
const KEYS: [&str; 9] =
    ["1024", "1024-b", "1024-c", "2048", "2048-b", "2048-c", "4096", "4096-b", "4096-c"];

/// Comments that name a file, as tools and people write them: what it is called, and why that matters
/// to no one.
const FILE_NAMES: [(&str, &str); 6] = [
    ("pub", "id_rsa.pub"),
    ("pem", "my-key-pair.pem"),
    ("ppk", "my-key-pair.ppk"),
    ("txt", "key.txt"),
    ("dsa", "id_dsa.pub"),
    ("none", "authorized_keys"),
];

/// One file for the formats, one for the comments.
pub(super) fn files() -> Vec<Group> {
    let keys: Vec<Key> = KEYS.iter().map(|name| keys::key(name)).collect();
    let in_each = |key| Format::ALL.into_iter().map(move |format| in_format(format, key));
    let comments = FILE_NAMES.iter().flat_map(|(name, comment)| with_comment(name, comment));
    vec![
        Group {
            path: "import/equivalence",
            about:
                "Keys in each of the three formats, with nothing but the key: the same facts in \
                    all three."
                    .to_owned(),
            cases: keys.iter().flat_map(in_each).collect(),
        },
        Group {
            path: "import/equivalence-comments",
            about: "One key under comments that name a file: neither the name nor its extension \
                    has a bearing on the key."
                .to_owned(),
            cases: comments.collect(),
        },
    ]
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
        format!("The key {} as {}, one of three ways to write it.", key.name, format.title());
    Case::accept(id, &rules, comment, material, key).document(SECTION)
}

/// The two formats that have a place for a comment.
fn with_comment(name: &str, comment: &str) -> [Case; 2] {
    let key = keys::key("2048-b");
    let case = |format: Format, material: String| {
        let of_format = format!("import/{format}");
        let rules = ["import/extension-irrelevant", of_format.as_str()];
        let id = format!("import/equivalence/comment-{name}-{format}");
        let why = format!("A comment that reads {comment} says nothing about the key beside it.");
        Case::accept(id, &rules, why, material, &key).document(SECTION)
    };
    let header = format!("Comment: \"{comment}\"\n");
    [
        case(Format::OpenSsh, format!("{} {comment}\n", key.line())),
        case(Format::Rfc4716, rfc4716(&header, &key.blob())),
    ]
}
