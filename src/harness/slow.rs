//! Tells what is slow from what hangs: a busy machine, or a key that takes long, is no hang. What took more than its time
//! and is then answered at once did hang, and doesn't do so every time.

use super::asking::Asking;
use super::{Make, Plan};
use crate::vector::{Suite, Vector};
use crate::verdict::{Actual, Judgement, Verdict};
use std::time::Instant;

/// The most vectors that are tried once more.
const FEW: usize = 3;

/// How many times the usual time they have.
const TIMES: u32 = 10;

/// Tries a few of the vectors once more that gave no answer in time, each alone and with more time. The first that gives
/// none even then is the last that is tried: it hangs, and the others are likely to.
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
                    "{}; tried again alone, it answered at once",
                    judgement.got
                ))
            }
            Verdict::Hang => return,
            _ => {}
        }
    }
}

/// A right answer that took more time than there is. It stays known in which way it failed.
fn slow(judgement: &Judgement, again: Judgement) -> Judgement {
    let got = format!(
        "{}; tried again, alone and with {TIMES} times the time: {}",
        judgement.got, again.got
    );
    let (verdict, failure) = (Verdict::Slow, judgement.failure);
    Judgement { verdict, failure, got: Actual::Words(got), ..again }
}
