//! What happens when an adapter fails: how the cause is found, and whether more is asked.

use super::Adapter;
use super::process::AdapterError;
use crate::api::{Action, Outcome};
use crate::implementation::{Breakdown, BreakdownKind, pulse};
use std::mem::take;

impl Adapter {
    /// Asks again, one by one, the questions that were in progress when the adapter failed. Records
    /// a breakdown if none of them shows the failure alone.
    pub(super) fn ask_alone(
        &mut self,
        actions: &[&Action],
        fault: &AdapterError,
        first: usize,
    ) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(actions.len());
        for action in actions {
            let outcome = match (fault, self.ask(action)) {
                // The adapter holds back this answer until it has the next question. The cause is
                // already known: it answers in the wrong order.
                (AdapterError::Disorder(_), Outcome::Timeout(_)) => {
                    self.gone = Some(fault.clone());
                    Outcome::NotRun(fault.to_string())
                }
                (_, outcome) => outcome,
            };
            outcomes.push(outcome);
        }
        let kind = fault.kind();
        let shows_it = |outcome: &Outcome| match outcome {
            Outcome::Crash(_) | Outcome::Timeout(_) => true,
            Outcome::NotRun(_) => kind == Some(BreakdownKind::Protocol),
            _ => false,
        };
        if let Some(kind) = kind.filter(|_| !outcomes.iter().any(shows_it)) {
            let asked = (first..first + actions.len()).collect();
            self.incidents.breakdowns.push(Breakdown { kind, how: fault.to_string(), asked });
        }
        outcomes
    }

    /// Kills an adapter that failed. After several time-outs in a row, checks whether it has
    /// stopped answering; then nothing more is asked.
    pub(super) fn breaks_off(&mut self, fault: AdapterError) -> AdapterError {
        if let Some(adapter) = self.running.take() {
            adapter.kill();
        }
        match &fault {
            AdapterError::Stopped(_) => self.gone = Some(fault.clone()),
            AdapterError::Late { time, .. } => {
                let questions = self.pulse.misses();
                if questions.is_some_and(|questions| !self.answers_any(&questions)) {
                    self.gone = Some(AdapterError::Silent(pulse::silent(*time)));
                }
            }
            // Only time-outs are signs that it has stopped answering.
            _ => self.pulse.beats(),
        }
        fault
    }

    /// Returns whether it answers at least one of these in time, with any answer.
    fn answers_any(&mut self, questions: &[Action]) -> bool {
        let answers = questions.iter().any(|action| {
            let Ok(adapter) = self.adapter() else { return true };
            let seq = adapter.ask_all([action]);
            let answered = adapter.answer(seq, action);
            // Each question gets a new process, so that an earlier one can't affect it.
            if let Some(adapter) = self.running.take() {
                adapter.kill();
            }
            !matches!(answered, Err(AdapterError::Late { .. }))
        });
        if answers {
            self.pulse.beats();
        }
        answers
    }

    /// Records a failed reset as a breakdown, even if no offered action was called afterwards.
    pub(super) fn note_untold(&mut self) {
        if !take(&mut self.is_untold) {
            return;
        }
        let (kind, how) = match &self.no_world {
            Some(Outcome::Crash(how)) => (BreakdownKind::Crash, how),
            Some(Outcome::Timeout(how)) => (BreakdownKind::Hang, how),
            _ => return,
        };
        let how = format!("during a reset: {how}");
        self.incidents.breakdowns.push(Breakdown { kind, how, asked: Vec::new() });
    }
}
