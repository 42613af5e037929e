//! The reference implementation: a model of EC2 that follows every rule of the document.
//!
//! The model is pure: it has no files and no clock, and its randomness comes from a seed. The same actions
//! give the same replies. State changes are immediate: an instance is `stopped` in the reply to
//! `StopInstances`.

mod codec;
pub(crate) mod pattern;
mod key_pair;
mod launch_key;
mod guest;
mod metadata;
mod region;

#[cfg(feature = "cli")]
pub(crate) use codec::refusal as import_refusal;
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

/// The seed of a model's randomness.
pub type Seed = [u8; 32];

/// The choices of the reference where documents disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// The length in bits of a key that the service creates. Import must support this length.
    pub created_bits: usize,
}

impl Profile {
    /// The document of 2014-06-15 (rule pair/created-1024-bits).
    pub const DOCUMENT: Self = Self { created_bits: 1024 };
}

/// The state of the reference: one account with all its resources.
#[derive(Debug)]
pub struct Model {
    profile: Profile,
    random: ChaCha8Rng,
    regions: BTreeMap<String, Region>,
}

impl Default for Model {
    /// Returns an empty account with the profile of the document and a seed of zeros.
    fn default() -> Self {
        Self::new(Profile::DOCUMENT, Seed::default())
    }
}

impl Model {
    /// Returns an empty account.
    ///
    /// # Panics
    /// Panics if import doesn't support the key length of the profile.
    #[must_use]
    pub fn new(profile: Profile, seed: Seed) -> Self {
        assert!(crate::key::SUPPORTED_BITS.contains(&profile.created_bits), "{profile:?}");
        Self { profile, random: ChaCha8Rng::from_seed(seed), regions: BTreeMap::new() }
    }

    /// Performs an action.
    ///
    /// # Errors
    /// Returns a refusal if the action is not allowed. A refusal of the service has its documented code.
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
            Action::Guest(call) => {
                within(&mut self.regions, &call.region, |region| region.guest_call(call))
            }
        }
    }

    /// Returns a snapshot of a region's key pairs. It doesn't show later changes.
    #[must_use]
    pub fn key_pairs(&self, region: &str) -> Arc<KeyPairs> {
        self.regions.get(region).map(Region::key_pairs).unwrap_or_default()
    }

    /// Returns an order for the key of a new pair. [`add_created`](Self::add_created) then adds the pair.
    /// Both steps together are `CreateKeyPair`. The caller generates the key between them, in parallel
    /// with other requests.
    ///
    /// # Errors
    /// Returns a refusal if no pair with this name can be created.
    pub fn order_key(&mut self, region: &str, key_name: Option<&str>) -> Result<KeyOrder, Refusal> {
        self.key_pairs(region).check_new(key_name)?;
        Ok(KeyOrder::new(self.profile.created_bits, &mut self.random))
    }

    /// Adds a created pair with its generated key.
    ///
    /// # Errors
    /// Returns a refusal if no pair with this name can be created any more.
    pub fn add_created(
        &mut self,
        region: &str,
        key_name: Option<&str>,
        key: &RsaPrivateKey,
    ) -> Result<Reply, Refusal> {
        within(&mut self.regions, region, |region| region.add_created(key_name, key))
    }

    /// Returns the region and the id of every running instance. Metadata requests come from one of them.
    pub fn running(&self) -> impl Iterator<Item = (&str, &str)> {
        let regions = self.regions.iter();
        regions.flat_map(|(name, region)| region.running().map(|id| (name.as_str(), id)))
    }

    /// Returns the names of the regions that are not empty.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.regions.keys().map(String::as_str)
    }

    fn call(&mut self, call: &Call) -> Result<Reply, Refusal> {
        // An unauthenticated request is refused before anything else is checked (rule api/signature).
        if call.signature != Signature::Valid {
            let message = "the request is not signed by the owner of an access key";
            return Err(Refusal::new(ErrorCode::AuthFailure, message));
        }
        // The real service answers a dry run before it checks any parameter (rule api/dry-run).
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

/// Runs `act` in the region with this name. A region starts empty (rules pair/region-hides,
/// import/region-bound, pair/limit-is-regional). An empty region is not stored, so a request for an unused
/// name takes no memory.
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
