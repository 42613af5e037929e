//! An implementation behind an adapter: a program that speaks the protocol of [`wire`](crate::wire), a JSON
//! object a line, and is started once for many questions.
//!
//! An adapter that breaks off is started again, and asked once more, by itself, what it hadn't answered: so the
//! question that it dies of, or hangs on, is known even when several were under way. What breaks the protocol is
//! the adapter's fault, and never a verdict on the implementation.

mod adapter;
mod probe;

pub use adapter::Fault;

use super::{Description, Implementation};
use crate::api::{Action, Outcome};
use crate::rule::Capability;
use crate::wire::Welcome;
use adapter::Adapter;
use std::time::Duration;

/// The questions that are under way at the same time.
const IN_FLIGHT: usize = 64;

/// An adapter that has said who is there, and can be started as often as needed.
#[derive(Debug, Clone)]
pub struct Greeted {
    command: String,
    time: Duration,
    welcome: Welcome,
    capabilities: Vec<Capability>,
}

/// A program that speaks the protocol, as an implementation under test.
#[derive(Debug)]
pub struct Exec {
    greeted: Greeted,
    /// From the first question on, until it breaks off.
    running: Option<Adapter>,
    /// What came of beginning anew, if that failed: nothing can be asked in a world that isn't empty.
    no_world: Option<Outcome>,
}

impl Greeted {
    /// Starts an adapter, a command for `sh -c`, which has so much time for each answer, and greets it.
    ///
    /// # Errors
    /// What keeps it from being asked: it can't be started, or doesn't greet as it should.
    pub fn new(command: impl Into<String>, time: Duration) -> Result<Self, Fault> {
        let command = command.into();
        let (_, welcome) = Adapter::start(&command, time)?;
        let capabilities = capabilities(&welcome)?;
        Ok(Self { command, time, welcome, capabilities })
    }

    /// The language that it says it is written in.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.welcome.language.as_deref()
    }

    /// An adapter, which is started when it is asked.
    #[must_use]
    pub fn exec(&self) -> Exec {
        Exec { greeted: self.clone(), running: None, no_world: None }
    }

    fn start(&self) -> Result<Adapter, Fault> {
        Ok(Adapter::start(&self.command, self.time)?.0)
    }
}

impl Exec {
    /// The adapter, started again if it broke off.
    fn adapter(&mut self) -> Result<&mut Adapter, Fault> {
        let adapter = match self.running.take() {
            Some(adapter) => adapter,
            None => self.greeted.start()?,
        };
        Ok(self.running.insert(adapter))
    }

    /// Asks several things at once. What was not answered when the adapter broke off is left open.
    fn ask_at_once(&mut self, actions: &[&Action]) -> Vec<Option<Outcome>> {
        let mut outcomes = vec![None; actions.len()];
        let Ok(adapter) = self.adapter() else { return outcomes };
        let first = adapter.ask_all(actions.iter().copied());
        for (number, (outcome, action)) in outcomes.iter_mut().zip(actions).enumerate() {
            let seq = first.saturating_add(u64::try_from(number).unwrap_or(u64::MAX));
            match adapter.answer(seq, action) {
                Ok(answered) => *outcome = Some(answered),
                Err(_) => {
                    self.running = None;
                    break;
                }
            }
        }
        outcomes
    }

    /// Asks one thing, and nothing else meanwhile.
    fn ask(&mut self, action: &Action) -> Outcome {
        let adapter = match self.adapter() {
            Ok(adapter) => adapter,
            Err(fault) => return Outcome::NotAsked(fault.to_string()),
        };
        let seq = adapter.ask_all([action]);
        adapter.answer(seq, action).unwrap_or_else(|fault| {
            self.running = None;
            fault.outcome()
        })
    }

    /// What came of beginning anew, if it failed.
    #[must_use]
    pub const fn fault(&self) -> Option<&Outcome> {
        self.no_world.as_ref()
    }

    fn offers(&self, action: &Action) -> bool {
        self.greeted.capabilities.contains(&action.capability())
    }
}

impl Implementation for Exec {
    fn description(&self) -> Description {
        Description {
            name: self.greeted.welcome.name.clone(),
            version: self.greeted.welcome.version.clone(),
            capabilities: self.greeted.capabilities.clone(),
        }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        match &self.no_world {
            _ if !self.offers(action) => Outcome::Unsupported,
            Some(why) => why.clone(),
            None => self.ask(action),
        }
    }

    fn in_flight(&self) -> usize {
        IN_FLIGHT
    }

    fn call_all(&mut self, actions: &[&Action]) -> Vec<Outcome> {
        let offered: Vec<&Action> =
            actions.iter().copied().filter(|action| self.offers(action)).collect();
        let mut answered = if offered.len() > 1 {
            self.ask_at_once(&offered).into_iter()
        } else {
            Vec::new().into_iter()
        };
        let mut outcomes = Vec::with_capacity(actions.len());
        for action in actions {
            outcomes.push(if self.offers(action) {
                answered.next().flatten().unwrap_or_else(|| self.ask(action))
            } else {
                Outcome::Unsupported
            });
        }
        outcomes
    }

    fn reset(&mut self) {
        let began = self.adapter().and_then(Adapter::reset);
        self.no_world = began.err().map(|fault| {
            self.running = None;
            fault.outcome()
        });
    }
}

/// The capabilities of these names.
fn capabilities(welcome: &Welcome) -> Result<Vec<Capability>, Fault> {
    let capability = |name: &String| {
        let found = Capability::ALL.into_iter().find(|capability| capability.name() == name);
        found.ok_or_else(|| Fault::Capability(name.clone()))
    };
    let capabilities: Vec<Capability> =
        welcome.capabilities.iter().map(capability).collect::<Result<_, _>>()?;
    if capabilities.is_empty() { Err(Fault::NoCapability) } else { Ok(capabilities) }
}
