//! The catalogue: a table of all rules that the suite tests.
//!
//! The governing document is the page "Amazon EC2 Key Pairs" of the Amazon EC2 User Guide, API version
//! 2014-06-15. Where it refers to the API reference of the same version, that reference governs. Where
//! it only names a format or an algorithm, the RFC cited in the rule governs. Every statement is in our
//! own words. Ids are permanent: if a rule is wrong, it is withdrawn, and its id is never reused.
//!
//! This module enforces no rule. It does not refer to vectors, mutants or verdicts; they refer to
//! rules.

mod catalogue;

pub use catalogue::RULES;

use Capability::{Auth, Codec, Instances, Login, Metadata, Pairs, Volumes};
use Source::{Api, Implied, Stated};
use std::fmt;

/// A requirement on an implementation of EC2 key pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The area and the name within the area, as in `import/no-dsa`.
    pub id: &'static str,
    /// The requirement, in one sentence.
    pub statement: &'static str,
    /// How the rule follows from the documents.
    pub source: Source,
    /// The source: headings of the document, RFC sections and pages of the API reference, separated by
    /// `; `.
    pub section: &'static str,
    /// The capability that an implementation needs for the rule to be observable.
    pub capability: Capability,
    /// The profiles that the rule belongs to.
    pub profiles: &'static [&'static str],
    /// The inference behind an implied rule, or what the documents leave open and how the suite
    /// interprets it.
    pub note: Option<&'static str>,
}

impl Rule {
    /// Returns the part of the id before the slash.
    pub fn area(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(area, _)| area)
    }

    /// Sets the statement.
    const fn says(self, statement: &'static str) -> Self {
        Self { statement, ..self }
    }

    /// Adds a note.
    const fn noted(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }
}

/// How a rule follows from the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The document states the rule explicitly.
    Stated,
    /// The rule follows from the document. The rule's note explains the inference.
    Implied,
    /// The document leaves the question to the API reference of the same version.
    Api,
}

impl Source {
    /// Returns the name that reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Stated => "stated",
            Implied => "implied",
            Api => "api",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A part of EC2 that an implementation may offer. A rule is observable through one capability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Capability {
    /// Reading key files: input is bytes, output is a verdict.
    Codec,
    /// The key pair API: create, import, describe, delete.
    Pairs,
    /// Launching and describing instances.
    Instances,
    /// Log-in to an instance, and the files of its users.
    Login,
    /// The metadata that an instance can read about itself.
    Metadata,
    /// Root volumes: stop, detach, attach, mount, start.
    Volumes,
    /// Signed requests; unsigned ones are refused.
    Auth,
}

impl Capability {
    /// All capabilities, the smallest first.
    pub const ALL: [Self; 7] = [Codec, Pairs, Instances, Login, Metadata, Volumes, Auth];

    /// Returns the name that reports and adapters use.
    pub const fn name(self) -> &'static str {
        match self {
            Codec => "codec",
            Pairs => "pairs",
            Instances => "instances",
            Login => "login",
            Metadata => "metadata",
            Volumes => "volumes",
            Auth => "auth",
        }
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Returns the rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// The profile of the governing document.
pub const PROFILE: &str = "2014-06-15";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::catalogue::{
        CREATING, DELETING, IMPORTING, INTRODUCTION, KEY_PAIRS, LAUNCHING, RECOVERING, RETRIEVING,
        VERIFYING,
    };
    use super::*;

    /// Panics with the ids of the rules for which the claim is false.
    fn check(claim: impl Fn(&Rule) -> bool) {
        let broken: Vec<_> = RULES.iter().filter(|rule| !claim(rule)).map(|rule| rule.id).collect();
        assert!(broken.is_empty(), "false for {broken:?}");
    }

    /// Returns whether the place is outside the document.
    fn is_elsewhere(place: &str) -> bool {
        place.starts_with("RFC ")
            || place.starts_with("API reference 2014-06-15, ")
            || place.starts_with("User Guide 2014-06-15, ")
    }

    /// Returns whether the text starts with a capital letter and ends with a full stop.
    fn is_prose(text: &str) -> bool {
        text.starts_with(char::is_uppercase) && text.ends_with('.') && !text.contains("  ")
    }

    #[test]
    fn ids_are_unique() {
        let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), RULES.len());
    }

    #[test]
    fn ids_are_area_slash_name() {
        let is_word = |word: &str| {
            !word.is_empty()
                && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                && !word.starts_with('-')
                && !word.ends_with('-')
        };
        check(|rule| rule.id.split('/').count() == 2 && rule.id.split('/').all(is_word));
    }

    #[test]
    fn area_is_the_part_before_the_slash() {
        assert_eq!(find("public-key/puttygen").map(Rule::area), Some("public-key"));
    }

    #[test]
    fn areas_are_contiguous() {
        let mut runs: Vec<_> = RULES.iter().map(Rule::area).collect();
        runs.dedup();
        let areas: BTreeSet<_> = runs.iter().collect();
        assert_eq!(runs.len(), areas.len(), "an area is split: {runs:?}");
    }

    #[test]
    fn statements_are_one_sentence() {
        check(|rule| is_prose(rule.statement) && !rule.statement.contains(". "));
    }

    #[test]
    fn statements_are_unique() {
        let statements: BTreeSet<_> = RULES.iter().map(|rule| rule.statement).collect();
        assert_eq!(statements.len(), RULES.len());
    }

    #[test]
    fn notes_are_whole_sentences() {
        check(|rule| rule.note.is_none_or(is_prose));
    }

    #[test]
    fn every_implied_rule_has_a_note() {
        check(|rule| rule.source != Implied || rule.note.is_some());
    }

    #[test]
    fn every_section_names_a_known_place() {
        let headings = [
            INTRODUCTION,
            KEY_PAIRS,
            LAUNCHING,
            CREATING,
            IMPORTING,
            RETRIEVING,
            VERIFYING,
            DELETING,
            RECOVERING,
        ];
        let known = |place: &str| headings.contains(&place) || is_elsewhere(place);
        check(|rule| rule.section.split("; ").all(known));
    }

    #[test]
    fn stated_and_implied_rules_point_into_the_document() {
        check(|rule| rule.source == Api || !is_elsewhere(rule.section));
    }

    #[test]
    fn every_rule_is_in_a_profile() {
        check(|rule| rule.profiles == [PROFILE]);
    }

    #[test]
    fn find_finds_each_rule() {
        check(|rule| find(rule.id) == Some(rule));
    }

    #[test]
    fn find_refuses_other_ids() {
        for id in ["", "pair", "pair/", "/asymmetric", "PAIR/ASYMMETRIC", "pair/asymmetric "] {
            assert_eq!(find(id), None, "{id:?}");
        }
    }

    #[test]
    fn names_are_the_variants_in_lower_case() {
        for source in [Stated, Implied, Api] {
            assert_eq!(source.to_string(), format!("{source:?}").to_lowercase());
        }
        for capability in Capability::ALL {
            assert_eq!(capability.to_string(), format!("{capability:?}").to_lowercase());
        }
    }
}
