//! The parts of a schema.

#![allow(clippy::indexing_slicing, reason = "a schema is an object that this module makes")]

use serde_json::{Map, Value, json};

pub(super) const ID: &str = "^[a-z0-9-]+(/[a-z0-9.-]+)+$";
pub(super) const FLAG: &str = "^[A-Z][A-Za-z0-9]+$";
pub(super) const BASE64: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
pub(super) const CODE: &str = "^[A-Z][A-Za-z]*(\\.[A-Z][A-Za-z]*)*$";
pub(super) const MODE: &str = "^[0-7]{3,4}$";

pub(super) fn octets(count: usize) -> Value {
    text(&format!("^[0-9a-f]{{2}}(:[0-9a-f]{{2}}){{{}}}$", count - 1))
}

pub(super) fn text(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

pub(super) fn any_text() -> Value {
    json!({ "type": "string" })
}

/// A list without repetitions. It is absent rather than empty.
pub(super) fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items, "minItems": 1, "uniqueItems": true })
}

pub(super) fn texts_by_name() -> Value {
    json!({
        "type": "object",
        "propertyNames": { "pattern": "^[A-Za-z0-9_./-]+$" },
        "additionalProperties": { "type": "string" },
        "minProperties": 1,
    })
}

/// Returns an object with these properties and no others.
pub(super) fn object(properties: &[(&str, &str, Value)], required: &[&str]) -> Value {
    let described = |(name, description, schema): &(&str, &str, Value)| {
        let mut schema = schema.clone();
        if !description.is_empty() {
            schema["description"] = json!(description);
        }
        ((*name).to_owned(), schema)
    };
    let properties: Map<String, Value> = properties.iter().map(described).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// If a property has this value, these are required and those are excluded.
pub(super) fn with(property: &str, value: &str, required: &[&str], excluded: &[&str]) -> Value {
    json!({
        "if": { "properties": { property: { "const": value } }, "required": [property] },
        "then": {
            "required": required,
            "properties": excluded.iter().map(|name| ((*name).to_owned(), json!(false))).collect::<Map<_, _>>(),
        },
    })
}

pub(super) fn exactly_one_of(properties: &[&str]) -> Value {
    let one = |name: &&str| json!({ "required": [name] });
    json!({ "oneOf": properties.iter().map(one).collect::<Vec<_>>() })
}
