//! The limit of 5,000 pairs: at it, beyond it, and below it again.

use super::super::Group;
use super::super::case::Case;
use super::scenario;
use super::steps::{StepBuilder, create, delete, import, list, look_up};
use keyproof::api::Attribute::KeyName;

const KEY_PAIRS: &str = "Creating a Key Pair";
const ERRORS: &str = "API reference 2014-06-15, Error Codes";

/// The documented limit.
const LIMIT: usize = 5_000;

pub(super) fn file() -> Group {
    Group {
        path: "scenario/limit",
        about: "The limit of 5,000 pairs in a region. Each takes thousands of requests.".to_owned(),
        cases: [at_the_limit(), freed(), regional(), both_kinds(), code()]
            .into_iter()
            .map(|case| case.document(KEY_PAIRS).expensive())
            .collect(),
    }
}

/// Pairs that fill a region up to this number.
fn fill(pairs: u32) -> StepBuilder {
    import("filler-${n}", "alice")
        .description(format!("{pairs} key pairs are imported, one after the other."))
        .times(pairs)
        .setup()
}

fn one_too_many() -> StepBuilder {
    import("one-too-many", "bob").refused(&[])
}

fn at_the_limit() -> Case {
    let steps = [
        fill(4_999),
        list().expect_count(LIMIT - 1).setup(),
        import("the-last", "bob").expect(&[(KeyName, "the-last")]),
        one_too_many(),
        list().expect_count(LIMIT),
        look_up(&["the-last"]).expect(&[(KeyName, "the-last")]),
    ];
    let rules = ["pair/limit-per-region"];
    let comment = "Number 5,000 is taken, and number 5,001 refused.";
    scenario("scenario/limit/at-the-limit", &rules, comment, steps)
}

fn freed() -> Case {
    let steps = [
        fill(5_000),
        one_too_many().setup(),
        delete("filler-17"),
        import("in-its-place", "bob").expect(&[(KeyName, "in-its-place")]),
        one_too_many(),
        list().expect_count(LIMIT),
    ];
    let comment = "Deleting one of 5,000 makes room for one.";
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
        list().expect_count(LIMIT),
    ];
    let comment = "A full region beside an empty one.";
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
    let comment = "One created and 4,999 imported pairs are 5,000.";
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
    let comment = "The code says that the region is full, in importing and creating alike.";
    scenario("scenario/limit/code", &rules, comment, steps).standard(ERRORS)
}
