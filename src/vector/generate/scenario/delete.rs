//! Pairs that are deleted: what goes, and what stays.

use super::super::Group;
use super::super::case::Case;
use super::story;
use super::telling::{
    check, connect, create, delete, import, launch, launch_of, list, list_instances, locked_out,
    look_at, look_up, metadata, password, place, read,
};
use crate::api::Field::{Fingerprint, KeyName, Line, PasswordData, PrivateKey, State};
use crate::api::service::{Network, Platform};
use crate::vector::file::Check;

const DELETING: &str = "Deleting Your Key Pair";

pub(super) fn file() -> Group {
    let cases = [
        gone(),
        name_free(),
        name_free_to_create(),
        private_key(),
        private_key_for_windows(),
        instances(),
        no_launch(),
        still_connects(),
        unknown(),
        twice(),
    ];
    Group {
        path: "scenario/delete",
        about: "Deleting a pair takes the service's copy of the public key, and nothing else."
            .to_owned(),
        cases: cases.into_iter().map(|case| case.document(DELETING)).collect(),
    }
}

fn gone() -> Case {
    let steps = [
        import("first", "alice").gives(&[(KeyName, "first")]).prepares(),
        import("second", "bob").gives(&[(KeyName, "second")]).prepares(),
        delete("first"),
        list().gives_all(&[&[(KeyName, "second"), (Fingerprint, "${bob_fingerprint}")]]),
        look_up(&["first"]).refused(&["InvalidKeyPair.NotFound"]),
    ];
    let comment = "The deleted pair is gone, and the other stays.";
    story("scenario/delete/gone-from-the-list", &["delete/removes-public-key"], comment, steps)
}

fn name_free() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        delete("web").prepares(),
        import("web", "bob").gives(&[(Fingerprint, "${bob_fingerprint}")]),
        list().gives_all(&[&[(KeyName, "web"), (Fingerprint, "${bob_fingerprint}")]]),
    ];
    let comment = "The name can be used again for another key.";
    story("scenario/delete/name-free-to-import", &["delete/name-free-again"], comment, steps)
}

fn name_free_to_create() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        delete("web").prepares(),
        create("web").keeps("key", PrivateKey),
        list().gives_all(&[&[(KeyName, "web"), (Fingerprint, "${created_fingerprint:key}")]]),
    ];
    let comment = "The name of an imported pair can be used again for a created one.";
    story("scenario/delete/name-free-to-create", &["delete/name-free-again"], comment, steps)
}

fn private_key() -> Case {
    let steps = [
        create("web").keeps("key", PrivateKey).prepares(),
        launch("server", Some("web")).prepares(),
        connect("server", "key").prepares(),
        delete("web"),
        check("The private key is as it was.", Check::PrivateKey { file: place("key") }),
        connect("server", "key"),
    ];
    let comment = "The private key on the user's computer opens what it opened before.";
    story(
        "scenario/delete/private-key-as-good-as-before",
        &["delete/private-key-untouched"],
        comment,
        steps,
    )
}

fn private_key_for_windows() -> Case {
    let image =
        crate::api::service::Image { platform: Platform::Windows, ..super::telling::image() };
    let decrypts = || Check::Decrypts {
        private_key: place("alice_private"),
        ciphertext_base64: place("password"),
    };
    let steps = [
        import("web", "alice").prepares(),
        launch_of("server", Some("web"), image, Network::Vpc).prepares(),
        delete("web"),
        password("server").keeps("password", PasswordData),
        check("The private key recovers the password.", decrypts()),
    ];
    let comment = "The password of a Windows instance is still there for the private key.";
    story(
        "scenario/delete/password-still-recovered",
        &["delete/private-key-untouched"],
        comment,
        steps,
    )
}

fn instances() -> Case {
    let file = ".ssh/authorized_keys";
    let steps = [
        import("web", "alice").prepares(),
        launch("server", Some("web")).prepares(),
        connect("server", "alice_private").prepares(),
        read("server", file).gives(&[(Line, "${alice_line} web")]).prepares(),
        delete("web"),
        read("server", file).gives(&[(Line, "${alice_line} web")]),
        metadata("server", "public-keys/0/openssh-key").gives(&[(Line, "${alice_line} web")]),
        look_at("server").gives(&[(State, "running"), (KeyName, "web")]),
    ];
    let comment = "The public key stays on the instances that were launched with it.";
    story("scenario/delete/stays-on-instances", &["delete/instances-untouched"], comment, steps)
}

fn no_launch() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        launch("before", Some("web")).gives(&[(KeyName, "web")]).prepares(),
        delete("web"),
        launch("after", Some("web")).refused(&["InvalidKeyPair.NotFound"]),
        list_instances().gives_count(1),
    ];
    let comment = "A deleted pair launches nothing, and nothing is started.";
    story("scenario/delete/launches-nothing", &["delete/no-new-launch"], comment, steps)
}

fn still_connects() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        launch("server", Some("web")).prepares(),
        delete("web"),
        connect("server", "alice_private"),
        locked_out("server", "bob_private"),
        import("web", "bob").prepares(),
        connect("server", "alice_private"),
        locked_out("server", "bob_private"),
    ];
    let comment = "Who has the private key still connects, even when the name is another pair's.";
    story("scenario/delete/still-connects", &["delete/still-connects"], comment, steps)
}

fn unknown() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        delete("no-such-pair"),
        list().gives_all(&[&[(KeyName, "web"), (Fingerprint, "${alice_fingerprint}")]]),
    ];
    let comment = "Deleting what isn't there is a success that changes nothing.";
    story("scenario/delete/unknown-name", &["delete/unknown-name"], comment, steps)
        .standard("API reference 2014-06-15, DeleteKeyPair")
        .observed("deleting a name that doesn't exist is answered with true")
}

fn twice() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        import("other", "bob").prepares(),
        delete("web"),
        delete("web"),
        list().gives_all(&[&[(KeyName, "other"), (Fingerprint, "${bob_fingerprint}")]]),
    ];
    let comment = "Deleting a pair twice is a success both times.";
    story("scenario/delete/twice", &["delete/unknown-name"], comment, steps)
        .standard("API reference 2014-06-15, DeleteKeyPair")
}
