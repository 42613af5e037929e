//! A scenario that boto3 runs against a server and in parallel against the reference in this process. All answers
//! must be identical, including generated keys and ids.

use crate::account::Account;
use crate::boto3;
use keyproof::api::guest::{GuestAction, GuestCall};
use keyproof::api::service::{Call, Filter, Launch, Network, Operation, Signature};
use keyproof::api::{Action, Attribute, Attributes, Outcome, Refusal};
use keyproof::encoding::base64;
use keyproof::implementation::adapter::Adapter;
use keyproof::implementation::{Implementation, Reference};
use keyproof::model::MAX_KEY_PAIRS;
use keyproof::query;
use keyproof::server::images;
use keyproof::server::{ACCESS_KEY, SECRET_KEY};
use keyproof::vector;
use std::path::Path;

const HERE: &str = "us-east-1";
const THERE: &str = "us-west-2";

/// boto3 and the reference, each with its own account.
struct Both {
    boto3: Adapter,
    reference: Reference,
}

impl Both {
    /// Calls both, checks that their answers are identical, and returns the answer.
    #[track_caller]
    fn call(&mut self, call: Call) -> Result<Vec<Attributes>, Refusal> {
        let action = Action::Call(call);
        let expected = self.reference.call(&action);
        let found = self.boto3.call(&action);
        match (expected, found) {
            (Outcome::Success(expected), Outcome::Success(found)) => {
                assert_eq!(found.resources(), expected.resources(), "{action:?}");
                Ok(expected.resources().to_vec())
            }
            (Outcome::Refused(expected), Outcome::Refused(found)) => {
                let code = expected.code.clone().expect("a service has error codes");
                assert_eq!(found.code, Some(code.clone()), "{action:?}: {found:?}");
                let status = query::status(&code).to_string();
                assert!(found.message.starts_with(&status), "{action:?}: {found:?}");
                Err(expected)
            }
            (expected, found) => panic!("{action:?}: {found:?} instead of {expected:?}"),
        }
    }

    #[track_caller]
    fn ask(&mut self, operation: Operation) -> Result<Vec<Attributes>, Refusal> {
        self.call(Call {
            region: HERE.to_owned(),
            dry_run: false,
            signature: Signature::Valid,
            operation,
        })
    }

    /// Checks that both refuse the operation with this code.
    #[track_caller]
    fn refused(&mut self, operation: Operation, code: &str) {
        let refusal = self.ask(operation).expect_err(code);
        assert_eq!(refusal.code.unwrap().name(), code);
    }

    /// Returns an attribute of the single resource in the answer.
    #[track_caller]
    fn fact(&mut self, operation: Operation, field: Attribute) -> String {
        let records = self.ask(operation).unwrap();
        let [record] = records.as_slice() else { panic!("{records:?} is not a single resource") };
        record.get(&field).unwrap_or_else(|| panic!("no {field:?} in {record:?}")).clone()
    }
}

pub(crate) fn gives_the_answers_of_the_reference(python: &Path) -> Result<(), String> {
    let account = Account::open();
    let boto3 = boto3::start(python, &account, [ACCESS_KEY, SECRET_KEY], 0)?.adapter();
    let mut both = Both { boto3, reference: Reference::default() };
    pairs(&mut both);
    refusals(&mut both);
    dry_runs_signatures_and_regions(&mut both);
    instances(&mut both);
    volumes_and_addresses(&mut both);
    limit(&mut both);
    Ok(())
}

/// Creates pairs, imports one in each format, and finds and deletes them.
fn pairs(both: &mut Both) {
    both.ask(create("made")).unwrap();
    let mut fingerprints = Vec::new();
    for (name, id) in FORMATS {
        fingerprints.push(both.fact(import(name, &material(id)), Attribute::Fingerprint));
    }
    let filters = [
        vec![filter("key-name", &["made"])],
        vec![filter("key-name", &["*e*", "openssh"])],
        vec![filter("key-name", &["no-such"])],
        vec![filter("fingerprint", &[fingerprints[0].as_str()])],
        vec![filter("fingerprint", &["*:*"]), filter("key-name", &["m?de", "rfc*"])],
        vec![filter("fingerprint", &[fingerprints[0].as_str()]), filter("key-name", &["made"])],
    ];
    for filters in filters {
        both.ask(Operation::DescribeKeyPairs { key_names: vec![], filters }).unwrap();
    }
    for names in [vec![], vec!["made"], vec!["rfc4716", "openssh"]] {
        both.ask(describe(&names)).unwrap();
    }
    for name in ["made", "made", "never-there"] {
        both.ask(delete(name)).unwrap();
        both.ask(describe(&[])).unwrap();
    }
    both.ask(create("made")).unwrap();
}

/// Covers every reason to refuse a request for a key pair.
fn refusals(both: &mut Both) {
    let key = material(FORMATS[0].1);
    let long = "a".repeat(256);
    let unnamed = Operation::CreateKeyPair { key_name: None };
    let nothing =
        Operation::ImportKeyPair { key_name: Some("x".to_owned()), public_key_material: None };
    for (operation, code) in [
        (create("made"), "InvalidKeyPair.Duplicate"),
        (import("made", &key), "InvalidKeyPair.Duplicate"),
        (create(""), "MissingParameter"),
        (unnamed, "MissingParameter"),
        (create(&long), "InvalidParameterValue"),
        (import(&long, &key), "InvalidParameterValue"),
        (import("x", b"no key"), "InvalidKey.Format"),
        (import("x", &material("import/openssh/bits-1016")), "InvalidKey.Format"),
        (import("x", base64::encode(&key).as_bytes()), "InvalidKey.Format"),
        (import("x", b""), "MissingParameter"),
        (nothing, "MissingParameter"),
        (describe(&["made", "gone"]), "InvalidKeyPair.NotFound"),
        (Operation::DeleteKeyPair { key_name: None }, "MissingParameter"),
    ] {
        both.refused(operation, code);
    }
    let filters = vec![filter("no-such", &["a"])];
    both.ask(Operation::DescribeKeyPairs { key_names: vec![], filters }).unwrap_err();
    both.ask(create(&long[1..])).unwrap();
    both.ask(delete(&long[1..])).unwrap();
}

/// Sends dry runs, requests with wrong signatures and requests in another region.
fn dry_runs_signatures_and_regions(both: &mut Both) {
    let call = |operation| Call {
        region: HERE.to_owned(),
        dry_run: false,
        signature: Signature::Valid,
        operation,
    };
    for operation in [create("new"), create("made"), delete("made"), describe(&["gone"])] {
        both.call(Call { dry_run: true, ..call(operation) }).unwrap_err();
    }
    for signature in [Signature::WrongSecret, Signature::Missing] {
        both.call(Call { signature, ..call(create("new")) }).unwrap_err();
    }
    let there = |operation| Call { region: THERE.to_owned(), ..call(operation) };
    both.call(there(describe(&[]))).unwrap();
    both.call(there(create("made"))).unwrap();
    both.call(there(delete("openssh"))).unwrap();
    both.ask(describe(&[])).unwrap();
}

/// Launches, stops, starts and terminates instances with and without a key, and decrypts a password.
fn instances(both: &mut Both) {
    let private_key = both.fact(create("windows"), Attribute::PrivateKey);
    let linux = both.fact(launch("linux", Some("made")), Attribute::InstanceId);
    let bare = both.fact(launch("other-linux", None), Attribute::InstanceId);
    let windows = both.fact(launch("windows", Some("windows")), Attribute::InstanceId);
    both.fact(launch("instance-store", Some("openssh")), Attribute::InstanceId);
    both.fact(launch("marketplace", Some("openssh")), Attribute::ProductCode);
    both.refused(launch("linux", Some("gone")), "InvalidKeyPair.NotFound");
    both.ask(Operation::DescribeInstances { instance_ids: vec![] }).unwrap();
    both.ask(Operation::DescribeInstances { instance_ids: vec![linux.clone(), bare.clone()] })
        .unwrap();
    for instance_id in [&linux, &bare, &windows] {
        let instance_id = instance_id.clone();
        both.ask(Operation::GetPasswordData { instance_id }).unwrap();
    }
    let password =
        both.fact(Operation::GetPasswordData { instance_id: windows }, Attribute::PasswordData);
    let ciphertext = base64::decode(password.as_bytes()).unwrap();
    let decrypt = Action::Decrypt { private_key: private_key.into_bytes(), ciphertext };
    assert!(matches!(both.reference.call(&decrypt), Outcome::Success(_)));
    let [a, b, c, d] = [(); 4].map(|()| linux.clone());
    both.ask(Operation::StopInstances { instance_id: a }).unwrap();
    both.ask(Operation::StartInstances { instance_id: b }).unwrap();
    both.ask(Operation::TerminateInstances { instance_id: c }).unwrap();
    both.refused(Operation::StartInstances { instance_id: d }, "IncorrectInstanceState");
    both.refused(
        Operation::StopInstances { instance_id: "i-00000000".to_owned() },
        "InvalidInstanceID.NotFound",
    );
    // boto3 doesn't read metadata.
    let (region, guest_action) =
        (HERE.to_owned(), GuestAction::ReadMetadata { path: "/latest/".to_owned() });
    let guest_call =
        Action::Guest(GuestCall { region, instance_id: bare, sudo: false, guest_action });
    assert_eq!(both.boto3.call(&guest_call), Outcome::Unsupported);
}

/// Attaches a root volume to another instance and back, and associates an address.
fn volumes_and_addresses(both: &mut Both) {
    let lost = both.fact(launch("marketplace", Some("made")), Attribute::InstanceId);
    let helper = both.fact(launch("linux", Some("made")), Attribute::InstanceId);
    let describe = Operation::DescribeInstances { instance_ids: vec![lost.clone()] };
    let volume = both.fact(describe, Attribute::RootVolumeId);
    let attach = |to: &str, device: &str| Operation::AttachVolume {
        volume_id: volume.clone(),
        instance_id: to.to_owned(),
        device: device.to_owned(),
    };
    let detach = Operation::DetachVolume { volume_id: volume.clone() };
    both.refused(attach(&helper, "/dev/sdf"), "VolumeInUse");
    both.ask(Operation::StopInstances { instance_id: lost.clone() }).unwrap();
    both.ask(detach.clone()).unwrap();
    both.refused(detach, "IncorrectState");
    both.ask(Operation::DescribeVolumes { volume_ids: vec![volume.clone()] }).unwrap();
    both.ask(attach(&lost, "/dev/sda1")).unwrap();
    both.ask(Operation::DescribeVolumes { volume_ids: vec![] }).unwrap();
    let gone = vec!["vol-00000000".to_owned()];
    both.refused(Operation::DescribeVolumes { volume_ids: gone }, "InvalidVolume.NotFound");

    let network = Network::Vpc;
    let public_ip = both.fact(Operation::AllocateAddress { network }, Attribute::PublicIp);
    let (ip, instance_id) = (public_ip.clone(), helper.clone());
    both.ask(Operation::AssociateAddress { public_ip: ip, instance_id }).unwrap();
    both.ask(Operation::DescribeInstances { instance_ids: vec![helper] }).unwrap();
    both.ask(Operation::ReleaseAddress { public_ip }).unwrap();
}

/// Imports the last pair that a region may hold, and one more.
fn limit(both: &mut Both) {
    let key = material(FORMATS[0].1);
    let there = both.ask(describe(&[])).unwrap().len();
    for number in there..MAX_KEY_PAIRS {
        both.ask(import(&format!("pair-{number}"), &key)).unwrap();
    }
    both.refused(import("one-more", &key), "KeyPairLimitExceeded");
    both.refused(create("one-more"), "KeyPairLimitExceeded");
    assert_eq!(both.ask(describe(&[])).unwrap().len(), MAX_KEY_PAIRS);
}

/// A vector with a valid key in each format.
const FORMATS: [(&str, &str); 3] = [
    ("openssh", "import/openssh/bits-2048"),
    ("base64-der", "import/base64-der/bits-2048"),
    ("rfc4716", "import/rfc4716/bits-2048"),
];

/// Returns the file of a vector.
pub(crate) fn material(id: &str) -> Vec<u8> {
    let suite = vector::embedded();
    match &suite.find(id).expect(id).question().unwrap().action {
        Action::InspectPublicKey { material } => material.clone(),
        other => panic!("{other:?}"),
    }
}

fn create(name: &str) -> Operation {
    Operation::CreateKeyPair { key_name: Some(name.to_owned()) }
}

fn import(name: &str, file: &[u8]) -> Operation {
    Operation::ImportKeyPair {
        key_name: Some(name.to_owned()),
        public_key_material: Some(base64::encode(file)),
    }
}

fn describe(names: &[&str]) -> Operation {
    let key_names = names.iter().map(|name| (*name).to_owned()).collect();
    Operation::DescribeKeyPairs { key_names, filters: vec![] }
}

fn delete(name: &str) -> Operation {
    Operation::DeleteKeyPair { key_name: Some(name.to_owned()) }
}

fn filter(name: &str, values: &[&str]) -> Filter {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Filter { name: name.to_owned(), values }
}

/// Returns a launch from the server's image of this kind.
pub(crate) fn launch(kind: &str, key_name: Option<&str>) -> Operation {
    let listed = images::IMAGES.iter().find(|image| image.kind == kind).expect(kind);
    let query::Offer { image, network } = images::Images::default().offer(&listed.id).unwrap();
    let key_name = key_name.map(str::to_owned);
    Operation::RunInstances(Launch { image, key_name, network, availability_zone: None })
}
