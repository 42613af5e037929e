//! cloud-init, as a library for Python: from the metadata that an instance is served to the `authorized_keys`
//! that is installed at its boot. `cloud_init/boot.py` lets it answer.
//!
//! The service is the reference. Whatever it launches with a key pair, cloud-init must find exactly one key
//! in its metadata, install exactly that one, and so write the file that the first visitor finds there (rules
//! launch/authorized-keys-at-boot, public-key/metadata-path).

use super::commands::ToolError;
use super::helper_process::{ALLOWANCE, Companion};
use super::program::Program;
use super::question::malformed;
use keyproof::api::guest::{GuestAction, GuestCall};
use keyproof::api::service::{Call, Operation, Platform};
use keyproof::api::{Action, Instance, Outcome, Refusal, Reply};
use keyproof::encoding::hexadecimal;
use keyproof::implementation::{Description, Implementation, Reference};
use keyproof::process::LineProcess;
use keyproof::vector::Scenario;
use keyproof::vector::scenario::Task;
use std::collections::BTreeMap;
use std::io;
use std::process::Command;

/// What lets it answer.
const BOOT: &str = include_str!("cloud_init/boot.py");

static COMPANION: Companion = Companion::new(start);

/// The most paths that are asked for at one boot.
const MAX_PATHS: usize = 64;

/// Where the key is in the metadata.
const KEY: &str = "/latest/meta-data/public-keys/0/openssh-key";

/// The reference with its metadata read by cloud-init, for stories that launch something and then read its
/// metadata or connect to it.
pub(super) fn play(scenario: &Scenario) -> Option<Box<dyn Implementation>> {
    let has = |matches: fn(&Action) -> bool| {
        scenario.steps.iter().any(|step| match &step.task {
            Task::Ask(action) => matches(action),
            Task::Check(_) => false,
        })
    };
    (has(is_launch) && has(is_look))
        .then(|| -> Box<dyn Implementation> { Box::new(Booting::default()) })
}

fn is_launch(action: &Action) -> bool {
    matches!(action, Action::Call(call) if launches(&call.operation))
}

/// Whether somebody sees what became of the key.
fn is_look(action: &Action) -> bool {
    let Action::Guest(GuestCall { guest_action, .. }) = action else { return false };
    matches!(guest_action, GuestAction::Connect { .. } | GuestAction::ReadMetadata { .. })
}

fn launches(operation: &Operation) -> bool {
    matches!(operation, Operation::RunInstances(launch) if launch.image.platform == Platform::Linux)
}

/// The reference, and what cloud-init installed on its instances.
#[derive(Default)]
struct Booting {
    reference: Reference,
    /// The text of `authorized_keys` by instance, until somebody has been there.
    installed: BTreeMap<String, String>,
}

impl Booting {
    fn boot(&mut self, region: &str, instance: &Instance) -> Result<(), Outcome> {
        let id = &instance.instance_id;
        let booted = COMPANION
            .talk(|dialogue| {
                let mut answer = dialogue.ask("boot")?;
                for _ in 0..MAX_PATHS {
                    let Some(path) = answer.strip_prefix("get ") else { break };
                    let found = self.metadata(region, id, path);
                    let found =
                        found.map(|text| format!("found {}", hexadecimal::encode(text.as_bytes())));
                    answer = dialogue.ask(&found.unwrap_or_else(|| "missing".to_owned()))?;
                }
                read(&answer)
            })
            .map_err(outcome)?;
        let doesnt_boot = |why| Refusal { code: None, message: format!("cloud-init: {why}") };
        let (count, text) = booted.map_err(|why| Outcome::Refused(doesnt_boot(why)))?;
        if count != usize::from(instance.key_name.is_some()) {
            return Err(Outcome::Malformed(format!(
                "cloud-init finds {count} keys in the metadata"
            )));
        }
        let key = self.metadata(region, id, KEY).unwrap_or_default();
        if text != key {
            return Err(Outcome::Malformed(format!(
                "cloud-init installs {text:?}; the key in the metadata: {key:?}"
            )));
        }
        self.installed.insert(id.clone(), text);
        Ok(())
    }

    /// The answer of the metadata service to a path.
    fn metadata(&mut self, region: &str, id: &str, path: &str) -> Option<String> {
        match self.visit(region, id, GuestAction::ReadMetadata { path: path.to_owned() }) {
            Outcome::Success(Reply::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn visit(&mut self, region: &str, id: &str, guest_action: GuestAction) -> Outcome {
        let (region, instance_id) = (region.to_owned(), id.to_owned());
        self.reference.call(&Action::Guest(GuestCall {
            region,
            instance_id,
            sudo: true,
            guest_action,
        }))
    }

    /// What the first visitor finds must be what was installed.
    fn arrive(&mut self, region: &str, id: &str) -> Result<(), Outcome> {
        let Some(installed) = self.installed.remove(id) else { return Ok(()) };
        let path = "/home/ec2-user/.ssh/authorized_keys".to_owned();
        match self.visit(region, id, GuestAction::ReadFile { path }) {
            Outcome::Success(Reply::Text(found)) if found == installed => Ok(()),
            found => Err(Outcome::Malformed(format!(
                "cloud-init installs {installed:?}; what is found there: {found:?}"
            ))),
        }
    }
}

impl Implementation for Booting {
    fn description(&self) -> Description {
        Description { name: "cloud-init".to_owned(), ..self.reference.description() }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let outcome = self.reference.call(action);
        let checked = match (action, &outcome) {
            (
                Action::Call(Call { region, operation, .. }),
                Outcome::Success(Reply::Instances(made)),
            ) if launches(operation) => {
                made.iter().try_for_each(|instance| self.boot(region, instance))
            }
            (Action::Guest(visit), Outcome::Success(_)) => match visit.guest_action {
                GuestAction::Connect { .. } => self.arrive(&visit.region, &visit.instance_id),
                GuestAction::ReadMetadata { .. } | GuestAction::ReadFile { .. } => Ok(()),
                // A file may be that of another machine, whose volume is mounted here.
                _ => {
                    self.installed.clear();
                    Ok(())
                }
            },
            _ => Ok(()),
        };
        checked.err().unwrap_or(outcome)
    }

    fn reset(&mut self) {
        *self = Self::default();
    }
}

/// How many keys were found, and what was installed; or why it failed.
fn read(answer: &str) -> Result<Result<(usize, String), String>, ToolError> {
    if let Some(why) = answer.strip_prefix("failed ") {
        return Ok(Err(why.to_owned()));
    }
    let mut words = answer.splitn(3, ' ');
    let (word, count, text) = (words.next(), words.next(), words.next());
    let count = count.and_then(|count| count.parse().ok());
    let text = text.and_then(hexadecimal::decode).and_then(|text| String::from_utf8(text).ok());
    match (word, count, text) {
        (Some("installed"), Some(count), Some(text)) => Ok(Ok((count, text))),
        _ => Err(malformed(answer)),
    }
}

/// What a step comes to that cloud-init gave no answer to.
fn outcome(fault: ToolError) -> Outcome {
    Outcome::NotRun(format!("cloud-init: {fault}"))
}

fn start() -> io::Result<LineProcess> {
    let mut command = Command::new(Program::CloudInit.path());
    command.args(["-W", "ignore", "-c", BOOT]);
    LineProcess::start(&mut command, ALLOWANCE)
}
