//! A scenario as a story, for who wants to know exactly: numbered sentences, what is asked in each step and
//! what must come of it.

use super::text::{FAINT, escaped, painted, row};
use crate::api::Action;
use crate::vector::Scenario;
use crate::vector::scenario::{Step, Task};
use crate::verdict;

/// Every step with all that there is to it.
pub(crate) fn in_full(scenario: &Scenario) -> String {
    const INDENT: usize = 6;
    const LABEL: usize = 10;
    let mut page = String::new();
    for (name, text) in &scenario.given {
        page.push_str(&row(2, "given", LABEL, &format!("{name}: {}", shortened(text, 40))));
    }
    for (index, step) in scenario.steps.iter().enumerate() {
        let prepares = if step.prepares { " (prepares the ground)" } else { "" };
        page.push_str(&row(2, &format!("{:>2}", index + 1), 4, &format!("{}{prepares}", step.say)));
        let asked = shortened(&task(step), 240);
        page.push_str(&row(INDENT, "", 0, &painted(FAINT, asked)));
        let expected = verdict::expected_of_step(step);
        page.push_str(&row(INDENT, "", 0, &painted(FAINT, format!("→ {expected}"))));
        for (name, field) in &step.save {
            let kept = format!("its {} is kept as {name}", field.name());
            page.push_str(&row(INDENT, "", 0, &painted(FAINT, kept)));
        }
    }
    page
}

/// What is asked or found out in a step.
fn task(step: &Step) -> String {
    let times = if step.times > 1 { format!("{} times ", step.times) } else { String::new() };
    let asked = match &step.task {
        Task::Check(check) => return check.in_words(),
        Task::Ask(Action::Call(call)) => {
            let how = if call.dry_run { ", dry run" } else { "" };
            format!("in {}{how}: {}", call.region, json(&call.operation))
        }
        Task::Ask(Action::Visit(visit)) => {
            let how = if visit.sudo { ", sudo" } else { "" };
            format!("at {}{how}: {}", visit.instance_id, json(&visit.deed))
        }
        Task::Ask(_) => String::new(),
    };
    format!("{times}{asked}")
}

fn json(asked: &impl serde::Serialize) -> String {
    serde_json::to_string(asked).expect("what is asked is plain data")
}

/// The start of a text, on one line.
fn shortened(text: &str, long: usize) -> String {
    let escaped = escaped(text.as_bytes());
    match escaped.get(..long) {
        Some(start) => format!("{start}… ({} characters)", text.chars().count()),
        None => escaped,
    }
}
