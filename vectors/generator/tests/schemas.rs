//! The JSON Schemas are strict: they accept every vector file, and refuse the same broken files as the
//! loader.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use jsonschema::Validator;
use keyproof::vector;
use keyproof::vector::file::Kind;
use keyproof_vectors::{files, vectors};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn read(path: &str) -> Value {
    let path = vectors().join(path);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap()
}

fn validator(name: &str) -> Validator {
    jsonschema::validator_for(&read(&format!("schemas/{name}.schema.json"))).unwrap()
}

fn faults(validator: &Validator, file: &Value) -> Vec<String> {
    let fault =
        |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    validator.iter_errors(file).map(fault).collect()
}

#[test]
fn every_vector_file_and_the_notes_follow_their_schema() {
    let names = files().into_iter().map(|file| file.path);
    let vector_files = names.filter(|path| !path.starts_with("schemas/"));
    for path in vector_files.chain(["notes.json".to_owned()]) {
        let file = read(&path);
        // The file names its schema, by a path that starts at the file.
        let schema = file["schema"].as_str().unwrap();
        let directory = vectors().join(&path).parent().unwrap().to_owned();
        let schema = std::fs::read_to_string(directory.join(schema)).unwrap();
        let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
        assert_eq!(faults(&validator, &file), Vec::<String>::new(), "vectors/{path}");
    }
}

#[test]
fn an_id_leads_to_its_file() {
    for path in files().into_iter().map(|file| file.path).filter(|it| !it.starts_with("schemas/")) {
        let file = read(&path);
        let entries = file["vectors"].as_array().unwrap();
        assert_eq!(file["count"], entries.len());
        for entry in entries {
            let (area, _) = entry["id"].as_str().unwrap().rsplit_once('/').unwrap();
            assert_eq!(format!("{area}.json"), path);
        }
    }
}

#[test]
fn each_flag_has_one_note_and_each_note_a_vector() {
    let suite = vector::embedded();
    let used: BTreeSet<&String> = suite.vectors.iter().flat_map(|it| &it.flags).collect();
    let explained: BTreeSet<&String> = suite.notes.keys().collect();
    assert_eq!(used, explained);
}

/// A change of a valid file.
struct Damage {
    /// The file that is changed.
    path: &'static str,
    /// The JSON pointer of an object in it.
    object: String,
    /// The member that is changed.
    member: &'static str,
    /// The new value, or nothing if the member is removed.
    value: Option<Value>,
    /// Whether the loader refuses the file too. It leaves the spelling of values to the schema.
    is_fatal: bool,
}

/// Returns the pointer of the first vector with these members.
fn vector_with(path: &str, members: &[(&str, &str)]) -> String {
    let file = read(path);
    let has = |entry: &Value| {
        members.iter().all(|(name, value)| match *value {
            "" => entry.get(name).is_some(),
            value => entry[name] == value,
        })
    };
    let found = file["vectors"].as_array().unwrap().iter().position(has);
    format!("/vectors/{}", found.unwrap_or_else(|| panic!("{path} has no vector {members:?}")))
}

/// Returns the pointer of the first step with these members.
fn step_with(path: &str, members: &[(&str, &str)]) -> String {
    let file = read(path);
    for (index, entry) in file["vectors"].as_array().unwrap().iter().enumerate() {
        let has = |step: &Value| {
            members.iter().all(|(name, value)| match *value {
                "" => step.get(name).is_some(),
                value => step[name] == value,
            })
        };
        if let Some(step) = entry["steps"].as_array().unwrap().iter().position(has) {
            return format!("/vectors/{index}/steps/{step}");
        }
    }
    panic!("{path} has no step {members:?}")
}

/// A change that the loader refuses too.
fn fatal(
    path: &'static str,
    object: &str,
    member: &'static str,
    value: impl Into<Option<Value>>,
) -> Damage {
    let object = object.to_owned();
    Damage { path, object, member, value: value.into(), is_fatal: true }
}

/// A change of a value's spelling.
fn spelling(path: &'static str, object: &str, member: &'static str, value: Value) -> Damage {
    let object = object.to_owned();
    Damage { path, object, member, value: Some(value), is_fatal: false }
}

fn damages() -> Vec<Damage> {
    const IMPORT: &str = "import/openssh.json";
    const PRIVATE: &str = "private-key.json";
    const FINGERPRINT: &str = "fingerprint.json";
    const DECRYPT: &str = "pair/asymmetric.json";
    const KEY_FILE: &str = "create/key-file.json";
    const SCENARIO: &str = "scenario/api.json";
    let accept = vector_with(IMPORT, &[("result", "accept"), ("material", "")]);
    let refuse = vector_with(IMPORT, &[("result", "refuse")]);
    let either = vector_with(IMPORT, &[("result", "either")]);
    let read_key = vector_with(PRIVATE, &[("result", "accept")]);
    let refused_key = vector_with(PRIVATE, &[("result", "refuse")]);
    let first = "/vectors/0";
    let refused_step = step_with(SCENARIO, &[("result", "refuse")]);
    let answered_step = step_with(SCENARIO, &[("result", "accept"), ("resource", "")]);
    let guest_step = step_with("scenario/launch.json", &[("guest_action", "")]);
    let check_step = step_with("scenario/create.json", &[("check", "")]);
    let open_step = step_with("scenario/name.json", &[("result", "either")]);
    let operation = format!("{refused_step}/operation");
    vec![
        // The file.
        fatal(IMPORT, "", "kind", None),
        fatal(IMPORT, "", "kind", json!("imports")),
        fatal(IMPORT, "", "kind", json!("private-key")),
        fatal(IMPORT, "", "count", None),
        fatal(IMPORT, "", "suite_version", None),
        spelling(IMPORT, "", "suite_version", json!("one")),
        fatal(IMPORT, "", "vectors", json!({})),
        fatal(IMPORT, "", "notes", json!({})),
        // Every vector.
        fatal(IMPORT, &accept, "id", None),
        spelling(IMPORT, &accept, "id", json!("Import OpenSSH")),
        spelling(IMPORT, &accept, "id", json!("bits-2048")),
        fatal(IMPORT, &accept, "rules", json!([])),
        fatal(IMPORT, &accept, "rules", json!(["Not a rule"])),
        fatal(IMPORT, &accept, "comment", json!(1)),
        fatal(IMPORT, &accept, "flags", None),
        fatal(IMPORT, &accept, "flags", json!(["lower-case"])),
        spelling(IMPORT, &accept, "evidence", json!([])),
        spelling(IMPORT, &accept, "evidence", json!({})),
        fatal(IMPORT, &accept, "evidence", json!({ "guess": ["it works"] })),
        fatal(IMPORT, &accept, "expect", json!({ "accept": {} })),
        // Import vectors.
        fatal(IMPORT, &accept, "result", None),
        fatal(IMPORT, &accept, "result", json!("valid")),
        fatal(IMPORT, &accept, "result", json!("any")),
        fatal(IMPORT, &accept, "material", None),
        fatal(IMPORT, &accept, "material_base64", json!("AAAA")),
        fatal(IMPORT, &accept, "private_key", json!("-----BEGIN")),
        fatal(IMPORT, &accept, "format", None),
        fatal(IMPORT, &accept, "format", json!("pem")),
        fatal(IMPORT, &accept, "bits", None),
        fatal(IMPORT, &accept, "bits", json!("2048")),
        spelling(IMPORT, &accept, "bits", json!(0)),
        spelling(IMPORT, &accept, "exponent", json!(1_u64 << 53)),
        fatal(IMPORT, &accept, "exponent", json!("65537")),
        fatal(IMPORT, &accept, "modulus_sha256", None),
        spelling(IMPORT, &accept, "modulus_sha256", json!("AB".repeat(32))),
        spelling(IMPORT, &accept, "modulus_sha256", json!("ab".repeat(31))),
        fatal(IMPORT, &accept, "fingerprint", None),
        spelling(IMPORT, &accept, "fingerprint", json!("00".repeat(16))),
        spelling(IMPORT, &accept, "fingerprint", json!(vec!["00"; 20].join(":"))),
        fatal(IMPORT, &accept, "codes", json!(["InvalidKey.Format"])),
        fatal(IMPORT, &accept, "open_question", json!("Flag")),
        fatal(IMPORT, &refuse, "twins", None),
        fatal(IMPORT, &refuse, "fingerprint", json!(vec!["00"; 16].join(":"))),
        spelling(IMPORT, &refuse, "codes", json!([])),
        spelling(IMPORT, &refuse, "codes", json!(["invalid key"])),
        fatal(IMPORT, &either, "open_question", None),
        fatal(IMPORT, &either, "open_question", json!("not a flag")),
        fatal(IMPORT, &either, "bits", None),
        fatal(IMPORT, &either, "twins", None),
        // Private keys.
        fatal(PRIVATE, &read_key, "private_key", None),
        fatal(PRIVATE, &read_key, "created", None),
        fatal(PRIVATE, &read_key, "imported", None),
        fatal(PRIVATE, &read_key, "openssh", None),
        spelling(PRIVATE, &read_key, "openssh", json!("ssh-rsa AAAA with a comment")),
        spelling(PRIVATE, &read_key, "created", json!(vec!["00"; 16].join(":"))),
        fatal(PRIVATE, &read_key, "mode", json!("rw-------")),
        fatal(PRIVATE, &read_key, "result", json!("either")),
        fatal(PRIVATE, &refused_key, "openssh", json!("ssh-rsa AAAA")),
        fatal(PRIVATE, &refused_key, "twins", None),
        // Fingerprints, ciphertexts and key files.
        fatal(FINGERPRINT, "", "keys", None),
        fatal(FINGERPRINT, first, "key", None),
        fatal(FINGERPRINT, first, "fingerprint", None),
        fatal(FINGERPRINT, first, "result", json!("either")),
        fatal(FINGERPRINT, first, "matches", json!(true)),
        fatal(DECRYPT, first, "ciphertext_base64", json!("no base64")),
        fatal(DECRYPT, first, "plaintext", None),
        fatal(DECRYPT, first, "key", None),
        fatal(KEY_FILE, first, "file_name", None),
        fatal(KEY_FILE, first, "mode", json!("9999")),
        fatal(KEY_FILE, first, "result", json!("refuse")),
        // Scenarios.
        fatal(SCENARIO, first, "steps", json!([])),
        fatal(SCENARIO, first, "result", json!("accept")),
        fatal(SCENARIO, &refused_step, "operation", None),
        fatal(SCENARIO, &refused_step, "result", None),
        fatal(SCENARIO, &refused_step, "result", json!("maybe")),
        fatal(SCENARIO, &refused_step, "resource", json!({ "key_name": "web" })),
        fatal(SCENARIO, &refused_step, "sudo", json!(true)),
        fatal(SCENARIO, &refused_step, "times", json!(0)),
        fatal(SCENARIO, &refused_step, "times", json!(10_001)),
        fatal(SCENARIO, &operation, "name", json!("MakeKeyPair")),
        fatal(SCENARIO, &operation, "parameters", None),
        fatal(SCENARIO, &operation, "parameters", json!({ "colour": "red" })),
        fatal(SCENARIO, &answered_step, "count", json!(1)),
        fatal(SCENARIO, &answered_step, "resources", json!([])),
        fatal(SCENARIO, &answered_step, "codes", json!(["InvalidKey.Format"])),
        fatal(SCENARIO, &answered_step, "resource", json!({ "colour": "red" })),
        fatal(SCENARIO, &answered_step, "save", json!({ "it": "colour" })),
        spelling(SCENARIO, &answered_step, "region", json!("the moon")),
        fatal("scenario/launch.json", &guest_step, "instance", None),
        fatal("scenario/launch.json", &guest_step, "dry_run", json!(true)),
        fatal("scenario/create.json", &check_step, "result", json!("accept")),
        fatal("scenario/create.json", &format!("{check_step}/check"), "name", json!("guess")),
        fatal("scenario/name.json", &open_step, "open_question", None),
    ]
}

#[test]
fn a_broken_file_breaks_its_schema_and_the_loader_refuses_it() {
    let all = damages();
    for Damage { path, object, member, value, is_fatal } in &all {
        let mut file = read(path);
        let kind = file["kind"].as_str().unwrap().to_owned();
        let members = file.pointer_mut(object).unwrap().as_object_mut().unwrap();
        match value {
            Some(value) => _ = members.insert((*member).to_owned(), value.clone()),
            None => assert!(members.remove(*member).is_some(), "{path}{object} has no {member}"),
        }
        let what = format!("{path}{object}: {member} = {value:?}");
        assert!(!faults(&validator(&kind), &file).is_empty(), "the schema accepts {what}");
        if *is_fatal {
            let directory = tempfile::tempdir().unwrap();
            std::fs::write(directory.path().join("file.json"), file.to_string()).unwrap();
            let loaded = vector::load(directory.path());
            // A vector without its twin is refused anyway, so the message must be about something else.
            let message = loaded.err().map(|error| error.to_string()).unwrap_or_default();
            let is_other = message.contains("its twin ") && *member != "twins";
            assert!(!message.is_empty() && !is_other, "the loader accepts {what}: {message}");
        }
    }
    let kind = |damage: &Damage| read(damage.path)["kind"].as_str().unwrap().to_owned();
    let kinds: BTreeSet<String> = all.iter().map(kind).collect();
    assert_eq!(kinds.len(), Kind::ALL.len());
}
