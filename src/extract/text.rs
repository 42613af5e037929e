//! Wrappings of text that can be removed without knowing what is inside.

use super::Step;
use super::unicode::{unicode, without_mark, without_typography};
use memchr::memchr;
use std::borrow::Cow;

/// Removes a wrapping. Returns `None` if the text doesn't have it.
type Removal = fn(&str) -> Option<String>;

/// The order in which wrappings are removed. Each of these removals leaves the others as they are, so
/// one order suffices.
const REMOVALS: [(Step, Removal); 8] = [
    (Step::ByteOrderMark, without_mark),
    (Step::LineEnds, line_ends),
    (Step::Typography, without_typography),
    (Step::Markup, without_markup),
    (Step::QuotedPrintable, quoted_printable),
    (Step::Percent, percent),
    (Step::Escapes, escapes),
    (Step::UrlSafe, url_safe),
];

/// Returns the text inside each wrapping that these bytes may have. `last` is the wrapping that was
/// removed before.
pub(super) fn unwrap(bytes: &[u8], last: Option<&Step>) -> Vec<(Step, Vec<u8>)> {
    if let Some((encoding, text)) = unicode(bytes) {
        return vec![(Step::Unicode(encoding), text.into_bytes())];
    }
    let text = match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // ISO 8859-1, as in a comment: each byte is a character.
        Err(_) if is_mostly_ascii(bytes) => {
            Cow::Owned(bytes.iter().copied().map(char::from).collect())
        }
        Err(_) => return Vec::new(),
    };
    let place = |step: &Step| REMOVALS.iter().position(|(removal, _)| removal == step);
    // Escapes may be nested: a string in a string.
    let first = match last {
        Some(Step::Escapes) => place(&Step::Escapes),
        Some(step) => place(step).map(|place| place + 1),
        None => None,
    };
    let removals = REMOVALS.iter().skip(first.unwrap_or_default());
    let inner = removals.filter_map(|(step, remove)| Some((step.clone(), remove(&text)?)));
    let mut inner: Vec<_> = inner
        .filter(|(_, inner)| *inner != text)
        .map(|(step, it)| (step, it.into_bytes()))
        .collect();
    if !matches!(last, Some(Step::LinePrefixes(_))) {
        let plain = without_prefixes(&text);
        inner.extend(plain.map(|(width, it)| (Step::LinePrefixes(width), it.into_bytes())));
    }
    inner
}

fn is_mostly_ascii(bytes: &[u8]) -> bool {
    let others = bytes.iter().filter(|byte| !byte.is_ascii() || **byte == 0).count();
    others * 16 <= bytes.len()
}

/// Replaces doubled or lone carriage returns by line ends, and removes the blanks before them, which
/// PuTTY's format doesn't allow.
fn line_ends(text: &str) -> Option<String> {
    let lone_returns = text.contains("\r\r") || text.contains('\r') && !text.contains('\n');
    if !lone_returns && !text.contains(" \n") && !text.contains("\t\n") && !text.contains(" \r\n") {
        return None;
    }
    let lines = text.replace('\r', "\n");
    let lines = lines.split('\n').map(str::trim_ascii_end).filter(|line| !line.is_empty());
    Some(lines.collect::<Vec<_>>().join("\n") + "\n")
}

/// Removes tags, and replaces line breaks and entities by what they stand for.
fn without_markup(text: &str) -> Option<String> {
    if memchr(b'<', text.as_bytes()).is_none() && memchr(b'&', text.as_bytes()).is_none() {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, after) = rest.split_at(at);
        plain.push_str(before);
        let end = if after.starts_with('<') { '>' } else { ';' };
        let inside = after.get(1..).unwrap_or_default();
        let close = inside.char_indices().take(200).find(|(_, it)| *it == end);
        let Some((name, tail)) =
            close.and_then(|(close, _)| Some((inside.get(..close)?, inside.get(close + 1..)?)))
        else {
            plain.push_str(after.get(..1).unwrap_or_default());
            rest = inside;
            continue;
        };
        rest = tail;
        match end {
            '>' if name.starts_with("br") || name.starts_with("BR") => {
                plain.push('\n');
                rest = tail.trim_start_matches('\r').strip_prefix('\n').unwrap_or(tail);
            }
            '>' => {}
            _ => plain.push_str(&entity(name)),
        }
    }
    plain.push_str(rest);
    Some(plain)
}

fn entity(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
        None => number.parse().ok(),
    });
    match (number.and_then(char::from_u32), name) {
        (Some(character), _) => character.to_string(),
        (None, "lt") => "<".to_owned(),
        (None, "gt") => ">".to_owned(),
        (None, "quot") => "\"".to_owned(),
        (None, "apos") => "'".to_owned(),
        (None, "amp") => "&".to_owned(),
        (None, "plus") => "+".to_owned(),
        (None, "equals") => "=".to_owned(),
        (None, "sol") => "/".to_owned(),
        (None, "NewLine") => "\n".to_owned(),
        _ => " ".to_owned(),
    }
}

/// Decodes quoted-printable. A `=` that is followed by neither two digits nor a line end is kept.
fn quoted_printable(text: &str) -> Option<String> {
    let is_soft = text.contains("=\n") || text.contains("=\r\n");
    if !is_soft && !text.contains("=3D") && !text.contains("=2B") {
        return None;
    }
    let joined = text.replace("=\r\n", "").replace("=\n", "");
    Some(octets_by_mark(&joined, '='))
}

fn percent(text: &str) -> Option<String> {
    text.contains('%').then(|| octets_by_mark(text, '%'))
}

/// Replaces a mark and two hexadecimal digits by the character with this code.
fn octets_by_mark(text: &str, mark: char) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut parts = text.split(mark);
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let code = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code {
            Some(code) if code.is_ascii() => {
                plain.push(char::from(code));
                plain.push_str(part.get(2..).unwrap_or_default());
            }
            _ => {
                plain.push(mark);
                plain.push_str(part);
            }
        }
    }
    plain
}

/// Replaces the escapes of string literals.
fn escapes(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    memchr(b'\\', text.as_bytes())?;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let mut characters = after.chars();
        let code = |digits: usize| {
            let code = after.get(1..=digits).and_then(|code| u32::from_str_radix(code, 16).ok());
            code.and_then(char::from_u32).map(|character| (character, digits + 1))
        };
        let (character, length) = match characters.next() {
            Some('n') => ('\n', 1),
            Some('r') => ('\r', 1),
            Some('t') => ('\t', 1),
            Some('u') => code(4).unwrap_or(('u', 1)),
            Some('x') => code(2).unwrap_or(('x', 1)),
            // A line that goes on.
            Some('\n') => (' ', 1),
            Some(other) => (other, other.len_utf8()),
            None => (' ', 0),
        };
        plain.push(character);
        rest = after.get(length..).unwrap_or_default();
    }
    plain.push_str(rest);
    Some(plain)
}

/// Removes what all lines of a PEM block or a PuTTY file have before them.
fn without_prefixes(text: &str) -> Option<(usize, String)> {
    let marks = ["-----BEGIN ", "---- BEGIN ", "PuTTY-User-Key-File-"];
    let start = marks.iter().filter_map(|mark| text.find(mark)).min()?;
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |end| end + 1);
    let width = text.get(line_start..start)?.chars().count();
    if width == 0 {
        return None;
    }
    let without = |line: &str| line.chars().skip(width).collect::<String>();
    let lines: Vec<String> = text.get(line_start..)?.lines().map(without).collect();
    Some((width, lines.join("\n") + "\n"))
}

/// Replaces `-` and `_` in long words, as the URL-safe alphabet of base64 has them.
fn url_safe(text: &str) -> Option<String> {
    const LONG: usize = 40;
    let is_safe = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=');
    let standard = |word: &str| {
        let is_long = word.len() >= LONG && word.bytes().all(|byte| is_safe(&byte));
        if is_long { word.replace('-', "+").replace('_', "/") } else { word.to_owned() }
    };
    if !text.contains('-') && !text.contains('_') {
        return None;
    }
    let is_end = |character: char| !u8::try_from(character).is_ok_and(|byte| is_safe(&byte));
    Some(
        text.split_inclusive(is_end)
            .map(|word| {
                let end = word.chars().next_back().filter(|last| is_end(*last));
                let stem = end.map_or(word, |last| word.strip_suffix(last).unwrap_or(word));
                standard(stem) + &end.map_or(String::new(), String::from)
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(remove: Removal, text: &str, expected: Option<&str>) {
        assert_eq!(remove(text).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn replaces_escapes_of_string_literals() {
        check(escapes, "a\\nb\\r\\tc\\/d\\\"e\\u003d\\x2b", Some("a\nb\r\tc/d\"e=+"));
        check(escapes, "a\\", Some("a "));
        check(escapes, "a\\uzz", Some("auzz"));
        check(escapes, "plain", None);
    }

    #[test]
    fn replaces_tags_and_entities() {
        check(without_markup, "a<br>b&#43;c&#x3D;&amp;&nbsp;d", Some("a\nb+c=& d"));
        check(without_markup, "a < b & c", Some("a < b & c"));
    }

    #[test]
    fn decodes_marked_octets() {
        check(quoted_printable, "ab=\ncd=3D=3d", Some("abcd=="));
        check(quoted_printable, "ab=cd==", None);
        check(percent, "a%2Bb%0Ac%zz", Some("a+b\nc%zz"));
    }

    #[test]
    fn removes_the_same_width_from_each_line() {
        let mail = "Hi\n> -----BEGIN A-----\n> Zm9v\n> -----END A-----\n";
        let plain = "-----BEGIN A-----\nZm9v\n-----END A-----\n";
        assert_eq!(without_prefixes(mail), Some((2, plain.to_owned())));
        assert_eq!(without_prefixes(plain), None);
    }

    #[test]
    fn replaces_the_url_safe_alphabet_in_long_words_only() {
        let word = "_-".repeat(20);
        check(url_safe, &format!("a-b {word}\n"), Some(&format!("a-b {}\n", "/+".repeat(20))));
    }
}
