//! White space and line endings, and other text next to the base64.
//!
//! Layouts that known tools write must be accepted. For the other layouts the documents are silent:
//! RFC 4648 section 3.3 requires refusal of other characters unless a format allows them, and no
//! document says whether this format does.

use super::super::case::Case;
use super::super::keys::{self, Key};
use super::{KEY, SECTION, TWIN, refused};
use keyproof::encoding::base64;

pub(super) fn cases() -> Vec<Case> {
    let key = keys::key(KEY);
    let mut cases = written_by_tools(&key);
    cases.extend(odd_layouts(&key));
    cases.extend(text_beside(&key));
    cases
}

/// The layouts of programs that people create such files with.
fn written_by_tools(key: &Key) -> Vec<Case> {
    let wrapped = |width, ending| base64::encode_wrapped(&key.der(), width, ending);
    let line = base64::encode(&key.der());
    let unended = |text: String| text.trim_end().to_owned();
    let taken = |name, comment, material: String| {
        let id = format!("import/base64-der/{name}");
        let rules = ["import/base64-der", "import/third-party-tools"];
        Case::accept(id, &rules, comment, material, key).document(SECTION)
    };
    let observed = "The base64 of a SubjectPublicKeyInfo on one line was accepted in 2026.";
    vec![
        taken(
            "one-line",
            "The base64 is one line without a line ending, as `openssl base64 -A` writes it.",
            line.clone(),
        )
        .observed(observed),
        taken(
            "one-line-lf",
            "The base64 is one line with a line ending, as `base64 -w0; echo` writes it.",
            line + "\n",
        ),
        taken(
            "wrapped-64-unended",
            "Lines have 64 characters, and the last one has no line ending.",
            unended(wrapped(64, "\n")),
        ),
        taken(
            "wrapped-76",
            "Lines have 76 characters, as `base64` writes them.",
            wrapped(76, "\n"),
        ),
        taken(
            "wrapped-60",
            "Lines have 60 characters, as Ruby's `Base64.encode64` writes them.",
            wrapped(60, "\n"),
        ),
        taken(
            "wrapped-76-crlf-unended",
            "Lines have 76 characters and end in CRLF except the last, as Java's MIME encoder \
             writes them.",
            unended(wrapped(76, "\r\n")),
        ),
        taken(
            "wrapped-64-crlf",
            "Lines have 64 characters and end in CRLF, as `openssl base64` on Windows writes them.",
            wrapped(64, "\r\n"),
        ),
    ]
}

/// White space that no known program writes.
fn odd_layouts(key: &Key) -> Vec<Case> {
    let wrapped = |width, ending| base64::encode_wrapped(&key.der(), width, ending);
    let line = base64::encode(&key.der());
    let lines = wrapped(64, "\n");
    let (first, rest) = lines.split_at(65);
    let each_line = |before: &str, after: &str| -> String {
        lines.lines().map(|line| format!("{before}{line}{after}\n")).collect()
    };
    let mixed: String = lines
        .lines()
        .zip(["\n", "\r\n", "\r"].into_iter().cycle())
        .map(|(line, ending)| format!("{line}{ending}"))
        .collect();
    let layouts = [
        ("one-line-crlf", "The base64 is one line that ends in CRLF.", format!("{line}\r\n")),
        ("one-line-cr", "The base64 is one line that ends in CR.", format!("{line}\r")),
        (
            "one-line-two-endings",
            "The base64 is one line, and an empty line follows.",
            format!("{line}\n\n"),
        ),
        ("wrapped-64-cr", "Lines end in CR, as on old Macintoshes.", wrapped(64, "\r")),
        ("wrapped-64-mixed-endings", "Lines end in LF, CRLF and CR in turn.", mixed),
        ("wrapped-48", "Lines have 48 characters.", wrapped(48, "\n")),
        (
            "wrapped-75",
            "Lines have 75 characters, which is not a multiple of four.",
            wrapped(75, "\n"),
        ),
        ("wrapped-1", "Each character is on its own line.", wrapped(1, "\n")),
        (
            "wrapped-200",
            "Lines have 200 characters, more than OpenSSL's reader expects.",
            wrapped(200, "\n"),
        ),
        ("blank-line-before", "An empty line comes before the base64.", format!("\n{lines}")),
        ("blank-lines-after", "Three empty lines come after the base64.", format!("{lines}\n\n\n")),
        (
            "blank-line-inside",
            "An empty line is between two lines of base64.",
            format!("{first}\n{rest}"),
        ),
        (
            "blank-lines-everywhere",
            "An empty line follows each line of base64.",
            wrapped(64, "\n\n"),
        ),
        ("indented", "Each line is indented by four spaces, as in YAML.", each_line("    ", "")),
        ("indented-by-tab", "Each line is indented by a tab.", each_line("\t", "")),
        ("trailing-blanks", "Each line ends in two spaces.", each_line("", "  ")),
        ("trailing-tab", "The base64 is one line that ends in a tab.", format!("{line}\t\n")),
        ("leading-blank", "The base64 is one line that starts with a space.", format!(" {line}\n")),
    ];
    let inside = [
        ("blanks-for-line-breaks", "Spaces replace the line breaks.", wrapped(64, " ")),
        ("tabs-for-line-breaks", "Tabs replace the line breaks.", wrapped(64, "\t")),
        (
            "blank-inside-line",
            "A space is in the middle of the base64, which is on one line.",
            format!("{} {}", line.split_at(100).0, line.split_at(100).1),
        ),
        ("form-feed-at-end", "A form feed follows the last line.", format!("{lines}\u{c}")),
        ("vertical-tab-at-end", "A vertical tab follows the last line.", format!("{lines}\u{b}")),
    ];
    let case = |flag: &'static str| {
        move |(name, comment, material): (&str, &str, String)| {
            let id = format!("import/base64-der/{name}");
            let rules = &["import/base64-der"];
            Case::either(id, rules, comment, material, (flag, key), TWIN).document(SECTION)
        }
    };
    let mut cases: Vec<Case> = layouts.map(case("Base64Layout")).into();
    cases.extend(inside.map(case("BlankInsideBase64")));
    cases.push(case("ControlZ")((
        "control-z-at-end",
        "Ctrl-Z, the end-of-file character of DOS, follows the last line.",
        format!("{lines}\u{1a}"),
    )));
    cases.push(case("ByteOrderMark")((
        "byte-order-mark",
        "The file starts with the UTF-8 byte order mark.",
        format!("\u{feff}{lines}"),
    )));
    cases
}

/// Text that is neither base64 nor white space.
fn text_beside(key: &Key) -> Vec<Case> {
    let line = base64::encode(&key.der());
    let lines = base64::encode_wrapped(&key.der(), 64, "\n");
    let first = lines.split_at(65);
    let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{lines}").encode_utf16().flat_map(order).collect()
    };
    let texts: Vec<(&str, &str, Vec<u8>)> = vec![
        (
            "comment-line-before",
            "A line that starts with # comes before the base64.",
            format!("# keyproof\n{lines}").into(),
        ),
        (
            "comment-line-inside",
            "A line that starts with # is between two lines of base64.",
            format!("{}# keyproof\n{}", first.0, first.1).into(),
        ),
        (
            "comment-line-after",
            "A line that starts with # comes after the base64.",
            format!("{lines}# keyproof\n").into(),
        ),
        (
            "name-after",
            "A name follows the base64 on the same line, as in an OpenSSH line.",
            format!("{line} keyproof\n").into(),
        ),
        (
            "name-on-own-line",
            "A name follows the base64 on its own line, and all its letters are in the base64 \
             alphabet.",
            format!("{lines}keyproof\n").into(),
        ),
        (
            "name-before",
            "A name comes before the base64 on the same line.",
            format!("keyproof {line}\n").into(),
        ),
        (
            "assigned",
            "The base64 is the value of a variable assignment.",
            format!("KEY={line}\n").into(),
        ),
        ("double-quotes", "The base64 is in double quotes.", format!("\"{line}\"\n").into()),
        ("single-quotes", "The base64 is in single quotes.", format!("'{line}'\n").into()),
        (
            "json-string-with-escapes",
            "The line breaks are written as \\n, as in a JSON string.",
            format!("{}\n", lines.replace('\n', "\\n")).into(),
        ),
        ("commas-between-lines", "Each line ends in a comma.", lines.replace('\n', ",\n").into()),
        (
            "prompt-after",
            "A shell prompt follows the base64, because it was copied with it.",
            format!("{line}$ \n").into(),
        ),
        (
            "data-uri",
            "The base64 is in a data: URI.",
            format!("data:application/octet-stream;base64,{line}\n").into(),
        ),
        (
            "header-before",
            "An RFC 4716 header comes before the base64.",
            format!("Comment: \"keyproof\"\n{lines}").into(),
        ),
        ("nul-at-end", "A NUL byte follows the last line.", format!("{lines}\0").into()),
        (
            "utf-16-little-endian",
            "The text is in UTF-16, little-endian, which Notepad calls \"Unicode\".",
            wide(u16::to_le_bytes),
        ),
        ("utf-16-big-endian", "The text is in UTF-16, big-endian.", wide(u16::to_be_bytes)),
        (
            "no-break-space",
            "A no-break space follows the base64, as in text copied from a web page.",
            format!("{line}\u{a0}\n").into(),
        ),
        (
            "zero-width-space",
            "A zero-width space is between two lines of base64.",
            format!("{}\u{200b}{}", first.0, first.1).into(),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, Vec<u8>)| {
        let ascii = material.is_ascii() && !material.contains(&0);
        let case = refused("import/malformed-refused", name, comment, material)
            .standard("RFC 4648 section 3.3")
            .flag("TextBesideBase64");
        if ascii { case } else { not_ascii(case) }
    };
    texts.into_iter().map(case).collect()
}

/// Adds the error code that EC2 returns for material that isn't ASCII text.
pub(super) fn not_ascii(case: Case) -> Case {
    case.codes(&["InvalidKey.Format", "InvalidKeyPair.Format", "InvalidParameterValue"])
        .observed("Material beyond ASCII was refused with InvalidParameterValue in 2026.")
}
