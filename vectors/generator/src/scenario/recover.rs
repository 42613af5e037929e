//! The recovery of access to an instance whose private key is lost: the whole procedure, and what comes of
//! it if a step is left out, done twice, or done at another time.

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

/// A file for each way to go about it.
pub(super) fn files() -> Vec<Group> {
    let group = |path, about: &str, cases: Vec<Case>| Group {
        path,
        about: about.to_owned(),
        cases: cases.into_iter().map(|case| case.document(RECOVERING)).collect(),
    };
    vec![
        group(
            "scenario/recover",
            "The recovery of access to an instance whose private key is lost, from end to end.",
            complete::cases(),
        ),
        group(
            "scenario/recover-left-out",
            "The recovery with one step left out.",
            omitted_step::cases(),
        ),
        group(
            "scenario/recover-twice",
            "The recovery with one step done twice.",
            repeated_step::cases(),
        ),
        group(
            "scenario/recover-order",
            "The recovery with two steps in the wrong order.",
            reordered_steps::cases(),
        ),
        group(
            "scenario/volume",
            "Root devices and volumes: what comes off, what goes where.",
            [volume::cases(), attach::cases()].concat(),
        ),
    ]
}
