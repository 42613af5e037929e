//! Pairs that the service makes.

use super::super::Group;
use super::super::case::Case;
use super::story;
use super::telling::{
    Told, check, create, delete, launch, list, list_instances, look_up, metadata, place,
};
use crate::api::Field::{Fingerprint, KeyName, Line, PrivateKey};
use crate::vector::file::Check;

const CREATING: &str = "Creating Your Key Pair Using Amazon EC2";
const LAUNCHING: &str = "Launching and Connecting to Your Instance";

pub(super) fn file() -> Group {
    Group {
        path: "scenario/create",
        about: "Pairs that the service makes: the private key is answered once, and kept nowhere."
            .to_owned(),
        cases: vec![returned(), once(), lost(), halves(), halves_on_instance(), fresh(), anew()],
    }
}

/// A pair is created, and its private key known under this name.
fn created(key_name: &str, private_key: &str) -> Told {
    create(key_name).keeps(private_key, PrivateKey)
}

fn returned() -> Case {
    let steps = [
        created("my-key-pair", "key").gives(&[(KeyName, "my-key-pair")]),
        check("The answer has the private key, as unencrypted PEM.", {
            Check::PrivateKey { file: place("key") }
        }),
        list().gives_all(&[&[(KeyName, "my-key-pair")]]),
    ];
    let comment = "Creating a pair answers with its private key, ready to be saved.";
    story(
        "scenario/create/answers-with-the-private-key",
        &["create/returns-private-key"],
        comment,
        steps,
    )
    .document(CREATING)
    .standard("API reference 2014-06-15, CreateKeyPair")
    .observed("the answer is PKCS#1 PEM, BEGIN RSA PRIVATE KEY")
}

fn once() -> Case {
    let steps = [
        created("my-key-pair", "key").prepares(),
        list().gives(&[(KeyName, "my-key-pair")]).hides_private_key(),
        look_up(&["my-key-pair"]).gives(&[(KeyName, "my-key-pair")]).hides_private_key(),
        create("my-key-pair").refused(&["InvalidKeyPair.Duplicate"]),
        look_up(&["my-key-pair"]).gives(&[(KeyName, "my-key-pair")]).hides_private_key(),
    ];
    let comment = "Neither listing the pair nor creating it again gives the private key again.";
    story("scenario/create/never-again", &["create/private-key-only-once"], comment, steps)
        .document(CREATING)
}

fn lost() -> Case {
    let steps = [
        created("my-key-pair", "key").prepares(),
        launch("server", Some("my-key-pair")).gives(&[(KeyName, "my-key-pair")]).prepares(),
        look_up(&["my-key-pair"]).gives(&[(KeyName, "my-key-pair")]).hides_private_key(),
        list_instances().gives(&[(KeyName, "my-key-pair")]).hides_private_key(),
        delete("my-key-pair").hides_private_key(),
        created("my-key-pair", "other_key"),
        check("The lost key is not given again under its old name.", {
            Check::Differ(place("key"), place("other_key"))
        }),
    ];
    let comment = "Whoever has lost a private key gets it from nowhere.";
    story("scenario/create/a-lost-key-stays-lost", &["recover/no-copy"], comment, steps)
        .document(LAUNCHING)
}

fn halves() -> Case {
    let steps = [
        created("my-key-pair", "key")
            .gives(&[(Fingerprint, "${created_fingerprint:key}")])
            .prepares(),
        created("other", "other_key")
            .gives(&[(Fingerprint, "${created_fingerprint:other_key}")])
            .prepares(),
        look_up(&["my-key-pair"]).gives(&[(Fingerprint, "${created_fingerprint:key}")]),
        look_up(&["other"]).gives(&[(Fingerprint, "${created_fingerprint:other_key}")]),
    ];
    let comment = "The fingerprint in the list is that of the private key that was answered.";
    story("scenario/create/halves-match", &["create/halves-match"], comment, steps)
        .document(CREATING)
        .document("Verifying Your Key Pair's Fingerprint")
}

fn halves_on_instance() -> Case {
    let steps = [
        created("my-key-pair", "key").prepares(),
        launch("server", Some("my-key-pair")).prepares(),
        metadata("server", "public-keys/0/openssh-key")
            .gives(&[(Line, "${openssh:key} my-key-pair")]),
    ];
    let comment = "What an instance gets is the public half of the private key that was answered.";
    story("scenario/create/halves-match-on-an-instance", &["create/halves-match"], comment, steps)
        .document("Amazon EC2 Key Pairs")
        .document(CREATING)
}

fn fresh() -> Case {
    let steps = [
        created("first", "first").keeps("first_fingerprint", Fingerprint),
        created("second", "second").keeps("second_fingerprint", Fingerprint),
        check("The two keys differ.", Check::Differ(place("first"), place("second"))),
        check("So do their fingerprints.", {
            Check::Differ(place("first_fingerprint"), place("second_fingerprint"))
        }),
    ];
    let comment = "Two pairs have two keys.";
    story("scenario/create/two-keys", &["create/fresh-key"], comment, steps)
        .document("Creating a Key Pair")
}

fn anew() -> Case {
    let steps = [
        created("my-key-pair", "first").prepares(),
        delete("my-key-pair").prepares(),
        created("my-key-pair", "second"),
        check("The second key is another.", Check::Differ(place("first"), place("second"))),
        look_up(&["my-key-pair"]).gives(&[(Fingerprint, "${created_fingerprint:second}")]),
    ];
    let comment = "A name says nothing of the key: created anew, the pair has another.";
    story("scenario/create/another-key-under-the-same-name", &["create/fresh-key"], comment, steps)
        .document("Creating a Key Pair")
}
