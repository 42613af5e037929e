//! `ssh-keygen -l` prints the lengths of public keys, and digests that people mistake for EC2's fingerprints.

use crate::claim::{self, same};
use crate::key_files::read;
use crate::reference;
use keyproof::implementation::builtin::shell::File;
use serde_json::Value;

const LIST: &str = "\
ssh-keygen -l -f key
ssh-keygen -l -E md5 -f key";

/// A key that ssh-keygen reads.
pub(crate) struct Key {
    /// The name in `rsa.json`.
    pub(crate) name: String,
    line: String,
    bits: String,
}

/// All of these.
pub(crate) fn keys() -> Vec<Key> {
    let keys: Vec<Value> = serde_json::from_slice(&read("rsa.json")).expect("facts are JSON");
    let key = |entry: &Value| {
        let text = |name: &str| entry.get(name)?.as_str().map(str::to_owned);
        let bits = entry.get("bits")?.to_string();
        Some(Key { name: text("name")?, line: text("openssh")?, bits })
    };
    keys.iter().filter_map(key).collect()
}

/// Compares the printed facts of a key with `rsa.json`, `digests.json`, and the fingerprint of the reference.
///
/// # Errors
/// Returns the difference or the error, and the commands.
pub(crate) fn check(key: &Key) -> Result<(), String> {
    let Key { name, line, bits } = key;
    // ssh-keygen accepts unsupported lengths too.
    let fingerprint =
        reference::public_key(line.as_bytes()).map(|facts| facts.fingerprint.unwrap_or_default());
    claim::check(&[File::new("key", line.as_bytes())], LIST, |_, printed| {
        let mut lines = printed.all().lines().map(|line| line.split(' ').collect::<Vec<_>>());
        let (Some(sha256), Some(md5)) = (lines.next(), lines.next()) else {
            return Err(format!("two lines are missing: {:?}", printed.all()));
        };
        let ([length, sha256, ..], [_, md5, ..]) = (sha256.as_slice(), md5.as_slice()) else {
            return Err(format!("words are missing: {:?}", printed.all()));
        };
        same("the length", bits, length)?;
        let md5 = md5.strip_prefix("MD5:").ok_or("it is no MD5")?;
        if fingerprint.as_deref() == Ok(md5) {
            return Err("EC2's fingerprint is no digest of the SSH blob".to_owned());
        }
        for (digest, listed) in [("sha256-of-ssh-blob", *sha256), ("md5-of-ssh-blob", md5)] {
            if let Some(stated) = digest_of(name, digest) {
                same(digest, stated, listed)?;
            }
        }
        Ok(())
    })
}

/// Returns a digest of `digests.json`, which has them for a few keys.
fn digest_of(key: &str, digest: &str) -> Option<String> {
    let stated: Vec<Value> = serde_json::from_slice(&read("digests.json")).ok()?;
    let is_it = |entry: &&Value| entry["key"] == key && entry["name"] == digest;
    stated.iter().find(is_it)?.get("value")?.as_str().map(str::to_owned)
}
