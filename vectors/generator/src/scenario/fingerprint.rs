//! Fingerprints that the service shows. Their kind depends on whether the key pair was created or imported.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, check, create, delete, filtered, import, import_text, list, look_up, place,
};
use keyproof::api::Attribute::{Fingerprint, KeyName, PrivateKey};
use keyproof::vector::file::Check;

const VERIFYING: &str = "Verifying Your Key Pair's Fingerprint";

pub(super) fn cases() -> Vec<Case> {
    let cases = [created(), vec![imported()], imported_again(), displayed(), vec![verifies()]];
    cases.concat()
}

fn created() -> Vec<Case> {
    let fingerprint = "${created_fingerprint:key}";
    let one = [
        create("my-key-pair").save("key", PrivateKey).expect(&[(Fingerprint, fingerprint)]),
        list().expect_all(&[&[(KeyName, "my-key-pair"), (Fingerprint, fingerprint)]]),
    ];
    let two = [
        create("first").save("first", PrivateKey),
        create("second").save("second", PrivateKey),
        look_up(&["first"]).expect(&[(Fingerprint, "${created_fingerprint:first}")]),
        look_up(&["second"]).expect(&[(Fingerprint, "${created_fingerprint:second}")]),
    ];
    let beside = [
        import("imported", "alice").setup(),
        create("my-key-pair").save("key", PrivateKey).expect(&[(Fingerprint, fingerprint)]),
        create("my-key-pair")
            .in_other_region()
            .save("other_key", PrivateKey)
            .expect(&[(Fingerprint, "${created_fingerprint:other_key}")]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(
            &format!("scenario/fingerprint/{id}"),
            &["fingerprint/created-sha1"],
            comment,
            steps,
        )
        .document(VERIFYING)
        .standard("RFC 5208 section 5")
        .observed("fingerprints of created key pairs match the SHA-1 of their private keys")
    };
    vec![
        case(
            "created",
            "The fingerprint of a created key pair is the SHA-1 of its private key in PKCS#8 DER.",
            one.into(),
        ),
        case(
            "created-twice",
            "Each of two created key pairs has the fingerprint of its own private key.",
            two.into(),
        ),
        case(
            "created-beside-an-imported",
            "A created key pair has this SHA-1 beside an imported one, and in another region.",
            beside.into(),
        ),
    ]
}

fn imported() -> Case {
    let steps = [
        import("my-key-pair", "alice").expect(&[(Fingerprint, "${alice_fingerprint}")]),
        list().expect_all(&[&[(KeyName, "my-key-pair"), (Fingerprint, "${alice_fingerprint}")]]),
    ];
    let comment = "An imported key pair's fingerprint is the MD5 of its SubjectPublicKeyInfo DER.";
    scenario("scenario/fingerprint/imported", &["fingerprint/imported-md5"], comment, steps)
        .document(VERIFYING)
        .observed("fingerprints of imported key pairs match the MD5 of their public keys")
}

fn imported_again() -> Vec<Case> {
    let import_public_half = |name: &str| {
        import_text(name, "${public_key_material:key}")
            .description(format!("The public key of the created key pair is imported as {name:?}."))
            .expect(&[(Fingerprint, "${imported_fingerprint:key}")])
    };
    let beside = [
        create("created").save("key", PrivateKey).save("sha1", Fingerprint).setup(),
        import_public_half("imported"),
        list().expect_all(&[
            &[(KeyName, "created"), (Fingerprint, "${sha1}")],
            &[(KeyName, "imported"), (Fingerprint, "${imported_fingerprint:key}")],
        ]),
    ];
    let instead = [
        create("my-key-pair").save("key", PrivateKey).setup(),
        delete("my-key-pair").setup(),
        import_public_half("my-key-pair"),
        list().expect(&[(Fingerprint, "${imported_fingerprint:key}")]),
    ];
    let elsewhere = [
        create("my-key-pair").save("key", PrivateKey).setup(),
        import_public_half("my-key-pair").in_other_region(),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        let rules = ["fingerprint/reimported-md5"];
        scenario(&format!("scenario/fingerprint/{id}"), &rules, comment, steps)
            .document(VERIFYING)
            .observed("one key that is both created and imported has both kinds of fingerprint")
    };
    vec![
        case(
            "imported-again",
            "One key has two fingerprints if it is both a created and an imported key pair.",
            beside.into(),
        ),
        case(
            "imported-after-its-deletion",
            "A created key that is deleted and imported again has the MD5 fingerprint.",
            instead.into(),
        ),
        case(
            "imported-in-another-region",
            "A created key that is imported into another region has the MD5 fingerprint there.",
            elsewhere.into(),
        ),
    ]
}

fn displayed() -> Vec<Case> {
    let both = [
        create("created").save("created", Fingerprint),
        import("imported", "alice").save("imported", Fingerprint),
        list().expect_all(&[
            &[(KeyName, "created"), (Fingerprint, "${created}")],
            &[(KeyName, "imported"), (Fingerprint, "${imported}")],
        ]),
    ];
    let by_name = [
        create("created").save("created", Fingerprint),
        import("imported", "carol").save("imported", Fingerprint),
        look_up(&["created"]).expect(&[(KeyName, "created"), (Fingerprint, "${created}")]),
        look_up(&["imported"]).expect(&[(KeyName, "imported"), (Fingerprint, "${imported}")]),
    ];
    let by_filter = [
        create("created").save("created", Fingerprint),
        import("imported", "dave").save("imported", Fingerprint),
        filtered(&[], &[("key-name", &["created"])])
            .expect(&[(KeyName, "created"), (Fingerprint, "${created}")]),
        filtered(&[], &[("key-name", &["imported"])])
            .expect(&[(KeyName, "imported"), (Fingerprint, "${imported}")]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/fingerprint/{id}"), &["fingerprint/displayed"], comment, steps)
            .document(VERIFYING)
    };
    vec![
        case(
            "displayed",
            "The list shows the fingerprints from the responses to creation and import.",
            both.into(),
        ),
        case(
            "displayed-by-name",
            "A lookup by name shows the fingerprints from the responses to creation and import.",
            by_name.into(),
        ),
        case(
            "displayed-by-filter",
            "A filter shows the fingerprints from the responses to creation and import.",
            by_filter.into(),
        ),
    ]
}

fn verifies() -> Case {
    let steps = [
        create("first").save("key", PrivateKey).save("first", Fingerprint),
        create("second").save("other_key", PrivateKey).save("second", Fingerprint),
        check("The first fingerprint is that of the first private key.", {
            Check::Same { one: place("first"), other: "${created_fingerprint:key}".to_owned() }
        }),
        check("The first fingerprint is not that of the second private key.", {
            Check::Differ {
                one: place("first"),
                other: "${created_fingerprint:other_key}".to_owned(),
            }
        }),
        import("imported", "alice").save("imported", Fingerprint),
        check("The fingerprint of the imported key pair is that of the private key of alice.", {
            Check::Same {
                one: place("imported"),
                other: "${imported_fingerprint:alice_private}".to_owned(),
            }
        }),
        check("The fingerprint of the imported key pair is not that of another private key.", {
            Check::Differ {
                one: place("imported"),
                other: "${imported_fingerprint:key}".to_owned(),
            }
        }),
    ];
    let rules = ["fingerprint/verifies"];
    let comment = "A fingerprint matches its own private key and no other.";
    scenario("scenario/fingerprint/verifies", &rules, comment, steps).document(VERIFYING)
}
