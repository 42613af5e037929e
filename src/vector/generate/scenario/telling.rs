//! The words in which scenarios are told: a step for each thing that can be done, with a sentence of its
//! own.

use crate::api::Field;
use crate::api::guest::{Credential, Deed, Mode};
use crate::api::service::{
    Filter, Image, Launch, Network, Operation, Platform, RootDeviceType, Signature,
};
use crate::vector::file::{Check, Step, StepExpectation};
use std::collections::BTreeMap;

/// The region beside the usual one.
pub(super) const ELSEWHERE: &str = "us-west-2";

/// A step in the making.
#[derive(Clone)]
pub(super) struct Told(Step);

/// Something asked of the service.
pub(super) fn call(say: impl Into<String>, operation: Operation) -> Told {
    Told(Step { call: Some(operation), ..empty(say) })
}

/// Something done at the instance that is known under this name.
fn deed(instance: &str, say: impl Into<String>, deed: Deed) -> Told {
    Told(Step { at: Some(place(instance)), deed: Some(deed), ..empty(say) })
}

/// Something that is found out.
pub(super) fn check(say: impl Into<String>, check: Check) -> Told {
    Told(Step { check: Some(check), ..empty(say) })
}

fn empty(say: impl Into<String>) -> Step {
    Step {
        say: say.into(),
        prepares: false,
        times: None,
        region: None,
        call: None,
        dry_run: false,
        signature: None,
        at: None,
        deed: None,
        sudo: false,
        check: None,
        expect: None,
        lacks: Vec::new(),
        other_than: BTreeMap::new(),
        hides_private_key: false,
        save: BTreeMap::new(),
    }
}

/// The place of what is known under a name.
pub(super) fn place(name: &str) -> String {
    format!("${{{name}}}")
}

/// A key pair is created; its private key is known as `NAME`, once it is [kept](Told::keeps).
pub(super) fn create(key_name: &str) -> Told {
    let operation = Operation::CreateKeyPair { key_name: Some(key_name.to_owned()) };
    call(format!("A key pair {key_name:?} is created."), operation)
}

/// The public key of this person is imported.
pub(super) fn import(key_name: &str, person: &str) -> Told {
    import_text(key_name, &format!("${{base64:{person}_public}}"))
        .says(format!("The public key of {person} is imported as {key_name:?}."))
}

/// A value of `PublicKeyMaterial` is imported as it is.
pub(super) fn import_text(key_name: &str, value: &str) -> Told {
    let operation = Operation::ImportKeyPair {
        key_name: Some(key_name.to_owned()),
        public_key_material: Some(value.to_owned()),
    };
    call(format!("A public key is imported as {key_name:?}."), operation)
}

/// Every pair of the region is listed.
pub(super) fn list() -> Told {
    let operation = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    call("The key pairs of the region are listed.", operation)
}

/// The pairs of these names are listed.
pub(super) fn look_up(names: &[&str]) -> Told {
    let key_names = names.iter().map(|name| (*name).to_owned()).collect();
    let operation = Operation::DescribeKeyPairs { key_names, filters: Vec::new() };
    call(format!("The key pairs {} are looked up.", quoted(names)), operation)
}

/// The pairs that pass these filters are listed.
pub(super) fn filtered(names: &[&str], filters: &[(&str, &[&str])]) -> Told {
    let filter = |(name, values): &(&str, &[&str])| Filter {
        name: (*name).to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    let operation = Operation::DescribeKeyPairs {
        key_names: names.iter().map(|name| (*name).to_owned()).collect(),
        filters: filters.iter().map(filter).collect(),
    };
    let conditions: Vec<String> =
        filters.iter().map(|(name, values)| format!("{name} {}", quoted(values))).collect();
    let among = if names.is_empty() { String::new() } else { format!(" among {}", quoted(names)) };
    call(format!("The key pairs of {}{among} are listed.", conditions.join(" and of ")), operation)
}

/// A pair is deleted.
pub(super) fn delete(key_name: &str) -> Told {
    let operation = Operation::DeleteKeyPair { key_name: Some(key_name.to_owned()) };
    call(format!("The key pair {key_name:?} is deleted."), operation)
}

/// An instance is launched, and known under this name.
pub(super) fn launch(instance: &str, key_name: Option<&str>) -> Told {
    launch_of(instance, key_name, image(), Network::Vpc)
}

/// The usual image: Linux, with its root on a volume.
pub(super) fn image() -> Image {
    Image {
        id: "ami-1a2b3c4d".to_owned(),
        platform: Platform::Linux,
        root_device_type: RootDeviceType::Ebs,
        product_code: None,
    }
}

/// An instance of this image and in this network is launched, and known under this name.
pub(super) fn launch_of(
    instance: &str,
    key_name: Option<&str>,
    image: Image,
    network: Network,
) -> Told {
    let with = key_name.map_or("without a key pair".to_owned(), |name| format!("with {name:?}"));
    let launch =
        Launch { image, key_name: key_name.map(str::to_owned), network, availability_zone: None };
    call(format!("An instance, {instance}, is launched {with}."), Operation::RunInstances(launch))
        .keeps(instance, Field::InstanceId)
}

/// All instances of the region are listed.
pub(super) fn list_instances() -> Told {
    let operation = Operation::DescribeInstances { instance_ids: Vec::new() };
    call("The instances of the region are listed.", operation)
}

/// An instance is looked up.
pub(super) fn look_at(instance: &str) -> Told {
    let operation = Operation::DescribeInstances { instance_ids: vec![place(instance)] };
    call(format!("The instance {instance} is looked up."), operation)
}

/// An instance is stopped.
pub(super) fn stop(instance: &str) -> Told {
    let operation = Operation::StopInstances { instance_id: place(instance) };
    call(format!("The instance {instance} is stopped."), operation)
}

/// An instance is started.
pub(super) fn start(instance: &str) -> Told {
    let operation = Operation::StartInstances { instance_id: place(instance) };
    call(format!("The instance {instance} is started."), operation)
}

/// An instance is terminated.
pub(super) fn terminate(instance: &str) -> Told {
    let operation = Operation::TerminateInstances { instance_id: place(instance) };
    call(format!("The instance {instance} is terminated."), operation)
}

/// The password of a Windows instance is asked for.
pub(super) fn password(instance: &str) -> Told {
    let operation = Operation::GetPasswordData { instance_id: place(instance) };
    call(format!("The encrypted password of {instance} is asked for."), operation)
}

/// A volume is looked up.
pub(super) fn look_at_volume(volume: &str) -> Told {
    let operation = Operation::DescribeVolumes { volume_ids: vec![place(volume)] };
    call(format!("The {volume} volume is looked up."), operation)
}

/// A volume is attached to an instance under a device name.
pub(super) fn attach(volume: &str, instance: &str, device: &str) -> Told {
    let operation = Operation::AttachVolume {
        volume_id: place(volume),
        instance_id: place(instance),
        device: device.to_owned(),
    };
    call(format!("The {volume} volume is attached to {instance} as {device}."), operation)
}

/// A volume is detached.
pub(super) fn detach(volume: &str) -> Told {
    let operation = Operation::DetachVolume { volume_id: place(volume) };
    call(format!("The {volume} volume is detached."), operation)
}

/// An Elastic IP address is reserved, and known as `address`.
pub(super) fn allocate(network: Network) -> Told {
    call("An Elastic IP address is reserved.", Operation::AllocateAddress { network })
        .keeps("address", Field::PublicIp)
}

/// The address known as `address` is given to an instance.
pub(super) fn associate(instance: &str) -> Told {
    let operation =
        Operation::AssociateAddress { public_ip: place("address"), instance_id: place(instance) };
    call(format!("The address is associated with {instance}."), operation)
}

/// Somebody connects to an instance as the login user, with the private key known as this.
pub(super) fn connect(instance: &str, private_key: &str) -> Told {
    let credential = Credential::PrivateKey(place(private_key));
    connect_with(instance, "ec2-user", credential)
        .says(format!("Somebody connects to {instance} with {}.", spoken(private_key)))
        .gives(&[(Field::User, "ec2-user")])
}

/// Somebody who is not let in.
pub(super) fn locked_out(instance: &str, private_key: &str) -> Told {
    let credential = Credential::PrivateKey(place(private_key));
    connect_with(instance, "ec2-user", credential)
        .says(format!("Nobody connects to {instance} with {}.", spoken(private_key)))
        .refused(&[])
}

/// Somebody tries to connect as this user, by this right.
pub(super) fn connect_with(instance: &str, user: &str, credential: Credential) -> Told {
    let say = format!("Somebody tries to connect to {instance} as {user}.");
    deed(instance, say, Deed::Connect { user: user.to_owned(), credential })
}

/// Metadata is read at an instance.
pub(super) fn metadata(instance: &str, path: &str) -> Told {
    let path = format!("/latest/meta-data/{path}");
    deed(instance, format!("On {instance}, {path} is read."), Deed::ReadMetadata { path })
}

/// A directory is made.
pub(super) fn make_directory(instance: &str, path: &str) -> Told {
    let path = path.to_owned();
    deed(instance, format!("On {instance}, the directory {path} is made."), {
        Deed::MakeDirectory { path }
    })
}

/// A volume is mounted.
pub(super) fn mount(instance: &str, device: &str, directory: &str) -> Told {
    let say = format!("On {instance}, {device} is mounted at {directory}.");
    let (device, directory) = (device.to_owned(), directory.to_owned());
    deed(instance, say, Deed::Mount { device, directory }).sudo()
}

/// A volume is unmounted.
pub(super) fn unmount(instance: &str, device: &str) -> Told {
    let say = format!("On {instance}, {device} is unmounted.");
    deed(instance, say, Deed::Unmount { device: device.to_owned() }).sudo()
}

/// A directory is listed.
pub(super) fn list_directory(instance: &str, path: &str) -> Told {
    let path = path.to_owned();
    deed(instance, format!("On {instance}, {path} is listed."), Deed::ListDirectory { path }).sudo()
}

/// A file is read.
pub(super) fn read(instance: &str, path: &str) -> Told {
    let path = path.to_owned();
    deed(instance, format!("On {instance}, {path} is read."), Deed::ReadFile { path })
}

/// A file is copied.
pub(super) fn copy(instance: &str, from: &str, to: &str) -> Told {
    let say = format!("On {instance}, {from} is copied to {to}.");
    deed(instance, say, Deed::CopyFile { from: from.to_owned(), to: to.to_owned() })
}

/// A file is written.
pub(super) fn write(instance: &str, path: &str, text: &str) -> Told {
    let say = format!("On {instance}, {path} is written.");
    deed(instance, say, Deed::WriteFile { path: path.to_owned(), text: text.to_owned() })
}

/// The owner and the group of a file are changed.
pub(super) fn change_owner(instance: &str, path: &str, owner: u32, group: u32) -> Told {
    let say = format!("On {instance}, {path} is given to {owner}:{group}.");
    deed(instance, say, Deed::ChangeOwner { path: path.to_owned(), owner, group }).sudo()
}

/// The mode of a file is changed.
pub(super) fn change_mode(instance: &str, path: &str, mode: u32) -> Told {
    let say = format!("On {instance}, {path} gets the mode {mode:04o}.");
    deed(instance, say, Deed::ChangeMode { path: path.to_owned(), mode: Mode(mode) })
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" or ")
}

/// The name of what is known, as people say it: `alice_private` is the private key of alice.
fn spoken(name: &str) -> String {
    let person = name.strip_suffix("_private");
    person.map_or_else(|| format!("the {name}"), |person| format!("the private key of {person}"))
}

impl Told {
    /// The step as its file holds it.
    pub(super) fn step(self) -> Step {
        self.0
    }

    /// Tells it in other words.
    pub(super) fn says(mut self, say: impl Into<String>) -> Self {
        self.0.say = say.into();
        self
    }

    /// It only prepares the ground.
    pub(super) fn prepares(mut self) -> Self {
        self.0.prepares = true;
        self
    }

    /// It is done several times.
    pub(super) fn times(mut self, times: u32) -> Self {
        self.0.times = Some(times);
        self
    }

    /// It happens in the other region.
    pub(super) fn elsewhere(mut self) -> Self {
        self.0.region = Some(ELSEWHERE.to_owned());
        let say = self.0.say.trim_end_matches('.').to_owned();
        self.says(format!("{say}, in another region."))
    }

    /// It is a dry run.
    pub(super) fn dry(mut self) -> Self {
        self.0.dry_run = true;
        let say = self.0.say.trim_end_matches('.').to_owned();
        self.says(format!("{say}, as a dry run."))
    }

    /// It is signed in this way.
    pub(super) fn signed(mut self, signature: Signature, how: &str) -> Self {
        self.0.signature = Some(signature);
        let say = self.0.say.trim_end_matches('.').to_owned();
        self.says(format!("{say}, {how}."))
    }

    /// It is done as root.
    pub(super) fn sudo(mut self) -> Self {
        self.0.sudo = true;
        self
    }

    /// The answer is one thing with these facts.
    pub(super) fn gives(self, facts: &[(Field, &str)]) -> Self {
        self.expects(StepExpectation::Answer(record(facts)))
    }

    /// The answer is exactly these things.
    pub(super) fn gives_all(self, things: &[&[(Field, &str)]]) -> Self {
        let things = things.iter().map(|facts| record(facts)).collect();
        self.expects(StepExpectation::Answers(things))
    }

    /// The answer is this many things.
    pub(super) fn gives_count(self, count: usize) -> Self {
        self.expects(StepExpectation::Count(count))
    }

    /// It is refused, with one of these codes.
    pub(super) fn refused(self, codes: &[&str]) -> Self {
        let codes = codes.iter().map(|code| (*code).to_owned()).collect();
        let mut told = self.expects(StepExpectation::Refuse(codes));
        told.0.save.clear();
        told
    }

    /// The documents are silent on it: it is refused, which ends the story, or gives this.
    pub(super) fn open(self, flag: &str, facts: &[(Field, &str)]) -> Self {
        let (flag, answer) = (flag.to_owned(), record(facts));
        self.expects(StepExpectation::Either { flag, answer })
    }

    /// Whatever comes of it.
    pub(super) fn anything(self) -> Self {
        self.expects(StepExpectation::Anything {})
    }

    fn expects(mut self, expectation: StepExpectation) -> Self {
        self.0.expect = Some(expectation);
        self
    }

    /// The answer doesn't give these facts.
    pub(super) fn lacks(mut self, fields: &[Field]) -> Self {
        self.0.lacks = fields.to_vec();
        self
    }

    /// The answer doesn't give this fact with this value.
    pub(super) fn other_than(mut self, field: Field, text: &str) -> Self {
        self.0.other_than.insert(field, text.to_owned());
        self
    }

    /// The answer holds no private key material.
    pub(super) fn hides_private_key(mut self) -> Self {
        self.0.hides_private_key = true;
        self
    }

    /// A fact of the answer is known under this name from then on.
    pub(super) fn keeps(mut self, name: &str, field: Field) -> Self {
        self.0.save.insert(name.to_owned(), field);
        self
    }
}

fn record(facts: &[(Field, &str)]) -> BTreeMap<Field, String> {
    facts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}
