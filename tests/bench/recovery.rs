//! Measures actions on instances, volumes and files during the recovery of a lost key.

use crate::measure::{Candidate, print, time};
use crate::{REGION, call, filled, key_file, launched};
use base64::{Engine, engine::general_purpose::STANDARD};
use keyproof::api::guest::{Credential, GuestAction, GuestCall, Mode};
use keyproof::api::service::{Network, Operation};
use keyproof::api::{Action, Attribute};
use keyproof::model::Model;
use std::cell::RefCell;

/// Two instances. The original one is stopped. The temporary one has the original's root volume attached as a data
/// volume, and a user is connected to it.
struct Recovery {
    model: RefCell<Model>,
    original: String,
    temporary: String,
    root: String,
    address: String,
}

/// Returns the public half of `rsa/2048.pem`, as ssh-keygen wrote it.
fn line_of_2048() -> String {
    let keys: Vec<serde_json::Value> = serde_json::from_str(&key_file("rsa.json")).unwrap();
    let key = keys.iter().find(|key| key["name"] == "2048").unwrap();
    key["openssh"].as_str().unwrap().to_owned()
}

impl Recovery {
    fn started() -> Self {
        let mut model = filled(10);
        let public_key_material = Some(STANDARD.encode(line_of_2048()));
        let key_name = Some("web".to_owned());
        model.apply(&call(Operation::ImportKeyPair { key_name, public_key_material })).unwrap();
        let (original, root) = launched(&mut model);
        let (temporary, _) = launched(&mut model);
        let allocate = call(Operation::AllocateAddress { network: Network::Vpc });
        let allocated = model.apply(&allocate).unwrap();
        let address = allocated.first(Attribute::PublicIp).unwrap().to_owned();
        let this = Self { model: RefCell::new(model), original, temporary, root, address };
        this.all(&[
            call(Operation::StopInstances { instance_id: this.original.clone() }),
            this.detach(),
            this.attach(),
            this.connect(),
            this.at(true, GuestAction::MakeDirectory { path: "/mnt/v".to_owned() }),
        ]);
        this
    }

    /// Applies these actions, which must succeed.
    fn all(&self, actions: &[Action]) {
        for action in actions {
            self.model.borrow_mut().apply(action).unwrap();
        }
    }

    fn detach(&self) -> Action {
        call(Operation::DetachVolume { volume_id: self.root.clone() })
    }

    fn attach(&self) -> Action {
        let (volume_id, instance_id) = (self.root.clone(), self.temporary.clone());
        call(Operation::AttachVolume { volume_id, instance_id, device: "/dev/sdf".to_owned() })
    }

    fn at(&self, sudo: bool, guest_action: GuestAction) -> Action {
        let (region, instance_id) = (REGION.to_owned(), self.temporary.clone());
        Action::Guest(GuestCall { region, instance_id, sudo, guest_action })
    }

    fn connect(&self) -> Action {
        let credential = Credential::PrivateKey(key_file("rsa/2048.pem"));
        self.at(false, GuestAction::Connect { user: "ec2-user".to_owned(), credential })
    }

    /// Returns sequences of actions that can be repeated, each with its name.
    fn kinds(&self) -> Vec<(&'static str, Vec<Action>)> {
        let id = || self.temporary.clone();
        let file = || ".ssh/authorized_keys".to_owned();
        let device = || "/dev/sdf".to_owned();
        let key = "/latest/meta-data/public-keys/0/openssh-key".to_owned();
        let associate =
            Operation::AssociateAddress { public_ip: self.address.clone(), instance_id: id() };
        vec![
            (
                "describe an instance",
                vec![call(Operation::DescribeInstances { instance_ids: vec![id()] })],
            ),
            (
                "stop and start, and connect again",
                vec![
                    call(Operation::StopInstances { instance_id: id() }),
                    call(Operation::StartInstances { instance_id: id() }),
                    self.connect(),
                ],
            ),
            (
                "password of an instance",
                vec![call(Operation::GetPasswordData { instance_id: id() })],
            ),
            (
                "describe a volume",
                vec![call(Operation::DescribeVolumes { volume_ids: vec![self.root.clone()] })],
            ),
            ("detach and attach a volume", vec![self.detach(), self.attach()]),
            ("associate an address", vec![call(associate)]),
            (
                "read the key in metadata",
                vec![self.at(false, GuestAction::ReadMetadata { path: key })],
            ),
            ("connect with a private key of 2048 bits", vec![self.connect()]),
            (
                "mount and unmount",
                vec![
                    self.at(
                        true,
                        GuestAction::Mount { device: device(), directory: "/mnt/v".to_owned() },
                    ),
                    self.at(true, GuestAction::Unmount { device: device() }),
                ],
            ),
            (
                "list a directory",
                vec![self.at(false, GuestAction::ListDirectory { path: ".ssh".to_owned() })],
            ),
            ("read a file", vec![self.at(false, GuestAction::ReadFile { path: file() })]),
            (
                "copy a file",
                vec![self.at(false, GuestAction::CopyFile { from: file(), to: "copy".to_owned() })],
            ),
            (
                "write a file",
                vec![self.at(
                    false,
                    GuestAction::WriteFile { path: "copy".to_owned(), text: "text\n".to_owned() },
                )],
            ),
            (
                "change owner and mode",
                vec![
                    self.at(
                        true,
                        GuestAction::ChangeOwner { path: file(), owner: 222, group: 500 },
                    ),
                    self.at(true, GuestAction::ChangeMode { path: file(), mode: Mode(0o600) }),
                ],
            ),
        ]
    }
}

pub(crate) fn instances() {
    let recovery = Recovery::started();
    let kinds = recovery.kinds();
    let recovery = &recovery;
    let candidate = |(name, actions): (&'static str, Vec<Action>)| {
        Candidate::new(name, move || recovery.all(&actions))
    };
    let mut candidates: Vec<Candidate<'_>> = kinds.into_iter().map(candidate).collect();
    // A region has a maximum number of instances, terminated ones included.
    let (mut model, mut launches) = (Recovery::started().model.into_inner(), 0);
    candidates.push(Candidate::new("launch and terminate", move || {
        launches += 1;
        if launches % 900 == 0 {
            model = Recovery::started().model.into_inner();
        }
        let (instance_id, _) = launched(&mut model);
        model.apply(&call(Operation::TerminateInstances { instance_id })).unwrap()
    }));
    print("instances, volumes and files", &time(candidates));
}
