//! Windows instances: a password, encrypted to the launch key.

use super::super::Group;
use super::super::case::Case;
use super::scenario;
use super::steps::{
    Told, check, create, import, launch, launch_of, look_at, password, place, windows_image,
};
use crate::api::Field::{KeyName, PasswordData, PrivateKey, State};
use crate::api::service::Network;
use crate::vector::file::Check;

const INTRODUCTION: &str = "Amazon EC2 Key Pairs";

pub(super) fn file() -> Group {
    let cases = [imported(), created(), two_pairs(), without(), linux()];
    Group {
        path: "scenario/windows",
        about: "The password of a Windows instance's administrator, which the private key of its \
                pair recovers, and nothing else does."
            .to_owned(),
        cases: cases
            .into_iter()
            .map(|case| case.document(INTRODUCTION).standard("RFC 8017 section 7.2"))
            .collect(),
    }
}

fn windows(instance: &str, key_name: Option<&str>) -> Told {
    launch_of(instance, key_name, windows_image(), Network::Vpc)
}

fn decrypts(private_key: &str, password: &str) -> Told {
    check(
        "The private key recovers it.",
        Check::Decrypts { private_key: place(private_key), ciphertext_base64: place(password) },
    )
}

fn decrypts_not(private_key: &str, password: &str) -> Told {
    check(
        "Another private key doesn't.",
        Check::DecryptsNot { private_key: place(private_key), ciphertext_base64: place(password) },
    )
}

fn imported() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        windows("server", Some("web")).gives(&[(State, "running")]).prepares(),
        password("server").keeps("password", PasswordData),
        decrypts("alice_private", "password"),
        decrypts_not("bob_private", "password"),
        look_at("server").gives(&[(State, "running")]),
    ];
    let comment = "Encrypted to an imported key.";
    scenario(
        "scenario/windows/password-to-an-imported-key",
        &["launch/windows-password"],
        comment,
        steps,
    )
}

fn created() -> Case {
    let steps = [
        create("web").keeps("key", PrivateKey).prepares(),
        windows("server", Some("web")).prepares(),
        password("server").keeps("password", PasswordData),
        decrypts("key", "password"),
        decrypts_not("alice_private", "password"),
    ];
    let comment = "Encrypted to a created key.";
    let rules = ["launch/windows-password"];
    scenario("scenario/windows/password-to-a-created-key", &rules, comment, steps)
}

fn two_pairs() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        import("mail", "bob").prepares(),
        windows("server", Some("web")).prepares(),
        windows("post", Some("mail")).prepares(),
        password("post").keeps("password", PasswordData),
        decrypts("bob_private", "password"),
        decrypts_not("alice_private", "password"),
        password("server").keeps("other_password", PasswordData),
        decrypts("alice_private", "other_password"),
        decrypts_not("bob_private", "other_password"),
    ];
    let comment = "Each instance's password is for its own pair.";
    scenario("scenario/windows/each-its-own-password", &["launch/windows-password"], comment, steps)
}

fn without() -> Case {
    let steps = [
        import("web", "alice").gives(&[(KeyName, "web")]).prepares(),
        windows("other", Some("web")).prepares(),
        password("other").keeps("password", PasswordData).prepares(),
        windows("server", None).gives(&[(State, "running")]).lacks(&[KeyName]),
        password("server").lacks(&[PasswordData]),
    ];
    let comment = "Without a pair, there is nothing to encrypt the password to.";
    scenario(
        "scenario/windows/no-password-without-a-pair",
        &["launch/windows-password"],
        comment,
        steps,
    )
}

fn linux() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        windows("other", Some("web")).prepares(),
        password("other").keeps("password", PasswordData).prepares(),
        launch("server", Some("web")).gives(&[(State, "running")]).prepares(),
        password("server").lacks(&[PasswordData]),
    ];
    let comment = "A Linux instance has no password, so there is none to be had.";
    scenario("scenario/windows/no-password-of-linux", &["launch/no-password"], comment, steps)
}
