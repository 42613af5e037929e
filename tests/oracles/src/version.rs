//! Versions of tools, as the tools print them: which of two is newer.
//!
//! Numbers are compared by value and letters by the alphabet: `9.2p1` is older than `9.10p1`, `1.1.1` than
//! `1.1.1w`. Where one version goes on and the other ends, the one that ends is older.

/// A part of a version. A word is older than a number in its place: `9.2p1` comes before `9.2.1`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Word(&'a str),
    /// Digits without zeros in front, the shorter the smaller: a number of any length.
    Number(usize, &'a str),
}

/// Whether the version in what a tool says of itself (`OpenSSL 3.0.22`) is neither older than `since` nor newer
/// than `until`.
#[must_use]
pub(super) fn is_within(said: &str, since: Option<&str>, until: Option<&str>) -> bool {
    let version = parts(number(said));
    since.is_none_or(|since| parts(since) <= version)
        && until.is_none_or(|until| version <= parts(until))
}

/// What stands from the first digit up to the next blank.
fn number(said: &str) -> &str {
    let from = said.find(|c: char| c.is_ascii_digit()).unwrap_or(said.len());
    said.get(from..).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default()
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
        let check = |said: &str, expected: bool| {
            assert_eq!(is_within(said, Some("3.0.20"), Some("3.0.22")), expected, "{said}");
        };
        check("OpenSSL 3.0.19", false);
        check("OpenSSL 3.0.20", true);
        check("OpenSSL 3.0.22", true);
        check("OpenSSL 3.0.23", false);
        assert!(is_within("phpseclib 3 (PHP 8.2.36)", Some("3"), Some("3")));
        assert!(is_within("anything", None, None));
    }
}
