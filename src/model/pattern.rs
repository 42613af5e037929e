//! Patterns in filter values: `*` matches any number of characters, `?` matches exactly one, and a
//! backslash removes the special meaning of the next character (API reference 2013-02-01, DescribeKeyPairs).
//!
//! A client controls the number and the content of the patterns, so the time for one pattern and one text
//! is linear in the text. A pattern becomes an automaton whose states are bits (Navarro and Raffinot,
//! "Flexible Pattern Matching in Strings", section 4.3), which never backtracks. Two optimizations keep
//! thousands of patterns cheap: the automaton skips a text that lacks the longest literal part of the
//! pattern, and sorted texts share the work for a common prefix.

mod automaton;

use automaton::Automaton;
use memchr::memmem::Finder;
use std::collections::BTreeSet;

/// The maximum length of a text that can match, in bytes: the maximum length of a name.
const LONGEST: usize = 255;

/// The values of one filter. One of them must match.
#[derive(Debug, Default)]
pub(crate) struct Alternatives {
    /// The values without wildcards, unescaped.
    exact: BTreeSet<Vec<u8>>,
    patterns: BTreeSet<Vec<Element>>,
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Element {
    /// Exactly this byte.
    Byte(u8),
    /// Any one byte.
    One,
    /// Any number of bytes.
    Many,
}

impl Alternatives {
    /// Parses the values.
    pub(crate) fn new(values: &[String]) -> Self {
        let mut alternatives = Self::default();
        for value in values {
            let elements = elements(value);
            let literal = |element: &Element| match element {
                Element::Byte(byte) => Some(*byte),
                Element::One | Element::Many => None,
            };
            match elements.iter().map(literal).collect() {
                Some(text) => alternatives.exact.insert(text),
                None => alternatives.patterns.insert(elements),
            };
        }
        alternatives
    }

    /// Returns the texts of the values, if none has a wildcard.
    pub(crate) fn exact(&self) -> Option<impl ExactSizeIterator<Item = &str>> {
        // A value is valid UTF-8, and stays valid without its backslashes.
        let exact: Vec<&str> =
            self.exact.iter().filter_map(|value| str::from_utf8(value).ok()).collect();
        self.patterns.is_empty().then_some(exact.into_iter())
    }

    /// Returns whether each text matches. Sorted texts are faster.
    pub(crate) fn matching<T: AsRef<[u8]>>(&self, texts: &[T]) -> Vec<bool> {
        let mut matching: Vec<bool> =
            texts.iter().map(|text| self.exact.contains(text.as_ref())).collect();
        let shared = shared_beginnings(texts);
        for pattern in &self.patterns {
            match_pattern(pattern, texts, &shared, &mut matching);
        }
        matching
    }
}

/// Returns the elements of a value. Consecutive stars become one.
fn elements(value: &str) -> Vec<Element> {
    let mut elements = Vec::with_capacity(value.len());
    let mut bytes = value.bytes();
    while let Some(byte) = bytes.next() {
        let element = match byte {
            b'*' => Element::Many,
            b'?' => Element::One,
            // A backslash at the end is literal.
            b'\\' => Element::Byte(bytes.next().unwrap_or(byte)),
            byte => Element::Byte(byte),
        };
        if element != Element::Many || elements.last() != Some(&Element::Many) {
            elements.push(element);
        }
    }
    elements
}

/// Returns the length of the prefix that each text shares with the previous text, in bytes.
fn shared_beginnings<T: AsRef<[u8]>>(texts: &[T]) -> Vec<usize> {
    let mut before: &[u8] = &[];
    let shared = |text: &'_ T, before: &[u8]| {
        text.as_ref().iter().zip(before).take_while(|(one, other)| one == other).count()
    };
    texts
        .iter()
        .map(|text| {
            let count = shared(text, before);
            before = text.as_ref();
            count
        })
        .collect()
}

/// Marks the texts that match a pattern. Texts that are already marked are skipped.
fn match_pattern<T: AsRef<[u8]>>(
    pattern: &[Element],
    texts: &[T],
    shared: &[usize],
    matching: &mut [bool],
) {
    let shortest = pattern.iter().filter(|element| **element != Element::Many).count();
    if shortest > LONGEST {
        return;
    }
    let literal = longest_literal(pattern);
    let literal = Finder::new(&literal);
    let mut automaton = Automaton::new(pattern);
    // The length of the prefix that the text shares with the last text that the automaton read.
    let mut common = 0;
    for ((text, matches), shared) in texts.iter().zip(matching).zip(shared) {
        let text = text.as_ref();
        common = common.min(*shared);
        let is_possible =
            !*matches && (shortest..=LONGEST).contains(&text.len()) && literal.find(text).is_some();
        if is_possible {
            *matches = automaton.accepts(text, common);
            common = text.len();
        }
    }
}

/// Returns the longest run of literal bytes. Every matching text contains it.
fn longest_literal(pattern: &[Element]) -> Vec<u8> {
    let runs = pattern.split(|element| !matches!(element, Element::Byte(_)));
    let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
    let byte = |element: &Element| match element {
        Element::Byte(byte) => Some(*byte),
        Element::One | Element::Many => None,
    };
    longest.iter().filter_map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Alternatives::new(&[pattern.to_owned()]).matching(&[text]) == [true]
    }

    #[test]
    fn a_star_matches_any_text_and_a_question_mark_one_character() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("*", "anything", true),
            ("a*", "a", true),
            ("a*c", "abc", true),
            ("a*c", "abcb", false),
            ("*a*b*", "xxaxxbxx", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("?", "", false),
            ("a**", "a", true),
            ("*ab", "aab", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_backslash_escapes_wildcards() {
        for (pattern, text, expected) in [
            (r"\*amazon\?\\", r"*amazon?\", true),
            (r"\*amazon\?\\", r"xamazonxx", false),
            (r"\*amazon\?\\", r"\*amazon\?\\", false),
            (r"w\*b*", "w*bx", true),
            (r"w\*b*", "wxbx", false),
            (r"\\*", r"\web", true),
            (r"\\*", "web", false),
            (r"a\b", "ab", true),
            (r"a\", r"a\", true),
            (r"*\", r"web\", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_value_without_wildcards_matches_one_text() {
        let values = [r"web\*".to_owned(), "build".to_owned()];
        let alternatives = Alternatives::new(&values);
        let exact: Option<Vec<&str>> = alternatives.exact().map(Iterator::collect);
        assert_eq!(exact, Some(vec!["build", "web*"]));
        assert!(Alternatives::new(&["w*".to_owned()]).exact().is_none());
    }

    #[test]
    fn a_pattern_may_be_longer_than_a_name() {
        let name = "a".repeat(255);
        for length in [62, 63, 64, 65, 128, 254, 255] {
            assert!(matches(&("?".repeat(length) + "*"), &name), "{length}");
            assert!(matches(&("*".to_owned() + &"a".repeat(length)), &name), "{length}");
            assert!(!matches(&("*b".to_owned() + &"a".repeat(length)), &name), "{length}");
            assert_eq!(matches(&"?".repeat(length), &name), length == 255, "{length}");
        }
        assert!(!matches(&"?".repeat(256), &name));
        assert!(matches(&"*".repeat(100_000), &name));
    }

    /// Matches by the definition, in exponential time.
    fn by_definition(pattern: &[Element], text: &[u8]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, _) => text.is_empty(),
            (Some((Element::Many, rest)), None) => by_definition(rest, text),
            (Some((Element::Many, rest)), Some((_, behind))) => {
                by_definition(rest, text) || by_definition(pattern, behind)
            }
            (Some(_), None) => false,
            (Some((Element::One, rest)), Some((_, behind))) => by_definition(rest, behind),
            (Some((Element::Byte(byte), rest)), Some((first, behind))) => {
                byte == first && by_definition(rest, behind)
            }
        }
    }

    proptest! {
        #[test]
        fn matching_agrees_with_the_definition_in_any_order(
            patterns in prop::collection::vec(r"[ab*?\\]{0,8}", 1..4),
            texts in prop::collection::vec(r"[ab*?\\]{0,8}", 0..20),
        ) {
            let expected: Vec<bool> = texts
                .iter()
                .map(|text| {
                    let by = |pattern: &String| by_definition(&elements(pattern), text.as_bytes());
                    patterns.iter().any(by)
                })
                .collect();
            prop_assert_eq!(Alternatives::new(&patterns).matching(&texts), expected);
        }
    }
}
