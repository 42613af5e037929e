//! Measures an import against its floor and against two libraries.
//!
//! `cargo bench --bench import`. The floor is what every import needs: decoding the base64, with the same crate and
//! into a buffer on the stack, and one MD5 over the 294 octets of a 2048-bit key's SubjectPublicKeyInfo.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark may fail"
)]

#[path = "measure.rs"]
mod measure;

use base64::{Engine, engine::general_purpose::STANDARD};
use keyproof::extract::extract;
use keyproof::format::{self, Format};
use keyproof::harness;
use keyproof::implementation::Reference;
use keyproof::key::fingerprint::Fingerprint;
use keyproof::key::{RsaPublicKey, spki, ssh_blob};
use keyproof::vector;
use md5::{Digest, Md5};
use measure::{Candidate, print, time};
use rsa::BoxedUint;
use rsa::pkcs8::EncodePublicKey;
use std::num::NonZeroUsize;
use std::time::Instant;

/// Returns a key with a modulus of 2048 bits. Nobody knows its factors or needs them.
fn key() -> RsaPublicKey {
    let mut modulus: Vec<u8> =
        (0..=255).map(|i: u8| i.wrapping_mul(167).wrapping_add(13)).collect();
    modulus[0] |= 0x80;
    modulus[255] |= 1;
    RsaPublicKey::new(&modulus, &[1, 0, 1]).unwrap()
}

fn ours(file: &[u8]) -> Fingerprint {
    let (_, key) = format::import(file).unwrap();
    Fingerprint::imported(&key)
}

fn floor(base64: &str, spki: &[u8]) -> [u8; 16] {
    let mut buffer = [0; 512];
    let length = STANDARD.decode_slice(base64, &mut buffer).unwrap();
    std::hint::black_box(&buffer[..length]);
    Md5::digest(spki).into()
}

/// Reads with the `ssh-key` crate, and computes MD5 over as many octets as the SubjectPublicKeyInfo has.
fn ssh_key(line: &str, spki: &[u8]) -> [u8; 16] {
    std::hint::black_box(ssh_key::PublicKey::from_openssh(line).unwrap());
    Md5::digest(spki).into()
}

/// Does the same with the real SubjectPublicKeyInfo. The `rsa` crate writes it, because `ssh-key` can't.
fn ssh_key_and_rsa(line: &str) -> [u8; 16] {
    let key = ssh_key::PublicKey::from_openssh(line).unwrap();
    let key = key.key_data().rsa().unwrap();
    let number = |mpint: &ssh_key::Mpint| {
        BoxedUint::from_be_slice_vartime(mpint.as_positive_bytes().unwrap())
    };
    let key = rsa::PublicKey::new_unchecked(number(&key.n), number(&key.e));
    Md5::digest(key.to_public_key_der().unwrap().as_bytes()).into()
}

fn main() {
    let key = key();
    let blob = STANDARD.encode(ssh_blob::write(&key));
    let der = spki::write(&key);
    assert_eq!(der.len(), 294);
    let der64 = STANDARD.encode(&der);
    let line = format::write(Format::OpenSsh, &key, "keyproof");
    let rfc4716 = format::write(Format::Rfc4716, &key, "keyproof");

    let times = time(vec![
        Candidate::new("floor: base64 and MD5", || floor(&blob, &der)),
        Candidate::new("keyproof", || ours(line.as_bytes())),
        Candidate::new("ssh-key crate and MD5", || ssh_key(&line, &der)),
        Candidate::new("ssh-key crate, rsa crate's DER, and MD5", || ssh_key_and_rsa(&line)),
    ]);
    print("OpenSSH line, 2048 bits", &times);
    say("keyproof is faster than ssh-key", times[2].nanoseconds / times[1].nanoseconds);
    say("keyproof is faster than ssh-key and rsa", times[3].nanoseconds / times[1].nanoseconds);

    let times = time(vec![
        Candidate::new("floor: base64 and MD5", || floor(&der64, &der)),
        Candidate::new("keyproof", || ours(der64.as_bytes())),
    ]);
    print("base64 DER, one line, 2048 bits", &times);

    let times = time(vec![
        Candidate::new("floor: base64 and MD5", || floor(&blob, &der)),
        Candidate::new("keyproof", || ours(rfc4716.as_bytes())),
    ]);
    print("RFC 4716 file, 2048 bits", &times);

    let json = format!("{{\"key\": \"{}\"}}", STANDARD.encode(&line));
    let wrapped: Vec<u8> = json.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hostile = "AAAAB3NzaC1yc2EAAAADAQABAAABAQ\n".repeat(2_000);
    let times = time(vec![
        Candidate::new("floor: base64 and MD5", || floor(&blob, &der)),
        Candidate::new("ssh-key crate and MD5, the plain line", || ssh_key(&line, &der)),
        Candidate::new("search, the plain line", || extract(line.as_bytes())),
        Candidate::new("search, base64 in JSON in UTF-16", || extract(&wrapped)),
        Candidate::new("search, 62 KB of starts of keys", || extract(hostile.as_bytes())),
    ]);
    print("the search for keys of inspect", &times);

    suite();
}

/// Measures the whole import suite against the reference on one core: loading, running and judging.
fn suite() {
    let loading = Instant::now();
    let suite = vector::embedded();
    let loading = loading.elapsed();
    let make =
        || -> Box<dyn keyproof::implementation::Implementation> { Box::<Reference>::default() };
    let imports = |vector: &vector::Vector| vector.id.starts_with("import/");
    let mut runs: Vec<_> = (0..9)
        .map(|_| {
            let start = Instant::now();
            let results = harness::run(&suite, &imports, &make, NonZeroUsize::MIN, &|| ());
            (start.elapsed(), results.len())
        })
        .collect();
    runs.sort();
    let (median, vectors) = runs[runs.len() / 2];
    println!("the import suite against the reference, one core");
    println!("  loading {:.1} ms", loading.as_secs_f64() * 1e3);
    println!("  {vectors} vectors {:.1} ms", median.as_secs_f64() * 1e3);
}

fn say(what: &str, ratio: f64) {
    println!("  {what}: {ratio:.2} times");
}
