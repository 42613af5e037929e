//! The recovery of access to an instance whose private key is lost: the complete procedure, and
//! the procedure with a step omitted, repeated, or done in the wrong order.

mod procedure;
mod complete;
mod omitted_step;
mod repeated_step;
mod reordered_steps;
mod volume;
mod attach;

use super::super::Group;
use super::super::case::Case;

const RECOVERING: &str = "Connecting to Your Instance if You Lose Your Private Key";

/// Returns one file for each variant of the procedure.
pub(super) fn files() -> Vec<Group> {
    let group = |path, about: &str, cases: Vec<Case>| Group {
        path,
        about: about.to_owned(),
        cases: cases.into_iter().map(|case| case.document(RECOVERING)).collect(),
    };
    vec![
        group(
            "scenario/recover",
            "The complete recovery of access to an instance whose private key is lost.",
            complete::cases(),
        ),
        group(
            "scenario/recover-left-out",
            "The recovery with one step omitted.",
            omitted_step::cases(),
        ),
        group(
            "scenario/recover-twice",
            "The recovery with one step repeated.",
            repeated_step::cases(),
        ),
        group(
            "scenario/recover-order",
            "The recovery with two steps in the wrong order.",
            reordered_steps::cases(),
        ),
        group(
            "scenario/volume",
            "Root devices and volumes: when they can be detached, and where they can be attached.",
            [volume::cases(), attach::cases()].concat(),
        ),
    ]
}
