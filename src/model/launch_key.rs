//! The pair that an instance was launched with, as it was at the launch.
//!
//! An instance keeps its own: what becomes of the pair is nothing to it (rules delete/instances-untouched,
//! delete/still-connects, public-key/metadata-frozen).

use crate::key::{SupportedKey, ssh_blob};

/// A pair at the time of a launch.
#[derive(Debug, Clone)]
pub(super) struct LaunchKey {
    name: String,
    public: SupportedKey,
}

impl LaunchKey {
    /// The pair of this name, with this public key.
    pub(super) fn new(name: &str, public: SupportedKey) -> Self {
        Self { name: name.to_owned(), public }
    }

    /// The name of the pair.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The public key.
    pub(super) const fn public(&self) -> &SupportedKey {
        &self.public
    }

    /// What stands in `authorized_keys`, and what metadata answers: the public key, then the name of the
    /// pair, on one line (rules launch/authorized-keys-entry, public-key/metadata-path).
    pub(super) fn entry(&self) -> String {
        format!("{} {}\n", ssh_blob::to_line(&self.public), self.name)
    }
}
