//! Launches with a key pair, without one, and with one that doesn't exist.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, call, create, image, import, launch, list_instances, look_at, start, stop,
};
use keyproof::api::Attribute::{InstanceId, KeyName, State};
use keyproof::api::service::{Launch, Network, Operation};

const LAUNCHING: &str = "Launching and Connecting to Your Instance";

pub(super) fn cases() -> Vec<Case> {
    let cases = [
        named(),
        refused(),
        vec![without()],
        super::access::cases(),
        super::authorized_keys::cases(),
    ];
    cases.concat()
}

fn named() -> Vec<Case> {
    let two = [
        import("web", "alice").setup(),
        import("mail", "bob").setup(),
        launch("server", Some("web")).expect(&[(KeyName, "web"), (State, "running")]),
        launch("post", Some("mail")).expect(&[(KeyName, "mail")]),
        look_at("server").expect(&[(InstanceId, "${server}"), (KeyName, "web")]),
        look_at("post").expect(&[(InstanceId, "${post}"), (KeyName, "mail")]),
    ];
    let created = [
        create("my key pair").setup(),
        launch("server", Some("my key pair")),
        launch("other", None).absent(&[KeyName]),
        list_instances().expect_all(&[
            &[(InstanceId, "${server}"), (KeyName, "my key pair")],
            &[(InstanceId, "${other}")],
        ]),
    ];
    let restart = [
        import("web", "carol").setup(),
        launch("server", Some("web")).setup(),
        stop("server").setup(),
        look_at("server").expect(&[(State, "stopped"), (KeyName, "web")]),
        start("server").setup(),
        look_at("server").expect(&[(State, "running"), (KeyName, "web")]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/launch/{id}"), &["launch/names-pair"], comment, steps)
            .document(LAUNCHING)
    };
    vec![
        case("reports-its-pair", "Each of two instances reports its own key pair.", two.into()),
        case(
            "reports-a-created-pair",
            "A list reports the key pair of the instance that has one, and none for the other.",
            created.into(),
        ),
        case(
            "reports-its-pair-over-a-restart",
            "An instance reports its key pair while it is stopped and after it is started again.",
            restart.into(),
        ),
    ]
}

fn refused() -> Vec<Case> {
    let blank = Operation::RunInstances(Launch {
        image: image(),
        key_name: Some(String::new()),
        network: Network::Vpc,
        availability_zone: None,
    });
    let case = |id: &str, comment: &str, refused: StepBuilder| {
        let steps = [
            import("web", "alice").setup(),
            launch("server", Some("web")).setup(),
            refused,
            list_instances().expect_all(&[&[(InstanceId, "${server}")]]),
        ];
        let rules = ["launch/unknown-pair-refused"];
        scenario(&format!("scenario/launch/{id}"), &rules, comment, steps).document(LAUNCHING)
    };
    vec![
        case(
            "unknown-pair",
            "A launch with a key pair that doesn't exist is refused and starts no instance.",
            launch("other", Some("no-such-pair")).refused(&["InvalidKeyPair.NotFound"]),
        )
        .observed("an unknown key pair is refused with InvalidKeyPair.NotFound"),
        case(
            "pair-in-capitals",
            "A launch with the name of a key pair in capital letters is refused.",
            launch("other", Some("WEB")).refused(&[]),
        ),
        case("pair-in-part", "A launch with a part of the name of a key pair is refused.", {
            launch("other", Some("we")).refused(&[])
        }),
        case(
            "pair-after-a-space",
            "A launch with a space before the name of a key pair is refused.",
            launch("other", Some(" web")).refused(&[]),
        ),
        case(
            "pair-by-a-pattern",
            "A launch with a star in the name is refused, because it is not a wildcard.",
            launch("other", Some("web*")).refused(&[]),
        ),
        case(
            "blank-name",
            "A launch with an empty name is refused; it is not a launch without a key pair.",
            call("An instance is launched with an empty key pair name.", blank).refused(&[
                "InvalidParameterValue",
                "InvalidKeyPair.NotFound",
                "MissingParameter",
            ]),
        )
        .observed("an empty name is refused with InvalidParameterValue"),
    ]
}

/// Tests what the API reports for an instance without a key pair.
fn without() -> Case {
    let steps = [
        import("web", "alice").setup(),
        launch("open", None).expect(&[(State, "running")]).absent(&[KeyName]),
        look_at("open").expect(&[(State, "running")]).absent(&[KeyName]),
        list_instances().expect_count(1),
    ];
    let comment = "An instance without a key pair runs and reports no key pair.";
    scenario(
        "scenario/launch/runs-without-a-pair",
        &["launch/without-pair-locked-out"],
        comment,
        steps,
    )
    .document(LAUNCHING)
}
