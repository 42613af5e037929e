//! Who connects to an instance that was just launched.

use super::super::case::Case;
use super::scenario;
use super::steps::{Told, connect, connect_with, create, import, launch, locked_out, start, stop};
use crate::api::Field::{KeyName, PrivateKey, State};
use crate::api::guest::Credential;

const LAUNCHING: &str = "Launching and Connecting to Your Instance";

pub(super) fn cases() -> Vec<Case> {
    let cases = [without(), no_password(), matching(), other()];
    cases.concat()
}

/// A pair of this person's called `web`, and a server with it.
pub(super) fn server(person: &str) -> [Told; 2] {
    [
        import("web", person).gives(&[(KeyName, "web")]).prepares(),
        launch("server", Some("web")).prepares(),
    ]
}

/// A created pair called `web`, its private key known as `key`, and a server with it.
pub(super) fn created_server() -> [Told; 2] {
    [
        create("web").keeps("key", PrivateKey).gives(&[(KeyName, "web")]).prepares(),
        launch("server", Some("web")).prepares(),
    ]
}

pub(super) fn case(
    rule: &str,
    id: &str,
    comment: &str,
    ground: [Told; 2],
    steps: impl IntoIterator<Item = Told>,
) -> Case {
    let steps = ground.into_iter().chain(steps);
    scenario(&format!("scenario/launch/{id}"), &[rule], comment, steps)
}

fn without() -> Vec<Case> {
    let rule = "launch/without-pair-locked-out";
    let imported = [
        connect("server", "alice_private").prepares(),
        launch("open", None).gives(&[(State, "running")]).lacks(&[KeyName]),
        locked_out("open", "alice_private"),
        locked_out("open", "bob_private"),
        connect_with("open", "ec2-user", Credential::Nothing).refused(&[]),
    ];
    let created = [
        connect("server", "key").prepares(),
        launch("open", None).gives(&[(State, "running")]),
        locked_out("open", "key"),
        stop("open").prepares(),
        start("open").prepares(),
        locked_out("open", "key"),
    ];
    vec![
        case(
            rule,
            "without-a-pair",
            "An instance without a pair runs, and lets nobody in.",
            server("alice"),
            imported,
        ),
        case(
            rule,
            "without-a-pair-over-a-restart",
            "A created key doesn't connect to it either, after a restart no more than before.",
            created_server(),
            created,
        ),
    ]
    .into_iter()
    .map(|case| case.document(LAUNCHING))
    .collect()
}

fn no_password() -> Vec<Case> {
    let rule = "launch/no-password";
    let password = |text: &str| Credential::Password(text.to_owned());
    let try_with = |user: &str, credential| connect_with("server", user, credential).refused(&[]);
    let try_all = || {
        [
            try_with("ec2-user", password("")).says("Nobody connects with an empty password."),
            try_with("ec2-user", password("ec2-user"))
                .says("Nobody connects with the user's name."),
            try_with("ec2-user", password("web")).says("Nobody connects with the pair's name."),
            try_with("root", password("")).says("Nobody connects as root with an empty password."),
            try_with("ec2-user", Credential::Nothing).says("Nobody connects with nothing at all."),
        ]
    };
    let first = [connect("server", "alice_private").prepares()];
    let last = [connect("server", "alice_private")];
    let imported = first.into_iter().chain(try_all()).chain(last);
    let created = [connect("server", "key").prepares()].into_iter().chain(try_all());
    let restart = [
        connect("server", "carol_private").prepares(),
        stop("server").prepares(),
        start("server").prepares(),
        connect("server", "carol_private").prepares(),
    ];
    let cases = [
        case(
            rule,
            "no-password-works",
            "There is no password, so none lets anybody in.",
            server("alice"),
            imported,
        ),
        case(
            rule,
            "no-password-works-with-a-created-pair",
            "The same with a created pair.",
            created_server(),
            created,
        ),
        case(
            rule,
            "no-password-works-after-a-restart",
            "A restart makes no password.",
            server("carol"),
            restart.into_iter().chain(try_all()),
        ),
    ];
    cases.into_iter().map(|case| case.document("Amazon EC2 Key Pairs")).collect()
}

fn matching() -> Vec<Case> {
    let rule = "launch/matching-key-connects";
    let two = [
        import("mail", "bob").prepares(),
        launch("post", Some("mail")).prepares(),
        connect("server", "alice_private"),
        connect("post", "bob_private"),
    ];
    let cases = [
        case(
            rule,
            "matching-key-connects",
            "The private key of the launch pair connects.",
            server("alice"),
            [connect("server", "alice_private")],
        ),
        case(
            rule,
            "matching-key-of-4096-bits-connects",
            "So does a key of 4096 bits.",
            server("dave"),
            [connect("server", "dave_private")],
        ),
        case(
            rule,
            "created-key-connects",
            "The private key that creating answered connects.",
            created_server(),
            [connect("server", "key")],
        ),
        case(
            rule,
            "two-instances-two-keys",
            "Of two instances, each lets its own key in.",
            server("alice"),
            two,
        ),
    ];
    cases.into_iter().map(|case| case.document(LAUNCHING)).collect()
}

fn other() -> Vec<Case> {
    let rule = "launch/other-key-refused";
    let no_key = || {
        connect_with("server", "ec2-user", Credential::PrivateKey("no key at all\n".to_owned()))
            .says("Nobody connects with a file that is no key.")
            .refused(&[])
    };
    let imported = [
        connect("server", "alice_private").prepares(),
        locked_out("server", "bob_private"),
        no_key(),
        connect("server", "alice_private"),
    ];
    let two = [
        import("mail", "bob").prepares(),
        launch("post", Some("mail")).prepares(),
        connect("server", "alice_private").prepares(),
        connect("post", "bob_private").prepares(),
        locked_out("server", "bob_private"),
        locked_out("post", "alice_private"),
    ];
    let of_region = [
        create("mail").keeps("other_key", PrivateKey).prepares(),
        import("build", "carol").prepares(),
        connect("server", "key").prepares(),
        locked_out("server", "other_key"),
        locked_out("server", "carol_private"),
    ];
    let cases = [
        case(
            rule,
            "other-key-refused",
            "Another private key does not connect, and neither does what is none.",
            server("alice"),
            imported,
        ),
        case(
            rule,
            "each-its-own-key",
            "Of two instances, neither lets the other's key in.",
            server("alice"),
            two,
        ),
        case(
            rule,
            "other-pairs-of-the-region-refused",
            "No other pair of the region connects, created or imported.",
            created_server(),
            of_region,
        ),
    ];
    cases.into_iter().map(|case| case.document(LAUNCHING)).collect()
}
