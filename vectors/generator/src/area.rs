//! The files of vectors: one for each area, which is the id of a vector without its last part.

use super::case::Case;
use super::confirmations::Confirmations;
use keyproof::vector::file::{Entry, File, Kind};
use keyproof::vector::scenario::has_private_key;
use std::collections::BTreeMap;

/// The areas, and what the vectors of each have in common.
const AREAS: &[(&str, &str)] = &[
    (
        "create/key-file",
        "The name of the file in which the private key of a created key pair is saved.",
    ),
    (
        "create/key-file-mode",
        "The permissions of the file in which the private key of a created key pair is saved.",
    ),
    (
        "fingerprint",
        "Private keys with the fingerprints of their key pairs, with those of other keys, and with \
         digests that are mistaken for them.",
    ),
    (
        "fingerprint/imported",
        "Public keys with the fingerprints of their key pairs after an import.",
    ),
    (
        "fingerprint/local-created",
        "Private keys in many formats and layouts, with the fingerprints of their key pairs if EC2 \
         created them.",
    ),
    (
        "fingerprint/local-imported",
        "Private keys in many formats and layouts, with the fingerprints of their key pairs if they \
         are imported.",
    ),
    (
        "import/base64-der",
        "Public keys as base64 of SubjectPublicKeyInfo DER: valid files, and files with one fault \
         each in the DER, in the base64 or in the text around it.",
    ),
    (
        "import/equivalence",
        "Keys in each of the three formats, and one key with many comments: the values are the same \
         in all files of a key.",
    ),
    (
        "import/openssh",
        "Public keys as OpenSSH lines: valid files, and files with one fault each in the blob, in \
         the base64 or in the line around it.",
    ),
    (
        "import/other",
        "Files that are no public key in one of the three formats: private keys, other formats, \
         keys inside other texts, and texts without a key.",
    ),
    (
        "import/rfc4716",
        "Public keys in the SSH public key file format (RFC 4716): valid files, and files with one \
         fault each in the blob, in the base64, in the headers or in the markers.",
    ),
    (
        "import/tools",
        "Public key files exactly as third-party tools write them, each with a different key.",
    ),
    (
        "pair/asymmetric",
        "Ciphertexts that OpenSSL encrypted to a public key (RSAES-PKCS1-v1_5): only the matching \
         private key decrypts them.",
    ),
    (
        "private-key",
        "Private key files: valid files in many formats and layouts, one file with many \
         permissions, and files that are not an unencrypted RSA private key.",
    ),
    (
        "scenario/api",
        "Responses of the service to unknown names, unknown actions, dry runs, duplicates and \
         invalid signatures.",
    ),
    (
        "scenario/create",
        "Created key pairs: the service returns the private key once and keeps no copy.",
    ),
    ("scenario/delete", "Deletion removes the service's copy of the public key and nothing else."),
    (
        "scenario/filter",
        "Filters on the list: values are alternatives; filters and names must all match.",
    ),
    ("scenario/fingerprint", "Fingerprints that the service shows."),
    (
        "scenario/import",
        "Imports by the service: a base64-encoded file, under a name, into a region.",
    ),
    (
        "scenario/launch",
        "Launches: the instance gets the named key pair, and nothing else connects to it.",
    ),
    (
        "scenario/limit",
        "The limit of 5,000 key pairs in a region. Each scenario takes thousands of requests.",
    ),
    (
        "scenario/login",
        "Logins that depend on the lines, the owner and the mode of the file authorized_keys.",
    ),
    ("scenario/metadata", "The public key in the instance metadata, which is fixed at the launch."),
    ("scenario/name", "Names of key pairs: an accepted name is returned unchanged."),
    (
        "scenario/pair",
        "The definition of a key pair: a unique name and a public key, in one region.",
    ),
    (
        "scenario/recover",
        "The complete recovery of access to an instance whose private key is lost.",
    ),
    ("scenario/recover-left-out", "The recovery with one step omitted."),
    ("scenario/recover-order", "The recovery with two steps in the wrong order."),
    ("scenario/recover-twice", "The recovery with one step repeated."),
    (
        "scenario/volume",
        "Root devices and volumes: when they can be detached, and where they can be attached.",
    ),
    (
        "scenario/windows",
        "The administrator password of a Windows instance: only the private key of its key pair \
         decrypts it.",
    ),
];

/// The notice in files that contain private keys, for readers who find such a key and think that it leaked.
const PUBLISHED: &str =
    " Each private key in this file is a published test key: never use one for a real system.";

/// Returns the file of each area, by its path below `vectors/`.
pub(super) fn files(cases: Vec<Case>, record: &Confirmations) -> BTreeMap<String, File> {
    let mut areas: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for case in cases {
        let mut entry = case.entry();
        entry.evidence.confirmed = record.of(&entry.id);
        let (area, _) = entry.id.rsplit_once('/').expect("an id has an area");
        areas.entry(area.to_owned()).or_default().push(entry);
    }
    areas
        .into_iter()
        .map(|(area, entries)| (format!("{area}.json"), file(&area, entries)))
        .collect()
}

/// Returns the file of an area. Its vectors give their kind and their keys to the file.
fn file(area: &str, mut vectors: Vec<Entry>) -> File {
    let (_, about) = AREAS
        .iter()
        .find(|(name, _)| *name == area)
        .unwrap_or_else(|| unreachable!("nothing describes the area {area}"));
    let mut keys = BTreeMap::new();
    let mut kinds = Vec::new();
    for entry in &mut vectors {
        kinds.extend(entry.kind.take());
        for (name, text) in std::mem::take(&mut entry.keys) {
            let earlier = keys.insert(name.clone(), text.clone());
            assert!(earlier.is_none_or(|it| it == text), "{area}: two keys {name}");
        }
    }
    kinds.dedup();
    let kind: Kind = match kinds.as_slice() {
        [kind] => *kind,
        kinds => unreachable!("{area}: its vectors are of the kinds {kinds:?}"),
    };
    let published = if has_private_keys(&vectors, &keys) { PUBLISHED } else { "" };
    let up = "../".repeat(area.matches('/').count());
    File {
        schema: format!("{up}schemas/{kind}.schema.json"),
        kind,
        suite_version: env!("CARGO_PKG_VERSION").to_owned(),
        count: vectors.len(),
        about: format!("{about}{published}"),
        keys,
        vectors,
    }
}

fn has_private_keys(vectors: &[Entry], keys: &BTreeMap<String, String>) -> bool {
    let texts = vectors.iter().flat_map(|entry| {
        entry.material.iter().chain(&entry.private_key).chain(entry.given.values())
    });
    texts.chain(keys.values()).any(|text| has_private_key(text))
}
