//! Selects vectors by globs over their ids, or by the rules that they cite.

use super::Failure;
use crate::rule;
use crate::vector::{Suite, Vector};
use globset::{Glob, GlobMatcher};

/// The minimum Jaro similarity, from 0 to 1, at which an id is suggested.
const LIKENESS: f64 = 0.85;

/// The maximum number of ids that are suggested.
const SUGGESTIONS: usize = 3;

/// The vectors that a list of patterns selects. An empty list selects all.
#[derive(Debug)]
pub(super) struct Selection(Vec<Pattern>);

#[derive(Debug)]
struct Pattern {
    text: String,
    glob: GlobMatcher,
}

impl Selection {
    /// Compiles the patterns. One that selects nothing is an error, since it is probably a typing mistake.
    pub(super) fn new(patterns: &[String], suite: &Suite) -> Result<Self, Failure> {
        let pattern = |text: &String| Pattern::new(text, suite);
        Ok(Self(patterns.iter().map(pattern).collect::<Result<_, _>>()?))
    }

    /// Returns whether the vector is selected.
    pub(super) fn selects(&self, vector: &Vector) -> bool {
        self.0.is_empty() || self.0.iter().any(|pattern| pattern.selects(vector))
    }
}

impl Pattern {
    fn new(text: &str, suite: &Suite) -> Result<Self, Failure> {
        let glob = Glob::new(text).map_err(|error| {
            Failure::new(format!("{text:?} is not a valid pattern: {}", error.kind()))
                .hint("* matches any text, ? matches one character, [ab] matches a or b")
        })?;
        let pattern = Self { text: text.to_owned(), glob: glob.compile_matcher() };
        if suite.vectors.iter().any(|vector| pattern.selects(vector)) {
            return Ok(pattern);
        }
        let vectors = suite.vectors.iter().map(|vector| vector.id.as_str());
        let near = near(text, vectors.chain(rule::RULES.iter().map(|rule| rule.id)));
        let lists = "keyproof vectors lists all vectors, keyproof rules lists all rules";
        Err(Failure::new(format!("{text:?} selects no vector")).hint(near + lists))
    }

    fn selects(&self, vector: &Vector) -> bool {
        vector.rules.contains(&self.text) || self.glob.is_match(&vector.id)
    }
}

/// Suggests the ids that are most similar to an unknown one, the most similar first. Returns an empty text if
/// there are none, and otherwise a question with a blank after it.
pub(super) fn near<'a>(id: &str, ids: impl Iterator<Item = &'a str>) -> String {
    let likeness = |other: &'a str| {
        // The user may have typed only the last part of the id.
        let name = other.rsplit_once('/').map_or(other, |(_, name)| name);
        strsim::jaro(id, other).max(strsim::jaro(id, name))
    };
    let mut scored: Vec<_> = ids.map(|other| (likeness(other), other)).collect();
    scored.retain(|(likeness, _)| *likeness >= LIKENESS);
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored.dedup();
    let near: Vec<&str> = scored.into_iter().take(SUGGESTIONS).map(|(_, other)| other).collect();
    if near.is_empty() { String::new() } else { format!("did you mean {}? ", near.join(" or ")) }
}
