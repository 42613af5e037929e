//! An implementation behind an adapter: a program that speaks the [`protocol`](crate::protocol),
//! one JSON object per line. It is started once for many questions.
//!
//! An adapter that fails is started again, and the questions that were in progress are asked again,
//! one by one. So the question that causes a crash or a time-out is found even if several were in
//! progress. If no question fails alone, the failure is reported as a [`Breakdown`]; it is never
//! ignored. A violation of the protocol is a fault of the adapter, and never a verdict on the
//! implementation.

mod process;
mod fault;
mod probe;

pub use process::AdapterError;

use super::pulse::Pulse;
use super::{Breakdown, BreakdownKind, Description, Implementation, Incidents};
use crate::api::{Action, Outcome};
use crate::protocol::Hello;
use crate::rule::Capability;
use process::AdapterProcess;
use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many questions may be passed to `call_all` at once.
const AT_ONCE: usize = 256;

/// How many requests are sent in one write. The next ones are sent before the answers to these are
/// read.
const WINDOW: usize = 64;

/// An adapter that has sent a valid greeting, and can be started as often as needed.
#[derive(Debug, Clone)]
pub struct Connection {
    command: String,
    time: Duration,
    hello: Hello,
    capabilities: Vec<Capability>,
    /// Questions that every implementation with these capabilities answers.
    pulse: Pulse,
    /// Breakdowns during the probe.
    probed: Arc<Mutex<Vec<Breakdown>>>,
}

/// A program that speaks the protocol, as an implementation under test.
#[derive(Debug)]
pub struct Adapter {
    connection: Connection,
    /// `None` before the first question and after a failure.
    running: Option<AdapterProcess>,
    /// The outcome of a failed reset. Nothing is asked then, because the state is not empty.
    no_world: Option<Outcome>,
    /// Whether `no_world` has not been reported yet.
    is_untold: bool,
    /// Why nothing more is asked, if so: for instance, the adapter can't be restarted, or has
    /// stopped answering.
    gone: Option<AdapterError>,
    pulse: Pulse,
    incidents: Incidents,
}

/// A failure while several questions were in progress.
struct Broken {
    fault: AdapterError,
    /// How many of them had been sent, including the answered ones.
    sent: usize,
}

impl Connection {
    /// Starts an adapter and reads its greeting. `command` is for `sh -c`; `time` is the limit for
    /// each answer.
    ///
    /// # Errors
    /// Returns [`AdapterError::Shell`] if `sh` can't be started, [`AdapterError::Capability`] or
    /// [`AdapterError::NoCapability`] if a capability is unknown or none is offered, and another
    /// [`AdapterError`] if there is no valid greeting.
    pub fn new(command: impl Into<String>, time: Duration) -> Result<Self, AdapterError> {
        let command = command.into();
        let (_, hello) = AdapterProcess::start(&command, time)?;
        let capabilities = capabilities(&hello)?;
        let (pulse, probed) = (Pulse::new([]), Arc::default());
        Ok(Self { command, time, hello, capabilities, pulse, probed })
    }

    /// Returns the programming language that the greeting names.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.hello.language.as_deref()
    }

    /// Returns an adapter, whose process starts with the first question.
    #[must_use]
    pub fn adapter(&self) -> Adapter {
        Adapter {
            connection: self.clone(),
            running: None,
            no_world: None,
            is_untold: false,
            gone: None,
            pulse: self.pulse.clone(),
            incidents: Incidents::default(),
        }
    }

    /// Returns the breakdowns during the probe that `incidents` has not returned yet.
    fn probed(&self) -> MutexGuard<'_, Vec<Breakdown>> {
        self.probed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self) -> Result<AdapterProcess, AdapterError> {
        Ok(AdapterProcess::start(&self.command, self.time)?.0)
    }
}

impl Adapter {
    /// Returns the running process. Starts one if there is none.
    fn adapter(&mut self) -> Result<&mut AdapterProcess, AdapterError> {
        if let Some(fault) = &self.gone {
            return Err(fault.clone());
        }
        let adapter = match self.running.take() {
            Some(adapter) => adapter,
            None => {
                self.incidents.starts += 1;
                self.connection.start().inspect_err(|fault| self.gone = Some(fault.clone()))?
            }
        };
        Ok(self.running.insert(adapter))
    }

    /// Asks several questions, some before the earlier answers are read. Returns the answers up to
    /// the first failure.
    fn ask_ahead(&mut self, actions: &[&Action]) -> (Vec<Outcome>, Option<Broken>) {
        let mut outcomes = Vec::with_capacity(actions.len());
        let adapter = match self.adapter() {
            Ok(adapter) => adapter,
            Err(fault) => return (outcomes, Some(Broken { fault, sent: actions.len() })),
        };
        let mut sent = 0;
        let mut chunks = actions.chunks(WINDOW);
        let mut next = |adapter: &mut AdapterProcess| {
            let chunk = chunks.next()?;
            sent += chunk.len();
            Some((adapter.ask_all(chunk.iter().copied()), chunk))
        };
        let mut asked = next(adapter);
        let mut fault = None;
        'all: while let Some((first, chunk)) = asked {
            // The adapter has the next requests while the answers to these are awaited.
            asked = next(adapter);
            for (seq, action) in (first..).zip(chunk) {
                match adapter.answer(seq, action) {
                    Ok(outcome) => outcomes.push(outcome),
                    Err(found) => {
                        fault = Some(found);
                        break 'all;
                    }
                }
            }
        }
        if !outcomes.is_empty() {
            self.pulse.beats();
        }
        let broken = fault.map(|fault| Broken { fault: self.breaks_off(fault), sent });
        (outcomes, broken)
    }

    /// Asks one question, with no other in progress.
    fn ask(&mut self, action: &Action) -> Outcome {
        let adapter = match self.adapter() {
            Ok(adapter) => adapter,
            Err(fault) => return Outcome::NotRun(fault.to_string()),
        };
        let seq = adapter.ask_all([action]);
        match adapter.answer(seq, action) {
            Ok(outcome) => {
                self.pulse.beats();
                outcome
            }
            Err(fault) => self.breaks_off(fault).outcome(),
        }
    }

    /// Returns the outcome of the last reset, if it failed.
    #[must_use]
    pub const fn fault(&self) -> Option<&Outcome> {
        self.no_world.as_ref()
    }

    fn offers(&self, action: &Action) -> bool {
        self.connection.capabilities.contains(&action.capability())
    }
}

impl Implementation for Adapter {
    fn description(&self) -> Description {
        Description {
            name: self.connection.hello.name.clone(),
            version: self.connection.hello.version.clone(),
            capabilities: self.connection.capabilities.clone(),
            formats: self.connection.hello.formats.clone(),
        }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        match &self.no_world {
            _ if !self.offers(action) => Outcome::Unsupported,
            Some(why) => {
                self.is_untold = false;
                why.clone()
            }
            None => self.ask(action),
        }
    }

    fn in_flight(&self) -> usize {
        AT_ONCE
    }

    fn call_all(&mut self, actions: &[&Action]) -> Vec<Outcome> {
        let offered: Vec<&Action> =
            actions.iter().copied().filter(|action| self.offers(action)).collect();
        let mut answers = Vec::with_capacity(offered.len());
        while let Some(rest) = offered.get(answers.len()..).filter(|rest| !rest.is_empty()) {
            let (outcomes, broken) = self.ask_ahead(rest);
            let count = outcomes.len();
            answers.extend(outcomes);
            let Some(Broken { fault, sent }) = broken else { continue };
            let under_way = rest.get(count..sent).unwrap_or_default();
            answers.extend(self.ask_alone(under_way, &fault, answers.len()));
        }
        // The breakdowns have indices into the offered actions. The caller counts all actions.
        let places: Vec<usize> =
            (0..).zip(actions).filter(|(_, it)| self.offers(it)).map(|(place, _)| place).collect();
        for breakdown in &mut self.incidents.breakdowns {
            for index in &mut breakdown.asked {
                *index = places.get(*index).copied().unwrap_or(*index);
            }
        }
        let mut answers = answers.into_iter();
        let outcome = |action: &&Action| match self.offers(action) {
            true => answers.next().expect("what is offered has been asked"),
            false => Outcome::Unsupported,
        };
        actions.iter().map(outcome).collect()
    }

    fn reset(&mut self) {
        self.note_untold();
        if self.connection.capabilities == [Capability::Codec] {
            // An adapter that offers only `codec` keeps no state between questions.
            return;
        }
        let began = self.adapter().and_then(AdapterProcess::reset);
        self.no_world = began.err().map(|fault| self.breaks_off(fault).outcome());
        self.is_untold = self.no_world.is_some();
    }

    fn incidents(&mut self) -> Incidents {
        self.note_untold();
        let mut incidents = take(&mut self.incidents);
        incidents.breakdowns.extend(take(&mut *self.connection.probed()));
        incidents
    }

    fn finish(&mut self) {
        if let Some(how) = self.running.take().and_then(|mut adapter| adapter.finish()) {
            let (kind, asked) = (BreakdownKind::Crash, Vec::new());
            self.incidents.breakdowns.push(Breakdown { kind, how, asked });
        }
    }

    fn over(&self) -> Option<String> {
        match &self.gone {
            Some(fault @ (AdapterError::Silent(_) | AdapterError::Disorder(_))) => {
                Some(fault.to_string())
            }
            _ => None,
        }
    }

    fn extend_time(&mut self, times: u32) -> Option<Duration> {
        let usual = self.connection.time;
        self.connection.time = usual.saturating_mul(times);
        self.running = None;
        // Start it now, so that the start is not part of the time for an answer. If the start
        // fails, the next question returns the error.
        let _ = self.adapter();
        Some(usual)
    }
}

/// Returns the capabilities that the greeting names.
fn capabilities(hello: &Hello) -> Result<Vec<Capability>, AdapterError> {
    let capability = |name: &String| {
        let found = Capability::ALL.into_iter().find(|capability| capability.name() == name);
        found.ok_or_else(|| AdapterError::Capability(name.clone()))
    };
    let capabilities: Vec<Capability> =
        hello.capabilities.iter().map(capability).collect::<Result<_, _>>()?;
    if capabilities.is_empty() { Err(AdapterError::NoCapability) } else { Ok(capabilities) }
}
