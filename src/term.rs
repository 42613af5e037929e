//! Text for people: line width, labelled rows and the escaping of arbitrary bytes.
//!
//! The functions in this file add no colours. The callers add them.

mod escape;
#[cfg(feature = "cli")]
mod style;
#[cfg(feature = "cli")]
mod untrusted;
pub(crate) mod step;
pub(crate) mod vector;

pub(crate) use escape::{escaped_json, printable};
#[cfg(feature = "cli")]
pub(crate) use escape::{lines_and_colours, lines_only};
#[cfg(feature = "cli")]
pub(crate) use style::{BAD, COMMAND, FAINT, GOOD, HEADING, WARNING, painted, quoted};
#[cfg(feature = "cli")]
pub use untrusted::Untrusted;

/// The width of all text for people, in columns.
pub(crate) const WIDTH: usize = 90;

/// Returns a count with its noun: `1 vector`, `2 vectors`.
pub(crate) fn counted(count: usize, thing: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{ending}")
}

/// Breaks text at whitespace into lines of at most `width` columns. A longer word is not split.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Returns wrapped text after a label. Further lines are aligned with the first one.
pub(crate) fn row(indent: usize, label: &str, label_width: usize, text: &str) -> String {
    let lines = wrapped(text, WIDTH.saturating_sub(indent + label_width));
    row_of_lines(indent, label, label_width, &lines)
}

/// Like [`row`], for lines that must not be wrapped.
pub(crate) fn row_of_lines(
    indent: usize,
    label: &str,
    label_width: usize,
    lines: &[String],
) -> String {
    let mut block = String::new();
    let labels = std::iter::once(label).chain(std::iter::repeat(""));
    for (line, label) in lines.iter().zip(labels) {
        let line = format!("{:indent$}{label:label_width$}{line}", "");
        block.push_str(line.trim_end());
        block.push('\n');
    }
    block
}

/// Returns bytes as text. Backslashes and everything but printable ASCII are escaped.
pub(crate) fn escaped(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string().replace("\\\"", "\"").replace("\\'", "'")
}

/// Returns bytes as at most two lines of `width` columns. Of a long input, shows the start and the end.
pub(crate) fn shortened(bytes: &[u8], width: usize) -> Vec<String> {
    // Escapes only as many bytes as can fit, however long the input is.
    let head = escaped(bytes.get(..2 * width).unwrap_or(bytes));
    if bytes.len() <= 2 * width && head.len() <= 2 * width {
        let (first, second) = head.split_at(head.len().min(width));
        let lines = [first, second].into_iter().filter(|line| !line.is_empty());
        return lines.map(str::to_owned).collect();
    }
    let tail = escaped(bytes.get(bytes.len().saturating_sub(width)..).unwrap_or(bytes));
    let start = tail.len().saturating_sub(width - 1);
    vec![
        head.get(..width - 1).map_or(head.clone(), |head| format!("{head}…")),
        format!("…{}", tail.get(start..).unwrap_or(&tail)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_blanks_and_leaves_long_words_whole() {
        assert_eq!(wrapped("one two  three\nfour", 8), ["one two", "three", "four"]);
        assert_eq!(wrapped("a incomprehensible b", 5), ["a", "incomprehensible", "b"]);
        assert!(wrapped(" ", 8).is_empty());
    }

    #[test]
    fn a_row_is_indented_below_its_label() {
        assert_eq!(row(2, "label", 7, "text"), "  label  text\n");
        let long = "word ".repeat(30);
        let block = row(2, "label", 7, &long);
        assert!(block.lines().all(|line| line.len() <= WIDTH), "{block}");
        assert!(block.lines().skip(1).all(|line| line.starts_with("         word")), "{block}");
    }

    #[test]
    fn bytes_are_shown_as_ascii() {
        assert_eq!(escaped(b"a\x1b[31m\xff\n\"'\\"), "a\\x1b[31m\\xff\\n\"'\\\\");
    }

    #[test]
    fn long_input_keeps_its_start_and_its_end() {
        assert_eq!(shortened(b"", 10), Vec::<String>::new());
        assert_eq!(shortened(b"short", 10), ["short"]);
        assert_eq!(shortened(b"0123456789abc", 10), ["0123456789", "abc"]);
        assert_eq!(shortened(b"0123456789abcdefghijklmno", 10), ["012345678…", "…ghijklmno"]);
        assert_eq!(shortened(&[0; 8], 10), ["\\x00\\x00\\…", "…0\\x00\\x00"]);
        for length in 0..100 {
            let lines = shortened(&vec![b'"'; length], 10);
            assert!(lines.len() <= 2 && lines.iter().all(|line| line.chars().count() <= 10));
        }
    }
}
