//! Deletion of key pairs: what is removed and what is kept.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, check, connect, create, delete, import, import_text, launch, launch_of, list,
    look_up, password, place, windows_image,
};
use keyproof::api::Attribute::{Fingerprint, KeyName, PasswordData, PrivateKey};
use keyproof::api::service::Network;
use keyproof::vector::file::Check;

const DELETING: &str = "Deleting Your Key Pair";

pub(super) fn cases() -> Vec<Case> {
    let cases = [gone(), name_free(), private_key(), super::after_deletion::cases(), unknown()];
    cases.concat().into_iter().map(|case| case.document(DELETING)).collect()
}

fn case(rule: &str, id: &str, comment: &str, steps: impl IntoIterator<Item = StepBuilder>) -> Case {
    scenario(&format!("scenario/delete/{id}"), &[rule], comment, steps)
}

fn gone() -> Vec<Case> {
    let rule = "delete/removes-public-key";
    let imported = [
        import("first", "alice").expect(&[(KeyName, "first")]).setup(),
        import("second", "bob").expect(&[(KeyName, "second")]).setup(),
        delete("first"),
        list().expect_all(&[&[(KeyName, "second")]]),
    ];
    let created = [
        create("first").expect(&[(KeyName, "first")]).setup(),
        create("second").expect(&[(KeyName, "second")]).setup(),
        delete("second"),
        list().expect_all(&[&[(KeyName, "first")]]),
    ];
    let one_key = [
        import("web", "carol").setup(),
        import("web-2", "carol").setup(),
        import("web-3", "alice").setup(),
        delete("web"),
        list().expect_all(&[&[(KeyName, "web-2")], &[(KeyName, "web-3")]]),
    ];
    let by_name = [
        import("first", "alice").setup(),
        import("second", "bob").setup(),
        look_up(&["first"]).expect(&[(KeyName, "first")]).setup(),
        delete("first"),
        look_up(&["first"]).refused(&[]),
        look_up(&["second"]).expect(&[(KeyName, "second")]),
    ];
    vec![
        case(
            rule,
            "gone-from-the-list",
            "The list contains only the imported key pair that was not deleted.",
            imported,
        ),
        case(
            rule,
            "created-gone-from-the-list",
            "The list contains only the created key pair that was not deleted.",
            created,
        ),
        case(
            rule,
            "other-names-of-the-key-stay",
            "Key pairs with the same key or the same name prefix are not deleted.",
            one_key,
        ),
        case(rule, "not-found-by-name", "The deleted key pair is not found by its name.", by_name),
    ]
}

fn name_free() -> Vec<Case> {
    let rule = "delete/name-free-again";
    let imported = [
        import("web", "alice").setup(),
        delete("web").setup(),
        import("web", "bob").save("shown", Fingerprint),
        list().expect_all(&[&[(KeyName, "web"), (Fingerprint, "${shown}")]]),
    ];
    let created = [
        import("web", "alice").setup(),
        delete("web").setup(),
        create("web").save("shown", Fingerprint),
        list().expect_all(&[&[(KeyName, "web"), (Fingerprint, "${shown}")]]),
    ];
    let over_created = [
        create("web").setup(),
        delete("web").setup(),
        import("web", "dave").save("shown", Fingerprint),
        list().expect_all(&[&[(KeyName, "web"), (Fingerprint, "${shown}")]]),
    ];
    vec![
        case(
            rule,
            "name-free-to-import",
            "The name of a deleted key pair can be used again for another imported key.",
            imported,
        ),
        case(
            rule,
            "name-free-to-create",
            "The name of a deleted imported key pair can be used again for a created one.",
            created,
        ),
        case(
            rule,
            "created-name-free-to-import",
            "The name of a deleted created key pair can be used again for an imported one.",
            over_created,
        ),
    ]
}

fn private_key() -> Vec<Case> {
    let rule = "delete/private-key-untouched";
    let connects = [
        create("web").save("key", PrivateKey).setup(),
        launch("server", Some("web")).setup(),
        connect("server", "key").setup(),
        delete("web"),
        check("The private key is unchanged.", Check::PrivateKey { file: place("key") }),
        connect("server", "key"),
    ];
    let decrypts = || {
        check(
            "The private key of alice decrypts the password.",
            Check::Decrypts {
                private_key: place("alice_private"),
                ciphertext_base64: place("password"),
            },
        )
    };
    let password = [
        import("web", "alice").setup(),
        launch_of("server", Some("web"), windows_image(), Network::Vpc).setup(),
        delete("web"),
        password("server").save("password", PasswordData),
        decrypts(),
    ];
    let again = [
        create("web").save("key", PrivateKey).setup(),
        delete("web"),
        import_text("web", "${public_key_material:key}")
            .description("The public key that belongs to the private key is imported as \"web\".")
            .expect(&[(KeyName, "web")]),
    ];
    vec![
        case(
            rule,
            "private-key-as-good-as-before",
            "The private key still connects to the instance after its key pair is deleted.",
            connects,
        ),
        case(
            rule,
            "password-still-recovered",
            "The private key still decrypts the password of a Windows instance.",
            password,
        ),
        case(
            rule,
            "key-can-be-imported-again",
            "A key can be imported again after its key pair is deleted.",
            again,
        ),
    ]
}

fn unknown() -> Vec<Case> {
    let rule = "delete/unknown-name";
    let beside = [
        import("web", "alice").setup(),
        delete("no-such-pair"),
        list().expect_all(&[&[(KeyName, "web")]]),
    ];
    let twice = [
        import("web", "alice").setup(),
        import("other", "bob").setup(),
        delete("web"),
        delete("web"),
        list().expect_all(&[&[(KeyName, "other")]]),
    ];
    let elsewhere = [
        import("web", "alice").setup(),
        delete("web").in_other_region(),
        list().expect_all(&[&[(KeyName, "web")]]),
    ];
    let standard = |case: Case| case.standard("API reference 2014-06-15, DeleteKeyPair");
    vec![
        standard(case(
            rule,
            "unknown-name",
            "The deletion of a name that doesn't exist succeeds and changes nothing.",
            beside,
        ))
        .observed("the response to the deletion of a name that doesn't exist is true"),
        standard(case(
            rule,
            "twice",
            "The deletion of a key pair succeeds both the first and the second time.",
            twice,
        )),
        standard(case(
            rule,
            "name-of-another-region",
            "The deletion of a name that only another region has succeeds and changes nothing.",
            elsewhere,
        )),
    ]
}
