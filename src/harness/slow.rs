//! Distinguishes slow answers from hangs. On a busy machine, or with a key that takes long, a slow
//! answer is no hang. If an answer exceeds the time limit once and comes at once the next time, the
//! implementation does hang, though not every time.

use super::asking::Asking;
use super::{Make, Plan};
use crate::vector::{Suite, Vector};
use crate::verdict::{Actual, Judgement, Verdict};
use std::time::Instant;

/// The maximum number of vectors that run again.
const FEW: usize = 3;

/// The factor by which their time limit is extended.
const TIMES: u32 = 10;

/// Runs a few of the vectors that timed out again, each alone and with more time. Stops at the first
/// one that times out again: it hangs, and the others are likely to hang too.
pub(super) fn try_again(
    suite: &Suite,
    vectors: &[&Vector],
    judgements: &mut [Judgement],
    make: &Make<'_>,
    plan: Plan<'_>,
) {
    let hung = vectors.iter().zip(judgements).filter(|(_, it)| it.verdict == Verdict::Hang);
    for (vector, judgement) in hung.take(FEW) {
        let mut implementation = make();
        let Some(usual) = implementation.extend_time(TIMES).filter(|_| (plan.stopped)().is_none())
        else {
            return;
        };
        let asking = Asking::new(suite, implementation.as_ref());
        let start = Instant::now();
        let again = asking.judge_one(implementation.as_mut(), vector);
        match again.verdict {
            Verdict::Pass if start.elapsed() >= usual / TIMES => {
                *judgement = slow(judgement, again)
            }
            Verdict::Pass => {
                judgement.got = Actual::Words(format!(
                    "{}; run again alone, it answered in time",
                    judgement.got
                ))
            }
            Verdict::Hang => return,
            _ => {}
        }
    }
}

/// Returns the judgement on a correct answer that exceeded the time limit. The kind of failure is kept.
fn slow(judgement: &Judgement, again: Judgement) -> Judgement {
    let got = format!(
        "{}; run again alone, with {TIMES} times the time limit: {}",
        judgement.got, again.got
    );
    let (verdict, failure) = (Verdict::Slow, judgement.failure);
    Judgement { verdict, failure, got: Actual::Words(got), ..again }
}
