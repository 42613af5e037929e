//! Duplicate names: a second key pair is refused, with the documented error code.

use super::super::case::Case;
use super::scenario;
use super::steps::{StepBuilder, create, import, list};
use keyproof::api::Attribute::{Fingerprint, KeyName};

const CREATE_AND_IMPORT: &str = "API reference 2014-06-15, CreateKeyPair and ImportKeyPair";
const ERRORS: &str = "API reference 2014-06-15, Error Codes";

/// Returns a step that creates or imports a key pair.
type Make = fn() -> StepBuilder;

/// The combinations of operations: id, first use of the name, second use of the name.
const WAYS: [(&str, Make, Make); 5] = [
    ("create-over-a-created", || create("web"), || create("web")),
    ("create-over-an-imported", || import("web", "alice"), || create("web")),
    ("import-over-a-created", || create("web"), || import("web", "bob")),
    ("import-over-an-imported", || import("web", "carol"), || import("web", "bob")),
    ("same-key-over-an-imported", || import("web", "alice"), || import("web", "alice")),
];

pub(super) fn cases() -> Vec<Case> {
    let refusals = WAYS.into_iter().map(|(name, first, second)| {
        let steps = [
            first().save("shown", Fingerprint).setup(),
            second().refused(&[]),
            list().expect_all(&[&[(KeyName, "web"), (Fingerprint, "${shown}")]]),
        ];
        let comment = "A name in use is refused, and the first key pair stays unchanged.";
        scenario(
            &format!("scenario/pair/{name}-pair"),
            &["pair/name-unique-in-region"],
            comment,
            steps,
        )
        .standard(CREATE_AND_IMPORT)
    });
    let codes = WAYS.into_iter().map(|(name, first, second)| {
        let steps = [
            first().expect(&[(KeyName, "web")]).setup(),
            second().refused(&["InvalidKeyPair.Duplicate"]),
            list().expect_count(1),
        ];
        let rules = ["api/duplicate-code", "pair/name-unique-in-region"];
        let comment = "The error code for a name in use is InvalidKeyPair.Duplicate.";
        scenario(&format!("scenario/api/duplicate-code-{name}-pair"), &rules, comment, steps)
            .standard(ERRORS)
    });
    refusals.chain(codes).collect()
}
