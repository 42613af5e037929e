//! A scenario in full, for a reader who needs the details: the numbered steps, what each step asks and what
//! result it expects.

use crate::term::step::{asked, start};
use crate::term::{FAINT, painted, row};
use crate::vector::Scenario;
use crate::verdict;

/// Returns every step with all its details.
pub(crate) fn in_full(scenario: &Scenario) -> String {
    const INDENT: usize = 6;
    const LABEL: usize = 10;
    let mut page = String::new();
    for (name, text) in &scenario.given {
        page.push_str(&row(2, "given", LABEL, &format!("{name}: {}", start(text, 40))));
    }
    for (index, step) in scenario.steps.iter().enumerate() {
        let prepares = if step.setup { " (setup step)" } else { "" };
        page.push_str(&row(
            2,
            &format!("{:>2}", index + 1),
            4,
            &format!("{}{prepares}", step.description),
        ));
        let asked = asked(step);
        page.push_str(&row(INDENT, "", 0, &painted(FAINT, asked)));
        let expected = verdict::expected_of_step(step);
        page.push_str(&row(INDENT, "", 0, &painted(FAINT, format!("→ {expected}"))));
        for (name, field) in &step.save {
            let kept = format!("its {} is saved as {name}", field.name());
            page.push_str(&row(INDENT, "", 0, &painted(FAINT, kept)));
        }
    }
    page
}
