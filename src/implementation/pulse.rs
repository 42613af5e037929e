//! Whether an implementation has stopped answering altogether, or only hangs on what it was asked.

use crate::api::Action;
use std::time::Duration;

/// The time-outs in a row after which questions are asked that any implementation answers. With those, a run waits for
/// five at the most.
const IN_A_ROW: u32 = 3;

/// The most questions that are asked to find out.
const QUESTIONS: usize = 2;

/// Counts time-outs in a row, and knows what to ask then.
#[derive(Debug, Clone)]
pub(super) struct Pulse {
    questions: Vec<Action>,
    late: u32,
}

impl Pulse {
    /// With questions that any implementation answers.
    pub(super) fn new(questions: impl IntoIterator<Item = Action>) -> Self {
        Self { questions: questions.into_iter().take(QUESTIONS).collect(), late: 0 }
    }

    /// Something was answered, in whatever way.
    pub(super) const fn beats(&mut self) {
        self.late = 0;
    }

    /// Something was not answered in time. Gives what is to be asked now to find out whether anything is answered
    /// still, if that is in doubt.
    pub(super) fn misses(&mut self) -> Option<Vec<Action>> {
        self.late += 1;
        (self.late >= IN_A_ROW).then(|| self.questions.clone())
    }
}

/// That an implementation answers nothing any more.
pub(super) fn silent(time: Duration) -> String {
    format!(
        "it stopped answering: no answer within {} s, {IN_A_ROW} times in a row, nor to a key that any implementation takes",
        time.as_secs_f64()
    )
}
