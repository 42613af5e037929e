//! Logins that depend on `authorized_keys`: its lines, its owner and its mode.
//!
//! The document says that owner and mode must be restored after a copy. The SSH server decides which
//! owners and modes it accepts.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, change_mode, change_owner, connect, import, launch, locked_out, write,
};
use keyproof::api::Attribute::{KeyName, User};

const RECOVERING: &str = "Connecting to Your Instance if You Lose Your Private Key";
const RETRIEVING: &str = "Retrieving the Public Key for Your Key Pair";
const FORMAT: &str = "sshd(8), AUTHORIZED_KEYS FILE FORMAT";
const STRICT_MODES: &str = "sshd_config(5), StrictModes";

const FILE: &str = ".ssh/authorized_keys";
const FOLDER: &str = "/home/ec2-user/.ssh";
const HOME: &str = "/home/ec2-user";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = lines();
    cases.extend(broken_modes());
    cases.extend(harmless_modes());
    cases.extend(owners());
    cases
}

/// Launches `server` with alice's key, and connects to it, as setup steps.
fn connected() -> [StepBuilder; 3] {
    [
        import("web", "alice").expect(&[(KeyName, "web")]).setup(),
        launch("server", Some("web")).setup(),
        connect("server", "alice_private").setup(),
    ]
}

/// Checks that the key connects with the owner and mode from the launch, and then runs these steps.
fn after(id: &str, comment: &str, steps: impl IntoIterator<Item = StepBuilder>) -> Case {
    let ground = [
        import("web", "alice").expect(&[(KeyName, "web")]).setup(),
        launch("server", Some("web")).setup(),
    ];
    let steps = ground.into_iter().chain([connect("server", "alice_private")]).chain(steps);
    scenario(&format!("scenario/login/{id}"), &["recover/owner-and-mode"], comment, steps)
        .document(RECOVERING)
        .standard(STRICT_MODES)
}

/// Contents of the file: id, text, whether alice connects, whether bob connects, comment.
fn lines() -> Vec<Case> {
    let files = [
        ("second-line", "${alice_line} web\n${bob_line} other\n", true, true, {
            "The key of every line is accepted, not only that of the first."
        }),
        ("other-key-in-its-place", "${bob_line} other\n", false, true, {
            "A new key that replaces the launch key is accepted, and the launch key is refused."
        }),
        ("empty", "\n", false, false, "A file without an entry accepts no key."),
        ("commented-out", "#${alice_line} web\n${bob_line} other\n", false, true, {
            "A line that starts with # is a comment, so its key is refused."
        }),
        ("blanks-and-comments", "# keys\n\n  ${alice_line} web\n", true, false, {
            "Blank lines, comments and spaces before a key are ignored."
        }),
        ("options", "no-pty,no-port-forwarding ${alice_line} web\n", true, false, {
            "A key with options before it is accepted; the options only restrict the session."
        }),
        (
            "no-name",
            "${alice_line}\n",
            true,
            false,
            "The key of a line without a name is accepted.",
        ),
    ];
    let case = |(id, text, alice, bob, comment): &(&str, &str, bool, bool, &str)| {
        let gets_in = |key: &str, does: bool| {
            if does { connect("server", key) } else { locked_out("server", key) }
        };
        let steps = [
            write("server", FILE, text),
            gets_in("alice_private", *alice),
            gets_in("bob_private", *bob),
        ];
        let steps = connected().into_iter().chain(steps);
        scenario(&format!("scenario/login/{id}"), &["recover/copy-authorized-keys"], comment, steps)
            .document(RETRIEVING)
            .standard(FORMAT)
    };
    files.iter().map(case).collect()
}

/// Modes with which the SSH server must refuse the file: id, path, wrong mode, right mode.
fn broken_modes() -> Vec<Case> {
    let modes = [
        ("writable-by-group", FILE, 0o660, 0o600),
        ("writable-by-all", FILE, 0o666, 0o600),
        ("writable-by-others-alone", FILE, 0o602, 0o600),
        ("readable-by-nobody", FILE, 0o000, 0o600),
        ("not-readable-by-its-owner", FILE, 0o200, 0o600),
        ("folder-writable-by-all", FOLDER, 0o777, 0o700),
        ("folder-writable-by-group", FOLDER, 0o770, 0o700),
        ("folder-closed", FOLDER, 0o000, 0o700),
        ("home-writable-by-group", HOME, 0o770, 0o700),
        ("home-writable-by-all", HOME, 0o777, 0o700),
    ];
    let case = |(id, path, wrong, right): (&str, &str, u32, u32)| {
        let steps = [
            change_mode("server", path, wrong),
            locked_out("server", "alice_private"),
            change_mode("server", path, right).sudo(),
            connect("server", "alice_private"),
        ];
        after(id, "The SSH server refuses the key until the mode is restored.", steps)
    };
    modes.into_iter().map(case).collect()
}

/// Modes that differ from the document's but let no other user write. Some servers accept them.
fn harmless_modes() -> Vec<Case> {
    let modes = [
        ("readable-by-all", FILE, 0o644),
        ("read-only", FILE, 0o400),
        ("executable", FILE, 0o700),
        ("folder-readable-by-all", FOLDER, 0o755),
        ("home-readable-by-all", HOME, 0o755),
    ];
    let case = |(id, path, mode): (&str, &str, u32)| {
        let steps = [
            change_mode("server", path, mode),
            connect("server", "alice_private").open("HarmlessMode", &[(User, "ec2-user")]),
            locked_out("server", "bob_private"),
        ];
        after(id, "The mode differs from the document's, but no other user can write.", steps)
            .flag("HarmlessMode")
    };
    modes.into_iter().map(case).collect()
}

fn owners() -> Vec<Case> {
    let owners = [
        ("owned-by-root", FILE, (0, 0)),
        ("owned-by-another-user", FILE, (1000, 1000)),
        ("folder-owned-by-another-user", FOLDER, (1000, 500)),
        ("home-owned-by-another-user", HOME, (1000, 500)),
    ];
    let case = |(id, path, (owner, group)): (&str, &str, (u32, u32))| {
        let steps = [
            change_owner("server", path, owner, group),
            locked_out("server", "alice_private"),
            change_owner("server", path, 222, 500),
            connect("server", "alice_private"),
        ];
        after(id, "The SSH server refuses the key until the owner is restored.", steps)
    };
    let mut cases: Vec<Case> = owners.into_iter().map(case).collect();
    cases.extend(readable_by_all());
    let steps = [
        change_owner("server", FILE, 222, 0),
        connect("server", "alice_private").open("HarmlessMode", &[(User, "ec2-user")]),
        locked_out("server", "bob_private"),
    ];
    let comment = "The file belongs to another group, which has no rights on it.";
    cases.push(after("another-group", comment, steps).flag("HarmlessMode"));
    cases
}

/// Files that another user owns and that the login user can read. The owner is the only reason to
/// refuse the key.
fn readable_by_all() -> [Case; 3] {
    let files = [
        ("owned-by-another-user-and-readable", FILE, 0o644, (1000, 1000)),
        ("folder-owned-by-another-user-and-readable", FOLDER, 0o755, (1000, 500)),
        ("home-owned-by-another-user-and-readable", HOME, 0o755, (1000, 500)),
    ];
    files.map(|(id, path, mode, (owner, group))| {
        let steps = [
            change_mode("server", path, mode),
            change_owner("server", path, owner, group),
            locked_out("server", "alice_private"),
            change_owner("server", path, 222, 500),
        ];
        after(
            id,
            "The SSH server refuses a readable file if another user owns it or a directory above.",
            steps,
        )
    })
}
