//! Compares versions of tools as the tools print them.
//!
//! Numbers are compared by value and words alphabetically: `9.2p1` is older than `9.10p1`. A version that is the
//! beginning of another one is older: `1.1.1` is older than `1.1.1w`.

/// A part of a version. A word is older than a number: `9.2p1` is older than `9.2.1`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Word(&'a str),
    /// The number of digits and the digits, without leading zeros, so a number may have any length.
    Number(usize, &'a str),
}

/// Whether the version in a text such as `OpenSSL 3.0.22` is neither older than `since` nor newer than `until`.
#[must_use]
pub(crate) fn is_within(text: &str, since: Option<&str>, until: Option<&str>) -> bool {
    let version = parts(number(text));
    since.is_none_or(|since| parts(since) <= version)
        && until.is_none_or(|until| version <= parts(until))
}

/// Returns the text from the first digit to the next blank.
fn number(text: &str) -> &str {
    let from = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    text.get(from..).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default()
}

fn parts(version: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = version;
    while let Some(first) = rest.chars().next() {
        let is_same = |c: char| {
            c.is_ascii_digit() == first.is_ascii_digit()
                && c.is_ascii_alphanumeric() == first.is_ascii_alphanumeric()
        };
        let end = rest.find(|c| !is_same(c)).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        rest = behind;
        if first.is_ascii_digit() {
            let digits = part.trim_start_matches('0');
            parts.push(Part::Number(digits.len(), digits));
        } else if first.is_ascii_alphabetic() {
            parts.push(Part::Word(part));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        let ordered = [
            "1.1.1", "1.1.1a", "1.1.1w", "3.0.2", "3.0.19", "3.0.22", "3.6.3", "9", "9.2", "9.2p1",
            "9.2p2", "9.2.1", "9.10p1", "22.4.2", "2026.1",
        ];
        for (index, older) in ordered.iter().enumerate() {
            for newer in ordered.iter().skip(index + 1) {
                assert!(parts(older) < parts(newer), "{older} {newer}");
            }
        }
        assert_eq!(parts("3.0.09"), parts("3-0-9"));
    }

    #[test]
    fn a_range_has_both_of_its_ends() {
        let check = |text: &str, expected: bool| {
            assert_eq!(is_within(text, Some("3.0.20"), Some("3.0.22")), expected, "{text}");
        };
        check("OpenSSL 3.0.19", false);
        check("OpenSSL 3.0.20", true);
        check("OpenSSL 3.0.22", true);
        check("OpenSSL 3.0.23", false);
        assert!(is_within("phpseclib 3 (PHP 8.2.36)", Some("3"), Some("3")));
        assert!(is_within("anything", None, None));
    }
}
