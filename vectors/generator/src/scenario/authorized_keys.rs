//! The `authorized_keys` file that a launch writes for the login user.

use super::super::case::Case;
use super::access::{case, created_server, server};
use super::steps::{connect, connect_with, import, import_text, launch, list_directory, read};
use keyproof::api::Attribute::{Group, Line, Mode, Name, Owner};
use keyproof::api::guest::Credential;

const RETRIEVING: &str = "Retrieving the Public Key for Your Key Pair";
const RECOVERING: &str = "Connecting to Your Instance if You Lose Your Private Key";
const FILE: &str = ".ssh/authorized_keys";
const FOLDER: &str = "/home/ec2-user/.ssh";

pub(super) fn cases() -> Vec<Case> {
    [at_boot(), entry()].concat()
}

fn at_boot() -> Vec<Case> {
    let rule = "launch/authorized-keys-at-boot";
    let file = || {
        list_directory("server", FOLDER).expect_all(&[&[
            (Name, "authorized_keys"),
            (Owner, "222"),
            (Group, "500"),
            (Mode, "0600"),
        ]])
    };
    let imported = [
        connect("server", "alice_private").setup(),
        read("server", "/home/ec2-user/.ssh/authorized_keys")
            .expect(&[(Line, "${alice_line} web")]),
        file(),
    ];
    let created = [
        connect("server", "key").setup(),
        read("server", FILE).expect(&[(Line, "${openssh:key} web")]),
    ];
    let only_file = [connect("server", "carol_private"), file()];
    let not_root = [
        connect("server", "alice_private").setup(),
        connect_with("server", "root", Credential::PrivateKey("${alice_private}".to_owned()))
            .description(
                "A client tries to connect to server as root with alice's key and is refused.",
            )
            .refused(&[]),
        connect("server", "alice_private"),
    ];
    let cases = [
        case(
            rule,
            "authorized-keys-at-boot",
            "After boot, authorized_keys has the key, and the owner of the document's example.",
            server("alice"),
            imported,
        )
        .document(RECOVERING),
        case(
            rule,
            "authorized-keys-of-a-created-pair",
            "After boot, authorized_keys contains the public key of a created key pair.",
            created_server(),
            created,
        ),
        case(
            rule,
            "authorized-keys-is-a-file-of-its-own",
            "The .ssh directory contains only authorized_keys, which only the login user can read.",
            server("carol"),
            only_file,
        )
        .document(RECOVERING),
        case(
            rule,
            "authorized-keys-of-nobody-else",
            "The key is authorized for the login user and not for root.",
            server("alice"),
            not_root,
        ),
    ];
    cases.into_iter().map(|case| case.document(RETRIEVING)).collect()
}

fn entry() -> Vec<Case> {
    let rule = "launch/authorized-keys-entry";
    let name = "my key pair";
    let with_spaces = [import(name, "alice").setup(), launch("server", Some(name)).setup()];
    let named = [
        connect("server", "alice_private"),
        read("server", FILE).expect(&[(Line, "${alice_line} my key pair")]),
    ];
    let with_comment = [
        import_text("web", "${base64:file}")
            .description("A public key with a comment is imported as \"web\".")
            .setup(),
        launch("server", Some("web")).setup(),
    ];
    let commented = [
        connect("server", "carol_private"),
        read("server", FILE).expect(&[(Line, "${carol_line} web")]),
    ];
    let created =
        [connect("server", "key"), read("server", FILE).expect(&[(Line, "${openssh:key} web")])];
    let file = format!("{} carol@example.com\n", super::super::keys::key("2048-b").line());
    let cases = [
        case(
            rule,
            "entry-is-key-and-name",
            "The entry is one line with the key and the key pair's name, which contains spaces.",
            with_spaces,
            named,
        ),
        case(
            rule,
            "entry-has-no-comment",
            "The entry doesn't contain the comment of the imported file.",
            with_comment,
            commented,
        )
        .given("file", &file),
        case(
            rule,
            "entry-of-a-created-pair",
            "The entry of a created key pair is also one line with the key and the name.",
            created_server(),
            created,
        ),
    ];
    cases.into_iter().map(|case| case.document(RETRIEVING)).collect()
}
