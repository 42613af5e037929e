//! The key pairs of a region: created, imported, listed and deleted.

mod name;
mod filter;
pub(super) mod order;

use crate::api::{Attribute, Attributes, ErrorCode, Refusal, Reply, attributes, quoted};
use crate::encoding::base64;
use crate::format;
use crate::key::SupportedKey;
use crate::key::fingerprint::Fingerprint;
use crate::key::private::RsaPrivateKey;
use crate::key::ssh_blob;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The maximum number of key pairs in a region (rules pair/limit-per-region, api/limit-code).
pub const MAX_KEY_PAIRS: usize = 5_000;

/// The stored data of a pair. It has no field for a private key (rules pair/public-key-only,
/// create/private-key-only-once, recover/no-copy).
#[derive(Debug, Clone)]
pub(super) struct KeyPair {
    public: SupportedKey,
    fingerprint: Fingerprint,
}

/// The pairs of one region, both created and imported (rule pair/limit-counts-both-kinds).
///
/// A clone shares the pairs, so a long list can be filtered in parallel with other requests.
#[derive(Debug, Clone, Default)]
pub struct KeyPairs {
    by_name: BTreeMap<Arc<str>, Arc<KeyPair>>,
    by_fingerprint: BTreeSet<(Fingerprint, Arc<str>)>,
}

impl KeyPair {
    pub(super) const fn public(&self) -> &SupportedKey {
        &self.public
    }
}

impl KeyPairs {
    /// Checks that a pair with this name can be added.
    pub(super) fn check_new(&self, name: Option<&str>) -> Result<(), Refusal> {
        self.free_name(name)?;
        self.check_room()
    }

    /// Adds a created pair. The reply has the private key, which is not stored (rules
    /// create/returns-private-key, create/halves-match, pair/ssh2-rsa).
    pub(super) fn create(
        &mut self,
        name: Option<&str>,
        key: &RsaPrivateKey,
    ) -> Result<Reply, Refusal> {
        let name = self.free_name(name)?;
        self.check_room()?;
        let public = SupportedKey::try_from(key.public().clone());
        let public = public.expect("a profile's keys are of a length that can be imported");
        // Created and imported pairs have different kinds of fingerprint (rule fingerprint/created-sha1).
        let pair = KeyPair { public, fingerprint: Fingerprint::created(key) };
        let reply = Reply::Resources(vec![described(name, &pair, Some(key.to_pkcs1_pem()))]);
        self.insert(name, pair);
        Ok(reply)
    }

    /// Stores a public key from outside the service (rules import/listed, pair/name-identifies-key,
    /// fingerprint/reimported-md5).
    pub(super) fn import(
        &mut self,
        name: Option<&str>,
        material: Option<&str>,
    ) -> Result<Reply, Refusal> {
        let name = self.free_name(name)?;
        let public = public_key(material)?;
        self.check_room()?;
        let fingerprint = Fingerprint::imported(&public);
        let pair = KeyPair { public, fingerprint };
        let reply = Reply::Resources(vec![described(name, &pair, None)]);
        self.insert(name, pair);
        Ok(reply)
    }

    /// Deletes a pair. It succeeds even if no pair has this name (rules delete/removes-public-key,
    /// delete/name-free-again, delete/unknown-name, pair/limit-frees-on-delete).
    pub(super) fn delete(&mut self, name: Option<&str>) -> Result<Reply, Refusal> {
        let name = name::required(name)?;
        if let Some((name, pair)) = self.by_name.remove_entry(name) {
            self.by_fingerprint.remove(&(pair.fingerprint, name));
        }
        Ok(Reply::Done)
    }

    /// Returns a pair's public key and its name as a line, with a line end.
    #[must_use]
    pub fn public_key(&self, name: &str) -> Option<String> {
        let pair = self.by_name.get(name)?;
        Some(format!("{} {name}\n", ssh_blob::to_line(&pair.public)))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    pub(super) fn find(&self, name: &str) -> Result<&KeyPair, Refusal> {
        self.by_name.get(name).map(|pair| &**pair).ok_or_else(|| not_found(name))
    }

    /// Returns the name if a new pair can have it (rules pair/name-unique-in-region, api/duplicate-code).
    ///
    /// The real service checks the name before the material.
    fn free_name<'a>(&self, name: Option<&'a str>) -> Result<&'a str, Refusal> {
        let name = name::checked(name)?;
        if self.by_name.contains_key(name) {
            let message = format!("The keypair {} already exists.", quoted(name));
            return Err(Refusal::new(ErrorCode::InvalidKeyPairDuplicate, message));
        }
        Ok(name)
    }

    fn check_room(&self) -> Result<(), Refusal> {
        if self.by_name.len() < MAX_KEY_PAIRS {
            return Ok(());
        }
        let message = format!("the region has {MAX_KEY_PAIRS} key pairs, the most that it holds");
        Err(Refusal::new(ErrorCode::KeyPairLimitExceeded, message))
    }

    fn insert(&mut self, name: &str, pair: KeyPair) {
        let name: Arc<str> = name.into();
        self.by_fingerprint.insert((pair.fingerprint, Arc::clone(&name)));
        self.by_name.insert(name, Arc::new(pair));
    }
}

/// Returns a pair as replies show it: with its name unchanged (rule api/escaping) and with the
/// fingerprint from its creation or import (rule fingerprint/displayed).
fn described(name: &str, pair: &KeyPair, private_key: Option<String>) -> Attributes {
    attributes([
        (Attribute::KeyName, Some(name.to_owned())),
        (Attribute::Fingerprint, Some(pair.fingerprint.to_string())),
        (Attribute::PrivateKey, private_key),
    ])
}

/// Reads the key in `PublicKeyMaterial` (rules api/material-is-base64, api/format-error-code,
/// import/refusal-stores-nothing).
fn public_key(material: Option<&str>) -> Result<SupportedKey, Refusal> {
    let Some(material) = material.filter(|material| !material.is_empty()) else {
        let message = "the request must have the parameter PublicKeyMaterial";
        return Err(Refusal::new(ErrorCode::MissingParameter, message));
    };
    // Released clients send the base64 in lines. A space is an error: it may be a `+` that was not encoded.
    let file = base64::decode_lines(material.as_bytes()).map_err(|error| {
        let message = format!("PublicKeyMaterial is not base64: {error}");
        Refusal::new(ErrorCode::InvalidKeyFormat, message)
    })?;
    let (_, key) = format::import(&file).map_err(super::codec::refusal)?;
    Ok(key)
}

fn not_found(name: &str) -> Refusal {
    let message = format!("The key pair {} does not exist", quoted(name));
    Refusal::new(ErrorCode::InvalidKeyPairNotFound, message)
}
