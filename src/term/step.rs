//! One-line text for the steps of a scenario. Operations appear as JSON, as in vector files.

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
        Task::Check(check) => return check.in_words(),
        Task::Ask(Action::Call(call)) => {
            let how = if call.dry_run { ", dry run" } else { "" };
            format!("in {}{how}: {}", call.region, json(&call.operation))
        }
        Task::Ask(Action::Guest(visit)) => {
            let how = if visit.sudo { ", sudo" } else { "" };
            format!("at {}{how}: {}", visit.instance_id, json(&visit.guest_action))
        }
        Task::Ask(_) => String::new(),
    };
    format!("{times}{asked}")
}

fn json(asked: &impl serde::Serialize) -> String {
    serde_json::to_string(asked).expect("what is asked is plain data")
}

/// Returns text on one line, truncated to `long` characters.
pub(crate) fn start(text: &str, long: usize) -> String {
    let escaped = escaped(text.as_bytes());
    match escaped.get(..long) {
        Some(start) => format!("{start}… ({} characters)", text.chars().count()),
        None => escaped,
    }
}
