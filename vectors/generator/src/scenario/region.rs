//! Regions: a key pair exists in one region and is not visible in any other.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, check, create, delete, filtered, import, import_text, launch, list,
    list_instances, look_up, place,
};
use keyproof::api::Attribute::{Fingerprint, KeyName, PrivateKey, State};
use keyproof::vector::file::Check;

const CREATING: &str = "Creating Your Key Pair Using Amazon EC2";

pub(super) fn cases() -> Vec<Case> {
    [hidden(), namesakes(), bound()].concat()
}

fn hidden() -> Vec<Case> {
    let created = [
        create("web").setup(),
        list().expect_all(&[&[(KeyName, "web")]]).setup(),
        list().in_other_region().expect_all(&[]),
        list().expect_all(&[&[(KeyName, "web")]]),
    ];
    let by_name = [
        import("web", "alice").setup(),
        look_up(&["web"]).expect(&[(KeyName, "web")]).setup(),
        look_up(&["web"]).in_other_region().refused(&[]),
    ];
    let imported = [
        import("web", "alice").setup(),
        import("mail", "bob").in_other_region().setup(),
        list().expect_all(&[&[(KeyName, "web")]]),
        list().in_other_region().expect_all(&[&[(KeyName, "mail")]]),
    ];
    let filter = [
        import("web", "carol").setup(),
        filtered(&[], &[("key-name", &["web"])]).expect(&[(KeyName, "web")]).setup(),
        filtered(&[], &[("key-name", &["web"])]).in_other_region().expect_all(&[]),
    ];
    let deletion = [
        import("web", "alice").setup(),
        delete("web").in_other_region().anything(),
        list().expect_all(&[&[(KeyName, "web")]]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/pair/{id}"), &["pair/region-hides"], comment, steps)
            .document(CREATING)
    };
    vec![
        case(
            "hidden-from-another-region",
            "A list in one region doesn't contain a key pair of another region.",
            created.into(),
        ),
        case(
            "not-found-in-another-region",
            "A key pair is not found by its name in another region.",
            by_name.into(),
        ),
        case(
            "each-region-its-own",
            "Each of two regions lists only its own key pair.",
            imported.into(),
        ),
        case(
            "hidden-from-a-filter-in-another-region",
            "A filter by name doesn't find a key pair of another region.",
            filter.into(),
        ),
        case(
            "not-deleted-from-another-region",
            "A deletion in one region doesn't delete the key pair of another region.",
            deletion.into(),
        ),
    ]
}

fn namesakes() -> Vec<Case> {
    let imported = [
        import("web", "alice").save("here", Fingerprint).setup(),
        import("web", "bob").in_other_region().save("there", Fingerprint),
        list().expect_all(&[&[(KeyName, "web"), (Fingerprint, "${here}")]]),
        list().in_other_region().expect_all(&[&[(KeyName, "web"), (Fingerprint, "${there}")]]),
        delete("web"),
        list().expect_all(&[]),
        list().in_other_region().expect_all(&[&[(KeyName, "web"), (Fingerprint, "${there}")]]),
    ];
    let created = [
        create("web").save("here", PrivateKey).setup(),
        create("web").in_other_region().save("there", PrivateKey),
        check("The two keys differ.", Check::Differ { one: place("here"), other: place("there") }),
        list().expect_all(&[&[(KeyName, "web")]]),
        list().in_other_region().expect_all(&[&[(KeyName, "web")]]),
    ];
    let one_key = [
        import("web", "carol").setup(),
        import_text("web", "${base64:carol_public}")
            .description("The same public key is imported under the same name.")
            .in_other_region()
            .expect(&[(KeyName, "web")]),
        list().expect_all(&[&[(KeyName, "web")]]),
        list().in_other_region().expect_all(&[&[(KeyName, "web")]]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/pair/{id}"), &["pair/same-name-other-region"], comment, steps)
            .document(CREATING)
            .document("Importing Your Own Key Pair to Amazon EC2")
    };
    vec![
        case(
            "same-name-in-two-regions",
            "Two imported key pairs with one name in two regions are independent of each other.",
            imported.into(),
        ),
        case(
            "same-name-created-in-two-regions",
            "Two key pairs that are created with one name in two regions have different keys.",
            created.into(),
        ),
        case(
            "same-key-and-name-in-two-regions",
            "Two regions accept the same public key under the same name.",
            one_key.into(),
        ),
    ]
}

fn bound() -> Vec<Case> {
    let case = |id: &str, comment: &str, made: StepBuilder, elsewhere: Option<StepBuilder>| {
        let ground = [made.setup(), launch("here", Some("web")).setup()];
        let refused = [
            launch("there", Some("web")).in_other_region().refused(&[]),
            list_instances().in_other_region().expect_all(&[]),
            list_instances().expect_all(&[&[(State, "running")]]),
        ];
        let steps = ground.into_iter().chain(elsewhere.map(StepBuilder::setup)).chain(refused);
        scenario(&format!("scenario/pair/{id}"), &["pair/region-binds-launch"], comment, steps)
            .document(CREATING)
    };
    vec![
        case(
            "no-launch-in-another-region",
            "A launch with an imported key pair of another region is refused.",
            import("web", "alice"),
            None,
        ),
        case(
            "no-launch-of-a-created-pair-in-another-region",
            "A launch with a created key pair of another region is refused.",
            create("web"),
            None,
        ),
        case(
            "no-launch-by-the-same-key-in-another-region",
            "The launch is also refused if the other region has the same key under another name.",
            import("web", "alice"),
            Some(import("mail", "alice").in_other_region()),
        ),
    ]
}
