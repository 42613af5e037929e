//! The reference implementation: what an EC2 that keeps every rule of the document answers.
//!
//! Pure: no files, no clock, and randomness from a seed that is handed in. The same actions give the same
//! answers. What takes time in the real service has happened here when the answer comes: who stops an
//! instance finds it stopped.

mod codec;
pub(crate) mod pattern;
mod key_pair;
mod launch_key;
mod guest;
mod metadata;
mod region;

pub use key_pair::order::KeyOrder;
pub use key_pair::{KeyPairs, MAX_KEY_PAIRS};

use crate::api::service::{Call, Signature};
use crate::api::{Action, ErrorCode, Refusal, Reply};
use crate::key::private::RsaPrivateKey;
use chacha20::ChaCha8Rng;
use chacha20::rand_core::SeedableRng;
use region::Region;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a model starts its randomness from.
pub type Seed = [u8; 32];

/// Where documents differ from one another: what this reference does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// The length of a key that the service makes, in bits: one that could be imported.
    pub created_bits: usize,
}

impl Profile {
    /// The document of 2014-06-15 (rule pair/created-1024-bits).
    pub const DOCUMENT: Self = Self { created_bits: 1024 };
}

/// The state of the reference: an account with everything in it.
#[derive(Debug)]
pub struct Model {
    profile: Profile,
    random: ChaCha8Rng,
    regions: BTreeMap<String, Region>,
}

impl Default for Model {
    /// By the document, from a seed of zeros.
    fn default() -> Self {
        Self::new(Profile::DOCUMENT, Seed::default())
    }
}

impl Model {
    /// An account with nothing in it.
    ///
    /// # Panics
    /// If the profile's keys are of a length that can't be imported.
    #[must_use]
    pub fn new(profile: Profile, seed: Seed) -> Self {
        assert!(crate::key::SUPPORTED_BITS.contains(&profile.created_bits), "{profile:?}");
        Self { profile, random: ChaCha8Rng::from_seed(seed), regions: BTreeMap::new() }
    }

    /// Does what the action says.
    ///
    /// # Errors
    /// A refusal, with the code that the API documents for it.
    pub fn apply(&mut self, action: &Action) -> Result<Reply, Refusal> {
        match action {
            Action::InspectPublicKey { material } => codec::inspect_public_key(material),
            Action::InspectPrivateKey { material, mode } => {
                codec::inspect_private_key(material, *mode)
            }
            Action::VerifyFingerprint { private_key, fingerprint } => {
                codec::verify_fingerprint(private_key, fingerprint)
            }
            Action::Decrypt { private_key, ciphertext } => codec::decrypt(private_key, ciphertext),
            Action::NameKeyFile { key_name } => Ok(codec::name_key_file(key_name)),
            Action::Call(call) => self.call(call),
            Action::Guest(visit) => {
                within(&mut self.regions, &visit.region, |region| region.visit(visit))
            }
        }
    }

    /// The key pairs of a region as they are now: what becomes of them afterwards is not seen.
    #[must_use]
    pub fn key_pairs(&self, region: &str) -> Arc<KeyPairs> {
        self.regions.get(region).map(Region::key_pairs).unwrap_or_default()
    }

    /// Orders the key of a pair that is to be created. [`add_created`](Self::add_created) then adds the pair: the two
    /// do what `CreateKeyPair` does, and the key can be made in between, beside other requests.
    ///
    /// # Errors
    /// A refusal, if no pair of this name can be created.
    pub fn order_key(&mut self, region: &str, key_name: Option<&str>) -> Result<KeyOrder, Refusal> {
        self.key_pairs(region).check_new(key_name)?;
        Ok(KeyOrder::new(self.profile.created_bits, &mut self.random))
    }

    /// Adds a created pair with the key that was ordered for it.
    ///
    /// # Errors
    /// A refusal, if no pair of this name can be created any more.
    pub fn add_created(
        &mut self,
        region: &str,
        key_name: Option<&str>,
        key: &RsaPrivateKey,
    ) -> Result<Reply, Refusal> {
        within(&mut self.regions, region, |region| region.add_created(key_name, key))
    }

    /// The region and the id of every instance that runs: who asks a metadata service is one of them.
    pub fn running(&self) -> impl Iterator<Item = (&str, &str)> {
        let regions = self.regions.iter();
        regions.flat_map(|(name, region)| region.running().map(|id| (name.as_str(), id)))
    }

    /// The names of the regions that have something in them.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.regions.keys().map(String::as_str)
    }

    fn call(&mut self, call: &Call) -> Result<Reply, Refusal> {
        // Nothing is looked at for someone who may be anyone (rule api/signature).
        if call.signature != Signature::Valid {
            let message = "the request is not signed by the owner of an access key";
            return Err(Refusal::new(ErrorCode::AuthFailure, message));
        }
        // The service is seen to say so before it looks at any parameter (rule api/dry-run).
        if call.dry_run {
            let message = "Request would have succeeded, but DryRun flag is set.";
            return Err(Refusal::new(ErrorCode::DryRunOperation, message));
        }
        let Self { profile, random, regions } = self;
        within(regions, &call.region, |region| {
            region.operate(&call.operation, profile.created_bits, random)
        })
    }
}

/// Does something in the region of this name; one that nothing was made in is empty (rules pair/region-hides,
/// import/region-bound, pair/limit-is-regional). Only those that have something in them are kept: a name that is only
/// asked about takes no room.
fn within(
    regions: &mut BTreeMap<String, Region>,
    name: &str,
    act: impl FnOnce(&mut Region) -> Result<Reply, Refusal>,
) -> Result<Reply, Refusal> {
    if let Some(region) = regions.get_mut(name) {
        let outcome = act(region);
        if region.is_empty() {
            regions.remove(name);
        }
        return outcome;
    }
    let mut region = Region::new(name);
    let outcome = act(&mut region);
    if !region.is_empty() {
        regions.insert(name.to_owned(), region);
    }
    outcome
}
