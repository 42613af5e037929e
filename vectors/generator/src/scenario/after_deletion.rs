//! Instances whose key pair is deleted: they stay unchanged, and no new one is launched with it.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, connect, create, delete, import, launch, list_instances, locked_out, look_at,
    metadata, read, start, stop,
};
use keyproof::api::Attribute::{KeyName, Line, PrivateKey, State};

pub(super) fn cases() -> Vec<Case> {
    [instances(), no_launch(), still_connects()].concat()
}

fn case(rule: &str, id: &str, comment: &str, steps: impl IntoIterator<Item = StepBuilder>) -> Case {
    scenario(&format!("scenario/delete/{id}"), &[rule], comment, steps)
}

fn instances() -> Vec<Case> {
    let rule = "delete/instances-untouched";
    let file = ".ssh/authorized_keys";
    let on_instance = [
        import("web", "alice").setup(),
        launch("server", Some("web")).setup(),
        connect("server", "alice_private").setup(),
        read("server", file).expect(&[(Line, "${alice_line} web")]).setup(),
        delete("web"),
        read("server", file).expect(&[(Line, "${alice_line} web")]),
    ];
    let name = [
        import("web", "alice").setup(),
        launch("server", Some("web")).setup(),
        look_at("server").expect(&[(KeyName, "web")]).setup(),
        delete("web"),
        look_at("server").expect(&[(State, "running"), (KeyName, "web")]),
    ];
    let restart = [
        create("web").setup(),
        launch("server", Some("web")).setup(),
        look_at("server").expect(&[(KeyName, "web")]).setup(),
        delete("web"),
        stop("server").setup(),
        start("server").setup(),
        look_at("server").expect(&[(State, "running"), (KeyName, "web")]),
    ];
    let the_key =
        || metadata("server", "public-keys/0/openssh-key").expect(&[(Line, "${carol_line} web")]);
    let step = [
        import("web", "carol").setup(),
        launch("server", Some("web")).setup(),
        the_key().setup(),
        delete("web"),
        the_key(),
    ];
    vec![
        case(
            rule,
            "stays-on-instances",
            "The public key stays on the instances that were launched with it.",
            on_instance,
        ),
        case(
            rule,
            "instances-keep-the-name",
            "An instance still reports the name of its deleted key pair.",
            name,
        ),
        case(
            rule,
            "instances-keep-the-name-over-a-restart",
            "After a stop and a start, an instance still reports the name of its deleted key pair.",
            restart,
        ),
        case(
            rule,
            "metadata-keeps-the-key",
            "The instance metadata still contains the public key of the deleted key pair.",
            step,
        ),
    ]
}

fn no_launch() -> Vec<Case> {
    let rule = "delete/no-new-launch";
    let imported = [
        import("web", "alice").setup(),
        launch("before", Some("web")).setup(),
        delete("web"),
        launch("after", Some("web")).refused(&[]),
        list_instances().expect_count(1),
    ];
    let created = [
        create("web").setup(),
        launch("before", Some("web")).setup(),
        delete("web"),
        launch("after", Some("web")).refused(&[]),
        list_instances().expect_count(1),
    ];
    let other = [
        import("web", "alice").setup(),
        import("mail", "alice").setup(),
        delete("web"),
        launch("after", Some("web")).refused(&[]),
        launch("server", Some("mail")).expect(&[(State, "running")]),
        list_instances().expect_count(1),
    ];
    vec![
        case(
            rule,
            "launches-nothing",
            "A launch with a deleted imported key pair is refused and starts no instance.",
            imported,
        ),
        case(
            rule,
            "created-launches-nothing",
            "A launch with a deleted created key pair is refused and starts no instance.",
            created,
        ),
        case(
            rule,
            "launches-nothing-beside-its-key",
            "Only another key pair with the same key launches, not the deleted one.",
            other,
        ),
    ]
}

fn still_connects() -> Vec<Case> {
    let rule = "delete/still-connects";
    let imported = [
        import("web", "alice").setup(),
        launch("server", Some("web")).setup(),
        delete("web"),
        connect("server", "alice_private"),
        locked_out("server", "bob_private"),
        import("web", "bob").setup(),
        connect("server", "alice_private"),
        locked_out("server", "bob_private"),
    ];
    let created = [
        create("web").save("key", PrivateKey).setup(),
        launch("server", Some("web")).setup(),
        delete("web"),
        connect("server", "key"),
        locked_out("server", "alice_private"),
    ];
    let restart = [
        import("web", "carol").setup(),
        launch("server", Some("web")).setup(),
        connect("server", "carol_private").setup(),
        delete("web"),
        stop("server").setup(),
        start("server").setup(),
        connect("server", "carol_private"),
        locked_out("server", "alice_private"),
    ];
    vec![
        case(
            rule,
            "still-connects",
            "The private key still connects, even if another key pair now has the name.",
            imported,
        ),
        case(
            rule,
            "created-still-connects",
            "The private key of a deleted created key pair still connects.",
            created,
        ),
        case(
            rule,
            "still-connects-after-a-restart",
            "The private key still connects after a stop and a start of the instance.",
            restart,
        ),
    ]
}
