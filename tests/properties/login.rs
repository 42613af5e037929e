//! A login succeeds exactly with a key from a line of an `authorized_keys` file with safe permissions.

use crate::actions::{KEYS, openssh_line, public_key_material};
use crate::strategies::cases;
use keyproof::api::guest::{Credential, GuestAction, GuestCall, Mode};
use keyproof::api::service::{Call, Image, Launch, Network, Operation, Signature};
use keyproof::api::{Action, Refusal, Reply};
use keyproof::model::Model;
use proptest::prelude::*;
use proptest::sample::select;

const REGION: &str = "us-east-1";
const FILE: &str = "/home/ec2-user/.ssh/authorized_keys";

/// The file and the two directories whose permissions an SSH server checks.
const PATHS: [&str; 3] = [FILE, "/home/ec2-user/.ssh", "/home/ec2-user"];

/// A line of the file.
#[derive(Debug, Clone)]
enum Line {
    Key { index: usize, options: &'static str, name: &'static str },
    Commented(usize),
    Junk(String),
}

impl Line {
    fn text(&self) -> String {
        match self {
            Self::Key { index, options, name } => {
                format!("{options}{}{name}\n", openssh_line(*index))
            }
            Self::Commented(index) => format!("#{}\n", openssh_line(*index)),
            Self::Junk(text) => format!("{text}\n"),
        }
    }

    fn lets_in(&self, key: usize) -> bool {
        matches!(self, Self::Key { index, .. } if *index == key)
    }
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let options = select(vec!["", "  ", "no-pty ", "command=\"echo \\\"hi\\\", you\",restrict "]);
    let names = select(vec!["", " name", " two words"]);
    let line = prop_oneof![
        4 => (0..2_usize, options, names)
            .prop_map(|(index, options, name)| Line::Key { index, options, name }),
        1 => (0..2_usize).prop_map(Line::Commented),
        1 => "[a-z ]{0,20}".prop_map(Line::Junk),
    ];
    prop::collection::vec(line, 0..4)
}

/// Returns an owner and a mode for each of the three paths, mostly valid ones.
fn permissions() -> impl Strategy<Value = [(u32, u32); 3]> {
    let owner = || prop_oneof![6 => Just(222_u32), 2 => Just(0), 1 => Just(1000)];
    let mode = |good: u32| prop_oneof![6 => Just(good), 3 => 0..0o1000_u32];
    [(owner(), mode(0o600)), (owner(), mode(0o700)), (owner(), mode(0o700))]
}

/// Returns whether the login user has this permission, and only that user and root can change the file.
fn is_well_kept((owner, mode): (u32, u32), permission: u32) -> bool {
    // The group is the user's own group, so the group's bits apply if the user isn't the owner.
    let shift = if owner == 222 { 6 } else { 3 };
    [0, 222].contains(&owner) && mode & 0o022 == 0 && mode >> shift & permission != 0
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn a_login_needs_a_key_from_a_well_kept_file(
        lines in lines(),
        permissions in permissions(),
    ) {
        let mut server = Server::launched();
        server.connect(0).expect("the launch key connects");
        let text: String = lines.iter().map(Line::text).collect();
        server.as_root(GuestAction::WriteFile { path: FILE.to_owned(), text });
        for (path, (owner, mode)) in PATHS.iter().zip(permissions) {
            let path = || (*path).to_owned();
            server.as_root(GuestAction::ChangeOwner { path: path(), owner, group: 500 });
            server.as_root(GuestAction::ChangeMode { path: path(), mode: Mode(mode) });
        }
        let [file, folder, home] = permissions;
        let kept = is_well_kept(file, 4) && is_well_kept(folder, 1) && is_well_kept(home, 1);
        for key in 0..2 {
            let expected = kept && lines.iter().any(|line| line.lets_in(key));
            prop_assert_eq!(server.connect(key).is_ok(), expected, "key {}", key);
        }
        prop_assert!(server.guest_call(false, connect(Credential::Password(String::new()))).is_err());
    }
}

/// A model with one instance, which was launched with the first key.
struct Server {
    model: Model,
    instance_id: String,
}

impl Server {
    fn launched() -> Self {
        let mut model = Model::default();
        let call = |operation| {
            let (region, signature) = (REGION.to_owned(), Signature::Valid);
            Action::Call(Call { region, dry_run: false, signature, operation })
        };
        let key_name = || Some("web".to_owned());
        let public_key_material = Some(public_key_material(0));
        let import = Operation::ImportKeyPair { key_name: key_name(), public_key_material };
        model.apply(&call(import)).unwrap();
        let launch = Operation::RunInstances(Launch {
            image: Image {
                id: "ami-1a2b3c4d".to_owned(),
                platform: Default::default(),
                root_device_type: Default::default(),
                product_code: None,
            },
            key_name: key_name(),
            network: Network::Vpc,
            availability_zone: None,
        });
        let launched = model.apply(&call(launch)).unwrap();
        let instance_id = launched.first(keyproof::api::Attribute::InstanceId).unwrap().to_owned();
        Self { model, instance_id }
    }

    fn guest_call(&mut self, sudo: bool, guest_action: GuestAction) -> Result<Reply, Refusal> {
        let instance_id = self.instance_id.clone();
        let call = GuestCall { region: REGION.to_owned(), instance_id, sudo, guest_action };
        self.model.apply(&Action::Guest(call))
    }

    fn as_root(&mut self, guest_action: GuestAction) {
        self.guest_call(true, guest_action).expect("root may do anything");
    }

    fn connect(&mut self, key: usize) -> Result<Reply, Refusal> {
        self.guest_call(false, connect(Credential::PrivateKey(KEYS[key].clone())))
    }
}

fn connect(credential: Credential) -> GuestAction {
    GuestAction::Connect { user: "ec2-user".to_owned(), credential }
}
