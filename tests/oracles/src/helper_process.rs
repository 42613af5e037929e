//! Programs of ours in other languages, each of which lets one foreign library answer: started when it is
//! first asked, and again after it failed.

use super::answer::{Facts, OracleAnswer};
use super::commands::ToolError;
use super::question::malformed;
use keyproof::encoding::hexadecimal;
use keyproof::process::{Allowance, LineProcess};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What an answer may take; what starts for it first may have to be compiled.
pub(super) const ALLOWANCE: Allowance =
    Allowance { time: Duration::from_secs(60), line: 1 << 20, total: 1 << 30 };

/// The names of facts.
const NAMES: [&str; 8] = [
    "bits",
    "exponent",
    "modulus_sha256",
    "fingerprint",
    "created",
    "imported",
    "openssh",
    "plaintext",
];

/// A program that is started when it is asked.
#[derive(Debug)]
pub(super) struct Companion {
    start: fn() -> io::Result<LineProcess>,
    running: Mutex<Option<LineProcess>>,
}

impl Companion {
    /// A program that is started so.
    pub(super) const fn new(start: fn() -> io::Result<LineProcess>) -> Self {
        Self { start, running: Mutex::new(None) }
    }

    /// Asks a line, and gives the line that is answered.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) fn ask(&self, question: &str) -> Result<String, ToolError> {
        self.talk(|dialogue| Ok(dialogue.ask(question)?))
    }

    /// Holds a conversation of several lines, that nobody else gets into.
    ///
    /// # Errors
    /// Why it was broken off.
    pub(super) fn talk<T>(
        &self,
        conversation: impl FnOnce(&mut LineProcess) -> Result<T, ToolError>,
    ) -> Result<T, ToolError> {
        // Whoever panicked in the middle of a conversation left a dialogue that nobody can go on with.
        let mut running: MutexGuard<'_, _> =
            self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let unavailable = |error| ToolError::Unavailable(format!("it can't be started: {error}"));
        let mut dialogue = match running.take() {
            Some(dialogue) => dialogue,
            None => (self.start)().map_err(unavailable)?,
        };
        let result = conversation(&mut dialogue)?;
        *running = Some(dialogue);
        Ok(result)
    }

    /// Asks for facts: `taken NAME=VALUE …` or `refused WHY`. Values that may have blanks in them are in
    /// hexadecimal.
    ///
    /// # Errors
    /// Why there is no answer, or that it is something else.
    pub(super) fn facts(&self, question: &str) -> Result<OracleAnswer, ToolError> {
        let answer = self.ask(question)?;
        if let Some(reason) = answer.strip_prefix("refused ") {
            return Ok(OracleAnswer::Refused(reason.to_owned()));
        }
        let facts = answer.strip_prefix("taken ").and_then(read_facts);
        facts.map(OracleAnswer::Choice).ok_or_else(|| malformed(&answer))
    }
}

fn read_facts(text: &str) -> Option<Facts> {
    let mut facts = Facts::new();
    for fact in text.split(' ') {
        let (name, value) = fact.split_once('=')?;
        let name = NAMES.into_iter().find(|known| *known == name)?;
        let value = match name {
            "openssh" | "plaintext" => {
                String::from_utf8_lossy(&hexadecimal::decode(value)?).into_owned()
            }
            _ => value.to_owned(),
        };
        // A fact that is given twice is none.
        if facts.insert(name, value).is_some() {
            return None;
        }
    }
    Some(facts)
}
