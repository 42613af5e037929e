//! Fingerprints as the service shows them: their kind follows from where the pair was made.

use super::super::Group;
use super::super::case::Case;
use super::story;
use super::telling::{check, create, import, import_text, list, place};
use crate::api::Field::{Fingerprint, KeyName, PrivateKey};
use crate::vector::file::Check;

const VERIFYING: &str = "Verifying Your Key Pair's Fingerprint";

pub(super) fn file() -> Group {
    Group {
        path: "scenario/fingerprint",
        about: "Fingerprints as the service shows them.".to_owned(),
        cases: vec![created(), imported(), imported_again(), displayed(), verifies()],
    }
}

fn created() -> Case {
    let fingerprint = "${created_fingerprint:key}";
    let steps = [
        create("my-key-pair").keeps("key", PrivateKey).gives(&[(Fingerprint, fingerprint)]),
        list().gives_all(&[&[(KeyName, "my-key-pair"), (Fingerprint, fingerprint)]]),
    ];
    let comment = "A created pair has the SHA-1 of its private key as PKCS#8 DER.";
    story("scenario/fingerprint/created", &["fingerprint/created-sha1"], comment, steps)
        .document(VERIFYING)
        .standard("RFC 5208 section 5")
        .observed("fingerprints of created pairs recompute from their private keys so")
}

fn imported() -> Case {
    let steps = [
        import("my-key-pair", "alice").gives(&[(Fingerprint, "${alice_fingerprint}")]),
        list().gives_all(&[&[(KeyName, "my-key-pair"), (Fingerprint, "${alice_fingerprint}")]]),
    ];
    let comment = "An imported pair has the MD5 of its public key as SubjectPublicKeyInfo DER.";
    story("scenario/fingerprint/imported", &["fingerprint/imported-md5"], comment, steps)
        .document(VERIFYING)
        .observed("fingerprints of imported pairs recompute from their public keys so")
}

fn imported_again() -> Case {
    let steps = [
        create("created").keeps("key", PrivateKey).keeps("sha1", Fingerprint).prepares(),
        import_text("imported", "${public_key_material:key}")
            .says("The public half of the created pair is imported as \"imported\".")
            .gives(&[(Fingerprint, "${imported_fingerprint:key}")]),
        list().gives_all(&[
            &[(KeyName, "created"), (Fingerprint, "${sha1}")],
            &[(KeyName, "imported"), (Fingerprint, "${imported_fingerprint:key}")],
        ]),
    ];
    let comment = "One key as a created and as an imported pair has two fingerprints.";
    story("scenario/fingerprint/imported-again", &["fingerprint/reimported-md5"], comment, steps)
        .document(VERIFYING)
        .observed("one key held as a created and as an imported pair has both kinds")
}

fn displayed() -> Case {
    let steps = [
        create("created").keeps("created", Fingerprint),
        import("imported", "alice").keeps("imported", Fingerprint),
        list().gives_all(&[
            &[(KeyName, "created"), (Fingerprint, "${created}")],
            &[(KeyName, "imported"), (Fingerprint, "${imported}")],
        ]),
    ];
    let comment = "The list shows what creating and importing answered.";
    story("scenario/fingerprint/displayed", &["fingerprint/displayed"], comment, steps)
        .document(VERIFYING)
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
    let rules = ["fingerprint/verifies", "fingerprint/local-created", "fingerprint/local-imported"];
    let comment = "A fingerprint tells its own private key from any other.";
    story("scenario/fingerprint/verifies", &rules, comment, steps).document(VERIFYING)
}
