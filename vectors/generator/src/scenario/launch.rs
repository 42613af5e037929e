//! Launches: with a pair, without one, and with one that isn't there.

use super::super::Group;
use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, call, create, image, import, launch, list_instances, look_at, start, stop,
};
use keyproof::api::Attribute::{InstanceId, KeyName, State};
use keyproof::api::service::{Launch, Network, Operation};

const LAUNCHING: &str = "Launching and Connecting to Your Instance";

pub(super) fn file() -> Group {
    let cases = [
        named(),
        refused(),
        vec![without()],
        super::access::cases(),
        super::authorized_keys::cases(),
    ];
    Group {
        path: "scenario/launch",
        about: "Launches: the instance gets the pair that is named, and nobody else gets in."
            .to_owned(),
        cases: cases.concat(),
    }
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
        case("reports-its-pair", "Two instances with two pairs, each reporting its own.", {
            two.into()
        }),
        case(
            "reports-a-created-pair",
            "A list reports the pair of the one instance that has one.",
            created.into(),
        ),
        case(
            "reports-its-pair-over-a-restart",
            "An instance reports its pair while it is stopped, and when it runs again.",
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
            "A launch with a pair that doesn't exist is refused, and starts nothing.",
            launch("other", Some("no-such-pair")).refused(&["InvalidKeyPair.NotFound"]),
        )
        .observed("an unknown pair is refused with InvalidKeyPair.NotFound"),
        case("pair-in-capitals", "A name in other letters is another name.", {
            launch("other", Some("WEB")).refused(&[])
        }),
        case("pair-in-part", "Part of a name is another name.", {
            launch("other", Some("we")).refused(&[])
        }),
        case("pair-after-a-space", "A space before a name makes another name.", {
            launch("other", Some(" web")).refused(&[])
        }),
        case("pair-by-a-pattern", "A star in a name is no pattern.", {
            launch("other", Some("web*")).refused(&[])
        }),
        case(
            "blank-name",
            "A blank name is no pair's, and not the same as none.",
            call("An instance is launched with a pair whose name is blank.", blank).refused(&[
                "InvalidParameterValue",
                "InvalidKeyPair.NotFound",
                "MissingParameter",
            ]),
        )
        .observed("a blank name is refused with InvalidParameterValue"),
    ]
}

/// What the API shows of an instance without a pair.
fn without() -> Case {
    let steps = [
        import("web", "alice").setup(),
        launch("open", None).expect(&[(State, "running")]).absent(&[KeyName]),
        look_at("open").expect(&[(State, "running")]).absent(&[KeyName]),
        list_instances().expect_count(1),
    ];
    let comment = "An instance without a pair runs, and reports none.";
    scenario(
        "scenario/launch/runs-without-a-pair",
        &["launch/without-pair-locked-out"],
        comment,
        steps,
    )
    .document(LAUNCHING)
}
