//! The form and the error codes of refusals: missing parameters, unusable key material, unknown operations.

use super::super::case::{Case, FORMAT_CODES};
use super::super::keys::{self, text};
use super::scenario;
use super::steps::{
    StepBuilder, call, create, delete, import, import_text, list, look_up, unknown_action,
};
use keyproof::api::Attribute::KeyName;
use keyproof::api::service::Operation;

const ERRORS: &str = "API reference 2014-06-15, Error Codes";

pub(super) fn cases() -> Vec<Case> {
    let cases = [vec![forms()], unknown_actions(), missing_parameters(), format_codes()];
    cases.concat()
}

/// Imports one key pair, runs a step that is refused, and checks that the region is unchanged.
fn refused(step: StepBuilder, codes: &[&str]) -> [StepBuilder; 3] {
    [
        import("alice", "alice").expect(&[(KeyName, "alice")]).setup(),
        step.refused(codes),
        list().expect_all(&[&[(KeyName, "alice")]]),
    ]
}

/// Tests each kind of refusal of the key pair API in one scenario.
fn forms() -> Case {
    let steps = [
        import("web", "alice").expect(&[(KeyName, "web")]).setup(),
        create("web").refused(&["InvalidKeyPair.Duplicate"]),
        look_up(&["no-such-pair"]).refused(&["InvalidKeyPair.NotFound"]),
        delete("")
            .description("A key pair without a name is deleted.")
            .refused(&["MissingParameter"]),
        import_text("other", "AAAA").refused(FORMAT_CODES),
        list().expect_all(&[&[(KeyName, "web")]]),
    ];
    let rules = [
        "api/error-form",
        "api/duplicate-code",
        "api/describe-unknown",
        "api/missing-parameter",
        "api/format-error-code",
    ];
    let comment = "Every refusal is an error with a code, and the service responds after each.";
    scenario("scenario/api/refusals-have-codes", &rules, comment, steps).standard(ERRORS)
}

fn unknown_actions() -> Vec<Case> {
    let actions = [
        (
            "unknown-action",
            "NoSuchAction",
            "The requested operation exists in no version of the API.",
        ),
        (
            "misspelt-action",
            "DescribeKeyPair",
            "The name of the requested operation lacks its last letter.",
        ),
        (
            "action-with-a-space",
            "Describe KeyPairs",
            "The name of the requested operation contains a space.",
        ),
    ];
    let case = |(id, action, comment): &(&str, &str, &str)| {
        let steps = refused(unknown_action(action), &["InvalidAction"]);
        scenario(&format!("scenario/api/{id}"), &["api/error-form"], comment, steps)
            .standard(ERRORS)
            .standard("API reference 2014-06-15, Common Query Parameters")
    };
    actions.iter().map(case).collect()
}

fn missing_parameters() -> Vec<Case> {
    let material = || Some("${base64:bob_public}".to_owned());
    let import =
        |key_name, public_key_material| Operation::ImportKeyPair { key_name, public_key_material };
    let name = || Some("other".to_owned());
    let empty = || Some(String::new());
    let create = |key_name| Operation::CreateKeyPair { key_name };
    let delete = |key_name| Operation::DeleteKeyPair { key_name };
    let operations = [
        ("create-without-a-name", "A key pair is created without a name.", create(None)),
        ("create-with-an-empty-name", "A key pair is created with an empty name.", create(empty())),
        (
            "import-without-a-name",
            "A key pair is imported without a name.",
            import(None, material()),
        ),
        (
            "import-with-an-empty-name",
            "A key pair is imported with an empty name.",
            import(empty(), material()),
        ),
        ("delete-without-a-name", "A key pair is deleted without a name.", delete(None)),
        (
            "import-without-the-parameter",
            "A key pair is imported without the parameter PublicKeyMaterial.",
            import(name(), None),
        ),
        (
            "import-without-any-parameter",
            "A key pair is imported with neither a name nor key material.",
            import(None, None),
        ),
    ];
    let case = |(id, say, operation): (&str, &str, Operation)| {
        let steps = refused(call(say, operation), &["MissingParameter"]);
        let comment = "An absent or empty required parameter is refused with MissingParameter.";
        scenario(
            &format!("scenario/api/missing-parameter-{id}"),
            &["api/missing-parameter"],
            comment,
            steps,
        )
        .standard(ERRORS)
        .observed("a required parameter without a value is refused with MissingParameter")
    };
    let mut cases: Vec<Case> = operations.into_iter().map(case).collect();
    let steps = refused(
        import_text("other", "").description("A key pair is imported with empty key material."),
        &["MissingParameter"],
    );
    let comment = "An import with empty key material is refused with MissingParameter.";
    let empty =
        scenario("scenario/import/without-material", &["api/missing-parameter"], comment, steps);
    cases.push(
        empty.standard(ERRORS).observed("empty key material is refused with MissingParameter"),
    );
    cases
}

/// Returns unusable key materials: for each, its id, its content, and the rule by which it is refused.
pub(super) fn materials() -> [(&'static str, String, &'static str); 6] {
    let line = |key: &str| format!("{}\n", keys::key(key).line());
    let cut = keys::key("1024").line().get(..120).expect("a key's line is longer").to_owned();
    [
        ("prose", "Please import my key.\n".to_owned(), "import/other-formats-refused"),
        ("dsa", text("other/openssh-dsa-1024.pub").to_owned(), "import/no-dsa"),
        ("ed25519-as-pem", text("other/spki-ed25519.pem").to_owned(), "import/rsa-only"),
        ("1025-bits", line("1025"), "import/other-lengths-refused"),
        ("3072-bits", line("3072"), "import/other-lengths-refused"),
        ("cut-short", cut, "import/malformed-refused"),
    ]
}

fn format_codes() -> Vec<Case> {
    let case = |(name, material, rule): (&str, String, &str)| {
        let steps = refused(import_text("other", "${base64:material}"), FORMAT_CODES);
        let rules = ["api/format-error-code", rule];
        let comment = "The error code says that the key material is unusable.";
        scenario(&format!("scenario/api/format-code-{name}"), &rules, comment, steps)
            .given("material", &material)
            .standard(ERRORS)
    };
    materials().into_iter().map(case).collect()
}
