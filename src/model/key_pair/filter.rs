//! Listing key pairs: by name, and through filters (rules api/describe-unknown, api/describe-filters).

use super::{Fingerprint, KeyPair, KeyPairs, answer};
use crate::api::service::Filter;
use crate::api::{ErrorCode, Refusal, Reply};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A pair with its name.
type Named<'a> = (&'a str, &'a KeyPair);

/// What a filter looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Name,
    Fingerprint,
}

/// A filter that was understood.
#[derive(Debug)]
struct Sieve<'a> {
    subject: Subject,
    /// Values that stand for themselves.
    exact: BTreeSet<&'a str>,
    /// Values with `*` or `?` in them.
    patterns: Vec<&'a str>,
}

impl KeyPairs {
    /// Lists the pairs of these names that pass these filters, in the order of their names.
    pub(in crate::model) fn describe(
        &self,
        names: &[String],
        filters: &[Filter],
    ) -> Result<Reply, Refusal> {
        if names.iter().any(String::is_empty) {
            let message = "a name to look for must not be blank";
            return Err(Refusal::new(ErrorCode::InvalidParameterValue, message));
        }
        let sieves = filters.iter().map(Sieve::new).collect::<Result<Vec<_>, _>>()?;
        let candidates = if names.is_empty() { self.selected(&sieves) } else { self.named(names)? };
        let passed = candidates.into_iter().filter(|(name, pair)| {
            let passes = |sieve: &Sieve<'_>| sieve.passes(name, pair);
            sieves.iter().all(passes)
        });
        Ok(Reply::KeyPairs(passed.map(|(name, pair)| answer(name, pair)).collect()))
    }

    /// The pairs of these names, each once: all of them, or none.
    fn named<'a>(&'a self, names: &'a [String]) -> Result<BTreeMap<&'a str, &'a KeyPair>, Refusal> {
        let found = |name: &'a String| Ok((name.as_str(), self.find(name)?));
        names.iter().map(found).collect()
    }

    /// Pairs among which are all that pass: no more than a sieve's values name, where one says which.
    fn selected<'a>(&'a self, sieves: &[Sieve<'a>]) -> BTreeMap<&'a str, &'a KeyPair> {
        let narrowest = sieves.iter().filter(|sieve| sieve.patterns.is_empty());
        match narrowest.min_by_key(|sieve| sieve.exact.len()) {
            None => self.all().collect(),
            Some(sieve) if sieve.subject == Subject::Name => {
                let pair = |name: &&'a str| Some((*name, self.by_name.get(*name)?));
                sieve.exact.iter().filter_map(pair).collect()
            }
            Some(sieve) => {
                let octets = sieve.exact.iter().filter_map(|text| text.parse().ok());
                octets.flat_map(|fingerprint| self.of_fingerprint(fingerprint)).collect()
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = Named<'_>> {
        self.by_name.iter().map(|(name, pair)| (&**name, pair))
    }

    fn of_fingerprint(&self, fingerprint: Fingerprint) -> impl Iterator<Item = Named<'_>> {
        let first = (fingerprint, Arc::from(""));
        let same = self.by_fingerprint.range(first..).take_while(move |(of, _)| *of == fingerprint);
        same.filter_map(|(_, name)| Some((&**name, self.by_name.get(name)?)))
    }
}

impl<'a> Sieve<'a> {
    fn new(filter: &'a Filter) -> Result<Self, Refusal> {
        let subject = match filter.name.as_str() {
            "key-name" => Subject::Name,
            "fingerprint" => Subject::Fingerprint,
            other => {
                let message = format!("there is no filter {other:?}");
                return Err(Refusal::new(ErrorCode::InvalidParameterValue, message));
            }
        };
        let values = filter.values.iter().map(String::as_str);
        let (patterns, exact): (Vec<_>, Vec<_>) =
            values.partition(|value| value.contains(['*', '?']));
        Ok(Self { subject, exact: exact.into_iter().collect(), patterns })
    }

    fn passes(&self, name: &str, pair: &KeyPair) -> bool {
        match self.subject {
            Subject::Name => self.takes(name),
            Subject::Fingerprint => self.takes(&pair.fingerprint.to_string()),
        }
    }

    fn takes(&self, text: &str) -> bool {
        self.exact.contains(text) || self.patterns.iter().any(|pattern| matches(pattern, text))
    }
}

/// Whether a text is what a pattern stands for: `*` for anything, `?` for one character.
///
/// Only the last `*` is ever tried again, so the effort is at most the product of the lengths.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut place) = (0, 0);
    let mut star = None;
    while place < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, place));
                at += 1;
            }
            Some(byte) if *byte == b'?' || text.get(place) == Some(byte) => {
                at += 1;
                place += 1;
            }
            _ => {
                let Some((star_at, star_place)) = star else { return false };
                star = Some((star_at, star_place + 1));
                at = star_at + 1;
                place = star_place + 1;
            }
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
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
}
