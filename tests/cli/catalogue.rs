//! Tests of `keyproof rules` and `keyproof vectors`.

use crate::program::{Suite, keyproof};
use insta::assert_snapshot;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

#[test]
fn rules_are_found_by_a_heading() {
    let suite = Suite::new();
    assert_snapshot!(suite.run(&["rules", "--from", "verifying your key pair"]).success());
}

#[test]
fn a_rule_is_shown_with_its_vectors() {
    let suite = Suite::new();
    assert_snapshot!("rule", suite.run(&["rules", "import/other-lengths-refused"]).success());
    let table = suite.run(&["rules"]).success();
    for rule in keyproof::rule::RULES {
        let is_row = |line: &str| line.split_whitespace().next() == Some(rule.id);
        assert!(table.lines().any(is_row), "{} has no row", rule.id);
    }
    assert_snapshot!("rules", table);
}

#[test]
fn rules_as_json_are_complete() {
    let suite = Suite::new();
    let one = suite.run(&["rules", "import/base64-der", "--json"]).success();
    assert_snapshot!("rule-json", one);
    let all: Vec<Value> = serde_json::from_str(&suite.run(&["rules", "--json"]).success()).unwrap();
    assert_eq!(all.len(), keyproof::rule::RULES.len());
}

#[test]
fn a_vector_is_shown_completely() {
    let suite = Suite::new();
    assert_snapshot!("vectors", suite.run(&["vectors"]).success());
    assert_snapshot!("vectors-of-a-rule", suite.run(&["vectors", "import/base64-der"]).success());
    assert_snapshot!("vector", suite.run(&["vectors", "import/openssh/bits-1025"]).success());
}

#[test]
fn a_vector_is_printed_as_in_its_file() {
    let suite = Suite::new();
    for vector in suite.vectors() {
        let id = vector["id"].as_str().unwrap();
        let raw = suite.run_as_it_is(&["vectors", id, "--raw"]).success();
        assert_eq!(raw, vector["material"].as_str().unwrap(), "{id}");
        let json: Value =
            serde_json::from_str(&suite.run_as_it_is(&["vectors", id, "--json"]).success())
                .unwrap();
        assert_eq!(json, Value::Array(vec![vector.clone()]), "{id}");
    }
}

#[test]
fn an_export_has_a_file_for_each_vector() {
    let suite = Suite::new();
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("export");
    let path = target.to_str().unwrap();
    let export = ["vectors", "export", path];
    suite.run(&export).success();
    let by_id: BTreeMap<String, Value> = suite
        .vectors()
        .into_iter()
        .map(|vector| (vector["id"].as_str().unwrap().to_owned(), vector))
        .collect();
    for (id, vector) in by_id {
        let material = fs::read_to_string(format!("{path}/{id}.pub")).unwrap();
        assert_eq!(material, vector["material"].as_str().unwrap());
        let json: Value =
            serde_json::from_str(&fs::read_to_string(format!("{path}/{id}.json")).unwrap())
                .unwrap();
        assert_eq!(json, vector);
    }
    assert_eq!(suite.run(&export).code, Some(2));
    suite.run(&["vectors", "export", path, "--force"]).success();
}

#[test]
fn every_built_in_vector_can_be_exported() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    keyproof(&["vectors", "export", path]).success();
    keyproof(&["vectors", "export", path, "--force"]).success();
    for entry in keyproof::vector::embedded_entries() {
        assert!(directory.path().join(format!("{}.json", entry.id)).is_file(), "{}", entry.id);
    }
}
