//! cloud-init, as a library for Python: it reads the metadata of an instance, and installs the key in
//! `authorized_keys`. `cloud_init/boot.py` calls it.
//!
//! The service is the reference. If an instance is launched with a key pair, cloud-init must find exactly one
//! key in its metadata and install it, so that it is in the file that the first visitor finds (rules
//! launch/authorized-keys-at-boot, public-key/metadata-path).

use crate::Oracle;
use keyproof::api::guest::{GuestAction, GuestCall};
use keyproof::api::service::{Call, Operation, Platform};
use keyproof::api::{Action, Attribute, Attributes, Outcome, Refusal, Reply};
use keyproof::encoding::hexadecimal;
use keyproof::implementation::{Description, Implementation, Reference};
use keyproof::process::{Allowance, LineProcess};
use keyproof::vector::Scenario;
use keyproof::vector::scenario::Task;
use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

/// The script that calls cloud-init.
const BOOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cloud_init/boot.py");

/// The limits of the script.
const ALLOWANCE: Allowance =
    Allowance { time: Duration::from_secs(60), line: 1 << 20, total: 1 << 30 };

/// The maximum number of paths that are read at one boot.
const MAX_PATHS: usize = 64;

/// The path of the key in the metadata.
const KEY: &str = "/latest/meta-data/public-keys/0/openssh-key";

/// Whether cloud-init has an effect on a scenario: an instance is launched, and then its metadata is read or
/// someone connects to it.
pub(crate) fn is_involved(scenario: &Scenario) -> bool {
    let has = |matches: fn(&Action) -> bool| {
        scenario.steps.iter().any(|step| match &step.task {
            Task::Ask(action) => matches(action),
            Task::Check(_) => false,
        })
    };
    has(is_launch) && has(shows_key)
}

fn is_launch(action: &Action) -> bool {
    matches!(action, Action::Call(call) if launches(&call.operation))
}

fn shows_key(action: &Action) -> bool {
    let Action::Guest(GuestCall { guest_action, .. }) = action else { return false };
    matches!(guest_action, GuestAction::Connect { .. } | GuestAction::ReadMetadata { .. })
}

fn launches(operation: &Operation) -> bool {
    matches!(operation, Operation::RunInstances(launch) if launch.image.platform == Platform::Linux)
}

/// The reference, whose instances boot with cloud-init.
#[derive(Default)]
pub(crate) struct Booting {
    reference: Reference,
    /// The script, once it has been started.
    script: Option<LineProcess>,
    /// The text of `authorized_keys` by instance, until the first visit.
    installed: BTreeMap<String, String>,
}

/// What cloud-init did at a boot.
struct Boot {
    /// The number of keys in the metadata.
    keys: usize,
    /// The text of `authorized_keys`.
    text: String,
}

impl Booting {
    /// Lets cloud-init boot an instance, and checks what it installs.
    fn boot(&mut self, region: &str, instance: &Attributes) -> Result<(), Outcome> {
        let id = Attribute::InstanceId.of(instance).unwrap_or_default();
        let Boot { keys, text } = self.run_script(region, id)?;
        if keys != usize::from(instance.contains_key(&Attribute::KeyName)) {
            return Err(Outcome::Malformed(format!("cloud-init finds {keys} keys")));
        }
        let key = self.metadata(region, id, KEY).unwrap_or_default();
        if text != key {
            return Err(Outcome::Malformed(format!(
                "cloud-init installs {text:?}, but the key in the metadata is {key:?}"
            )));
        }
        self.installed.insert(id.to_owned(), text);
        Ok(())
    }

    /// Runs one boot. The script asks for paths of the metadata.
    fn run_script(&mut self, region: &str, id: &str) -> Result<Boot, Outcome> {
        let failed = |why: String| Outcome::NotRun(format!("cloud-init: {why}"));
        let mut script = match self.script.take() {
            Some(script) => script,
            None => {
                let mut command = Command::new(Oracle::CloudInit.path());
                command.args(["-W", "ignore", BOOT]);
                LineProcess::start(&mut command, ALLOWANCE)
                    .map_err(|error| failed(error.to_string()))?
            }
        };
        let mut question = "boot".to_owned();
        for _ in 0..MAX_PATHS {
            let answer = script.ask(&question).map_err(|error| failed(error.to_string()))?;
            let Some(path) = answer.strip_prefix("get ") else {
                self.script = Some(script);
                return read(&answer);
            };
            question = match self.metadata(region, id, path) {
                Some(text) => format!("found {}", hexadecimal::encode(text.as_bytes())),
                None => "missing".to_owned(),
            };
        }
        Err(failed(format!("it reads more than {MAX_PATHS} paths")))
    }

    /// Reads a path of the metadata.
    fn metadata(&mut self, region: &str, id: &str, path: &str) -> Option<String> {
        match self.visit(region, id, GuestAction::ReadMetadata { path: path.to_owned() }) {
            Outcome::Success(reply) => reply.first(Attribute::Text).map(str::to_owned),
            _ => None,
        }
    }

    fn visit(&mut self, region: &str, id: &str, guest_action: GuestAction) -> Outcome {
        let (region, instance_id) = (region.to_owned(), id.to_owned());
        let call = GuestCall { region, instance_id, sudo: true, guest_action };
        self.reference.call(&Action::Guest(call))
    }

    /// Checks at the first visit that the reference has the file that cloud-init installed.
    fn check_installed(&mut self, region: &str, id: &str) -> Result<(), Outcome> {
        let Some(installed) = self.installed.remove(id) else { return Ok(()) };
        let path = "/home/ec2-user/.ssh/authorized_keys".to_owned();
        match self.visit(region, id, GuestAction::ReadFile { path }) {
            Outcome::Success(reply) if reply.first(Attribute::Text) == Some(&installed) => Ok(()),
            found => Err(Outcome::Malformed(format!(
                "cloud-init installs {installed:?}, but the instance has {found:?}"
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
                Outcome::Success(Reply::Resources(launched)),
            ) if launches(operation) => {
                launched.iter().try_for_each(|instance| self.boot(region, instance))
            }
            (Action::Guest(call), Outcome::Success(_)) => match call.guest_action {
                GuestAction::Connect { .. } => {
                    self.check_installed(&call.region, &call.instance_id)
                }
                GuestAction::ReadMetadata { .. } | GuestAction::ReadFile { .. } => Ok(()),
                // The file may be on a volume of another instance, which is mounted here.
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
        self.reference.reset();
        self.installed.clear();
    }
}

/// Reads the last answer of the script.
fn read(answer: &str) -> Result<Boot, Outcome> {
    if let Some(why) = answer.strip_prefix("failed ") {
        return Err(Outcome::Refused(Refusal::without_code(format!("cloud-init: {why}"))));
    }
    let boot = || {
        let (keys, text) = answer.strip_prefix("installed ")?.split_once(' ')?;
        let text = String::from_utf8(hexadecimal::decode(text)?).ok()?;
        Some(Boot { keys: keys.parse().ok()?, text })
    };
    boot().ok_or_else(|| Outcome::Malformed(format!("unexpected answer: {answer:?}")))
}
