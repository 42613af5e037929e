//! Fingerprints as the service shows them: their kind follows from where the pair was made.

use super::super::Group;
use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, check, create, delete, filtered, import, import_text, list, look_up, place,
};
use keyproof::api::Attribute::{Fingerprint, KeyName, PrivateKey};
use keyproof::vector::file::Check;

const VERIFYING: &str = "Verifying Your Key Pair's Fingerprint";

pub(super) fn file() -> Group {
    let cases = [created(), vec![imported()], imported_again(), displayed(), vec![verifies()]];
    Group {
        path: "scenario/fingerprint",
        about: "Fingerprints as the service shows them.".to_owned(),
        cases: cases.concat(),
    }
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
        .observed("fingerprints of created pairs recompute from their private keys so")
    };
    vec![
        case(
            "created",
            "A created pair has the SHA-1 of its private key as PKCS#8 DER.",
            one.into(),
        ),
        case("created-twice", "Each of two created pairs has that of its own key.", two.into()),
        case(
            "created-beside-an-imported",
            "A created pair has it beside an imported one, and in another region.",
            beside.into(),
        ),
    ]
}

fn imported() -> Case {
    let steps = [
        import("my-key-pair", "alice").expect(&[(Fingerprint, "${alice_fingerprint}")]),
        list().expect_all(&[&[(KeyName, "my-key-pair"), (Fingerprint, "${alice_fingerprint}")]]),
    ];
    let comment = "An imported pair has the MD5 of its public key as SubjectPublicKeyInfo DER.";
    scenario("scenario/fingerprint/imported", &["fingerprint/imported-md5"], comment, steps)
        .document(VERIFYING)
        .observed("fingerprints of imported pairs recompute from their public keys so")
}

fn imported_again() -> Vec<Case> {
    let import_public_half = |name: &str| {
        import_text(name, "${public_key_material:key}")
            .description(format!("The public half of the created pair is imported as {name:?}."))
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
            .observed("one key held as a created and as an imported pair has both kinds")
    };
    vec![
        case(
            "imported-again",
            "One key as a created and as an imported pair has two fingerprints.",
            beside.into(),
        ),
        case(
            "imported-after-its-deletion",
            "A created pair that is deleted comes back by an import with the other kind.",
            instead.into(),
        ),
        case(
            "imported-in-another-region",
            "The same in another region than the one that made the key.",
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
        case("displayed", "The list shows what creating and importing answered.", both.into()),
        case("displayed-by-name", "A pair that is looked up shows the same.", by_name.into()),
        case("displayed-by-filter", "A pair that a filter finds shows the same.", by_filter.into()),
    ]
}

fn verifies() -> Case {
    let steps = [
        create("first").save("key", PrivateKey).save("first", Fingerprint),
        create("second").save("other_key", PrivateKey).save("second", Fingerprint),
        check("The first fingerprint is that of the first private key.", {
            Check::Same(place("first"), "${created_fingerprint:key}".to_owned())
        }),
        check("It is not that of the second.", {
            Check::Differ(place("first"), "${created_fingerprint:other_key}".to_owned())
        }),
        import("imported", "alice").save("imported", Fingerprint),
        check("An imported pair's is that of its private key.", {
            Check::Same(place("imported"), "${imported_fingerprint:alice_private}".to_owned())
        }),
        check("It is not that of another.", {
            Check::Differ(place("imported"), "${imported_fingerprint:key}".to_owned())
        }),
    ];
    let rules = ["fingerprint/verifies"];
    let comment = "A fingerprint tells its own private key from any other.";
    scenario("scenario/fingerprint/verifies", &rules, comment, steps).document(VERIFYING)
}
