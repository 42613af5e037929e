//! One-line text for the steps of a scenario. An operation appears as its name and
//! its parameters in JSON, as in vector files.

use super::escaped;
use crate::api::Action;
use crate::vector::scenario::{Step, Task};

/// Returns what a step asks or checks, on one line. Long text is truncated.
pub(crate) fn asked(step: &Step) -> String {
    const LONG: usize = 240;
    start(&task(step), LONG)
}

fn task(step: &Step) -> String {
    let times = if step.times > 1 { format!("{} times ", step.times) } else { String::new() };
    let asked = match &step.task {
        Task::Check(check) => return check.to_string(),
        Task::Ask(Action::Call(call)) => {
            let how = if call.dry_run { ", dry run" } else { "" };
            format!("in {}{how}: {}", call.region, request(&call.operation))
        }
        Task::Ask(Action::Guest(call)) => {
            let how = if call.sudo { ", sudo" } else { "" };
            format!("at {}{how}: {}", call.instance_id, request(&call.guest_action))
        }
        Task::Ask(_) => String::new(),
    };
    format!("{times}{asked}")
}

/// Returns the name of an operation or an action, and its parameters as JSON.
fn request(request: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(request).unwrap_or_default();
    let name = json.get("name").and_then(serde_json::Value::as_str).unwrap_or_default();
    match json.get("parameters").and_then(serde_json::Value::as_object) {
        Some(parameters) if !parameters.is_empty() => {
            let parameters = serde_json::to_string(parameters).unwrap_or_default();
            format!("{name} {parameters}")
        }
        _ => name.to_owned(),
    }
}

/// Returns text on one line, truncated to `long` characters.
pub(crate) fn start(text: &str, long: usize) -> String {
    let escaped = escaped(text.as_bytes());
    match escaped.get(..long) {
        Some(start) => format!("{start}… ({} characters)", text.chars().count()),
        None => escaped,
    }
}
