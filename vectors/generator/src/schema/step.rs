//! The schema of a step of a scenario.

#![allow(clippy::indexing_slicing, reason = "a schema is an object that this module makes")]

use super::builder::{FLAG, any_text, exactly_one_of, list, object, text, with};
use super::kinds::{codes, result};
use keyproof::api::Attribute;
use keyproof::api::guest::GuestAction;
use keyproof::api::service::{Operation, Signature};
use keyproof::vector::file::Check;
use serde_json::{Value, json};

pub(super) fn step(generator: &mut schemars::SchemaGenerator) -> Value {
    let attribute = generator.subschema_for::<Attribute>().to_value();
    let operation = generator.subschema_for::<Operation>().to_value();
    let guest_action = generator.subschema_for::<GuestAction>().to_value();
    let check = generator.subschema_for::<Check>().to_value();
    let signature = generator.subschema_for::<Signature>().to_value();
    let attributes = json!({
        "type": "object",
        "propertyNames": attribute,
        "additionalProperties": { "type": "string" },
    });
    let yes = json!({ "const": true });
    let save = json!({
        "type": "object",
        "propertyNames": { "pattern": "^[a-z0-9_]+$" },
        "additionalProperties": attribute,
        "minProperties": 1,
    });
    let number = |minimum| json!({ "type": "integer", "minimum": minimum, "maximum": 10_000 });
    let mut step = object(
        &[
            ("description", "The step, in one sentence.", any_text()),
            ("setup", "A setup step. If it fails, the rules were not tested.", yes.clone()),
            ("times", "How often the step is performed; ${n} counts from 1.", number(2)),
            ("region", "The region; us-east-1 if absent.", text("^[a-z]{2}-[a-z]+-[0-9]$")),
            ("operation", "The requested operation.", operation),
            ("dry_run", "With operation: the request is a dry run.", yes.clone()),
            ("signature", "With operation: how the request is signed.", signature),
            ("instance", "With guest_action: the id of the instance.", any_text()),
            ("guest_action", "The action in the instance.", guest_action),
            ("sudo", "With guest_action: root performs the action.", yes.clone()),
            ("check", "A check by the test program, without the implementation.", check),
            result(&["accept", "refuse", "either", "any"]),
            ("open_question", "With either: the flag of the open question.", text(FLAG)),
            codes(),
            ("resource", "One resource with at least these attributes.", attributes.clone()),
            (
                "resources",
                "Exactly these resources in any order.",
                json!({ "type": "array", "items": attributes.clone() }),
            ),
            ("count", "The number of the resources.", number(0)),
            ("absent", "Attributes that the answer must not have.", list(attribute.clone())),
            ("not_equal", "Values that these attributes must not have.", attributes),
            ("hides_private_key", "The answer holds no private key material.", yes),
            ("save", "Attributes of the answer to save, by name.", save),
        ],
        &["description"],
    );
    let answer = ["resource", "resources", "count", "absent", "not_equal", "save"];
    let more_than_one = |one: &str, other: &str| json!({ "not": { "required": [one, other] } });
    step["allOf"] = json!([
        exactly_one_of(&["operation", "guest_action", "check"]),
        { "if": { "required": ["check"] },
          "then": { "not": { "required": ["result"] } },
          "else": { "required": ["result"] } },
        { "dependentRequired": {
            "dry_run": ["operation"],
            "signature": ["operation"],
            "instance": ["guest_action"],
            "guest_action": ["instance"],
            "sudo": ["guest_action"],
            "open_question": ["result"],
            "codes": ["result"],
            "resource": ["result"],
            "resources": ["result"],
            "count": ["result"],
            "absent": ["result"],
            "not_equal": ["result"],
            "hides_private_key": ["result"],
            "save": ["result"],
        } },
        more_than_one("resource", "resources"),
        more_than_one("resource", "count"),
        more_than_one("resources", "count"),
        with("result", "accept", &[], &["codes", "open_question"]),
        with("result", "refuse", &[], &[&["open_question"], &answer[..]].concat()),
        with(
            "result",
            "either",
            &["open_question"],
            &["codes", "resources", "count", "absent", "not_equal", "save"],
        ),
        with("result", "any", &[], &[&["codes", "open_question"], &answer[..]].concat()),
    ]);
    step
}
