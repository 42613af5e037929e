//! The responses of the service to unknown names, dry runs, and missing or wrong signatures.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, call, create, delete, filtered, image, import, import_text, launch, list,
    list_instances, look_up,
};
use keyproof::api::Attribute::{Fingerprint, KeyName, State};
use keyproof::api::service::{Launch, Network, Operation, Signature};

const ERRORS: &str = "API reference 2014-06-15, Error Codes";
const DESCRIBE: &str = "API reference 2014-06-15, DescribeKeyPairs";
const PARAMETERS: &str = "API reference 2014-06-15, Common Query Parameters";
const DRY_RUN: &[&str] = &["DryRunOperation"];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = unknown();
    cases.extend(dry_runs());
    cases.extend(dry_runs_of_what_would_fail());
    cases.extend(signatures());
    cases
}

fn unknown() -> Vec<Case> {
    let not_found = ["InvalidKeyPair.NotFound"];
    let one = [
        import("web", "alice").expect(&[(KeyName, "web")]).setup(),
        look_up(&["no-such-pair"]).refused(&not_found),
        look_up(&["web"]).expect(&[(KeyName, "web")]),
    ];
    let some = [
        import("web", "alice").setup(),
        import("other", "bob").setup(),
        look_up(&["web", "other"]).expect_all(&[&[(KeyName, "web")], &[(KeyName, "other")]]),
        look_up(&["web", "no-such-pair", "other"]).refused(&not_found),
        look_up(&["web", "web"]).expect(&[(KeyName, "web")]),
    ];
    let filter = [
        import("web", "alice").setup(),
        filtered(&[], &[("key-name", &["web"])]).expect(&[(KeyName, "web")]),
        filtered(&["no-such-pair"], &[("key-name", &["web"])]).refused(&not_found),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/api/{id}"), &["api/describe-unknown"], comment, steps)
            .standard(DESCRIBE)
            .standard(ERRORS)
    };
    vec![
        case("unknown-name", "The lookup of a name that doesn't exist is refused.", one.into()),
        case(
            "one-unknown-name-of-three",
            "One unknown name makes the whole lookup fail, and a repeated name returns one \
             key pair.",
            some.into(),
        )
        .observed("one unknown name makes the whole request fail; a repeated name gives one item"),
        case(
            "unknown-name-beside-a-filter",
            "A lookup with an unknown name is refused even if a filter would exclude that name.",
            filter.into(),
        ),
    ]
}

fn dry_run(name: &str, steps: impl IntoIterator<Item = StepBuilder>) -> Case {
    let ground = [import("web", "alice").save("shown", Fingerprint).setup()];
    let after = [
        list().expect_all(&[&[(KeyName, "web"), (Fingerprint, "${shown}")]]),
        list_instances().expect_all(&[]),
    ];
    let steps = ground.into_iter().chain(steps).chain(after);
    let comment = "A dry run reports whether the request would succeed and changes nothing.";
    scenario(&format!("scenario/api/dry-run-{name}"), &["api/dry-run"], comment, steps)
        .standard(ERRORS)
        .observed("the response to a dry run is DryRunOperation")
}

/// Dry runs of requests that would succeed.
fn dry_runs() -> Vec<Case> {
    vec![
        dry_run("create", [create("other").dry_run().refused(DRY_RUN)]),
        dry_run("import", [import("other", "bob").dry_run().refused(DRY_RUN)]),
        dry_run("describe", [list().dry_run().refused(DRY_RUN)]),
        dry_run("delete", [delete("web").dry_run().refused(DRY_RUN)]),
        dry_run("launch", [launch("server", Some("web")).dry_run().refused(DRY_RUN)]),
    ]
}

/// Dry runs of requests that would fail. The documents don't say whether the service checks the parameters or
/// the dry run first, so both codes are accepted.
fn dry_runs_of_what_would_fail() -> Vec<Case> {
    let open = |name: &str, step: StepBuilder, codes: &[&str]| {
        let codes: Vec<&str> = codes.iter().copied().chain(DRY_RUN.iter().copied()).collect();
        dry_run(name, [step.dry_run().refused(&codes)])
    };
    let blank = Launch {
        image: image(),
        key_name: Some("no-such-pair".to_owned()),
        network: Network::Vpc,
        availability_zone: None,
    };
    vec![
        open("over-a-taken-name", create("web"), &["InvalidKeyPair.Duplicate"]),
        open(
            "of-a-broken-key",
            import_text("other", "AAAA"),
            &["InvalidKey.Format", "InvalidKeyPair.Format"],
        ),
        open(
            "of-an-unknown-pair",
            {
                call(
                    "An instance is launched with an unknown key pair.",
                    Operation::RunInstances(blank),
                )
            },
            &["InvalidKeyPair.NotFound"],
        ),
    ]
}

fn signatures() -> Vec<Case> {
    let ways = [
        ("unsigned", Signature::Missing, "unsigned"),
        ("wrong-secret", Signature::WrongSecret, "signed with a wrong secret"),
    ];
    let of_pairs = ways.map(|(name, signature, how)| {
        let steps = [
            import("web", "alice").expect(&[(KeyName, "web")]).setup(),
            import("other", "bob").signed(signature, how).refused(&[]),
            create("another").signed(signature, how).refused(&[]),
            delete("web").signed(signature, how).refused(&[]),
            list().signed(signature, how).refused(&[]),
            list().expect_all(&[&[(KeyName, "web")]]),
        ];
        let comment = "A request without a valid signature is refused and changes no key pair.";
        scenario(&format!("scenario/api/{name}"), &["api/signature"], comment, steps)
    });
    let of_launches = ways.map(|(name, signature, how)| {
        let steps = [
            import("web", "alice").setup(),
            launch("server", Some("web")).expect(&[(State, "running")]).setup(),
            launch("other", Some("web")).signed(signature, how).refused(&[]),
            list_instances().signed(signature, how).refused(&[]),
            list_instances().expect_count(1),
        ];
        let comment = "A request without a valid signature launches no instance and lists none.";
        scenario(&format!("scenario/api/{name}-launch"), &["api/signature"], comment, steps)
    });
    of_pairs.into_iter().chain(of_launches).map(|case| case.standard(PARAMETERS)).collect()
}
