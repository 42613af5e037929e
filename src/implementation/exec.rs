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

/// The questions that are handed over at once.
const AT_ONCE: usize = 256;

/// Those of them that are asked ahead of the answers.
const WINDOW: usize = 64;

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
    /// Why it doesn't start any more, if it doesn't: it is not tried again.
    gone: Option<Fault>,
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
        Exec { greeted: self.clone(), running: None, no_world: None, gone: None }
    }

    fn start(&self) -> Result<Adapter, Fault> {
        Ok(Adapter::start(&self.command, self.time)?.0)
    }
}

impl Exec {
    /// The adapter, started again if it broke off.
    fn adapter(&mut self) -> Result<&mut Adapter, Fault> {
        if let Some(fault) = &self.gone {
            return Err(fault.clone());
        }
        let adapter = match self.running.take() {
            Some(adapter) => adapter,
            None => self.greeted.start().inspect_err(|fault| self.gone = Some(fault.clone()))?,
        };
        Ok(self.running.insert(adapter))
    }

    /// Asks several things, some of them ahead of the answers, and gives the answers up to where the adapter
    /// broke off.
    fn ask_ahead(&mut self, actions: &[&Action]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(actions.len());
        let Ok(adapter) = self.adapter() else { return outcomes };
        let mut chunks = actions.chunks(WINDOW);
        let mut asked = chunks.next().map(|chunk| (adapter.ask_all(chunk.iter().copied()), chunk));
        while let Some((first, chunk)) = asked {
            // The adapter has the next ones while the answers to these are waited for.
            asked = chunks.next().map(|next| (adapter.ask_all(next.iter().copied()), next));
            for (seq, action) in (first..).zip(chunk) {
                match adapter.answer(seq, action) {
                    Ok(outcome) => outcomes.push(outcome),
                    Err(_) => {
                        self.running = None;
                        return outcomes;
                    }
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
            formats: self.greeted.welcome.formats.clone(),
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
        AT_ONCE
    }

    fn call_all(&mut self, actions: &[&Action]) -> Vec<Outcome> {
        let offered: Vec<&Action> =
            actions.iter().copied().filter(|action| self.offers(action)).collect();
        let mut answers = Vec::with_capacity(offered.len());
        while let Some(rest) = offered.get(answers.len()..).filter(|rest| !rest.is_empty()) {
            answers.extend(self.ask_ahead(rest));
            // What it broke off at is asked again, and nothing else with it.
            answers.extend(offered.get(answers.len()).map(|action| self.ask(action)));
        }
        let mut answers = answers.into_iter();
        let outcome = |action: &&Action| match self.offers(action) {
            true => answers.next().expect("what is offered has been asked"),
            false => Outcome::Unsupported,
        };
        actions.iter().map(outcome).collect()
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
