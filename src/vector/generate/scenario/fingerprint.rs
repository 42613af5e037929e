//! Fingerprints as the service shows them: their kind follows from where the pair was made.

use super::super::Group;
use super::super::case::Case;
use super::scenario;
use super::steps::{
    Told, check, create, delete, filtered, import, import_text, list, look_up, place,
};
use crate::api::Field::{Fingerprint, KeyName, PrivateKey};
use crate::vector::file::Check;

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
        create("my-key-pair").keeps("key", PrivateKey).gives(&[(Fingerprint, fingerprint)]),
        list().gives_all(&[&[(KeyName, "my-key-pair"), (Fingerprint, fingerprint)]]),
    ];
    let two = [
        create("first").keeps("first", PrivateKey),
        create("second").keeps("second", PrivateKey),
        look_up(&["first"]).gives(&[(Fingerprint, "${created_fingerprint:first}")]),
        look_up(&["second"]).gives(&[(Fingerprint, "${created_fingerprint:second}")]),
    ];
    let beside = [
        import("imported", "alice").prepares(),
        create("my-key-pair").keeps("key", PrivateKey).gives(&[(Fingerprint, fingerprint)]),
        create("my-key-pair")
            .elsewhere()
            .keeps("other_key", PrivateKey)
            .gives(&[(Fingerprint, "${created_fingerprint:other_key}")]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<Told>| {
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
        import("my-key-pair", "alice").gives(&[(Fingerprint, "${alice_fingerprint}")]),
        list().gives_all(&[&[(KeyName, "my-key-pair"), (Fingerprint, "${alice_fingerprint}")]]),
    ];
    let comment = "An imported pair has the MD5 of its public key as SubjectPublicKeyInfo DER.";
    scenario("scenario/fingerprint/imported", &["fingerprint/imported-md5"], comment, steps)
        .document(VERIFYING)
        .observed("fingerprints of imported pairs recompute from their public keys so")
}

fn imported_again() -> Vec<Case> {
    let import_public_half = |name: &str| {
        import_text(name, "${public_key_material:key}")
            .says(format!("The public half of the created pair is imported as {name:?}."))
            .gives(&[(Fingerprint, "${imported_fingerprint:key}")])
    };
    let beside = [
        create("created").keeps("key", PrivateKey).keeps("sha1", Fingerprint).prepares(),
        import_public_half("imported"),
        list().gives_all(&[
            &[(KeyName, "created"), (Fingerprint, "${sha1}")],
            &[(KeyName, "imported"), (Fingerprint, "${imported_fingerprint:key}")],
        ]),
    ];
    let instead = [
        create("my-key-pair").keeps("key", PrivateKey).prepares(),
        delete("my-key-pair").prepares(),
        import_public_half("my-key-pair"),
        list().gives(&[(Fingerprint, "${imported_fingerprint:key}")]),
    ];
    let elsewhere = [
        create("my-key-pair").keeps("key", PrivateKey).prepares(),
        import_public_half("my-key-pair").elsewhere(),
    ];
    let case = |id: &str, comment: &str, steps: Vec<Told>| {
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
        create("created").keeps("created", Fingerprint),
        import("imported", "alice").keeps("imported", Fingerprint),
        list().gives_all(&[
            &[(KeyName, "created"), (Fingerprint, "${created}")],
            &[(KeyName, "imported"), (Fingerprint, "${imported}")],
        ]),
    ];
    let by_name = [
        create("created").keeps("created", Fingerprint),
        import("imported", "carol").keeps("imported", Fingerprint),
        look_up(&["created"]).gives(&[(KeyName, "created"), (Fingerprint, "${created}")]),
        look_up(&["imported"]).gives(&[(KeyName, "imported"), (Fingerprint, "${imported}")]),
    ];
    let by_filter = [
        create("created").keeps("created", Fingerprint),
        import("imported", "dave").keeps("imported", Fingerprint),
        filtered(&[], &[("key-name", &["created"])])
            .gives(&[(KeyName, "created"), (Fingerprint, "${created}")]),
        filtered(&[], &[("key-name", &["imported"])])
            .gives(&[(KeyName, "imported"), (Fingerprint, "${imported}")]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<Told>| {
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
        create("first").keeps("key", PrivateKey).keeps("first", Fingerprint),
        create("second").keeps("other_key", PrivateKey).keeps("second", Fingerprint),
        check("The first fingerprint is that of the first private key.", {
            Check::Same(place("first"), "${created_fingerprint:key}".to_owned())
        }),
        check("It is not that of the second.", {
            Check::Differ(place("first"), "${created_fingerprint:other_key}".to_owned())
        }),
        import("imported", "alice").keeps("imported", Fingerprint),
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
