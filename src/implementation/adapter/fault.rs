//! What is done when an adapter breaks off: whose fault it was, and whether anything is asked still.

use super::Adapter;
use super::process::AdapterError;
use crate::api::{Action, Outcome};
use crate::implementation::{Breakdown, BreakdownKind, pulse};
use std::mem::take;

impl Adapter {
    /// Asks again, one by one, what was under way when the adapter broke off. The fault is one of its own if none of them
    /// shows it alone.
    pub(super) fn ask_alone(
        &mut self,
        actions: &[&Action],
        fault: &AdapterError,
        first: usize,
    ) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(actions.len());
        for action in actions {
            let outcome = match (fault, self.ask(action)) {
                // It waits for the next question with its answer: what is wrong is known already.
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

    /// Ends an adapter that is at fault. One that didn't answer in time may have stopped answering altogether: then
    /// nothing is asked any more.
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
            // It is not silent.
            _ => self.pulse.beats(),
        }
        fault
    }

    /// Whether it answers one of these at least, in whatever way.
    fn answers_any(&mut self, questions: &[Action]) -> bool {
        let answers = questions.iter().any(|action| {
            let Ok(adapter) = self.adapter() else { return true };
            let seq = adapter.ask_all([action]);
            let answered = adapter.answer(seq, action);
            // What was asked last left nothing that another question could meet.
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

    /// That it could not begin anew is a fault, even if nothing was asked afterwards that it offers.
    pub(super) fn note_untold(&mut self) {
        if !take(&mut self.is_untold) {
            return;
        }
        let (kind, how) = match &self.no_world {
            Some(Outcome::Crash(how)) => (BreakdownKind::Crash, how),
            Some(Outcome::Timeout(how)) => (BreakdownKind::Hang, how),
            _ => return,
        };
        let how = format!("on a reset: {how}");
        self.incidents.breakdowns.push(Breakdown { kind, how, asked: Vec::new() });
    }
}
