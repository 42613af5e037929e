//! Windows instances: the administrator password is encrypted to the key of the launch key pair.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, check, create, import, launch, launch_of, look_at, password, place, windows_image,
};
use keyproof::api::Attribute::{KeyName, PasswordData, PrivateKey, State};
use keyproof::api::service::Network;
use keyproof::vector::file::Check;

const INTRODUCTION: &str = "Amazon EC2 Key Pairs";

pub(super) fn cases() -> Vec<Case> {
    let cases = [imported(), created(), two_pairs(), without(), linux()];
    cases
        .into_iter()
        .map(|case| case.document(INTRODUCTION).standard("RFC 8017 section 7.2"))
        .collect()
}

fn windows(instance: &str, key_name: Option<&str>) -> StepBuilder {
    launch_of(instance, key_name, windows_image(), Network::Vpc)
}

fn decrypts(private_key: &str, password: &str) -> StepBuilder {
    check(
        "The private key of the key pair decrypts the password.",
        Check::Decrypts { private_key: place(private_key), ciphertext_base64: place(password) },
    )
}

fn decrypts_not(private_key: &str, password: &str) -> StepBuilder {
    check(
        "Another private key doesn't decrypt the password.",
        Check::DecryptsNot { private_key: place(private_key), ciphertext_base64: place(password) },
    )
}

fn imported() -> Case {
    let steps = [
        import("web", "alice").setup(),
        windows("server", Some("web")).expect(&[(State, "running")]).setup(),
        password("server").save("password", PasswordData),
        decrypts("alice_private", "password"),
        decrypts_not("bob_private", "password"),
        look_at("server").expect(&[(State, "running")]),
    ];
    let comment = "The password is encrypted to an imported key.";
    scenario(
        "scenario/windows/password-to-an-imported-key",
        &["launch/windows-password"],
        comment,
        steps,
    )
}

fn created() -> Case {
    let steps = [
        create("web").save("key", PrivateKey).setup(),
        windows("server", Some("web")).setup(),
        password("server").save("password", PasswordData),
        decrypts("key", "password"),
        decrypts_not("alice_private", "password"),
    ];
    let comment = "The password is encrypted to a created key.";
    let rules = ["launch/windows-password"];
    scenario("scenario/windows/password-to-a-created-key", &rules, comment, steps)
}

fn two_pairs() -> Case {
    let steps = [
        import("web", "alice").setup(),
        import("mail", "bob").setup(),
        windows("server", Some("web")).setup(),
        windows("post", Some("mail")).setup(),
        password("post").save("password", PasswordData),
        decrypts("bob_private", "password"),
        decrypts_not("alice_private", "password"),
        password("server").save("other_password", PasswordData),
        decrypts("alice_private", "other_password"),
        decrypts_not("bob_private", "other_password"),
    ];
    let comment = "The password of each instance is encrypted to the key of its own key pair.";
    scenario("scenario/windows/each-its-own-password", &["launch/windows-password"], comment, steps)
}

fn without() -> Case {
    let steps = [
        import("web", "alice").expect(&[(KeyName, "web")]).setup(),
        windows("other", Some("web")).setup(),
        password("other").save("password", PasswordData).setup(),
        windows("server", None).expect(&[(State, "running")]).absent(&[KeyName]),
        password("server").absent(&[PasswordData]),
    ];
    let comment = "A Windows instance without a key pair returns no encrypted password.";
    scenario(
        "scenario/windows/no-password-without-a-pair",
        &["launch/windows-password"],
        comment,
        steps,
    )
}

fn linux() -> Case {
    let steps = [
        import("web", "alice").setup(),
        windows("other", Some("web")).setup(),
        password("other").save("password", PasswordData).setup(),
        launch("server", Some("web")).expect(&[(State, "running")]).setup(),
        password("server").absent(&[PasswordData]),
    ];
    let comment = "A Linux instance returns no password, because it has none.";
    scenario("scenario/windows/no-password-of-linux", &["launch/no-password"], comment, steps)
}
