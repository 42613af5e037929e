//! Finds the rule that a failure breaks, from the results of the other vectors.
//!
//! One fault makes many vectors fail, and most of them test other rules. A vector that fails only
//! because something that it builds on is broken is inconclusive, and its judgement names the broken
//! rule:
//!
//! - A file is refused, and no file of its format, or no key of its length, is accepted at all; or the
//!   same file is refused in a vector that tests whether the format is read.
//! - A scenario fails, and a vector that tests one of the further rules cited by the scenario shows
//!   that this rule is broken.
//!
//! If an implementation identifies keys by fingerprints only, and not one is right, a wrong fingerprint
//! breaks the rule on fingerprints.
//!
//! Only the [`controls`] of a vector are considered, so a run of one vector gives the same verdict as a
//! run of all.

use super::question::FINGERPRINT;
use super::{Actual, FailureKind, Judgement, Verdict};
use crate::api::{KeyFormat, Outcome, PublicKeyFacts, Reply};
use crate::vector::{Expect, Vector};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The rules that keys of a certain length are accepted.
const LENGTHS: [&str; 3] = ["import/1024-bits", "import/2048-bits", "import/4096-bits"];

/// Returns the vectors that are missing from the run and whose failure would explain the failure of
/// this vector. Clears their `is_missing`, so each is returned once. Returns none if no other rule can
/// explain the failure.
#[must_use]
pub fn controls<'a>(
    suite: &ByRule<'a>,
    vector: &Vector,
    judgement: &Judgement,
    is_missing: &mut [bool],
) -> Vec<&'a Vector> {
    if !is_explicable(judgement) {
        return Vec::new();
    }
    let is_control = |other: &Vector| {
        let of_scenario = vector.scenario().is_some() && is_about_context(vector, other);
        let of_question = is_control_of_fingerprint(other)
            || vector.format.is_some_and(|format| is_control_of_format(other, format))
            || length(vector).is_some_and(|rule| other.rule() == rule)
            || is_same_file(vector, other);
        !other.is_expensive() && (of_scenario || vector.question().is_some() && of_question)
    };
    let context = vector.rules.iter().skip(1).map(String::as_str);
    let context = context.filter(|_| vector.scenario().is_some());
    let of_question = vector.format.map(KeyFormat::rule).into_iter().chain(LENGTHS);
    let of_question = of_question.chain([FINGERPRINT]).filter(|_| vector.question().is_some());
    let mut controls = Vec::new();
    for (index, other) in context.chain(of_question).flat_map(|rule| suite.about(rule)) {
        if let Some(is_missing) = is_missing.get_mut(index)
            && *is_missing
            && is_control(other)
        {
            *is_missing = false;
            controls.push(other);
        }
    }
    controls
}

/// Vectors by the rule that they test, with their indices. A failure is explained by vectors of few
/// rules, so this lookup saves a scan of the suite.
pub struct ByRule<'a>(HashMap<&'a str, Vec<(usize, &'a Vector)>>);

impl<'a> ByRule<'a> {
    /// Groups vectors with their indices.
    pub fn new(vectors: impl IntoIterator<Item = (usize, &'a Vector)>) -> Self {
        let mut by_rule: HashMap<&str, Vec<_>> = HashMap::new();
        for (index, vector) in vectors {
            by_rule.entry(vector.rule()).or_default().push((index, vector));
        }
        Self(by_rule)
    }

    /// Returns the vectors that test a rule.
    fn about(&self, rule: &str) -> impl Iterator<Item = (usize, &'a Vector)> + use<'a, '_> {
        self.0.get(rule).into_iter().flatten().copied()
    }
}

/// Attributes each failure to the rule that it breaks. The vectors are those of a run, with their
/// controls.
pub fn explain(vectors: &[&Vector], judgements: &mut [Judgement]) {
    if judgements.iter().all(|judgement| judgement.failure.is_none()) {
        return;
    }
    blame_fingerprints(vectors, judgements);
    let explained: Vec<Option<String>> = {
        let run = Run::new(vectors, judgements);
        (0..vectors.len()).map(|index| run.explanation(index)).collect()
    };
    for (judgement, rule) in judgements.iter_mut().zip(explained) {
        let Some(rule) = rule else { continue };
        judgement.got =
            Actual::Words(format!("{}; but it builds on {rule}, which is broken", judgement.got));
        judgement.verdict = Verdict::Inconclusive;
        judgement.failure = None;
        judgement.builds_on = Some(rule);
    }
}

/// Attributes wrong fingerprints to the rule on fingerprints if nothing else identifies the key, and no
/// vector of that rule was read correctly.
fn blame_fingerprints(vectors: &[&Vector], judgements: &mut [Judgement]) {
    let controls =
        vectors.iter().zip(&*judgements).filter(|(vector, _)| is_control_of_fingerprint(vector));
    let mut controls = controls.peekable();
    if controls.peek().is_none() || controls.any(|(_, judgement)| judgement.took) {
        return;
    }
    for (vector, judgement) in vectors.iter().zip(judgements) {
        let is_of_key = vector.question().is_some_and(|question| {
            matches!(question.expect, Expect::Accept(_) | Expect::Either { .. })
        });
        if is_of_key && is_of_fingerprint_alone(&judgement.got) && vector.rule() != FINGERPRINT {
            judgement.breaks = judgement.failure.map(|_| FINGERPRINT);
        }
    }
}

/// Whether an answer identifies the key only by its fingerprint.
const fn is_of_fingerprint_alone(got: &Actual) -> bool {
    matches!(
        got,
        Actual::Outcome(Outcome::Success(Reply::PublicKey(PublicKeyFacts {
            fingerprint: Some(_),
            modulus_sha256: None,
            ..
        })))
    )
}

/// The results of a run that explain failures.
struct Run<'a> {
    vectors: &'a [&'a Vector],
    judgements: &'a [Judgement],
    by_rule: ByRule<'a>,
    /// The vectors that test whether a format is read, and were refused.
    refused_readings: Vec<&'a Vector>,
    /// The formats and the lengths of which nothing was read. Both are empty if no key file was read at
    /// all.
    unread_formats: Vec<KeyFormat>,
    unread_lengths: Vec<&'static str>,
    /// The failing vectors by the rule that they test and break.
    broken: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Run<'a> {
    fn new(vectors: &'a [&'a Vector], judgements: &'a [Judgement]) -> Self {
        let mut broken: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, (vector, judgement)) in vectors.iter().zip(judgements).enumerate() {
            let is_own = judgement.broken_rule(vector) == vector.rule();
            if judgement.failure.is_some() && is_own {
                broken.entry(vector.rule()).or_default().push(index);
            }
        }
        let by_rule = ByRule::new(vectors.iter().copied().enumerate());
        let readings = KeyFormat::ALL.into_iter().flat_map(|format| by_rule.about(format.rule()));
        let refused = readings.filter(|(index, _)| is_refused(judgements, *index));
        let refused_readings = refused.map(|(_, vector)| vector).collect();
        let run = Self {
            vectors,
            judgements,
            by_rule,
            refused_readings,
            unread_formats: Vec::new(),
            unread_lengths: Vec::new(),
            broken,
        };
        let mut results = vectors.iter().zip(judgements);
        if !results.any(|(vector, it)| vector.format.is_some() && it.took) {
            return run;
        }
        let is_unread = |format: &KeyFormat| {
            let rules = LENGTHS.into_iter().chain([format.rule()]);
            run.is_refused_whole(rules, |other| is_control_of_format(other, *format))
        };
        Self {
            unread_formats: KeyFormat::ALL.into_iter().filter(is_unread).collect(),
            unread_lengths: (LENGTHS.into_iter())
                .filter(|length| run.is_refused_whole([*length], |_| true))
                .collect(),
            ..run
        }
    }

    /// Returns the broken rule that explains why a vector fails, if there is one. A breakdown always
    /// stays a failure.
    fn explanation(&self, index: usize) -> Option<String> {
        self.explained(index, &mut BTreeSet::new()).map(str::to_owned)
    }

    /// Does the same, but ignores the vectors on the path to this one, so that no vector explains
    /// itself.
    fn explained(&self, index: usize, path: &mut BTreeSet<usize>) -> Option<&'a str> {
        let (vector, judgement) = (self.vectors.get(index)?, self.judgements.get(index)?);
        if !is_explicable(judgement) {
            return None;
        }
        if vector.question().is_some() {
            return self.unread(vector, judgement);
        }
        path.insert(index);
        let context = vector.rules.iter().skip(1).find(|rule| {
            let own = self.broken.get(rule.as_str()).into_iter().flatten();
            let own: Vec<usize> = own.copied().filter(|own| !path.contains(own)).collect();
            own.into_iter().any(|own| self.explained(own, path).is_none())
        });
        path.remove(&index);
        context.map(String::as_str)
    }

    /// Returns the rule on the format or the length of a refused file, if no file of that format or
    /// length is accepted, or if the same file is refused in a vector that tests whether the format is
    /// read.
    fn unread(&self, vector: &Vector, judgement: &Judgement) -> Option<&'static str> {
        let format = vector.format.filter(|_| judgement.failure == Some(FailureKind::Refused))?;
        if self.refused_readings.iter().any(|other| is_same_file(vector, other)) {
            return Some(format.rule());
        }
        if self.unread_formats.contains(&format) {
            return Some(format.rule()).filter(|rule| *rule != vector.rule());
        }
        let length = length(vector).filter(|rule| *rule != vector.rule())?;
        self.unread_lengths.contains(&length).then_some(length)
    }

    /// Whether there are matching vectors that test one of these rules, and all of them were refused.
    fn is_refused_whole(
        &self,
        rules: impl IntoIterator<Item = &'static str>,
        is_one: impl Fn(&Vector) -> bool,
    ) -> bool {
        let those = rules.into_iter().flat_map(|rule| self.by_rule.about(rule));
        let mut those = those.filter(|(_, vector)| is_one(vector)).peekable();
        those.peek().is_some() && those.all(|(index, _)| is_refused(self.judgements, index))
    }
}

fn is_refused(judgements: &[Judgement], index: usize) -> bool {
    judgements.get(index).and_then(|it| it.failure) == Some(FailureKind::Refused)
}

/// Whether another rule may explain a failure. A crash, a time-out or a malformed answer is always a
/// failure of its own, and so is a failure whose broken rule is already known.
fn is_explicable(judgement: &Judgement) -> bool {
    let kinds = [
        FailureKind::Accepted,
        FailureKind::Refused,
        FailureKind::WrongErrorCode,
        FailureKind::WrongValue,
    ];
    judgement.breaks.is_none() && judgement.failure.is_some_and(|kind| kinds.contains(&kind))
}

/// Whether a vector tests one of the further rules that a scenario cites.
fn is_about_context(scenario: &Vector, other: &Vector) -> bool {
    other.rule() != scenario.rule()
        && scenario.rules.iter().skip(1).any(|rule| rule == other.rule())
}

/// Whether another vector asks the same question and tests whether the format is read.
fn is_same_file(vector: &Vector, other: &Vector) -> bool {
    other.question().map(|asked| &asked.action) == vector.question().map(|asked| &asked.action)
        && vector.format.is_some_and(|format| other.rule() == format.rule())
        && vector.rule() != other.rule()
}

/// Whether a vector shows that files of a format are read: a public key file in a vector that tests its
/// length, or a private key file in a vector that tests its format.
fn is_control_of_format(vector: &Vector, format: KeyFormat) -> bool {
    let is_read = |expect: &Expect| match expect {
        Expect::Accept(_) => length(vector) == Some(vector.rule()),
        Expect::PrivateKey(_) => vector.rule() == format.rule(),
        _ => false,
    };
    vector.format == Some(format)
        && vector.question().is_some_and(|question| is_read(&question.expect))
}

fn is_control_of_fingerprint(vector: &Vector) -> bool {
    vector.rule() == FINGERPRINT && vector.question().is_some()
}

/// Returns the rule that keys of this vector's length are accepted.
fn length(vector: &Vector) -> Option<&'static str> {
    match &vector.question()?.expect {
        Expect::Accept(accept) => match accept.bits {
            1024 => Some("import/1024-bits"),
            2048 => Some("import/2048-bits"),
            4096 => Some("import/4096-bits"),
            _ => None,
        },
        _ => None,
    }
}
