//! The schema of a vector of each kind.

#![allow(clippy::indexing_slicing, reason = "a schema is an object that this module makes")]

use super::builder::{
    BASE64, CODE, FLAG, ID, MODE, any_text, exactly_one_of, list, object, octets, text,
    texts_by_name, with,
};
use serde_json::{Value, json};

/// A vector with the fields of every kind and these of its own.
pub(super) fn vector(
    own: Vec<(&'static str, &'static str, Value)>,
    required: &[&str],
    all_of: Vec<Value>,
) -> Value {
    let rules = "The rule under test, then the rules that the vector builds on.";
    let flags = json!({ "type": "array", "items": text(FLAG), "uniqueItems": true });
    let mut properties = vec![
        ("id", "area/fault-or-feature. It leads to the file: vectors/AREA.json.", text(ID)),
        ("rules", rules, list(text(ID))),
        ("comment", "The purpose of the vector, in one sentence.", any_text()),
    ];
    properties.extend(own);
    properties.push(("flags", "The flags, which notes.json explains.", flags));
    let evidence = json!({ "$ref": "#/$defs/Evidence" });
    properties.push(("evidence", "The evidence for the expected result.", evidence));
    let required = [&["id", "rules", "comment", "flags", "evidence"], required].concat();
    let mut vector = object(&properties, &required);
    if !all_of.is_empty() {
        vector["allOf"] = json!(all_of);
    }
    vector
}

pub(super) fn twins() -> (&'static str, &'static str, Value) {
    let description = "The valid vectors that differ from this one only in the one fault.";
    ("twins", description, list(text(ID)))
}

pub(super) fn format_of(format: &Value) -> (&'static str, &'static str, Value) {
    let description = "The format of the key file, if it is read or may be accepted.";
    ("format", description, format.clone())
}

pub(super) fn result(results: &[&str]) -> (&'static str, &'static str, Value) {
    ("result", "The expected result.", json!({ "type": "string", "enum": results }))
}

pub(super) fn codes() -> (&'static str, &'static str, Value) {
    let description = "With refuse: the correct error codes. If absent, any code is correct.";
    ("codes", description, list(text(CODE)))
}

pub(super) fn import(format: &Value) -> Value {
    let exponent = json!({ "type": "integer", "minimum": 1, "exclusiveMaximum": 1_u64 << 53 });
    let exponent_of = "The public exponent. Absent if it is 2^53 or more.";
    let modulus = "SHA-256 of the modulus: big-endian octets without leading zeros.";
    let open_question = "With either: the flag of the open question.";
    let values = ["bits", "modulus_sha256", "fingerprint"];
    let key = ["bits", "exponent", "modulus_sha256", "fingerprint", "format"];
    vector(
        vec![
            twins(),
            format_of(format),
            ("material", "The public key file, as text.", any_text()),
            ("material_base64", "The public key file in base64, if it isn't text.", text(BASE64)),
            result(&["accept", "refuse", "either"]),
            ("open_question", open_question, text(FLAG)),
            codes(),
            ("bits", "The length of the modulus.", json!({ "type": "integer", "minimum": 1 })),
            ("exponent", exponent_of, exponent),
            ("modulus_sha256", modulus, text("^[0-9a-f]{64}$")),
            ("fingerprint", "MD5 of the key as SubjectPublicKeyInfo DER.", octets(16)),
        ],
        &["result"],
        vec![
            exactly_one_of(&["material", "material_base64"]),
            with(
                "result",
                "accept",
                &[&["format"], &values[..]].concat(),
                &["codes", "open_question"],
            ),
            with("result", "refuse", &["twins"], &[&["open_question"], &key[..]].concat()),
            with(
                "result",
                "either",
                &[&["format", "twins", "open_question"], &values[..]].concat(),
                &["codes"],
            ),
        ],
    )
}

pub(super) fn private_key(format: &Value) -> Value {
    let line = text("^ssh-rsa [A-Za-z0-9+/]+=*$");
    vector(
        vec![
            twins(),
            format_of(format),
            ("private_key", "The private key file, as text.", any_text()),
            ("mode", "The permission bits of the file, in octal; 0400 if absent.", text(MODE)),
            result(&["accept", "refuse"]),
            codes(),
            ("openssh", "The public key as an OpenSSH line, without a comment.", line),
            ("created", "SHA-1 of the key as unencrypted PKCS#8 DER.", octets(20)),
            ("imported", "MD5 of the public key as SubjectPublicKeyInfo DER.", octets(16)),
        ],
        &["private_key", "result"],
        vec![
            with("result", "accept", &["format", "openssh", "created", "imported"], &["codes"]),
            with("result", "refuse", &["twins"], &["format", "openssh", "created", "imported"]),
        ],
    )
}

pub(super) fn fingerprint(format: &Value) -> Value {
    vector(
        vec![
            twins(),
            format_of(format),
            ("key", "The name of the private key file in keys.", any_text()),
            ("fingerprint", "The fingerprint to compare with the key.", any_text()),
            result(&["accept", "refuse"]),
        ],
        &["twins", "format", "key", "fingerprint", "result"],
        Vec::new(),
    )
}

pub(super) fn decrypt(format: &Value) -> Value {
    let plaintext = "The plaintext. With refuse, the decryption must not return it.";
    vector(
        vec![
            twins(),
            format_of(format),
            ("key", "The name of the private key file in keys.", any_text()),
            ("ciphertext_base64", "The ciphertext (RSAES-PKCS1-v1_5).", text(BASE64)),
            result(&["accept", "refuse"]),
            ("plaintext", plaintext, any_text()),
        ],
        &["format", "key", "ciphertext_base64", "result", "plaintext"],
        vec![with("result", "refuse", &["twins"], &[])],
    )
}

pub(super) fn key_file() -> Value {
    vector(
        vec![
            ("key_name", "The name of the key pair.", any_text()),
            result(&["accept"]),
            ("file_name", "The name of the file, without a directory.", any_text()),
            ("mode", "The permission bits of the file, in octal.", text(MODE)),
        ],
        &["key_name", "result", "file_name", "mode"],
        Vec::new(),
    )
}

pub(super) fn scenario() -> Value {
    let steps = json!({ "type": "array", "items": { "$ref": "#/$defs/Step" }, "minItems": 1 });
    vector(
        vec![
            ("given", "Texts that the steps use, by name, beside the keys.", texts_by_name()),
            ("expensive", "It takes thousands of requests.", json!({ "const": true })),
            ("steps", "The steps, in order.", steps),
        ],
        &["steps"],
        Vec::new(),
    )
}

pub(super) fn evidence() -> Value {
    let tool = object(
        &[
            ("name", "The name and the version of the tool.", any_text()),
            ("command", "The command that computes the value.", any_text()),
        ],
        &["name", "command"],
    );
    let versions = "The oracles that gave the expected result: the version of each, by name.";
    let mut evidence = object(
        &[
            ("document", "Headings in the Amazon EC2 documentation.", list(any_text())),
            ("standards", "Sections of RFCs and other standards.", list(any_text())),
            ("observed", "Behaviour that was observed in the real service.", list(any_text())),
            ("tools", "The tools that computed the values.", list(tool)),
            ("confirmed", versions, texts_by_name()),
        ],
        &[],
    );
    evidence["description"] = json!("The evidence for the expected result.");
    evidence["minProperties"] = json!(1);
    evidence
}
