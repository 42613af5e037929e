//! Connections to an instance after its launch: which credentials are accepted.

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

/// Imports this person's key as `web`, and launches `server` with it.
pub(super) fn server(person: &str) -> [StepBuilder; 2] {
    [
        import("web", person).expect(&[(KeyName, "web")]).setup(),
        launch("server", Some("web")).setup(),
    ]
}

/// Creates the key pair `web`, saves its private key as `key`, and launches `server` with it.
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
            "An instance without a key pair runs and accepts no connection.",
            server("alice"),
            imported,
        ),
        case(
            rule,
            "without-a-pair-over-a-restart",
            "No created key connects to an instance without a key pair, even after a restart.",
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
                .description("A client tries an empty password and is refused."),
            try_with("ec2-user", password("ec2-user"))
                .description("A client tries the user name as password and is refused."),
            try_with("ec2-user", password("web"))
                .description("A client tries the key pair's name as password and is refused."),
            try_with("root", password(""))
                .description("A client tries an empty password as root and is refused."),
            try_with("ec2-user", Credential::Nothing)
                .description("A client tries to connect without a credential and is refused."),
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
            "An instance with an imported key pair accepts no password.",
            server("alice"),
            imported,
        ),
        case(
            rule,
            "no-password-works-with-a-created-pair",
            "An instance with a created key pair accepts no password.",
            created_server(),
            created,
        ),
        case(
            rule,
            "no-password-works-after-a-restart",
            "An instance accepts no password after a restart.",
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
            "The private key of the launch key pair connects.",
            server("alice"),
            [connect("server", "alice_private")],
        ),
        case(
            rule,
            "matching-key-of-4096-bits-connects",
            "A private key of 4096 bits connects if it belongs to the launch key pair.",
            server("dave"),
            [connect("server", "dave_private")],
        ),
        case(
            rule,
            "created-key-connects",
            "The private key from the response to CreateKeyPair connects.",
            created_server(),
            [connect("server", "key")],
        ),
        case(
            rule,
            "two-instances-two-keys",
            "Each of two instances accepts the key that it was launched with.",
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
            .description("A client tries to connect with a file that is not a key and is refused.")
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
            "Neither another private key nor a file that is not a key connects.",
            server("alice"),
            imported,
        ),
        case(
            rule,
            "each-its-own-key",
            "Each of two instances refuses the key of the other.",
            server("alice"),
            two,
        ),
        case(
            rule,
            "other-pairs-of-the-region-refused",
            "No other key pair of the region connects, whether created or imported.",
            created_server(),
            of_region,
        ),
    ];
    cases.into_iter().map(|case| case.document(LAUNCHING)).collect()
}
