//! Compares the reference with OpenSSL's library: the import of base64 DER, and the creation of a key.
//!
//! `cargo bench -p keyproof-oracles --features openssl --bench openssl`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark may fail")]

#[path = "measure.rs"]
mod measure;

use keyproof::api::Action;
use keyproof::api::service::{Call, Operation, Signature};
use keyproof::format;
use keyproof::key::fingerprint::Fingerprint;
use keyproof::key::{RsaPublicKey, spki};
use keyproof::model::Model;
use measure::{Candidate, print, time};
use openssl::base64::{decode_block, encode_block};
use openssl::hash::{DigestBytes, MessageDigest, hash};
use openssl::rsa::Rsa;
use std::time::Instant;

/// The number of keys that are created. The time for one key depends on chance.
const KEYS: u32 = 200;

fn main() {
    let key = Rsa::generate(2048).unwrap();
    let key = RsaPublicKey::new(&key.n().to_vec(), &key.e().to_vec()).unwrap();
    let base64 = encode_block(&spki::write(&key));
    let times = time(vec![
        Candidate::new("keyproof", || ours(base64.as_bytes())),
        Candidate::new("OpenSSL's Rsa::public_key_from_der and MD5", || openssl(&base64)),
    ]);
    print("base64 DER, one line, 2048 bits", &times);
    let ratio = times[1].nanoseconds / times[0].nanoseconds;
    println!("  keyproof is faster than OpenSSL: {ratio:.2} times");

    println!("creating a pair of 1024 bits");
    let call = |operation| {
        let (region, signature) = ("us-east-1".to_owned(), Signature::Valid);
        Action::Call(Call { region, dry_run: false, signature, operation })
    };
    let key_name = Some("created".to_owned());
    let create = call(Operation::CreateKeyPair { key_name: key_name.clone() });
    let delete = call(Operation::DeleteKeyPair { key_name });
    let mut model = Model::default();
    average("keyproof", || {
        model.apply(&create).unwrap();
        model.apply(&delete).unwrap();
    });
    average("OpenSSL", || drop(Rsa::generate(1024).unwrap()));
}

fn ours(file: &[u8]) -> Fingerprint {
    let (_, key) = format::import(file).unwrap();
    Fingerprint::imported(&key)
}

fn openssl(base64: &str) -> DigestBytes {
    let key = Rsa::public_key_from_der(&decode_block(base64).unwrap()).unwrap();
    hash(MessageDigest::md5(), &key.public_key_to_der().unwrap()).unwrap()
}

fn average(name: &str, mut create: impl FnMut()) {
    let start = Instant::now();
    (0..KEYS).for_each(|_| create());
    let each = start.elapsed().as_secs_f64() * 1e3 / f64::from(KEYS);
    println!("  {name:<44} {each:>12.2} ms on average of {KEYS}");
}
