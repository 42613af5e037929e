//! Detects whether an implementation has stopped answering, or only hangs on some questions.

use crate::api::Action;
use std::time::Duration;

/// After this many time-outs in a row, questions are asked that every implementation answers. With
/// these, a run waits for at most five time-outs.
const IN_A_ROW: u32 = 3;

/// The most questions that are asked for this check.
const QUESTIONS: usize = 2;

/// Counts time-outs in a row, and keeps the questions for the check.
#[derive(Debug, Clone)]
pub(super) struct Pulse {
    questions: Vec<Action>,
    late: u32,
}

impl Pulse {
    /// Creates a counter with questions that every implementation answers.
    pub(super) fn new(questions: impl IntoIterator<Item = Action>) -> Self {
        Self { questions: questions.into_iter().take(QUESTIONS).collect(), late: 0 }
    }

    /// Records an answer of any kind.
    pub(super) const fn beats(&mut self) {
        self.late = 0;
    }

    /// Records a time-out. Returns the questions to ask now if the implementation may have stopped
    /// answering.
    pub(super) fn misses(&mut self) -> Option<Vec<Action>> {
        self.late += 1;
        (self.late >= IN_A_ROW).then(|| self.questions.clone())
    }
}

/// Returns the message that an implementation has stopped answering.
pub(super) fn silent(time: Duration) -> String {
    format!(
        "it stopped answering: no answer within {} s, {IN_A_ROW} times in a row, \
         nor to a simple request",
        time.as_secs_f64()
    )
}
