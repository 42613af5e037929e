//! The public key in the instance metadata.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, check, connect, create, delete, import, launch, locked_out, look_at, metadata,
    place, start, stop, write,
};
use keyproof::api::Attribute::{Line, PrivateKey, State, Text};
use keyproof::vector::file::Check;

const RETRIEVING: &str = "Retrieving the Public Key for Your Key Pair";
const METADATA: &str = "User Guide 2014-06-15, Retrieving Instance Metadata";

pub(super) fn cases() -> Vec<Case> {
    let cases = [
        path(),
        path_of_created(),
        index(),
        folder(),
        frozen_to_file(),
        frozen_to_pair(),
        frozen_to_restart(),
        not_there(),
        without(),
    ];
    cases.into_iter().map(|case| case.document(RETRIEVING)).collect()
}

fn server() -> [StepBuilder; 2] {
    [import("my-key-pair", "alice").setup(), launch("server", Some("my-key-pair")).setup()]
}

fn the_key() -> StepBuilder {
    metadata("server", "public-keys/0/openssh-key").expect(&[(Line, "${alice_line} my-key-pair")])
}

fn after_server(
    id: &str,
    rule: &str,
    comment: &str,
    steps: impl IntoIterator<Item = StepBuilder>,
) -> Case {
    scenario(
        &format!("scenario/metadata/{id}"),
        &[rule],
        comment,
        server().into_iter().chain(steps),
    )
}

fn path() -> Case {
    let comment = "The full metadata path returns one line with the key and the key pair's name.";
    let steps = [the_key(), look_at("server").expect(&[(State, "running")])];
    after_server("key-and-name", "public-key/metadata-path", comment, steps)
}

fn path_of_created() -> Case {
    let steps = [
        create("my-key-pair").save("key", PrivateKey).setup(),
        launch("server", Some("my-key-pair")).setup(),
        metadata("server", "public-keys/0/openssh-key")
            .expect(&[(Line, "${openssh:key} my-key-pair")]),
    ];
    let comment = "The path also returns the key and the name of a created key pair.";
    scenario(
        "scenario/metadata/key-of-a-created-pair",
        &["public-key/metadata-path"],
        comment,
        steps,
    )
}

fn index() -> Case {
    let steps = [
        metadata("server", "public-keys/").expect(&[(Line, "0=my-key-pair")]),
        metadata("server", "public-keys/0/").expect(&[(Line, "openssh-key")]),
    ];
    let comment = "The index lists the key's number and name, and its directory lists its formats.";
    after_server("index", "public-key/metadata-index", comment, steps)
        .standard(METADATA)
        .observed("the index is 0= followed by the key pair's name")
}

fn folder() -> Case {
    let (text, line) = (place("folder"), "public-keys/".to_owned());
    let steps = [
        the_key().setup(),
        metadata("server", "").save("folder", Text),
        check("The list of the metadata contains public-keys/.", Check::HasLine { text, line }),
    ];
    let comment = "The list of all metadata contains the directory public-keys/.";
    after_server("folder-listed", "public-key/metadata-index", comment, steps).standard(METADATA)
}

fn frozen_to_file() -> Case {
    let steps = [
        connect("server", "alice_private").setup(),
        write("server", ".ssh/authorized_keys", "${bob_public}").setup(),
        connect("server", "bob_private").setup(),
        locked_out("server", "alice_private").setup(),
        the_key(),
    ];
    let comment = "A new key in authorized_keys doesn't change the metadata.";
    after_server("frozen-when-the-file-changes", "public-key/metadata-frozen", comment, steps)
}

fn frozen_to_pair() -> Case {
    let steps = [
        the_key().setup(),
        delete("my-key-pair"),
        the_key(),
        import("my-key-pair", "bob").setup(),
        the_key(),
    ];
    let comment = "A new key pair under the same name doesn't change the metadata.";
    after_server("frozen-when-the-pair-changes", "public-key/metadata-frozen", comment, steps)
}

fn frozen_to_restart() -> Case {
    let steps = [the_key().setup(), stop("server").setup(), start("server").setup(), the_key()];
    let comment = "A stop and a start don't change the metadata.";
    after_server("frozen-over-a-restart", "public-key/metadata-frozen", comment, steps)
}

fn not_there() -> Case {
    let missing = |path: &str| metadata("server", path).refused(&[]);
    let steps = [
        the_key().setup(),
        missing("public-keys/1/openssh-key"),
        missing("public-keys/0/pem"),
        missing("public-keys/my-key-pair/openssh-key"),
        missing("no-such-path"),
    ];
    let comment = "Metadata paths that don't exist are not found.";
    after_server("other-paths-not-found", "public-key/metadata-index", comment, steps)
        .standard(METADATA)
}

fn without() -> Case {
    let steps = [
        the_key().setup(),
        launch("other", None),
        metadata("other", "public-keys/").refused(&[]),
        metadata("other", "public-keys/0/openssh-key").refused(&[]),
    ];
    let comment = "The metadata of an instance without a key pair has no directory public-keys/.";
    after_server("no-folder-without-a-pair", "public-key/metadata-path", comment, steps)
}
