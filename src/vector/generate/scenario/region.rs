//! Regions: a pair is in one of them, and no other knows of it.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    Told, check, create, delete, filtered, import, import_text, launch, list, list_instances,
    look_up, place,
};
use crate::api::Field::{Fingerprint, KeyName, PrivateKey, State};
use crate::vector::file::Check;

const CREATING: &str = "Creating Your Key Pair Using Amazon EC2";

pub(super) fn cases() -> Vec<Case> {
    [hidden(), namesakes(), bound()].concat()
}

fn hidden() -> Vec<Case> {
    let created = [
        create("web").prepares(),
        list().gives_all(&[&[(KeyName, "web")]]).prepares(),
        list().elsewhere().gives_all(&[]),
        list().gives_all(&[&[(KeyName, "web")]]),
    ];
    let by_name = [
        import("web", "alice").prepares(),
        look_up(&["web"]).gives(&[(KeyName, "web")]).prepares(),
        look_up(&["web"]).elsewhere().refused(&[]),
    ];
    let imported = [
        import("web", "alice").prepares(),
        import("mail", "bob").elsewhere().prepares(),
        list().gives_all(&[&[(KeyName, "web")]]),
        list().elsewhere().gives_all(&[&[(KeyName, "mail")]]),
    ];
    let filter = [
        import("web", "carol").prepares(),
        filtered(&[], &[("key-name", &["web"])]).gives(&[(KeyName, "web")]).prepares(),
        filtered(&[], &[("key-name", &["web"])]).elsewhere().gives_all(&[]),
    ];
    let deletion = [
        import("web", "alice").prepares(),
        delete("web").elsewhere().anything(),
        list().gives_all(&[&[(KeyName, "web")]]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<Told>| {
        scenario(&format!("scenario/pair/{id}"), &["pair/region-hides"], comment, steps)
            .document(CREATING)
    };
    vec![
        case(
            "hidden-from-another-region",
            "A pair of one region is not seen from another.",
            created.into(),
        ),
        case("not-found-in-another-region", "A pair is not found by its name in another.", {
            by_name.into()
        }),
        case("each-region-its-own", "Each of two regions lists its own pair.", imported.into()),
        case(
            "hidden-from-a-filter-in-another-region",
            "No filter finds a pair of another region.",
            filter.into(),
        ),
        case(
            "not-deleted-from-another-region",
            "A deletion in one region leaves the pair of another.",
            deletion.into(),
        ),
    ]
}

fn namesakes() -> Vec<Case> {
    let imported = [
        import("web", "alice").keeps("here", Fingerprint).prepares(),
        import("web", "bob").elsewhere().keeps("there", Fingerprint),
        list().gives_all(&[&[(KeyName, "web"), (Fingerprint, "${here}")]]),
        list().elsewhere().gives_all(&[&[(KeyName, "web"), (Fingerprint, "${there}")]]),
        delete("web"),
        list().gives_all(&[]),
        list().elsewhere().gives_all(&[&[(KeyName, "web"), (Fingerprint, "${there}")]]),
    ];
    let created = [
        create("web").keeps("here", PrivateKey).prepares(),
        create("web").elsewhere().keeps("there", PrivateKey),
        check("The two keys differ.", Check::Differ(place("here"), place("there"))),
        list().gives_all(&[&[(KeyName, "web")]]),
        list().elsewhere().gives_all(&[&[(KeyName, "web")]]),
    ];
    let one_key = [
        import("web", "carol").prepares(),
        import_text("web", "${base64:carol_public}")
            .says("The same public key is imported under the same name.")
            .elsewhere()
            .gives(&[(KeyName, "web")]),
        list().gives_all(&[&[(KeyName, "web")]]),
        list().elsewhere().gives_all(&[&[(KeyName, "web")]]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<Told>| {
        scenario(&format!("scenario/pair/{id}"), &["pair/same-name-other-region"], comment, steps)
            .document(CREATING)
            .document("Importing Your Own Key Pair to Amazon EC2")
    };
    vec![
        case(
            "same-name-in-two-regions",
            "Two pairs of one name in two regions have nothing to do with each other.",
            imported.into(),
        ),
        case(
            "same-name-created-in-two-regions",
            "Two regions each create a pair of one name, with a key of its own.",
            created.into(),
        ),
        case(
            "same-key-and-name-in-two-regions",
            "Two regions each take one key under one name.",
            one_key.into(),
        ),
    ]
}

fn bound() -> Vec<Case> {
    let case = |id: &str, comment: &str, made: Told, elsewhere: Option<Told>| {
        let ground = [made.prepares(), launch("here", Some("web")).prepares()];
        let refused = [
            launch("there", Some("web")).elsewhere().refused(&[]),
            list_instances().elsewhere().gives_all(&[]),
            list_instances().gives_all(&[&[(State, "running")]]),
        ];
        let steps = ground.into_iter().chain(elsewhere.map(Told::prepares)).chain(refused);
        scenario(&format!("scenario/pair/{id}"), &["pair/region-binds-launch"], comment, steps)
            .document(CREATING)
    };
    vec![
        case(
            "no-launch-in-another-region",
            "A pair launches nothing in a region that it isn't in.",
            import("web", "alice"),
            None,
        ),
        case(
            "no-launch-of-a-created-pair-in-another-region",
            "Neither does a created pair.",
            create("web"),
            None,
        ),
        case(
            "no-launch-by-the-same-key-in-another-region",
            "The same key under another name over there makes no difference.",
            import("web", "alice"),
            Some(import("mail", "alice").elsewhere()),
        ),
    ]
}
