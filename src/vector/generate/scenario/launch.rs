//! Launches: with a pair, without one, and with one that isn't there.

use super::super::Group;
use super::super::case::Case;
use super::story;
use super::telling::{
    Told, call, connect, connect_with, create, image, import, launch, list, list_directory,
    list_instances, locked_out, look_at, read,
};
use crate::api::Field::{Group as FileGroup, InstanceId, KeyName, Line, Mode, Name, Owner};
use crate::api::Field::{PrivateKey, State};
use crate::api::guest::Credential;
use crate::api::service::{Launch, Network, Operation};

const LAUNCHING: &str = "Launching and Connecting to Your Instance";
const RETRIEVING: &str = "Retrieving the Public Key for Your Key Pair";

pub(super) fn file() -> Group {
    Group {
        path: "scenario/launch",
        about: "Launches: the instance gets the pair that is named, and nobody else gets in."
            .to_owned(),
        cases: vec![
            named(),
            unknown(),
            blank(),
            without(),
            at_boot(),
            at_boot_of_created(),
            entry(),
            no_password(),
            matching(),
            matching_created(),
            other(),
            two_instances(),
        ],
    }
}

/// A pair of alice's called `web`, and a server with it.
fn server() -> [Told; 2] {
    [
        import("web", "alice").gives(&[(KeyName, "web")]).prepares(),
        launch("server", Some("web")).prepares(),
    ]
}

fn after_server(
    id: &str,
    rule: &str,
    comment: &str,
    steps: impl IntoIterator<Item = Told>,
) -> Case {
    story(&format!("scenario/launch/{id}"), &[rule], comment, server().into_iter().chain(steps))
}

fn named() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        import("mail", "bob").prepares(),
        launch("server", Some("web")).gives(&[(KeyName, "web"), (State, "running")]),
        launch("post", Some("mail")).gives(&[(KeyName, "mail")]),
        look_at("server").gives(&[(InstanceId, "${server}"), (KeyName, "web")]),
        look_at("post").gives(&[(InstanceId, "${post}"), (KeyName, "mail")]),
        list().gives_all(&[&[(KeyName, "web")], &[(KeyName, "mail")]]),
    ];
    let comment = "Two instances with two pairs, each reporting its own.";
    story("scenario/launch/reports-its-pair", &["launch/names-pair"], comment, steps)
        .document(LAUNCHING)
}

fn unknown() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        launch("server", Some("web")).gives(&[(KeyName, "web")]).prepares(),
        launch("other", Some("no-such-pair")).refused(&["InvalidKeyPair.NotFound"]),
        list_instances().gives_all(&[&[(InstanceId, "${server}")]]),
    ];
    let comment = "A launch with a pair that doesn't exist is refused, and starts nothing.";
    story("scenario/launch/unknown-pair", &["launch/unknown-pair-refused"], comment, steps)
        .document(LAUNCHING)
        .observed("an unknown pair is refused with InvalidKeyPair.NotFound")
}

fn blank() -> Case {
    let launch_blank = Operation::RunInstances(Launch {
        image: image(),
        key_name: Some(String::new()),
        network: Network::Vpc,
        availability_zone: None,
    });
    let steps =
        [
            import("web", "alice").prepares(),
            launch("server", Some("web")).gives(&[(KeyName, "web")]).prepares(),
            call("An instance is launched with a pair whose name is blank.", launch_blank)
                .refused(&["InvalidParameterValue", "InvalidKeyPair.NotFound", "MissingParameter"]),
            list_instances().gives_all(&[&[(InstanceId, "${server}")]]),
        ];
    let comment = "A blank name is no pair's, and not the same as none.";
    story("scenario/launch/blank-name", &["launch/unknown-pair-refused"], comment, steps)
        .document(LAUNCHING)
        .observed("a blank name is refused with InvalidParameterValue")
}

fn without() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        launch("server", Some("web")).prepares(),
        connect("server", "alice_private").prepares(),
        launch("open", None).gives(&[(State, "running")]).lacks(&[KeyName]),
        locked_out("open", "alice_private"),
        locked_out("open", "bob_private"),
        connect_with("open", "ec2-user", Credential::Nothing).refused(&[]),
        look_at("open").gives(&[(State, "running")]).lacks(&[KeyName]),
    ];
    let comment = "An instance without a pair runs, and lets nobody in.";
    story("scenario/launch/without-a-pair", &["launch/without-pair-locked-out"], comment, steps)
        .document(LAUNCHING)
}

fn at_boot() -> Case {
    let steps = [
        connect("server", "alice_private").prepares(),
        read("server", "/home/ec2-user/.ssh/authorized_keys").gives(&[(Line, "${alice_line} web")]),
        list_directory("server", "/home/ec2-user/.ssh").gives_all(&[&[
            (Name, "authorized_keys"),
            (Owner, "222"),
            (FileGroup, "500"),
            (Mode, "0600"),
        ]]),
        look_at("server").gives(&[(State, "running"), (KeyName, "web")]),
    ];
    let comment = "After boot the key is there, owned as in the document's example.";
    after_server("authorized-keys-at-boot", "launch/authorized-keys-at-boot", comment, steps)
        .document(RETRIEVING)
        .document("Connecting to Your Instance if You Lose Your Private Key")
}

fn at_boot_of_created() -> Case {
    let steps = [
        create("web").keeps("key", PrivateKey).prepares(),
        launch("server", Some("web")).prepares(),
        connect("server", "key").prepares(),
        read("server", ".ssh/authorized_keys").gives(&[(Line, "${openssh:key} web")]),
    ];
    let rules = ["launch/authorized-keys-at-boot"];
    let comment = "A created pair's public half is there as well.";
    story("scenario/launch/authorized-keys-of-a-created-pair", &rules, comment, steps)
        .document(RETRIEVING)
}

fn entry() -> Case {
    let name = "my key pair";
    let steps = [
        import(name, "alice").gives(&[(KeyName, name)]).prepares(),
        launch("server", Some(name)).prepares(),
        connect("server", "alice_private"),
        read("server", ".ssh/authorized_keys").gives(&[(Line, "${alice_line} my key pair")]),
    ];
    let rules = ["launch/authorized-keys-entry"];
    let comment = "The entry is the key and the pair's name, spaces and all, on one line.";
    story("scenario/launch/entry-is-key-and-name", &rules, comment, steps).document(RETRIEVING)
}

fn no_password() -> Case {
    let password = |text: &str| Credential::Password(text.to_owned());
    let try_with = |user: &str, credential| connect_with("server", user, credential).refused(&[]);
    let steps = [
        connect("server", "alice_private").prepares(),
        try_with("ec2-user", password("")).says("Nobody connects with an empty password."),
        try_with("ec2-user", password("ec2-user")).says("Nobody connects with the user's name."),
        try_with("ec2-user", password("web")).says("Nobody connects with the pair's name."),
        try_with("root", password("")).says("Nobody connects as root with an empty password."),
        try_with("ec2-user", Credential::Nothing).says("Nobody connects with nothing at all."),
        connect("server", "alice_private"),
    ];
    let comment = "There is no password, so none lets anybody in.";
    after_server("no-password-works", "launch/no-password", comment, steps)
        .document("Amazon EC2 Key Pairs")
}

fn matching() -> Case {
    let steps = [
        connect("server", "alice_private"),
        look_at("server").gives(&[(State, "running"), (KeyName, "web")]),
    ];
    let comment = "The private key of the launch pair connects.";
    after_server("matching-key-connects", "launch/matching-key-connects", comment, steps)
        .document(LAUNCHING)
}

fn matching_created() -> Case {
    let steps = [
        create("web").keeps("key", PrivateKey).prepares(),
        launch("server", Some("web")).prepares(),
        connect("server", "key"),
        locked_out("server", "alice_private"),
    ];
    let rules = ["launch/matching-key-connects", "create/halves-match"];
    let comment = "The private key that creating answered connects.";
    story("scenario/launch/created-key-connects", &rules, comment, steps).document(LAUNCHING)
}

fn other() -> Case {
    let steps = [
        connect("server", "alice_private").prepares(),
        locked_out("server", "bob_private"),
        connect_with("server", "ec2-user", Credential::PrivateKey("no key at all\n".to_owned()))
            .says("Nobody connects with a file that is no key.")
            .refused(&[]),
        connect("server", "alice_private"),
    ];
    let comment = "Another private key does not connect, and neither does what is none.";
    after_server("other-key-refused", "launch/other-key-refused", comment, steps)
        .document(LAUNCHING)
}

fn two_instances() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        import("mail", "bob").prepares(),
        launch("server", Some("web")).prepares(),
        launch("post", Some("mail")).prepares(),
        connect("server", "alice_private"),
        connect("post", "bob_private"),
        locked_out("server", "bob_private"),
        locked_out("post", "alice_private"),
    ];
    let rules = ["launch/matching-key-connects", "launch/other-key-refused"];
    let comment = "Of two instances, each lets its own key in and not the other's.";
    story("scenario/launch/each-its-own-key", &rules, comment, steps).document(LAUNCHING)
}
