//! Measures the actions of the reference: single actions, a region that fills up, and key generation against the
//! crates that it uses.
//!
//! `cargo bench --bench model`. The floor of an import is reading the key and computing its MD5. The floor of a
//! creation is the `rsa` crate alone.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark may fail"
)]

#[path = "measure.rs"]
mod measure;
#[path = "recovery.rs"]
mod recovery;

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20::ChaCha8Rng;
use chacha20::rand_core::SeedableRng;
use keyproof::api::service::{Call, Filter, Image, Launch, Network, Operation, Signature};
use keyproof::api::{Action, Attribute};
use keyproof::format::{self, Format};
use keyproof::harness;
use keyproof::implementation::{Implementation, Reference};
use keyproof::key::RsaPublicKey;
use keyproof::key::fingerprint::Fingerprint;
use keyproof::model::{MAX_KEY_PAIRS, Model};
use keyproof::vector;
use measure::{Candidate, print, time};
use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::time::Instant;

const REGION: &str = "us-east-1";

fn main() {
    pairs();
    recovery::instances();
    filling();
    keys();
    memory();
    scenario();
}

fn call(operation: Operation) -> Action {
    let (region, signature) = (REGION.to_owned(), Signature::Valid);
    Action::Call(Call { region, dry_run: false, signature, operation })
}

fn key_file(name: &str) -> String {
    let path = format!("{}/vectors/keys/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// Returns a public key file of 2048 bits in the form of an import. Each number gives another key. An import does
/// not depend on the factors of the modulus, so it has none that are known.
fn material(number: usize) -> String {
    let mut modulus = [0xc5; 256];
    modulus[1..9].copy_from_slice(&number.to_be_bytes());
    let key = RsaPublicKey::new(&modulus, &[1, 0, 1]).unwrap();
    STANDARD.encode(format::write(Format::OpenSsh, &key, "someone@example.com"))
}

fn import(name: &str, number: usize) -> Action {
    let (key_name, public_key_material) = (Some(name.to_owned()), Some(material(number)));
    call(Operation::ImportKeyPair { key_name, public_key_material })
}

fn delete(name: &str) -> Action {
    call(Operation::DeleteKeyPair { key_name: Some(name.to_owned()) })
}

fn describe(names: &[&str], filters: &[(&str, &str)]) -> Action {
    let filter = |(name, value): &(&str, &str)| Filter {
        name: (*name).to_owned(),
        values: vec![(*value).to_owned()],
    };
    call(Operation::DescribeKeyPairs {
        key_names: names.iter().map(|name| (*name).to_owned()).collect(),
        filters: filters.iter().map(filter).collect(),
    })
}

/// Returns the imports that fill a region with this many pairs.
fn imports(pairs: usize) -> Vec<Action> {
    (0..pairs).map(|number| import(&format!("pair-{number}"), number)).collect()
}

/// Returns a model whose region has this many pairs.
fn filled(pairs: usize) -> Model {
    let mut model = Model::default();
    for import in imports(pairs) {
        model.apply(&import).unwrap();
    }
    model
}

/// Launches an instance, and returns its id and that of its root volume.
fn launched(model: &mut Model) -> (String, String) {
    let image = Image {
        id: "ami-1a2b3c4d".to_owned(),
        platform: Default::default(),
        root_device_type: Default::default(),
        product_code: None,
    };
    let key_name = Some("web".to_owned());
    let launch = Launch { image, key_name, network: Network::Vpc, availability_zone: None };
    let launched = model.apply(&call(Operation::RunInstances(launch))).unwrap();
    let id = |attribute| launched.first(attribute).unwrap().to_owned();
    (id(Attribute::InstanceId), id(Attribute::RootVolumeId))
}

/// Measures actions on pairs in a region of a thousand.
fn pairs() {
    let mut model = filled(1_000);
    // The keys in `vectors/` include the private half of this pair.
    let line = key_file("tools/ssh-keygen-openssh.2048.txt");
    let import_web = call(Operation::ImportKeyPair {
        key_name: Some("web".to_owned()),
        public_key_material: Some(STANDARD.encode(&line)),
    });
    let delete_web = delete("web");
    let material = STANDARD.encode(&line);
    let read_and_digest = || {
        let file = STANDARD.decode(&material).unwrap();
        Fingerprint::imported(&format::import(&file).unwrap().1)
    };
    let by_name = describe(&["pair-500"], &[]);
    let mut cycle = filled(1_000);
    let times = time(vec![
        Candidate::new("floor: reading the key, and its MD5", read_and_digest),
        Candidate::new("import and delete", || {
            cycle.apply(&import_web).unwrap();
            cycle.apply(&delete_web).unwrap()
        }),
        Candidate::new("describe by name", || model.apply(&by_name)),
    ]);
    print("pairs, in a region of 1,000", &times);
    per_second("import and delete, without the floor", times[1].nanoseconds - times[0].nanoseconds);
    per_second("describe by name", times[2].nanoseconds);
}

/// Measures a region that fills up, at a thousand and at five thousand pairs.
fn filling() {
    println!("a region that fills up");
    for pairs in [1_000, 5_000] {
        let imports = imports(pairs);
        let mut model = Model::default();
        let start = Instant::now();
        for import in &imports {
            model.apply(import).unwrap();
        }
        let each = start.elapsed().as_secs_f64() * 1e9 / f64::from(u32::try_from(pairs).unwrap());
        println!("  filling it with {pairs:>5} {:>45} ns a pair", format!("{each:.0}"));
    }
    let (all, by_name) = (describe(&[], &[]), describe(&["pair-500"], &[]));
    let by_name_filter = describe(&[], &[("key-name", "pair-500")]);
    let by_pattern = describe(&[], &[("key-name", "pair-50*")]);
    let pair = filled(501).apply(&by_name).unwrap();
    let fingerprint = pair.first(Attribute::Fingerprint).unwrap();
    let by_fingerprint = describe(&[], &[("fingerprint", fingerprint)]);
    for pairs in [1_000, MAX_KEY_PAIRS] {
        let cell = RefCell::new(filled(pairs));
        let run = |action: &Action| cell.borrow_mut().apply(action);
        let times = time(vec![
            Candidate::new("floor: describe by name", || run(&by_name)),
            Candidate::new("by the filter key-name", || run(&by_name_filter)),
            Candidate::new("by the filter fingerprint", || run(&by_fingerprint)),
            Candidate::new("by a pattern for names", || run(&by_pattern)),
            Candidate::new("all of them", || run(&all)),
        ]);
        print(&format!("describing, of {pairs}"), &times);
    }
}

/// Measures the creation of a pair against the crates that generate keys.
fn keys() {
    let name = || Some("created".to_owned());
    let create = call(Operation::CreateKeyPair { key_name: name() });
    let delete = delete("created");
    let mut model = Model::default();
    let mut random = ChaCha8Rng::from_seed([0; 32]);
    let times = time(vec![
        Candidate::new("floor: rsa crate", || rsa::PrivateKey::new(&mut random, 1024).unwrap()),
        Candidate::new("keyproof, with PEM and fingerprint", || {
            let reply = model.apply(&create).unwrap();
            model.apply(&delete).unwrap();
            reply
        }),
    ]);
    print("creating a pair of 1024 bits (the fastest turn: luck is part of it)", &times);
    averages();
}

/// Measures the average time for a key. The time for one key depends on chance, so many keys are generated.
fn averages() {
    const KEYS: u32 = 200;
    let average = |name: &str, make: &mut dyn FnMut()| {
        let start = Instant::now();
        (0..KEYS).for_each(|_| make());
        let each = start.elapsed().as_secs_f64() * 1e3 / f64::from(KEYS);
        println!("  {name:<44} {each:>12.2} ms on average of {KEYS}");
        each
    };
    let mut random = ChaCha8Rng::from_seed([0; 32]);
    let floor = average("rsa crate", &mut || drop(rsa::PrivateKey::new(&mut random, 1024)));
    let mut model = Model::default();
    let (create, delete) = {
        let key_name = Some("created".to_owned());
        (call(Operation::CreateKeyPair { key_name }), delete("created"))
    };
    let ours = average("keyproof, from the same randomness", &mut || {
        model.apply(&create).unwrap();
        model.apply(&delete).unwrap();
    });
    println!("  keyproof takes {:.2} times as long as the rsa crate", ours / floor);
}

/// Measures the memory of a pair of 2048 bits, as the resident memory of this process.
#[cfg(target_os = "linux")]
fn memory() {
    const REGIONS: usize = 10;
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
    };
    let before = resident();
    let models: Vec<Model> = (0..REGIONS).map(|_| filled(MAX_KEY_PAIRS)).collect();
    let pair = (resident() - before) / (REGIONS * MAX_KEY_PAIRS);
    drop(models);
    println!("a pair of 2048 bits takes {pair} bytes, of which 259 are modulus and exponent");
}

#[cfg(not(target_os = "linux"))]
fn memory() {}

/// Measures the scenarios of the limit, each of about 5,000 imports.
fn scenario() {
    let suite = vector::embedded();
    let make = || -> Box<dyn Implementation> { Box::<Reference>::default() };
    println!("scenarios of 5,000 pairs, one core");
    for id in ["at-the-limit", "room-after-a-deletion", "another-region-has-room"] {
        let id = format!("scenario/limit/{id}");
        let selected = |vector: &vector::Vector| vector.id == id;
        let mut runs: Vec<_> = (0..9)
            .map(|_| {
                let start = Instant::now();
                let results = harness::run(&suite, &selected, &make, NonZeroUsize::MIN, &|| ());
                assert_eq!(results.len(), 1);
                start.elapsed()
            })
            .collect();
        runs.sort();
        println!("  {id:<44} {:>12.1} ms", runs[runs.len() / 2].as_secs_f64() * 1e3);
    }
}

fn per_second(what: &str, nanoseconds: f64) {
    println!("  {what}: {:.2} million a second", 1e3 / nanoseconds);
}
