//! An implementation behind an adapter: a program that speaks the protocol of [`protocol`](crate::wire), a JSON
//! object a line, and is started once for many questions.
//!
//! An adapter that breaks off is started again, and asked once more, one by one, what was under way: so the
//! question that it dies of, or hangs on, is known even when there were several. If none of them fails alone, the fault
//! is handed over as a [`Breakdown`]: it is never forgiven. What breaks the protocol is the adapter's fault, and never a
//! verdict on the implementation.

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

/// The questions that are handed over at once.
const AT_ONCE: usize = 256;

/// Those of them that are asked ahead of the answers.
const WINDOW: usize = 64;

/// An adapter that has said who is there, and can be started as often as needed.
#[derive(Debug, Clone)]
pub struct Connection {
    command: String,
    time: Duration,
    welcome: Hello,
    capabilities: Vec<Capability>,
    /// What any implementation answers that offers what this one does.
    pulse: Pulse,
    /// What happened when it was probed.
    probed: Arc<Mutex<Vec<Breakdown>>>,
}

/// A program that speaks the protocol, as an implementation under test.
#[derive(Debug)]
pub struct Adapter {
    connection: Connection,
    /// From the first question on, until it breaks off.
    running: Option<AdapterProcess>,
    /// What came of beginning anew, if that failed: nothing can be asked in a world that isn't empty.
    no_world: Option<Outcome>,
    /// Whether nobody has been told of that yet.
    is_untold: bool,
    /// Why nothing is asked any more, if nothing is: it doesn't start again, or has stopped answering.
    gone: Option<AdapterError>,
    pulse: Pulse,
    incidents: Incidents,
}

/// How several questions came to no answer.
struct Broken {
    fault: AdapterError,
    /// How many of them had been asked, answered ones included.
    sent: usize,
}

impl Connection {
    /// Starts an adapter, a command for `sh -c`, which has so much time for each answer, and greets it.
    ///
    /// # Errors
    /// What keeps it from being asked: it can't be started, or doesn't greet as it should.
    pub fn new(command: impl Into<String>, time: Duration) -> Result<Self, AdapterError> {
        let command = command.into();
        let (_, welcome) = AdapterProcess::start(&command, time)?;
        let capabilities = capabilities(&welcome)?;
        let (pulse, probed) = (Pulse::new([]), Arc::default());
        Ok(Self { command, time, welcome, capabilities, pulse, probed })
    }

    /// The language that it says it is written in.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.welcome.language.as_deref()
    }

    /// An adapter, which is started when it is asked.
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

    /// What has happened while it was probed, until somebody has taken it.
    fn probed(&self) -> MutexGuard<'_, Vec<Breakdown>> {
        self.probed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self) -> Result<AdapterProcess, AdapterError> {
        Ok(AdapterProcess::start(&self.command, self.time)?.0)
    }
}

impl Adapter {
    /// The adapter, started again if it broke off.
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

    /// Asks several things, some of them ahead of the answers, and gives the answers up to where the adapter
    /// broke off.
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
            // The adapter has the next ones while the answers to these are waited for.
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

    /// Asks one thing, and nothing else meanwhile.
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

    /// What came of beginning anew, if it failed.
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
            name: self.connection.welcome.name.clone(),
            version: self.connection.welcome.version.clone(),
            capabilities: self.connection.capabilities.clone(),
            formats: self.connection.welcome.formats.clone(),
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
        // The faults are about what was offered; whoever asked counts the others too.
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
            // It keeps nothing from one question to the next.
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
        // Its start is no part of an answer. If it fails, the next question comes to that.
        let _ = self.adapter();
        Some(usual)
    }
}

/// The capabilities of these names.
fn capabilities(welcome: &Hello) -> Result<Vec<Capability>, AdapterError> {
    let capability = |name: &String| {
        let found = Capability::ALL.into_iter().find(|capability| capability.name() == name);
        found.ok_or_else(|| AdapterError::Capability(name.clone()))
    };
    let capabilities: Vec<Capability> =
        welcome.capabilities.iter().map(capability).collect::<Result<_, _>>()?;
    if capabilities.is_empty() { Err(AdapterError::NoCapability) } else { Ok(capabilities) }
}
