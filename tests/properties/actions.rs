//! Random sequences of actions on few names, few keys and few regions, so that they affect each other.

use keyproof::api::guest::{Credential, GuestAction, GuestCall, Mode};
use keyproof::api::service::{
    Call, Filter, Image, Launch, Network, Operation, Platform, RootDeviceType, Signature,
};
use keyproof::api::{Action, Attribute, Refusal, Reply};
use keyproof::model::Model;
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::LazyLock;

pub(crate) const REGIONS: [&str; 2] = ["us-east-1", "us-west-2"];

/// The device of a planned deletion of a volume.
const DELETE: &str = "delete";

/// Valid and invalid names of pairs.
const NAMES: [&str; 6] = ["a", "b", "c d", "<&>", "", " x"];

/// The private keys whose public halves are imported.
pub(crate) static KEYS: LazyLock<[String; 2]> =
    LazyLock::new(|| ["1024.pem", "1024-b.pem"].map(|name| key_file(&format!("rsa/{name}"))));

fn key_file(name: &str) -> String {
    let path = format!("{}/vectors/keys/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// An action in which a number stands for the id of an instance or a volume from an earlier answer.
#[derive(Debug, Clone)]
pub(crate) enum Planned {
    /// A call in a region.
    Call(&'static str, Operation, CallOptions),
    /// A call on an instance.
    OfInstance(&'static str, usize, fn(String) -> Operation),
    /// A call on a volume and an instance.
    OfVolume(&'static str, usize, usize, Option<&'static str>),
    /// A call on an address. It is associated with the instance, or released if there is none.
    OfAddress(&'static str, usize, Option<usize>),
    /// An action on an instance's operating system.
    GuestCall(&'static str, usize, bool, GuestAction),
}

/// The options of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallOptions {
    dry_run: bool,
    signature: Signature,
}

/// The ids in the answers so far, in the order of their first appearance.
#[derive(Debug, Default)]
pub(crate) struct Known {
    instances: Vec<String>,
    volumes: Vec<String>,
    addresses: Vec<String>,
}

/// The actions with their results.
pub(crate) type History = Vec<(Action, Result<Reply, Refusal>)>;

/// Applies the planned actions in order.
pub(crate) fn run_plan(model: &mut Model, plan: &[Planned]) -> History {
    let mut known = Known::default();
    let mut history = Vec::with_capacity(plan.len());
    for planned in plan {
        let action = known.action(planned);
        let reply = model.apply(&action);
        if let Ok(reply) = &reply {
            known.learn(reply);
        }
        history.push((action, reply));
    }
    history
}

impl Known {
    fn learn(&mut self, reply: &Reply) {
        for resource in reply.resources() {
            for (ids, attribute) in [
                (&mut self.instances, Attribute::InstanceId),
                (&mut self.volumes, Attribute::RootVolumeId),
                (&mut self.addresses, Attribute::PublicIp),
            ] {
                if let Some(id) = resource.get(&attribute).filter(|id| !ids.contains(id)) {
                    ids.push(id.clone());
                }
            }
        }
    }

    fn action(&self, planned: &Planned) -> Action {
        let usual = CallOptions { dry_run: false, signature: Signature::Valid };
        match planned {
            Planned::Call(region, operation, options) => call(region, operation.clone(), *options),
            Planned::OfInstance(region, index, operation) => {
                call(region, operation(id(&self.instances, *index)), usual)
            }
            Planned::OfVolume(region, volume, instance, device) => {
                let volume_id = id(&self.volumes, *volume);
                let instance_id = id(&self.instances, *instance);
                let operation = match device {
                    None => Operation::DetachVolume { volume_id },
                    Some(DELETE) => Operation::DeleteVolume { volume_id },
                    Some(device) => {
                        let device = (*device).to_owned();
                        Operation::AttachVolume { volume_id, instance_id, device }
                    }
                };
                call(region, operation, usual)
            }
            Planned::OfAddress(region, address, instance) => {
                let public_ip = id(&self.addresses, *address);
                let operation = match instance {
                    None => Operation::ReleaseAddress { public_ip },
                    Some(instance) => {
                        let instance_id = id(&self.instances, *instance);
                        Operation::AssociateAddress { public_ip, instance_id }
                    }
                };
                call(region, operation, usual)
            }
            Planned::GuestCall(region, index, sudo, guest_action) => Action::Guest(GuestCall {
                region: (*region).to_owned(),
                instance_id: id(&self.instances, *index),
                sudo: *sudo,
                guest_action: guest_action.clone(),
            }),
        }
    }
}

fn call(region: &str, operation: Operation, options: CallOptions) -> Action {
    let CallOptions { dry_run, signature } = options;
    Action::Call(Call { region: region.to_owned(), dry_run, signature, operation })
}

/// Returns the id at this index, modulo the number of ids. Returns an unknown id if there are none.
fn id(ids: &[String], index: usize) -> String {
    ids.get(index % ids.len().max(1)).cloned().unwrap_or_else(|| "no-such-id".to_owned())
}

/// Returns plans of 1 to 59 actions.
pub(crate) fn plans() -> impl Strategy<Value = Vec<Planned>> {
    prop::collection::vec(planned(), 1..60)
}

fn planned() -> impl Strategy<Value = Planned> {
    prop_oneof![
        10 => (regions(), pair_operations(), call_options()).prop_map(|(r, o, h)| Planned::Call(r, o, h)),
        4 => (regions(), launches(), call_options()).prop_map(|(r, o, h)| Planned::Call(r, o, h)),
        4 => (regions(), 0..4_usize, instance_operations())
            .prop_map(|(region, index, operation)| Planned::OfInstance(region, index, operation)),
        4 => (regions(), 0..4_usize, 0..4_usize, devices())
            .prop_map(|(region, volume, at, device)| Planned::OfVolume(region, volume, at, device)),
        1 => (regions(), 0..2_usize, prop::option::weighted(0.8, 0..4_usize))
            .prop_map(|(r, a, i)| Planned::OfAddress(r, a, i)),
        8 => (regions(), 0..4_usize, any::<bool>(), guest_actions())
            .prop_map(|(region, index, sudo, guest_action)| Planned::GuestCall(region, index, sudo, guest_action)),
    ]
}

/// Returns the first region more often, so that the actions affect each other.
fn regions() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just(REGIONS[0]), 1 => Just(REGIONS[1])]
}

fn call_options() -> impl Strategy<Value = CallOptions> {
    let signatures = select(vec![
        Signature::Valid,
        Signature::Valid,
        Signature::Missing,
        Signature::WrongSecret,
    ]);
    (prop::bool::weighted(0.1), prop::bool::weighted(0.9), signatures).prop_map(
        |(dry_run, is_valid, other)| CallOptions {
            dry_run,
            signature: if is_valid { Signature::Valid } else { other },
        },
    )
}

fn names() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        9 => select(&NAMES[..]).prop_map(|name| Some(name.to_owned())),
        1 => Just(None),
    ]
}

fn materials() -> impl Strategy<Value = Option<String>> {
    let good = select(vec![0_usize, 1]).prop_map(|index| Some(public_key_material(index)));
    prop_oneof![8 => good, 1 => "[ -~]{0,20}".prop_map(Some), 1 => Just(None)]
}

/// Returns the public half of a key in the form of an import.
pub(crate) fn public_key_material(index: usize) -> String {
    use base64::Engine;
    let file = format!("{}\n", openssh_line(index));
    base64::engine::general_purpose::STANDARD.encode(file)
}

/// Returns the public half of a key as the OpenSSH line that ssh-keygen wrote.
pub(crate) fn openssh_line(index: usize) -> String {
    static LINES: LazyLock<[String; 2]> = LazyLock::new(|| {
        let facts: serde_json::Value = serde_json::from_str(&key_file("rsa.json")).unwrap();
        ["1024", "1024-b"].map(|name| {
            let mut keys = facts.as_array().unwrap().iter();
            let key = keys.find(|key| key["name"] == name).unwrap();
            key["openssh"].as_str().unwrap().to_owned()
        })
    });
    LINES[index].clone()
}

fn pair_operations() -> impl Strategy<Value = Operation> {
    prop_oneof![
        1 => names().prop_map(|key_name| Operation::CreateKeyPair { key_name }),
        6 => (names(), materials()).prop_map(|(key_name, public_key_material)| {
            Operation::ImportKeyPair { key_name, public_key_material }
        }),
        4 => (prop::collection::vec(select(&NAMES[..]), 0..3), filters()).prop_map(
            |(names, filters)| Operation::DescribeKeyPairs {
                key_names: names.into_iter().map(str::to_owned).collect(),
                filters,
            }
        ),
        3 => names().prop_map(|key_name| Operation::DeleteKeyPair { key_name }),
        1 => select(vec![Network::Vpc, Network::Classic])
            .prop_map(|network| Operation::AllocateAddress { network }),
        1 => Just(Operation::DescribeInstances { instance_ids: Vec::new() }),
        1 => Just(Operation::DescribeVolumes { volume_ids: Vec::new() }),
    ]
}

fn filters() -> impl Strategy<Value = Vec<Filter>> {
    let names = select(vec!["key-name", "key-name", "fingerprint", "key-type"]);
    let values = select(vec!["a", "b", "*", "?", "*d", "00:11", "*:*"]);
    let filter = (names, prop::collection::vec(values, 0..3)).prop_map(|(name, values)| Filter {
        name: name.to_owned(),
        values: values.into_iter().map(str::to_owned).collect(),
    });
    prop::collection::vec(filter, 0..3)
}

fn launches() -> impl Strategy<Value = Operation> {
    let images =
        (any::<bool>(), any::<bool>(), prop::bool::weighted(0.2)).prop_map(|(linux, ebs, code)| {
            Image {
                id: "ami-1a2b3c4d".to_owned(),
                platform: if linux { Platform::Linux } else { Platform::Windows },
                root_device_type: match ebs {
                    true => RootDeviceType::Ebs,
                    false => RootDeviceType::InstanceStore,
                },
                product_code: code.then(|| "code".to_owned()),
            }
        });
    (images, names(), select(vec![Network::Vpc, Network::Classic])).prop_map(
        |(image, key_name, network)| {
            Operation::RunInstances(Launch { image, key_name, network, availability_zone: None })
        },
    )
}

fn instance_operations() -> impl Strategy<Value = fn(String) -> Operation> {
    let operations: Vec<fn(String) -> Operation> = vec![
        |instance_id| Operation::StopInstances { instance_id },
        |instance_id| Operation::StopInstances { instance_id },
        |instance_id| Operation::StartInstances { instance_id },
        |instance_id| Operation::StartInstances { instance_id },
        |instance_id| Operation::TerminateInstances { instance_id },
        |instance_id| Operation::GetPasswordData { instance_id },
        |id| Operation::DescribeInstances { instance_ids: vec![id] },
    ];
    select(operations)
}

fn devices() -> impl Strategy<Value = Option<&'static str>> {
    select(vec![
        None,
        None,
        Some(DELETE),
        Some("/dev/sdf"),
        Some("/dev/sda1"),
        Some("sda1"),
        Some("nonsense"),
    ])
}

fn guest_actions() -> impl Strategy<Value = GuestAction> {
    let path = || {
        select(vec![
            ".ssh/authorized_keys",
            "/mnt/v/home/ec2-user/.ssh/authorized_keys",
            "/mnt/v",
            "/home/ec2-user",
            "/root/../home//ec2-user/.ssh",
            "new",
        ])
        .prop_map(str::to_owned)
    };
    let credentials = prop_oneof![
        4 => select(vec![0_usize, 1]).prop_map(|index| Credential::PrivateKey(KEYS[index].clone())),
        1 => Just(Credential::Password(String::new())),
        1 => "[ -~]{0,20}".prop_map(Credential::PrivateKey),
    ];
    let users = select(vec!["ec2-user", "ec2-user", "ec2-user", "root", "nobody"]);
    prop_oneof![
        4 => (users, credentials).prop_map(|(user, credential)| {
            GuestAction::Connect { user: user.to_owned(), credential }
        }),
        1 => select(vec!["", "public-keys/", "public-keys/0/openssh-key", "x"]).prop_map(|path| {
            GuestAction::ReadMetadata { path: format!("/latest/meta-data/{path}") }
        }),
        1 => path().prop_map(|path| GuestAction::MakeDirectory { path }),
        2 => Just(GuestAction::Mount { device: "/dev/sdf".to_owned(), directory: "/mnt/v".to_owned() }),
        1 => Just(GuestAction::Unmount { device: "/dev/sdf".to_owned() }),
        1 => path().prop_map(|path| GuestAction::ListDirectory { path }),
        1 => path().prop_map(|path| GuestAction::ReadFile { path }),
        2 => (path(), path()).prop_map(|(from, to)| GuestAction::CopyFile { from, to }),
        1 => (path(), "[ -~\n]{0,40}").prop_map(|(path, text)| GuestAction::WriteFile { path, text }),
        1 => (path(), select(vec![0, 222, 1000])).prop_map(|(path, owner)| {
            GuestAction::ChangeOwner { path, owner, group: owner }
        }),
        1 => (path(), 0..0o1000_u32).prop_map(|(path, mode)| {
            GuestAction::ChangeMode { path, mode: Mode(mode) }
        }),
    ]
}
