//! White space and line endings, and text beside the base64.
//!
//! What real tools write is taken. Where none of them writes it, the documents are silent: RFC 4648
//! section 3.3 wants other characters refused unless a format says otherwise, and no document says
//! whether this one does.

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

/// The layouts of programs that people make such files with.
fn written_by_tools(key: &Key) -> Vec<Case> {
    let wrapped = |width, ending| base64::encode_wrapped(&key.der(), width, ending);
    let line = base64::encode(&key.der());
    let unended = |text: String| text.trim_end().to_owned();
    let taken = |name, comment, material: String| {
        let id = format!("import/base64-der/{name}");
        let rules = ["import/base64-der", "import/third-party-tools"];
        Case::accept(id, &rules, comment, material, key).document(SECTION)
    };
    let observed = "The base64 of a SubjectPublicKeyInfo on one line was taken in 2026.";
    vec![
        taken(
            "one-line",
            "One line, as `openssl base64 -A` writes it: without an ending.",
            line.clone(),
        )
        .observed(observed),
        taken(
            "one-line-lf",
            "One line with its ending, as `base64 -w0; echo` writes it.",
            line + "\n",
        ),
        taken(
            "wrapped-64-unended",
            "Lines of 64, the last without an ending.",
            unended(wrapped(64, "\n")),
        ),
        taken("wrapped-76", "Lines of 76, as `base64` writes them.", wrapped(76, "\n")),
        taken(
            "wrapped-60",
            "Lines of 60, as Ruby's `Base64.encode64` writes them.",
            wrapped(60, "\n"),
        ),
        taken(
            "wrapped-76-crlf-unended",
            "Lines of 76 and CRLF, the last without an ending, as Java's MIME encoder writes them.",
            unended(wrapped(76, "\r\n")),
        ),
        taken(
            "wrapped-64-crlf",
            "Lines of 64 and CRLF, as `openssl base64` on Windows writes them.",
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
        ("one-line-crlf", "One line that ends in CRLF.", format!("{line}\r\n")),
        ("one-line-cr", "One line that ends in CR.", format!("{line}\r")),
        ("one-line-two-endings", "One line, and an empty one behind it.", format!("{line}\n\n")),
        ("wrapped-64-cr", "Lines that end in CR, as on old Macintoshes.", wrapped(64, "\r")),
        ("wrapped-64-mixed-endings", "Lines that end in LF, CRLF and CR by turns.", mixed),
        ("wrapped-48", "Lines of 48 characters.", wrapped(48, "\n")),
        ("wrapped-75", "Lines of 75 characters, which is no multiple of four.", wrapped(75, "\n")),
        ("wrapped-1", "A line for each character.", wrapped(1, "\n")),
        (
            "wrapped-200",
            "Lines of 200 characters, more than OpenSSL's reader expects.",
            wrapped(200, "\n"),
        ),
        ("blank-line-before", "An empty line comes first.", format!("\n{lines}")),
        ("blank-lines-after", "Empty lines come last.", format!("{lines}\n\n\n")),
        (
            "blank-line-inside",
            "An empty line stands between two others.",
            format!("{first}\n{rest}"),
        ),
        ("blank-lines-everywhere", "An empty line follows each line.", wrapped(64, "\n\n")),
        ("indented", "Each line is indented by four blanks, as in YAML.", each_line("    ", "")),
        ("indented-by-tab", "Each line is indented by a tab.", each_line("\t", "")),
        ("trailing-blanks", "Each line ends in two blanks.", each_line("", "  ")),
        ("trailing-tab", "One line ends in a tab.", format!("{line}\t\n")),
        ("leading-blank", "One line starts with a blank.", format!(" {line}\n")),
    ];
    let inside = [
        ("blanks-for-line-breaks", "Blanks stand where the line breaks were.", wrapped(64, " ")),
        ("tabs-for-line-breaks", "Tabs stand where the line breaks were.", wrapped(64, "\t")),
        (
            "blank-inside-line",
            "A blank stands inside a line.",
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
        "DOS's end of file, Ctrl-Z, follows the last line.",
        format!("{lines}\u{1a}"),
    )));
    cases.push(case("ByteOrderMark")((
        "byte-order-mark",
        "The byte order mark of UTF-8 comes first.",
        format!("\u{feff}{lines}"),
    )));
    cases
}

/// Text that is no base64, and no white space either.
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
            "A line that starts with # comes first.",
            format!("# keyproof\n{lines}").into(),
        ),
        (
            "comment-line-inside",
            "A line that starts with # stands between two others.",
            format!("{}# keyproof\n{}", first.0, first.1).into(),
        ),
        (
            "comment-line-after",
            "A line that starts with # comes last.",
            format!("{lines}# keyproof\n").into(),
        ),
        (
            "name-after",
            "A name follows the base64 on its line, as in an OpenSSH line.",
            format!("{line} keyproof\n").into(),
        ),
        (
            "name-on-own-line",
            "A name follows the base64 on a line of its own, in base64's own letters.",
            format!("{lines}keyproof\n").into(),
        ),
        ("name-before", "A name stands before the base64.", format!("keyproof {line}\n").into()),
        ("assigned", "The base64 is assigned to a variable.", format!("KEY={line}\n").into()),
        ("double-quotes", "Double quotes stand around the base64.", format!("\"{line}\"\n").into()),
        ("single-quotes", "Single quotes stand around the base64.", format!("'{line}'\n").into()),
        (
            "json-string-with-escapes",
            "The line breaks are written as \\n, as JSON has them.",
            format!("{}\n", lines.replace('\n', "\\n")).into(),
        ),
        ("commas-between-lines", "Each line ends in a comma.", lines.replace('\n', ",\n").into()),
        (
            "prompt-after",
            "A shell's prompt follows the base64, copied along.",
            format!("{line}$ \n").into(),
        ),
        (
            "data-uri",
            "The base64 stands in a data: URI.",
            format!("data:application/octet-stream;base64,{line}\n").into(),
        ),
        (
            "header-before",
            "An RFC 4716 header stands before the base64.",
            format!("Comment: \"keyproof\"\n{lines}").into(),
        ),
        ("nul-at-end", "A zero byte follows the last line.", format!("{lines}\0").into()),
        (
            "utf-16-little-endian",
            "The text is in UTF-16, little-endian, as Notepad's \"Unicode\".",
            wide(u16::to_le_bytes),
        ),
        ("utf-16-big-endian", "The text is in UTF-16, big-endian.", wide(u16::to_be_bytes)),
        (
            "no-break-space",
            "A no-break space follows the base64, as from a web page.",
            format!("{line}\u{a0}\n").into(),
        ),
        (
            "zero-width-space",
            "A zero-width space stands between two lines.",
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

/// The real service has a code of its own for what isn't ASCII text.
pub(super) fn not_ascii(case: Case) -> Case {
    case.codes(&["InvalidKey.Format", "InvalidKeyPair.Format", "InvalidParameterValue"])
        .observed("Material beyond ASCII was refused with InvalidParameterValue in 2026.")
}
