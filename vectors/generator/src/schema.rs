//! The JSON Schemas: one for each kind of vector file, one for the notes, one for the adapter protocol and
//! one for lists of known failures. Each is complete in itself.
//!
//! A vector is an object with all fields of its kind, so that a tool can generate one type from it. What
//! each result needs and excludes is added under `allOf`.

#![allow(clippy::indexing_slicing, reason = "a schema is an object that this module makes")]

mod builder;
mod kinds;
mod step;

use super::Generated;
use builder::{FLAG, any_text, object, text, texts_by_name};
use keyproof::api::KeyFormat;
use keyproof::known_failures;
use keyproof::protocol;
use keyproof::vector::file::Kind;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// Returns all schemas.
pub(super) fn files() -> Vec<Generated> {
    let kinds = Kind::ALL.map(|kind| (kind.name(), of_kind(kind)));
    let known_failures = serde_json::from_str(&known_failures::file::schema());
    let others = [
        ("notes", notes()),
        ("protocol", protocol()),
        ("known-failures", known_failures.expect("a schema is JSON")),
    ];
    let file = |(name, schema): (&str, Value)| Generated {
        path: format!("schemas/{name}.schema.json"),
        contents: super::json(&schema),
    };
    kinds.into_iter().chain(others).map(file).collect()
}

/// The schema of a file of this kind.
fn of_kind(kind: Kind) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let format = generator.subschema_for::<KeyFormat>().to_value();
    let mut vector = match kind {
        Kind::Import => kinds::import(&format),
        Kind::PrivateKey => kinds::private_key(&format),
        Kind::Fingerprint => kinds::fingerprint(&format),
        Kind::Decrypt => kinds::decrypt(&format),
        Kind::KeyFile => kinds::key_file(),
        Kind::Scenario => kinds::scenario(),
    };
    vector["description"] = json!("A test vector.");
    let mut definitions = json!({ "Vector": vector, "Evidence": kinds::evidence() });
    if kind == Kind::Scenario {
        definitions["Step"] = step::step(&mut generator);
    }
    let mut derived = generator.take_definitions(true);
    derived.retain(|name, _| {
        // The format of a key file belongs to the kinds with key files.
        name != "KeyFormat" || !matches!(kind, Kind::KeyFile | Kind::Scenario)
    });
    derived.values_mut().for_each(name_variants);
    if let Some(definitions) = definitions.as_object_mut() {
        definitions.extend(derived);
    }
    let has_keys = matches!(kind, Kind::Fingerprint | Kind::Decrypt | Kind::Scenario);
    let mut properties = vec![
        ("schema", "The location of this schema.", any_text()),
        ("kind", "The kind of the vectors.", json!({ "const": kind.name() })),
        ("suite_version", "The version of the suite.", text("^[0-9]+\\.[0-9]+\\.[0-9]+(-.+)?$")),
        ("count", "The number of the vectors.", json!({ "type": "integer", "minimum": 1 })),
        ("about", "What the vectors of this file have in common.", any_text()),
    ];
    if has_keys {
        properties.push(("keys", "Key files that several vectors use, by name.", texts_by_name()));
    }
    let vectors = json!({ "type": "array", "items": { "$ref": "#/$defs/Vector" }, "minItems": 1 });
    properties.push(("vectors", "The vectors.", vectors));
    let mut required = vec!["schema", "kind", "suite_version", "count", "about", "vectors"];
    if matches!(kind, Kind::Fingerprint | Kind::Decrypt) {
        required.push("keys");
    }
    let title = format!("{}File", type_name(kind.name()));
    root(
        &title,
        "A file of test vectors, all of one kind.",
        object(&properties, &required),
        definitions,
    )
}

/// Names each variant of a union after its `name`, and its parameters too. Tools that generate types name
/// them after these titles.
fn name_variants(definition: &mut Value) {
    for variant in definition.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(name) = variant["properties"]["name"]["const"].as_str() else { continue };
        let title = type_name(name);
        if let Some(parameters) = variant["properties"].get_mut("parameters") {
            parameters["title"] = json!(format!("{title}Parameters"));
        }
        variant["title"] = json!(title);
    }
}

/// Returns a name as the names of types are spelt: without separators, each word with a capital.
fn type_name(name: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    };
    name.split(['_', '-']).map(word).collect()
}

fn root(title: &str, description: &str, mut schema: Value, definitions: Value) -> Value {
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(title);
    schema["description"] = json!(description);
    schema["$defs"] = definitions;
    schema
}

fn notes() -> Value {
    let bugs = [
        "key-confusion",
        "private-key-disclosed",
        "injection",
        "denial-of-service",
        "wrong-fingerprint",
        "weak-key",
        "lockout",
        "wrong-state",
        "interoperability",
        "unspecified",
    ];
    let note = object(
        &[
            ("bug", "The kind of bug.", json!({ "type": "string", "enum": bugs })),
            (
                "severity",
                "The severity of the possible consequences.",
                json!({ "type": "string", "enum": ["high", "medium", "low", "none"] }),
            ),
            ("what", "The fault or difference.", any_text()),
            ("effect", "The possible consequences.", any_text()),
            ("seen", "Where it was seen, and which tools behave how.", any_text()),
            (
                "links",
                "Public reports of the fault.",
                json!({ "type": "array", "items": text("^https://"), "uniqueItems": true }),
            ),
        ],
        &["bug", "severity", "what", "effect", "seen", "links"],
    );
    let by_flag = json!({
        "type": "object",
        "propertyNames": { "pattern": FLAG },
        "additionalProperties": { "$ref": "#/$defs/Note" },
        "minProperties": 1,
    });
    let properties = [
        ("schema", "The location of this schema.", any_text()),
        ("notes", "The notes, by flag.", by_flag),
    ];
    let file = object(&properties, &["schema", "notes"]);
    root("Notes", "The meaning of the flags.", file, json!({ "Note": note }))
}

/// The schema of the adapter protocol.
fn protocol() -> Value {
    let mut schema = schemars::schema_for!(Messages);
    // The type of a message is evident from its members, so the wrapping enum is removed.
    schema.remove("oneOf");
    let messages = ["Request", "Greeting", "Answer"];
    let messages = messages.map(|name| json!({ "$ref": format!("#/$defs/{name}") }));
    schema.insert("anyOf".to_owned(), messages.to_vec().into());
    schema.to_value()
}

/// A message of the adapter protocol.
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "snake_case")]
#[expect(dead_code, reason = "it is there for its schema")]
enum Messages {
    /// A request of the harness.
    Request(protocol::Request<'static>),
    /// The adapter's answer to the first request.
    Greeting(protocol::Greeting),
    /// The adapter's answer to any other request.
    Answer(protocol::Answer),
}
