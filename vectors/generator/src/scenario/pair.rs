//! The definition of a key pair: a name and a public key, in one region.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, call, check, create, delete, filtered, import, launch, list, list_instances,
    look_at, look_up, metadata, place, start, stop,
};
use keyproof::api::Attribute::{Fingerprint, KeyName, Line, PrivateKey, State};
use keyproof::api::service::Operation;
use keyproof::vector::file::Check;

const KEY_PAIRS: &str = "Creating a Key Pair";

pub(super) fn cases() -> Vec<Case> {
    let cases = [names(), public_keys_only(), ssh2_rsa(), lengths(), super::region::cases()];
    cases.concat()
}

fn names() -> Vec<Case> {
    let without = |name: &str, how: &str, operation: Operation| {
        let steps = [
            import("alice", "alice").save("shown", Fingerprint).setup(),
            call(format!("A key pair {how}."), operation).refused(&[]),
            list().expect_all(&[&[(KeyName, "alice"), (Fingerprint, "${shown}")]]),
        ];
        let rules = ["pair/name-required"];
        scenario(&format!("scenario/pair/{name}"), &rules, "A key pair must have a name.", steps)
            .document(KEY_PAIRS)
    };
    let import_named = |key_name| Operation::ImportKeyPair {
        key_name,
        public_key_material: Some("${base64:bob_public}".to_owned()),
    };
    let found = [
        import("alice", "alice").save("alice_shown", Fingerprint).setup(),
        import("bob", "bob").save("bob_shown", Fingerprint).setup(),
        look_up(&["alice"]).expect(&[(KeyName, "alice"), (Fingerprint, "${alice_shown}")]),
        look_up(&["bob"]).expect(&[(KeyName, "bob"), (Fingerprint, "${bob_shown}")]),
    ];
    vec![
        without("create-without-a-name", "is created without a name", {
            Operation::CreateKeyPair { key_name: None }
        }),
        without("create-with-an-empty-name", "is created with an empty name", {
            Operation::CreateKeyPair { key_name: Some(String::new()) }
        }),
        without("import-without-a-name", "is imported without a name", import_named(None)),
        without("import-with-an-empty-name", "is imported with an empty name", {
            import_named(Some(String::new()))
        }),
        scenario(
            "scenario/pair/found-under-its-name",
            &["pair/name-identifies-key"],
            "Each of two key pairs is found under its own name, with its own key.",
            found,
        )
        .document(KEY_PAIRS),
    ]
}

/// Creates a key pair, and saves its private key under this name.
fn created(key_name: &str, private_key: &str) -> StepBuilder {
    create(key_name).save(private_key, PrivateKey)
}

fn is_private_key(name: &str) -> StepBuilder {
    check("The private key is an RSA key.", Check::PrivateKey { file: place(name) })
}

fn public_keys_only() -> Vec<Case> {
    let later = [
        created("web", "key").setup(),
        is_private_key("key").description("The response contains an RSA private key.").setup(),
        look_up(&["web"]).expect(&[(KeyName, "web")]).hides_private_key(),
        launch("server", Some("web")).setup(),
        list_instances().expect_all(&[&[(State, "running")]]).hides_private_key(),
        create("other").expect(&[(KeyName, "other")]).setup(),
        list().expect_count(2).hides_private_key(),
    ];
    let instance = [
        created("web", "key").setup(),
        launch("server", Some("web")).expect(&[(State, "running")]).hides_private_key(),
        look_at("server").expect(&[(State, "running")]).hides_private_key(),
        stop("server").expect(&[(State, "stopped")]).hides_private_key(),
        start("server").expect(&[(State, "running")]).hides_private_key(),
    ];
    let filter = [
        created("web", "key").setup(),
        created("mail", "other_key").setup(),
        filtered(&[], &[("key-name", &["web"])]).expect(&[(KeyName, "web")]).hides_private_key(),
        delete("mail").hides_private_key(),
        list().expect_all(&[&[(KeyName, "web")]]).hides_private_key(),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/pair/{id}"), &["pair/public-key-only"], comment, steps)
            .document(KEY_PAIRS)
    };
    vec![
        case(
            "no-private-key-in-later-answers",
            "Only the response to CreateKeyPair contains a private key; later responses don't.",
            later.into(),
        ),
        case(
            "no-private-key-of-an-instance",
            "No response about an instance with the key pair contains its private key.",
            instance.into(),
        ),
        case(
            "no-private-key-by-a-filter",
            "The responses to a filtered list and to a deletion contain no private key.",
            filter.into(),
        ),
    ]
}

fn ssh2_rsa() -> Vec<Case> {
    let one = [
        created("web", "key"),
        is_private_key("key").description("The private key is an RSA key."),
        list().expect_all(&[&[(KeyName, "web")]]),
    ];
    let elsewhere = [
        created("web", "key").in_other_region(),
        is_private_key("key").description("The private key is an RSA key."),
        created("mail", "other_key").in_other_region(),
        is_private_key("other_key")
            .description("The private key of the second key pair is an RSA key."),
    ];
    let on_instance = [
        import("alice", "alice").setup(),
        launch("first", Some("alice")).setup(),
        metadata("first", "public-keys/0/openssh-key")
            .expect(&[(Line, "${alice_line} alice")])
            .setup(),
        created("web", "key").setup(),
        launch("server", Some("web")).setup(),
        metadata("server", "public-keys/0/openssh-key").expect(&[(Line, "${openssh:key} web")]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/pair/{id}"), &["pair/ssh2-rsa"], comment, steps)
            .document(KEY_PAIRS)
    };
    vec![
        case(
            "created-key-is-rsa",
            "The private key of a created key pair is an RSA key.",
            one.into(),
        ),
        case(
            "created-keys-are-rsa-in-another-region",
            "The private keys of key pairs created in another region are RSA keys.",
            elsewhere.into(),
        ),
        case(
            "created-key-is-ssh-rsa-on-an-instance",
            "The metadata of an instance shows a created key with the type ssh-rsa.",
            on_instance.into(),
        ),
    ]
}

fn lengths() -> Vec<Case> {
    let length = |key: &str| {
        let (one_of, file) = (vec![1024, 2048], place(key));
        let flag = "CreatedKeySize".to_owned();
        check(
            "The private key has 1024 or 2048 bits, the two documented lengths.",
            Check::Bits { file, one_of, open_question: flag },
        )
    };
    let one =
        [created("web", "key").setup(), length("key"), list().expect_all(&[&[(KeyName, "web")]])];
    let again = [
        created("web", "key").setup(),
        delete("web").setup(),
        created("web", "other_key").setup(),
        length("other_key"),
    ];
    let elsewhere = [created("web", "key").in_other_region().setup(), length("key")];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/pair/{id}"), &["pair/created-1024-bits"], comment, steps)
            .flag("CreatedKeySize")
            .document(KEY_PAIRS)
            .standard("API reference 2014-06-15, CreateKeyPair")
            .observed("created keys have 2048 bits")
    };
    vec![
        case(
            "created-key-size",
            "The document says 1024 bits, the API reference of the same version 2048 bits.",
            one.into(),
        ),
        case(
            "created-key-size-the-second-time",
            "A key pair created again under a deleted name has one of the two lengths.",
            again.into(),
        ),
        case(
            "created-key-size-in-another-region",
            "A key pair created in another region has one of the two lengths.",
            elsewhere.into(),
        ),
    ]
}
