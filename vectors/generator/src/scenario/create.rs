//! Pairs that the service makes.

use super::super::Group;
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

pub(super) fn file() -> Group {
    let cases = [returned(), once(), lost(), halves(), fresh()];
    Group {
        path: "scenario/create",
        about: "Pairs that the service makes: the private key is answered once, and kept nowhere."
            .to_owned(),
        cases: cases.concat(),
    }
}

/// A pair is created, and its private key known under this name.
fn created(key_name: &str, private_key: &str) -> StepBuilder {
    create(key_name).save(private_key, PrivateKey)
}

fn is_pem(private_key: &str) -> StepBuilder {
    check("The answer has the private key, as unencrypted PEM.", {
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
        is_pem("first_key").description("The first answer has a private key, as unencrypted PEM."),
        is_pem("second_key").description("So has the second."),
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
            .observed("the answer is PKCS#1 PEM, BEGIN RSA PRIVATE KEY")
    };
    vec![
        case(
            "answers-with-the-private-key",
            "Creating a pair answers with its private key, ready to be saved.",
            one.into(),
        ),
        case(
            "each-answers-with-a-private-key",
            "The second creation answers with a private key as the first does.",
            several.into(),
        ),
        case(
            "answers-with-the-private-key-in-another-region",
            "It does so in another region, beside an imported pair.",
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
            .description("The public half of the created pair is imported as \"copy\".")
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
            "Neither listing the pair nor creating it again gives the private key again.",
            again.into(),
        ),
        case("never-again-of-several", "No list of several pairs has a private key.", {
            several.into()
        }),
        case(
            "never-again-by-an-import",
            "Importing the public half doesn't give the private key again.",
            public_half.into(),
        ),
    ]
}

fn lost() -> Vec<Case> {
    let differ = || {
        check("The lost key is not given again under its old name.", {
            Check::Differ(place("key"), place("other_key"))
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
        differ().description("The lost key is not given in another region either."),
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
            "Whoever has lost a private key gets it from nowhere.",
            everywhere.into(),
        ),
        case("a-lost-key-is-in-no-region", "No other region has the lost key.", elsewhere.into()),
        case(
            "a-lost-key-is-on-no-instance",
            "Nothing that the service tells of an instance holds the lost key.",
            instance.into(),
        ),
    ]
}

/// An instance of alice's whose metadata is right: what is wrong with that of another pair is the pair's fault.
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
        decrypts("Alice's private key recovers its password.", "alice_private", "control_password")
            .setup(),
        launch_of("server", Some("my-key-pair"), windows_image(), Network::Vpc).setup(),
        password("server").save("password", PasswordData),
        decrypts("The private key that was answered recovers the password.", "key", "password"),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/create/{id}"), &["create/halves-match"], comment, steps)
            .document(CREATING)
            .document("Amazon EC2 Key Pairs")
    };
    vec![
        case(
            "halves-match",
            "The fingerprint in the list is that of the private key that was answered.",
            fingerprints.into(),
        )
        .document("Verifying Your Key Pair's Fingerprint"),
        case(
            "halves-match-on-an-instance",
            "What an instance gets is the public half of the private key that was answered.",
            on_instance.collect(),
        ),
        case(
            "halves-match-by-a-password",
            "What is encrypted to the stored public key, the answered private key decrypts.",
            by_password.into(),
        )
        .standard("RFC 8017 section 7.2"),
    ]
}

fn fresh() -> Vec<Case> {
    let differ =
        |say: &str, one: &str, other: &str| check(say, Check::Differ(place(one), place(other)));
    let two = [
        created("first", "first"),
        created("second", "second"),
        differ("The two keys differ.", "first", "second"),
    ];
    let anew = [
        created("my-key-pair", "first").setup(),
        delete("my-key-pair").setup(),
        created("my-key-pair", "second").expect(&[(KeyName, "my-key-pair")]),
        differ("The second key is another.", "first", "second"),
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
        case("two-keys", "Two pairs have two keys.", two.into()),
        case(
            "another-key-under-the-same-name",
            "A name says nothing of the key: created anew, the pair has another.",
            anew.into(),
        ),
        case(
            "another-key-in-another-region",
            "Two pairs of one name in two regions have two keys.",
            regions.into(),
        ),
    ]
}
