//! Escapes characters that a terminal interprets, or that mislead a reader.

/// Returns untrusted text on one line. Every character that a terminal interprets is escaped.
pub(crate) fn printable(text: &str) -> String {
    escaped_but(text, |_| false)
}

/// Escapes everything that a terminal interprets, except line ends. This is for text of this program, as a
/// second defence behind [`Untrusted`](super::Untrusted).
#[cfg(feature = "cli")]
pub(crate) fn lines_only(text: &str) -> String {
    escaped_but(text, |character| character == '\n')
}

/// Like [`lines_only`], but keeps the escape sequences for reset, bold, dim, underline and the eight colours
/// (ECMA-48 section 8.3.117).
#[cfg(feature = "cli")]
pub(crate) fn lines_and_colours(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        safe.push_str(&lines_only(before));
        let style = after.strip_prefix('[').and_then(|style| style.split_once('m'));
        rest = match style.filter(|(codes, _)| codes.split(';').all(is_plain_style)) {
            Some((codes, behind)) => {
                safe.push_str(&format!("\u{1b}[{codes}m"));
                behind
            }
            None => {
                safe.push_str("\\u{1b}");
                after
            }
        };
    }
    safe.push_str(&lines_only(rest));
    safe
}

/// Returns JSON of the same meaning. Everything that a terminal interprets is escaped, except line ends. Such
/// characters occur only in strings, where JSON has escapes for them (RFC 8259 section 7).
pub(crate) fn escaped_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        if character != '\n' && is_obeyed(character) {
            safe.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            safe.push(character);
        }
    }
    safe
}

fn escaped_but(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if is_obeyed(character) && !is_kept(character) {
            safe.extend(character.escape_default());
        } else {
            safe.push(character);
        }
    }
    safe
}

/// Returns whether a terminal interprets a character instead of showing it: the control characters C0 and C1,
/// and those that change the direction of text (Unicode annex 9).
fn is_obeyed(character: char) -> bool {
    let is_of_direction = matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    character.is_control() || is_of_direction
}

#[cfg(feature = "cli")]
fn is_plain_style(code: &str) -> bool {
    matches!(code, "0" | "1" | "2" | "4" | "30" | "31" | "32" | "33" | "34" | "35" | "36" | "37")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An operating system command, C1's control sequence introducer, a direction override and a direction
    /// isolate.
    const OBEYED: &str = "a\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}é\r\n";
    const SHOWN: &str = "a\\u{1b}]0;x\\u{7}\\u{9b}31m\\u{202e}\\u{2066}é\\r\\n";

    #[test]
    fn escapes_all_terminal_controls() {
        assert_eq!(printable(OBEYED), SHOWN);
        assert_eq!(printable("a\u{85}\u{61c}\u{200f}\u{7f}"), "a\\u{85}\\u{61c}\\u{200f}\\u{7f}");
    }

    #[cfg(feature = "cli")]
    #[test]
    fn multi_line_text_keeps_only_its_line_breaks() {
        assert_eq!(lines_only("a\n  b\u{1b}[31m\t\r\n"), "a\n  b\\u{1b}[31m\\t\\r\n");
    }

    #[cfg(feature = "cli")]
    #[test]
    fn only_colours_remain_of_escape_sequences() {
        for kept in ["", "a\n", "\u{1b}[1m\u{1b}[31mbad\u{1b}[0m\n", "\u{1b}[1;36mx\u{1b}[0m", "é"]
        {
            assert_eq!(lines_and_colours(kept), kept);
        }
        for (text, expected) in [
            ("\u{1b}", "\\u{1b}"),
            ("\u{1b}[2Jx", "\\u{1b}[2Jx"),
            ("\u{1b}[8mhidden", "\\u{1b}[8mhidden"),
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("\u{1b}[\u{1b}[31mm", "\\u{1b}[\u{1b}[31mm"),
            ("\u{9b}31m\u{202e}", "\\u{9b}31m\\u{202e}"),
        ] {
            assert_eq!(lines_and_colours(text), expected);
        }
    }

    #[test]
    fn escaping_preserves_the_meaning_of_json() {
        let value = serde_json::json!({ OBEYED: [OBEYED, "\u{7f}\u{85}"] });
        let escaped = escaped_json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!escaped.chars().any(|c| c != '\n' && is_obeyed(c)), "{escaped}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
    }
}
