//! The limit of 5,000 key pairs in a region: at the limit, above it, and after a deletion.

use super::super::case::Case;
use super::scenario;
use super::steps::{StepBuilder, create, delete, import, list, look_up};
use keyproof::api::Attribute::KeyName;

const KEY_PAIRS: &str = "Creating a Key Pair";
const ERRORS: &str = "API reference 2014-06-15, Error Codes";

/// The documented limit.
const LIMIT: usize = 5_000;

pub(super) fn cases() -> Vec<Case> {
    [at_the_limit(), freed(), regional(), both_kinds(), code()]
        .into_iter()
        .map(|case| case.document(KEY_PAIRS).expensive())
        .collect()
}

/// Imports this number of key pairs, as a setup step.
fn fill(pairs: u32) -> StepBuilder {
    import("filler-${n}", "alice")
        .description(format!("{pairs} key pairs are imported one after another."))
        .times(pairs)
        .setup()
}

fn one_too_many() -> StepBuilder {
    import("one-too-many", "bob").refused(&[])
}

fn at_the_limit() -> Case {
    let steps = [
        fill(4_999),
        list().expect_count(LIMIT - 1),
        import("the-last", "bob").expect(&[(KeyName, "the-last")]),
        one_too_many(),
        list().expect_count(LIMIT),
        look_up(&["the-last"]).expect(&[(KeyName, "the-last")]),
    ];
    let rules = ["pair/limit-per-region"];
    let comment = "Key pair number 5,000 is accepted, and number 5,001 is refused.";
    scenario("scenario/limit/at-the-limit", &rules, comment, steps)
}

fn freed() -> Case {
    let steps = [
        fill(5_000),
        one_too_many().setup(),
        delete("filler-17"),
        import("in-its-place", "bob").expect(&[(KeyName, "in-its-place")]),
        one_too_many(),
        list().expect_count(LIMIT).setup(),
    ];
    let comment = "After the deletion of one of 5,000 key pairs, exactly one more is accepted.";
    scenario(
        "scenario/limit/room-after-a-deletion",
        &["pair/limit-frees-on-delete"],
        comment,
        steps,
    )
}

fn regional() -> Case {
    let steps = [
        fill(5_000),
        one_too_many().setup(),
        import("web", "bob").in_other_region().expect(&[(KeyName, "web")]),
        list().in_other_region().expect_all(&[&[(KeyName, "web")]]),
        list().expect_count(LIMIT).setup(),
    ];
    let comment = "A region with 5,000 key pairs doesn't limit another region.";
    scenario("scenario/limit/another-region-has-room", &["pair/limit-is-regional"], comment, steps)
}

fn both_kinds() -> Case {
    let steps = [
        create("created").expect(&[(KeyName, "created")]).setup(),
        fill(4_999),
        list().expect_count(LIMIT).setup(),
        one_too_many(),
        create("one-too-many").refused(&[]),
        list().expect_count(LIMIT),
        look_up(&["created"]).expect(&[(KeyName, "created")]),
    ];
    let comment = "One created and 4,999 imported key pairs count together as 5,000.";
    scenario("scenario/limit/counts-both-kinds", &["pair/limit-counts-both-kinds"], comment, steps)
}

fn code() -> Case {
    let codes = ["KeyPairLimitExceeded"];
    let steps = [
        fill(5_000),
        list().expect_count(LIMIT).setup(),
        one_too_many().refused(&codes),
        create("one-too-many").refused(&codes),
    ];
    let rules = ["api/limit-code", "pair/limit-per-region"];
    let comment = "At the limit, import and creation are refused with KeyPairLimitExceeded.";
    scenario("scenario/limit/code", &rules, comment, steps).standard(ERRORS)
}
