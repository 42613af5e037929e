//! Instances whose pair is deleted: they stay as they are, and no other is launched with it.

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
    let told = [
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
        case(rule, "instances-keep-the-name", "An instance still names the pair.", name),
        case(
            rule,
            "instances-keep-the-name-over-a-restart",
            "An instance still names the pair after a stop and a start.",
            restart,
        ),
        case(rule, "metadata-keeps-the-key", "An instance is still told of the public key.", told),
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
            "A deleted pair launches nothing, and nothing is started.",
            imported,
        ),
        case(rule, "created-launches-nothing", "Neither does a created pair.", created),
        case(
            rule,
            "launches-nothing-beside-its-key",
            "Another pair with the same key launches, the deleted one doesn't.",
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
            "Who has the private key still connects, even when the name is another pair's.",
            imported,
        ),
        case(rule, "created-still-connects", "So does who has a created key.", created),
        case(
            rule,
            "still-connects-after-a-restart",
            "A stop and a start make no difference.",
            restart,
        ),
    ]
}
