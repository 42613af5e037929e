//! The vectors before the oracles: what each of them expects is what foreign tools say, or there is a reason
//! why not.
//!
//! A [`Pair`] is a vector and an oracle that has something to say of it; what comes of it is a [`Finding`].
//! What oracles confirmed when they were last asked stands in the vectors' evidence, and [`faults`] holds the
//! suite to it: no expectation rests on this crate alone, and a value rests on two oracles that share no code.

mod claims;
mod table;

pub use claims::{faults, independent_confirmations, needed};
pub use table::{Kind, Row, rows};

use super::{Expected, Fault, Oracle, Question, Subject, Worth};
use crate::harness;
use crate::implementation::Implementation;
use crate::vector::file::Difference;
use crate::vector::{Suite, Vector};
use crate::verdict::{Side, Verdict};
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The line of a fault behind which commands stand that show it.
pub const BY_HAND: &str = "by hand:";

/// A vector, and an oracle that has something to say of it.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The vector.
    pub vector: &'a Vector,
    /// The oracle.
    pub oracle: Oracle,
}

/// What came of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The oracle says what the vector says.
    Confirms,
    /// It refuses what may be refused.
    Silent,
    /// It says something else, and a flag of the vector has a note on that.
    Explained {
        /// How they differ.
        difference: Difference,
        /// The flag.
        flag: String,
    },
    /// It says something else, and nothing explains that.
    Unexplained {
        /// How they differ.
        difference: Difference,
        /// What the vector expects.
        expected: String,
        /// What the oracle says.
        answer: String,
        /// How to see it.
        by_hand: String,
    },
    /// It gave no answer.
    Failed(String),
    /// It can't be asked on this machine, for this reason.
    Missing(String),
}

/// Every pair of a suite, of the vectors that are selected: whether or not the oracle is installed.
pub fn pairs<'a>(suite: &'a Suite, selected: &dyn Fn(&Vector) -> bool) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    for vector in suite.vectors.iter().filter(|vector| selected(vector)) {
        let applicable = Oracle::ALL.into_iter().map(|oracle| Pair { vector, oracle });
        pairs.extend(applicable.filter(Pair::applies));
    }
    pairs
}

/// What comes of pairs, in their order; so many at the same time. `done` is called after each.
///
/// # Panics
/// If a worker does: that is a fault of this module.
pub fn run(
    suite: &Suite,
    pairs: &[Pair<'_>],
    jobs: NonZeroUsize,
    done: &(dyn Fn() + Sync),
) -> Vec<Finding> {
    let next = AtomicUsize::new(0);
    let finished = Mutex::new(Vec::with_capacity(pairs.len()));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(pair) = pairs.get(index) else { return };
            let finding = pair.compare(suite);
            finished.lock().expect("no worker panics").push((index, finding));
            done();
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..jobs.get() {
            // Where the system starts no more threads, those that there are do it.
            if std::thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
    let mut finished = finished.into_inner().expect("no worker panics");
    finished.sort_by_key(|(index, _)| *index);
    finished.into_iter().map(|(_, finding)| finding).collect()
}

/// The version of an oracle, if it isn't the one whose answers stand in the evidence.
#[must_use]
pub fn other_version(suite: &Suite, oracle: Oracle) -> Option<String> {
    let mut confirmed = suite.vectors.iter().flat_map(Vector::confirmed_by);
    let (_, recorded) = confirmed.find(|(name, _)| *name == oracle.name())?;
    let version = oracle.version();
    (version != recorded).then(|| format!("{version}, where the evidence has {recorded}"))
}

impl Pair<'_> {
    /// Whether the oracle has something to say of the vector.
    fn applies(&self) -> bool {
        // Thousands of processes for what ten show as well.
        !self.vector.is_expensive()
            && (self.question().is_some() || self.oracle.plays(self.vector).is_some())
    }

    fn question(&self) -> Option<Question> {
        self.oracle.question(Subject::of(self.vector)?)
    }

    /// What is missing to ask the oracle, and how to get it.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        self.oracle.missing().or_else(|| self.oracle.lacking(self.vector))
    }

    /// Asks the oracle, and compares.
    #[must_use]
    pub fn compare(&self, suite: &Suite) -> Finding {
        if let Some(missing) = self.missing() {
            return Finding::Missing(missing);
        }
        match (self.vector.question(), self.question()) {
            (Some(asked), Some(question)) => {
                self.judged(suite, &Expected::of(&asked.expect), &question)
            }
            _ => self.played(suite),
        }
    }

    fn judged(&self, suite: &Suite, expected: &Expected, question: &Question) -> Finding {
        let (answer, trace) = match question.ask() {
            Ok(answered) => answered,
            Err(fault) => return self.failed(&fault),
        };
        let difference = match expected.worth(&answer) {
            Worth::Confirms => return Finding::Confirms,
            Worth::Silent => return Finding::Silent,
            Worth::Differs(difference) => difference,
        };
        match self.explanation(suite, difference) {
            Some(flag) => Finding::Explained { difference, flag },
            None => Finding::Unexplained {
                difference,
                expected: expected.to_string(),
                answer: answer.to_string(),
                by_hand: trace.by_hand(&self.vector.id),
            },
        }
    }

    /// Plays a story with the oracle in the place of a part of the reference.
    fn played(&self, suite: &Suite) -> Finding {
        let Self { vector, oracle } = self;
        let make = || -> Box<dyn Implementation> {
            oracle.plays(vector).expect("a pair is made of an oracle that plays the story")
        };
        let selected = |other: &Vector| other.id == vector.id;
        let results = harness::run(suite, &selected, &make, NonZeroUsize::MIN, &|| ());
        let Some(result) = results.first() else {
            return Finding::Failed("the story was not played".to_owned());
        };
        let judgement = &result.judgement;
        match judgement.verdict {
            // The story went no further.
            Verdict::Pass if judgement.sides.iter().any(|taken| taken.side == Side::Refused) => {
                Finding::Silent
            }
            Verdict::Pass => Finding::Confirms,
            _ if judgement.not_asked.is_some() => Finding::Failed(judgement.got.to_string()),
            _ => Finding::Unexplained {
                difference: Difference::ReadsAnother,
                expected: judgement.expected(vector),
                answer: judgement.got.to_string(),
                by_hand: format!("keyproof vectors {}", vector.id),
            },
        }
    }

    /// The flag whose note explains that the oracle differs so.
    fn explanation(&self, suite: &Suite, difference: Difference) -> Option<String> {
        let explains = |flag: &&String| {
            let note = suite.notes.get(*flag);
            note.is_some_and(|note| {
                note.disagreements.iter().any(|line| {
                    line.difference == difference
                        && line.oracles.iter().any(|name| name == self.oracle.name())
                })
            })
        };
        self.vector.flags.iter().find(explains).cloned()
    }

    fn failed(&self, fault: &Fault) -> Finding {
        Finding::Failed(format!("{} gave no answer: {fault}", self.oracle))
    }

    /// Whether the vector's evidence says that the oracle confirmed it.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        self.vector.confirmed_by().any(|(name, _)| name == self.oracle.name())
    }

    /// Another version than the one whose answers stand in the evidence, if that may be why something is wrong
    /// with a finding: tools come to take more, or less. That they read another key never comes of that.
    #[must_use]
    pub fn other_version(&self, suite: &Suite, finding: &Finding) -> Option<String> {
        let is_about_the_suite = matches!(
            finding,
            Finding::Failed(_) | Finding::Unexplained { difference: Difference::ReadsAnother, .. }
        );
        if is_about_the_suite { None } else { other_version(suite, self.oracle) }
    }

    /// What is wrong with a finding, if anything is: with the answer, or with the vector's evidence.
    #[must_use]
    pub fn fault(&self, finding: &Finding) -> Option<String> {
        let Self { oracle, .. } = self;
        match finding {
            Finding::Unexplained { difference, expected, answer, by_hand } => Some(format!(
                "{oracle} ({}) {}, and no flag of the vector says why\n\
                 the vector {expected}\n{oracle} {answer}\n{BY_HAND}\n{by_hand}",
                oracle.version(),
                difference.in_words()
            )),
            Finding::Failed(reason) => Some(reason.clone()),
            Finding::Confirms if !self.is_recorded() => {
                Some(format!("{oracle} confirms it, and the vector's evidence doesn't say so"))
            }
            Finding::Silent | Finding::Explained { .. } if self.is_recorded() => Some(format!(
                "the evidence says that {oracle} confirmed it, which {oracle} ({}) doesn't",
                oracle.version()
            )),
            _ => None,
        }
    }
}
