//! Stories before a real `sshd`: who gets in on real files is who gets in in the vectors.
//!
//! The service is the reference; the instances are directories on this machine, with real owners
//! and modes, changed by `cp`, `chown` and `chmod`. Who connects is decided by `sshd` with
//! `StrictModes` (sshd_config(5)), and asked by `ssh` with the private key.
//!
//! As root, everything is what it is in the document: files belong to root and to a login user. Any
//! other user plays all parts itself, which will do for most stories: for those in which it makes
//! no difference whose a file is.
//!
//! What goes wrong on this side is never a verdict on a login: the story was not asked then.

mod tool;
mod environment;
mod privilege;
mod server;
mod login;
mod volumes;
mod instance;

use instance::Machine;
use keyproof::api::Action;
use keyproof::api::guest::GuestAction;
use keyproof::implementation::Implementation;
use keyproof::vector::Scenario;
use keyproof::vector::scenario::{Step, StepExpect, Task};

/// The login user of the document, and of the stories.
const LOGIN_USER: &str = "ec2-user";

/// Where the login user is at home.
const HOME: &str = "/home/ec2-user";

/// The reference with real files and a real `sshd`, for stories in which somebody connects.
pub(super) fn play(scenario: &Scenario) -> Option<Box<dyn Implementation>> {
    connects(scenario).then(|| -> Box<dyn Implementation> { Box::new(Machine::default()) })
}

/// Whether somebody connects in a story.
fn connects(scenario: &Scenario) -> bool {
    scenario.steps.iter().any(is_connection)
}

/// Whether somebody connects in a story who must get in.
pub(super) fn lets_in(scenario: &Scenario) -> bool {
    let must_succeed = |step: &&Step| {
        !matches!(
            step.expect,
            StepExpect::Refuse(_) | StepExpect::Either { .. } | StepExpect::Anything
        )
    };
    scenario.steps.iter().filter(must_succeed).any(is_connection)
}

fn is_connection(step: &Step) -> bool {
    match &step.task {
        Task::Ask(Action::Guest(visit)) => {
            matches!(visit.guest_action, GuestAction::Connect { .. })
        }
        _ => false,
    }
}

/// Says why a story can't be played on this machine by this user, if it can't.
pub(super) fn lacking(scenario: &Scenario) -> Option<String> {
    let environment = match environment::environment() {
        Ok(environment) => environment,
        Err(fault) => return Some(fault.to_string()),
    };
    let root = if environment.is_root { None } else { privilege::takes_root(scenario) };
    root.map(|why| format!("it takes root: {why}"))
}
