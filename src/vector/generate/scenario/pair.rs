//! What a key pair is: a name and a public key, in one region.

use super::super::Group;
use super::super::case::Case;
use super::story;
use super::telling::{
    Told, call, check, create, delete, import, launch, list, list_instances, look_up,
};
use crate::api::Field::{Fingerprint, KeyName, PrivateKey, State};
use crate::api::service::Operation;
use crate::vector::file::Check;

const KEY_PAIRS: &str = "Creating a Key Pair";
const CREATING: &str = "Creating Your Key Pair Using Amazon EC2";
const IMPORTING: &str = "Importing Your Own Key Pair to Amazon EC2";
const CREATE_AND_IMPORT: &str = "API reference 2014-06-15, CreateKeyPair and ImportKeyPair";

pub(super) fn file() -> Group {
    let cases = [names(), duplicates(), vec![public_keys_only(), ssh2_rsa(), length()], regions()];
    Group {
        path: "scenario/pair",
        about: "What a key pair is: a name of its own and a public key, in one region.".to_owned(),
        cases: cases.concat(),
    }
}

fn names() -> Vec<Case> {
    let without = |name: &str, how: &str, operation: Operation| {
        let steps = [
            import("alice", "alice").gives(&[(KeyName, "alice")]).prepares(),
            call(format!("A key pair {how}."), operation).refused(&["MissingParameter"]),
            list().gives_all(&[&[(KeyName, "alice"), (Fingerprint, "${alice_fingerprint}")]]),
        ];
        let rules = ["pair/name-required", "api/missing-parameter"];
        story(&format!("scenario/pair/{name}"), &rules, "A pair must have a name.", steps)
            .document(KEY_PAIRS)
            .observed("an empty name is refused with MissingParameter")
    };
    let material = || Some("${base64:bob_public}".to_owned());
    let import = |key_name| Operation::ImportKeyPair { key_name, public_key_material: material() };
    let found = [
        super::telling::import("alice", "alice").prepares(),
        super::telling::import("bob", "bob").prepares(),
        look_up(&["alice"]).gives(&[(KeyName, "alice"), (Fingerprint, "${alice_fingerprint}")]),
        look_up(&["bob"]).gives(&[(KeyName, "bob"), (Fingerprint, "${bob_fingerprint}")]),
    ];
    vec![
        without("create-without-a-name", "is created without a name", {
            Operation::CreateKeyPair { key_name: None }
        }),
        without("create-with-an-empty-name", "is created with an empty name", {
            Operation::CreateKeyPair { key_name: Some(String::new()) }
        }),
        without("import-without-a-name", "is imported without a name", import(None)),
        without("import-with-an-empty-name", "is imported with an empty name", {
            import(Some(String::new()))
        }),
        story(
            "scenario/pair/found-under-its-name",
            &["pair/name-identifies-key"],
            "Two pairs, each found under its own name with its own key.",
            found,
        )
        .document(KEY_PAIRS),
    ]
}

/// A step that makes a pair.
type Make = fn() -> Told;

/// A name that is taken, in each of the four ways.
fn duplicates() -> Vec<Case> {
    let ways: [(&str, Make, Make); 4] = [
        ("create-over-a-created", || create("web"), || create("web")),
        ("create-over-an-imported", || import("web", "alice"), || create("web")),
        ("import-over-a-created", || create("web"), || import("web", "bob")),
        ("import-over-an-imported", || import("web", "alice"), || import("web", "bob")),
    ];
    let case = |(name, first, second): (&str, Make, Make)| {
        let steps = [
            first().keeps("fingerprint", Fingerprint).prepares(),
            second().refused(&["InvalidKeyPair.Duplicate"]),
            list().gives_all(&[&[(KeyName, "web"), (Fingerprint, "${fingerprint}")]]),
        ];
        let rules = ["pair/name-unique-in-region", "api/duplicate-code"];
        let comment = "A name that is taken is refused, and the first pair stays as it was.";
        story(&format!("scenario/pair/{name}-pair"), &rules, comment, steps)
            .standard(CREATE_AND_IMPORT)
    };
    ways.into_iter().map(case).collect()
}

fn public_keys_only() -> Case {
    let steps = [
        create("web").keeps("key", PrivateKey).prepares(),
        check("It answered with the private key.", Check::PrivateKey { file: "${key}".to_owned() })
            .prepares(),
        look_up(&["web"]).gives(&[(KeyName, "web")]).hides_private_key(),
        launch("server", Some("web")).prepares(),
        list_instances().gives(&[(KeyName, "web")]).hides_private_key(),
        create("other").gives(&[(KeyName, "other")]).prepares(),
        list().gives_count(2).hides_private_key(),
    ];
    let rules = ["pair/public-key-only"];
    let comment = "Only the answer to its creation holds a private key, whatever is asked later.";
    story("scenario/pair/no-private-key-in-later-answers", &rules, comment, steps)
        .document(KEY_PAIRS)
}

fn ssh2_rsa() -> Case {
    let file = || "${key}".to_owned();
    let steps = [
        create("web").keeps("key", PrivateKey),
        check("Its private key is an RSA key.", Check::PrivateKey { file: file() }),
        list().gives_all(&[&[(KeyName, "web")]]),
    ];
    story(
        "scenario/pair/created-key-is-rsa",
        &["pair/ssh2-rsa"],
        "A created key is an RSA key.",
        steps,
    )
    .document(KEY_PAIRS)
}

fn length() -> Case {
    let one_of = vec![1024, 2048];
    let (file, flag) = ("${key}".to_owned(), "CreatedKeySize".to_owned());
    let steps = [
        create("web").keeps("key", PrivateKey).prepares(),
        check("It has one of the two documented lengths.", Check::Bits { file, one_of, flag }),
        list().gives_all(&[&[(KeyName, "web")]]),
    ];
    let comment = "1024 bits by the document, 2048 by the API reference of the same version.";
    story("scenario/pair/created-key-size", &["pair/created-1024-bits"], comment, steps)
        .flag("CreatedKeySize")
        .document(KEY_PAIRS)
        .standard("API reference 2014-06-15, CreateKeyPair")
        .observed("created keys have 2048 bits")
}

fn regions() -> Vec<Case> {
    let hidden = [
        create("web").prepares(),
        list().gives_all(&[&[(KeyName, "web")]]).prepares(),
        list().elsewhere().gives_all(&[]),
        look_up(&["web"]).elsewhere().refused(&["InvalidKeyPair.NotFound"]),
    ];
    let namesakes = [
        import("web", "alice").prepares(),
        import("web", "bob").elsewhere().gives(&[(Fingerprint, "${bob_fingerprint}")]),
        list().gives_all(&[&[(KeyName, "web"), (Fingerprint, "${alice_fingerprint}")]]),
        list().elsewhere().gives_all(&[&[(KeyName, "web"), (Fingerprint, "${bob_fingerprint}")]]),
        delete("web"),
        list().gives_all(&[]),
        list().elsewhere().gives_all(&[&[(KeyName, "web"), (Fingerprint, "${bob_fingerprint}")]]),
    ];
    let bound = [
        import("web", "alice").prepares(),
        launch("here", Some("web")).gives(&[(KeyName, "web"), (State, "running")]).prepares(),
        launch("there", Some("web")).elsewhere().refused(&["InvalidKeyPair.NotFound"]),
        list_instances().elsewhere().gives_all(&[]),
    ];
    vec![
        story(
            "scenario/pair/hidden-from-another-region",
            &["pair/region-hides"],
            "A pair of one region is not seen from another.",
            hidden,
        )
        .document(CREATING),
        story(
            "scenario/pair/same-name-in-two-regions",
            &["pair/same-name-other-region"],
            "Two pairs of one name in two regions have nothing to do with each other.",
            namesakes,
        )
        .document(CREATING)
        .document(IMPORTING),
        story(
            "scenario/pair/no-launch-in-another-region",
            &["pair/region-binds-launch"],
            "A pair launches nothing in a region that it isn't in.",
            bound,
        )
        .document(CREATING),
    ]
}
