//! The beginning and the end of what a program writes to standard error.
//!
//! Some languages print the message of an exception before the frames of the stack (Ruby, Node,
//! Java, PHP), others after them (Python).

/// How many bytes are kept of the beginning, and of the end.
const KEPT: usize = 2048;

/// How many characters an excerpt shows of the beginning, and of the end.
const SHOWN: usize = 200;

/// The beginning and the end of a text.
#[derive(Debug, Default)]
pub(super) struct CapturedText {
    head: Vec<u8>,
    tail: Vec<u8>,
    /// Whether bytes between them were dropped.
    has_gap: bool,
}

impl CapturedText {
    /// Appends the bytes that arrived last.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let room = KEPT.saturating_sub(self.head.len());
        let (head, tail) = bytes.split_at(room.min(bytes.len()));
        self.head.extend_from_slice(head);
        self.tail.extend_from_slice(tail);
        let excess = self.tail.len().saturating_sub(KEPT);
        self.has_gap |= excess > 0;
        self.tail.drain(..excess);
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.head.is_empty()
    }

    /// Returns the kept bytes as text, with `…` for a gap.
    pub(super) fn text(&self) -> String {
        let gap: &[u8] = if self.has_gap { "…".as_bytes() } else { b"" };
        let bytes = [self.head.as_slice(), gap, self.tail.as_slice()].concat();
        String::from_utf8_lossy(&bytes).trim().to_owned()
    }
}

/// Returns the text, reduced to its beginning and its end if it is too long to show.
pub(crate) fn excerpt(text: &str) -> String {
    let text = text.trim();
    let count = text.chars().count();
    if count <= 2 * SHOWN {
        return text.to_owned();
    }
    let head: String = text.chars().take(SHOWN).collect();
    let tail: String = text.chars().skip(count - SHOWN).collect();
    format!("{}…{}", head.trim_end(), tail.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_start_and_the_end() {
        let mut heard = CapturedText::default();
        assert!(heard.is_empty());
        for part in ["NoMethodError: oops\n", &"frame\n".repeat(10_000), "last\n"] {
            heard.add(part.as_bytes());
        }
        let text = heard.text();
        assert!(text.starts_with("NoMethodError: oops\nframe"), "{text}");
        assert!(text.ends_with("frame\nlast"), "{text}");
        assert!(text.len() <= 2 * KEPT + 3, "{}", text.len());
    }

    #[test]
    fn keeps_short_text_whole() {
        let mut heard = CapturedText::default();
        heard.add(b" one\n");
        heard.add(b"two\n");
        assert_eq!(heard.text(), "one\ntwo");
        assert_eq!(excerpt(&heard.text()), "one\ntwo");
    }

    #[test]
    fn an_excerpt_shows_both_ends() {
        let text = format!("Error: oops\n{}at the end", "frame\n".repeat(1_000));
        let short = excerpt(&text);
        assert!(short.starts_with("Error: oops\n") && short.ends_with("at the end"), "{short}");
        assert!(short.chars().count() <= 2 * SHOWN + 1, "{short}");
    }
}
