//! Logins with a real `sshd`: it decides who can log in, with real files.
//!
//! The service is the reference. The disks of instances are directories on this machine, whose files have real
//! owners and modes, changed by `cp`, `chown` and `chmod`. `ssh` connects with the private key, and `sshd` with
//! `StrictModes` (sshd_config(5)) decides.
//!
//! For root, everything is as in the document: files belong to root and to a login user. Any other user is
//! root and login user at the same time. This suffices for most scenarios: those in which the owners of files
//! make no difference.
//!
//! If something fails on this machine, the scenario counts as not run, never as a refused login.

mod tool;
mod environment;
mod privilege;
mod server;
mod login;
mod volumes;
mod instance;

pub(crate) use instance::Hosts;
use keyproof::api::Action;
use keyproof::api::guest::GuestAction;
use keyproof::vector::Scenario;
use keyproof::vector::scenario::{Step, StepExpect, Task};

/// The login user in the document and in scenarios.
const LOGIN_USER: &str = "ec2-user";

/// The home directory of the login user.
const HOME: &str = "/home/ec2-user";

/// Whether someone connects in a scenario who must be let in.
pub(crate) fn lets_in(scenario: &Scenario) -> bool {
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
        Task::Ask(Action::Guest(call)) => {
            matches!(call.guest_action, GuestAction::Connect { .. })
        }
        _ => false,
    }
}

/// Returns why this user on this machine can't run a scenario.
pub(crate) fn obstacle(scenario: &Scenario) -> Option<String> {
    let environment = match environment::environment() {
        Ok(environment) => environment,
        Err(fault) => return Some(fault.to_string()),
    };
    let reason = if environment.is_root { None } else { privilege::needs_root(scenario) };
    reason.map(|reason| format!("it needs root: {reason}"))
}
