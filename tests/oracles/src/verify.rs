//! The vectors before the oracles: what each of them expects is what foreign tools say, or there is a reason
//! why not.
//!
//! A [`Pair`] is a vector and an oracle that has something to say of it; a [`Verifier`] asks the oracle, and what
//! comes of it is a [`Comparison`]. What oracles confirmed when they were last asked stands in the vectors' evidence,
//! and [`faults`] holds the suite to it: no expectation rests on this crate alone, and a value rests on two
//! oracles that share no code. A finding that is not as the evidence has it is a [`Notice`].

mod verifier;
mod notice;
mod evidence;
mod table;

pub use evidence::{faults, independent_confirmations, needed};
pub use notice::{Line, Notice, lines, needless, other_version};
pub use table::{Row, RowKind, rows};
pub use verifier::Verifier;

use super::{Oracle, OracleInput, Question};
use crate::disagreement::Difference;
use keyproof::vector::{Expect, Suite, Test, Vector};
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
pub enum Comparison {
    /// The oracle says what the vector says.
    Confirms,
    /// It refuses what may be refused; or it refuses what must be refused, and doesn't take the valid twin.
    NoInformation,
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
) -> Vec<Comparison> {
    let verifier = Verifier::new(suite);
    let next = AtomicUsize::new(0);
    let finished = Mutex::new(Vec::with_capacity(pairs.len()));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(pair) = pairs.get(index) else { return };
            let finding = verifier.compare(pair);
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

impl Pair<'_> {
    /// Whether the oracle has something to say of the vector.
    fn applies(&self) -> bool {
        // Thousands of processes for what ten show as well.
        !self.vector.is_expensive()
            && (self.question().is_some() || self.oracle.plays(self.vector).is_some())
    }

    fn question(&self) -> Option<Question> {
        self.oracle.question(OracleInput::of(self.vector)?)
    }

    /// What is missing to ask the oracle, and how to get it.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        self.oracle.missing().or_else(|| self.oracle.lacking(self.vector))
    }

    /// Whether the vector's evidence says that the oracle confirmed it.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        self.vector.confirmed_by().any(|(name, _)| name == self.oracle.name())
    }
}

/// Whether an oracle that agrees with this vector proves nothing unless it agrees with the valid twin as well:
/// a tool that refuses every file is right about each that must be refused.
fn rests_on_twin(vector: &Vector) -> bool {
    match &vector.test {
        Test::Question(question) => {
            matches!(
                question.expect,
                Expect::Refuse(_) | Expect::NotPlaintext(_) | Expect::Matches(_)
            )
        }
        Test::Scenario(_) => !vector.twins.is_empty(),
    }
}
