//! Who connects to an instance that was just launched.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, connect, connect_with, create, import, launch, locked_out, start, stop,
};
use keyproof::api::Attribute::{KeyName, PrivateKey, State};
use keyproof::api::guest::Credential;

const LAUNCHING: &str = "Launching and Connecting to Your Instance";

pub(super) fn cases() -> Vec<Case> {
    let cases = [without(), no_password(), matching(), other()];
    cases.concat()
}

/// A pair of this person's called `web`, and a server with it.
pub(super) fn server(person: &str) -> [StepBuilder; 2] {
    [
        import("web", person).expect(&[(KeyName, "web")]).setup(),
        launch("server", Some("web")).setup(),
    ]
}

/// A created pair called `web`, its private key known as `key`, and a server with it.
pub(super) fn created_server() -> [StepBuilder; 2] {
    [
        create("web").save("key", PrivateKey).expect(&[(KeyName, "web")]).setup(),
        launch("server", Some("web")).setup(),
    ]
}

pub(super) fn case(
    rule: &str,
    id: &str,
    comment: &str,
    ground: [StepBuilder; 2],
    steps: impl IntoIterator<Item = StepBuilder>,
) -> Case {
    let steps = ground.into_iter().chain(steps);
    scenario(&format!("scenario/launch/{id}"), &[rule], comment, steps)
}

fn without() -> Vec<Case> {
    let rule = "launch/without-pair-locked-out";
    let imported = [
        connect("server", "alice_private").setup(),
        launch("open", None).expect(&[(State, "running")]).absent(&[KeyName]),
        locked_out("open", "alice_private"),
        locked_out("open", "bob_private"),
        connect_with("open", "ec2-user", Credential::Nothing).refused(&[]),
    ];
    let created = [
        connect("server", "key").setup(),
        launch("open", None).expect(&[(State, "running")]),
        locked_out("open", "key"),
        stop("open").setup(),
        start("open").setup(),
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
            try_with("ec2-user", password(""))
                .description("Nobody connects with an empty password."),
            try_with("ec2-user", password("ec2-user"))
                .description("Nobody connects with the user's name."),
            try_with("ec2-user", password("web"))
                .description("Nobody connects with the pair's name."),
            try_with("root", password(""))
                .description("Nobody connects as root with an empty password."),
            try_with("ec2-user", Credential::Nothing)
                .description("Nobody connects with nothing at all."),
        ]
    };
    let first = [connect("server", "alice_private").setup()];
    let last = [connect("server", "alice_private")];
    let imported = first.into_iter().chain(try_all()).chain(last);
    let created = [connect("server", "key").setup()].into_iter().chain(try_all());
    let restart = [
        connect("server", "carol_private").setup(),
        stop("server").setup(),
        start("server").setup(),
        connect("server", "carol_private").setup(),
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
        import("mail", "bob").setup(),
        launch("post", Some("mail")).setup(),
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
            .description("Nobody connects with a file that is no key.")
            .refused(&[])
    };
    let imported = [
        connect("server", "alice_private").setup(),
        locked_out("server", "bob_private"),
        no_key(),
        connect("server", "alice_private"),
    ];
    let two = [
        import("mail", "bob").setup(),
        launch("post", Some("mail")).setup(),
        connect("server", "alice_private").setup(),
        connect("post", "bob_private").setup(),
        locked_out("server", "bob_private"),
        locked_out("post", "alice_private"),
    ];
    let of_region = [
        create("mail").save("other_key", PrivateKey).setup(),
        import("build", "carol").setup(),
        connect("server", "key").setup(),
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
