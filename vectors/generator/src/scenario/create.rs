//! Key pairs that the service creates.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, check, create, delete, import, import_text, launch, launch_of, list,
    list_instances, look_up, metadata, password, place, windows_image,
};
use keyproof::api::Attribute::{Fingerprint, KeyName, Line, PasswordData, PrivateKey};
use keyproof::api::service::Network;
use keyproof::vector::file::Check;

const CREATING: &str = "Creating Your Key Pair Using Amazon EC2";
const LAUNCHING: &str = "Launching and Connecting to Your Instance";
const KEY_PAIRS: &str = "Creating a Key Pair";

pub(super) fn cases() -> Vec<Case> {
    let cases = [returned(), once(), lost(), halves(), fresh()];
    cases.concat()
}

/// Creates a key pair, and saves its private key under this name.
fn created(key_name: &str, private_key: &str) -> StepBuilder {
    create(key_name).save(private_key, PrivateKey)
}

fn is_pem(private_key: &str) -> StepBuilder {
    check("The response contains the private key as unencrypted PEM.", {
        Check::PrivateKey { file: place(private_key) }
    })
}

fn returned() -> Vec<Case> {
    let one = [
        created("my-key-pair", "key").expect(&[(KeyName, "my-key-pair")]),
        is_pem("key"),
        list().expect_all(&[&[(KeyName, "my-key-pair")]]),
    ];
    let several = [
        created("first", "first_key"),
        created("second", "second_key"),
        is_pem("first_key")
            .description("The first response contains a private key as unencrypted PEM."),
        is_pem("second_key")
            .description("The second response contains a private key as unencrypted PEM."),
    ];
    let beside = [
        import("web", "alice").setup(),
        created("mail", "key").in_other_region(),
        is_pem("key"),
        list().in_other_region().expect_all(&[&[(KeyName, "mail")]]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/create/{id}"), &["create/returns-private-key"], comment, steps)
            .document(CREATING)
            .standard("API reference 2014-06-15, CreateKeyPair")
            .observed("the response is PKCS#1 PEM, BEGIN RSA PRIVATE KEY")
    };
    vec![
        case(
            "answers-with-the-private-key",
            "The response to CreateKeyPair contains the private key in a form that can be saved.",
            one.into(),
        ),
        case(
            "each-answers-with-a-private-key",
            "The responses to the first and the second creation both contain a private key.",
            several.into(),
        ),
        case(
            "answers-with-the-private-key-in-another-region",
            "CreateKeyPair returns the private key in a region other than that of an import.",
            beside.into(),
        ),
    ]
}

fn once() -> Vec<Case> {
    let again = [
        created("my-key-pair", "key").setup(),
        list().expect(&[(KeyName, "my-key-pair")]).hides_private_key(),
        look_up(&["my-key-pair"]).expect(&[(KeyName, "my-key-pair")]).hides_private_key(),
        create("my-key-pair").refused(&[]),
        look_up(&["my-key-pair"]).expect(&[(KeyName, "my-key-pair")]).hides_private_key(),
    ];
    let several = [
        created("first", "first_key").setup(),
        created("second", "second_key").setup(),
        list().expect_all(&[&[(KeyName, "first")], &[(KeyName, "second")]]).hides_private_key(),
        look_up(&["first"]).expect(&[(KeyName, "first")]).hides_private_key(),
        look_up(&["second"]).expect(&[(KeyName, "second")]).hides_private_key(),
    ];
    let public_half = [
        created("my-key-pair", "key").setup(),
        import_text("copy", "${public_key_material:key}")
            .description("The public key of the created key pair is imported as \"copy\".")
            .expect(&[(KeyName, "copy")])
            .absent(&[PrivateKey])
            .hides_private_key(),
        list().expect_count(2).hides_private_key(),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(
            &format!("scenario/create/{id}"),
            &["create/private-key-only-once"],
            comment,
            steps,
        )
        .document(CREATING)
    };
    vec![
        case(
            "never-again",
            "Neither a list nor a second creation returns the private key again.",
            again.into(),
        ),
        case(
            "never-again-of-several",
            "A list of several created key pairs contains no private key.",
            several.into(),
        ),
        case(
            "never-again-by-an-import",
            "An import of the public key doesn't return the private key again.",
            public_half.into(),
        ),
    ]
}

fn lost() -> Vec<Case> {
    let differ = || {
        check("The key pair created under the old name has another private key.", {
            Check::Differ { one: place("key"), other: place("other_key") }
        })
    };
    let everywhere = [
        created("my-key-pair", "key").setup(),
        launch("server", Some("my-key-pair")).setup(),
        look_up(&["my-key-pair"]).expect(&[(KeyName, "my-key-pair")]).hides_private_key(),
        list_instances().expect_count(1).hides_private_key(),
        delete("my-key-pair").hides_private_key(),
        created("my-key-pair", "other_key"),
        differ(),
    ];
    let elsewhere = [
        created("my-key-pair", "key").setup(),
        list().in_other_region().expect_all(&[]).setup(),
        created("my-key-pair", "other_key").in_other_region(),
        differ().description("The key pair created in the other region has another private key."),
        list().expect(&[(KeyName, "my-key-pair")]).hides_private_key(),
    ];
    let instance = [
        created("my-key-pair", "key").expect(&[(KeyName, "my-key-pair")]).setup(),
        launch_of("server", Some("my-key-pair"), windows_image(), Network::Vpc).setup(),
        password("server").save("password", PasswordData).hides_private_key(),
        list_instances().expect_count(1).hides_private_key(),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/create/{id}"), &["recover/no-copy"], comment, steps)
            .document(LAUNCHING)
    };
    vec![
        case(
            "a-lost-key-stays-lost",
            "No operation returns a lost private key again.",
            everywhere.into(),
        ),
        case(
            "a-lost-key-is-in-no-region",
            "A creation in another region doesn't return the lost private key.",
            elsewhere.into(),
        ),
        case(
            "a-lost-key-is-on-no-instance",
            "No response about an instance contains the lost private key.",
            instance.into(),
        ),
    ]
}

/// Setup steps that check the metadata of an instance with alice's key. If they succeed, wrong metadata for
/// another key pair is caused by that key pair.
fn control() -> [StepBuilder; 3] {
    [
        import("alice", "alice").setup(),
        launch("control", Some("alice")).setup(),
        metadata("control", "public-keys/0/openssh-key")
            .expect(&[(Line, "${alice_line} alice")])
            .setup(),
    ]
}

fn halves() -> Vec<Case> {
    let fingerprints = [
        created("my-key-pair", "key").setup(),
        created("other", "other_key").setup(),
        look_up(&["my-key-pair"]).expect(&[(Fingerprint, "${created_fingerprint:key}")]),
        look_up(&["other"]).expect(&[(Fingerprint, "${created_fingerprint:other_key}")]),
    ];
    let on_instance = control().into_iter().chain([
        created("my-key-pair", "key").setup(),
        launch("server", Some("my-key-pair")).setup(),
        metadata("server", "public-keys/0/openssh-key")
            .expect(&[(Line, "${openssh:key} my-key-pair")]),
    ]);
    let decrypts = |say: &str, private_key: &str, password: &str| {
        check(
            say,
            Check::Decrypts { private_key: place(private_key), ciphertext_base64: place(password) },
        )
    };
    let by_password = [
        created("my-key-pair", "key").setup(),
        import("other", "alice").setup(),
        launch_of("control", Some("other"), windows_image(), Network::Vpc).setup(),
        password("control").save("control_password", PasswordData).setup(),
        decrypts(
            "The private key of alice decrypts the password of control.",
            "alice_private",
            "control_password",
        )
        .setup(),
        launch_of("server", Some("my-key-pair"), windows_image(), Network::Vpc).setup(),
        password("server").save("password", PasswordData),
        decrypts("The private key from the creation decrypts the password.", "key", "password"),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/create/{id}"), &["create/halves-match"], comment, steps)
            .document(CREATING)
            .document("Amazon EC2 Key Pairs")
    };
    vec![
        case(
            "halves-match",
            "The listed fingerprint matches the private key from the response.",
            fingerprints.into(),
        )
        .document("Verifying Your Key Pair's Fingerprint"),
        case(
            "halves-match-on-an-instance",
            "The public key on an instance belongs to the private key from the response.",
            on_instance.collect(),
        ),
        case(
            "halves-match-by-a-password",
            "The private key from the response decrypts a password encrypted to the stored key.",
            by_password.into(),
        )
        .standard("RFC 8017 section 7.2"),
    ]
}

fn fresh() -> Vec<Case> {
    let differ = |say: &str, one: &str, other: &str| {
        check(say, Check::Differ { one: place(one), other: place(other) })
    };
    let two = [
        created("first", "first"),
        created("second", "second"),
        differ("The two keys differ.", "first", "second"),
    ];
    let anew = [
        created("my-key-pair", "first").setup(),
        delete("my-key-pair").setup(),
        created("my-key-pair", "second").expect(&[(KeyName, "my-key-pair")]),
        differ("The second key differs from the first.", "first", "second"),
    ];
    let regions = [
        created("my-key-pair", "first"),
        created("my-key-pair", "second").in_other_region(),
        differ("The two keys differ.", "first", "second"),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/create/{id}"), &["create/fresh-key"], comment, steps)
            .document(KEY_PAIRS)
    };
    vec![
        case("two-keys", "Two key pairs have different keys.", two.into()),
        case(
            "another-key-under-the-same-name",
            "A key pair that is deleted and created again under the same name has a new key.",
            anew.into(),
        ),
        case(
            "another-key-in-another-region",
            "Two key pairs with the same name in two regions have different keys.",
            regions.into(),
        ),
    ]
}
