//! The ways in which people wrap and damage key files.

use base64::{Engine, engine::general_purpose::STANDARD};

/// A way to wrap a file. It returns `None` for a file that it would change beyond repair.
pub(crate) struct Wrapping {
    pub(crate) name: &'static str,
    pub(crate) wrap: fn(&[u8]) -> Option<Vec<u8>>,
}

const fn wrapping(name: &'static str, wrap: fn(&[u8]) -> Option<Vec<u8>>) -> Wrapping {
    Wrapping { name, wrap }
}

pub(crate) const WRAPPINGS: [Wrapping; 34] = [
    wrapping("as-it-is", |file| Some(file.to_vec())),
    wrapping("utf-16le-with-mark", |file| {
        Some([&[0xff, 0xfe], &*utf16(file, u16::to_le_bytes)].concat())
    }),
    wrapping("utf-16be", |file| Some(utf16(file, u16::to_be_bytes))),
    wrapping("utf-32le", |file| Some(file.iter().flat_map(|byte| [*byte, 0, 0, 0]).collect())),
    wrapping("byte-order-mark", |file| Some([&[0xef, 0xbb, 0xbf], file].concat())),
    wrapping("crlf", |file| text(file, |text| text.replace('\n', "\r\n"))),
    wrapping("crcrlf", |file| text(file, |text| text.replace('\n', "\r\r\n"))),
    wrapping("no-break-spaces", |file| text(file, |text| text.replace(' ', "\u{a0}"))),
    wrapping("zero-width-space", |file| {
        text(file, |text| format!("\u{200b}{}", insert(text, "\u{200b}")))
    }),
    wrapping("quotes", |file| text(file, |text| format!("\"{}\"\n", text.trim_end()))),
    wrapping("typographic-quotes", |file| {
        text(file, |text| format!("\u{201c}{}\u{201d}", text.trim_end()))
    }),
    wrapping("backticks", |file| text(file, |text| format!("`{}`", text.trim_end()))),
    wrapping("escaped-line-ends", |file| text(file, |text| text.replace('\n', "\\n"))),
    wrapping("one-line", one_line),
    wrapping("json", |file| {
        text(file, |text| serde_json::json!({"KeyMaterial": text}).to_string())
    }),
    wrapping("json-in-json", |file| {
        text(file, |text| {
            let inner = serde_json::json!({"key": text}).to_string();
            serde_json::json!({"Secrets": [{"SecretString": inner}]}).to_string()
        })
    }),
    wrapping("yaml-block", |file| text(file, |text| format!("key: |\n{}", indented(text, "    ")))),
    wrapping("terraform", |file| text(file, |text| format!("public_key = <<EOT\n{text}EOT\n"))),
    wrapping("export", |file| text(file, |text| format!("export KEY='{}'\n", text.trim_end()))),
    wrapping("env", |file| {
        text(file, |text| format!("KEY=\"{}\"\n", text.trim_end().replace('\n', "\\n")))
    }),
    wrapping("mail", |file| text(file, |text| indented(text, "> "))),
    wrapping("mail-twice", |file| text(file, |text| format!("Hi,\n{}", indented(text, "> > ")))),
    wrapping("log", |file| text(file, |text| indented(text, "2026-12-01T10:00:00Z app[12]: "))),
    wrapping("html-breaks", |file| text(file, |text| text.replace('\n', "<br>\n"))),
    wrapping("html-entities", |file| {
        text(file, |text| {
            format!("<pre>{}</pre>", text.replace('+', "&#43;").replace('=', "&#61;"))
        })
    }),
    wrapping("quoted-printable", |file| text(file, quoted_printable)),
    wrapping("percent", |file| {
        text(file, |text| {
            text.replace('+', "%2B").replace('=', "%3D").replace('/', "%2F").replace('\n', "%0A")
        })
    }),
    wrapping("base64", |file| Some(STANDARD.encode(file).into_bytes())),
    wrapping("base64-wrapped", |file| Some(wrapped(&STANDARD.encode(file), 76).into_bytes())),
    wrapping("base64-twice", |file| Some(STANDARD.encode(STANDARD.encode(file)).into_bytes())),
    wrapping("hexadecimal", |file| {
        let digits: String = file.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(wrapped(&digits, 60).into_bytes())
    }),
    wrapping("kubernetes", |file| {
        Some(
            format!("apiVersion: v1\ndata:\n  ssh-key: {}\nkind: Secret\n", STANDARD.encode(file))
                .into_bytes(),
        )
    }),
    wrapping("utf-16-json-base64", |file| {
        let json = serde_json::json!({"data": STANDARD.encode(file)}).to_string();
        Some(utf16(json.as_bytes(), u16::to_le_bytes))
    }),
    wrapping("text-around", |file| {
        text(file, |text| format!("Dear all,\n\nthis is the key:\n\n{text}\nRegards,\nSomebody\n"))
    }),
];

fn text(file: &[u8], wrap: impl Fn(&str) -> String) -> Option<Vec<u8>> {
    Some(wrap(std::str::from_utf8(file).ok()?).into_bytes())
}

fn utf16(file: &[u8], octets: fn(u16) -> [u8; 2]) -> Vec<u8> {
    file.iter().flat_map(|byte| octets(u16::from(*byte))).collect()
}

/// Inserts text in the middle of the longest line.
fn insert(text: &str, part: &str) -> String {
    let line = text.lines().max_by_key(|line| line.len()).unwrap_or_default();
    let (start, end) = line.split_at(line.len() / 2);
    text.replacen(line, &format!("{start}{part}{end}"), 1)
}

/// Puts blanks in the place of line ends. PuTTY's format needs its lines.
fn one_line(file: &[u8]) -> Option<Vec<u8>> {
    if file.starts_with(b"PuTTY") {
        return None;
    }
    text(file, |text| text.trim_end().replace('\n', " "))
}

fn indented(text: &str, prefix: &str) -> String {
    text.lines().map(|line| format!("{prefix}{line}\n")).collect()
}

fn wrapped(text: &str, width: usize) -> String {
    text.as_bytes()
        .chunks(width)
        .map(|line| format!("{}\n", String::from_utf8_lossy(line)))
        .collect()
}

fn quoted_printable(text: &str) -> String {
    let encoded =
        |line: &str| wrapped(&line.replace('=', "=3D"), 72).trim_end().replace('\n', "=\n");
    text.lines().map(|line| encoded(line) + "\n").collect()
}
