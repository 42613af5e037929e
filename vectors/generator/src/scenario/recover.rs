//! The recovery of access to an instance whose private key is lost: the complete procedure, and
//! the procedure with a step omitted, repeated, or done in the wrong order.

mod procedure;
mod complete;
mod omitted_step;
mod repeated_step;
mod reordered_steps;
mod volume;
mod attach;

use super::super::case::Case;

const RECOVERING: &str = "Connecting to Your Instance if You Lose Your Private Key";

/// Returns the vectors of recoveries, and of root devices and volumes.
pub(super) fn cases() -> Vec<Case> {
    let cases = [
        complete::cases(),
        omitted_step::cases(),
        repeated_step::cases(),
        reordered_steps::cases(),
        volume::cases(),
        attach::cases(),
    ];
    cases.concat().into_iter().map(|case| case.document(RECOVERING)).collect()
}
