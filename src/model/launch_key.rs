//! The key pair of an instance, as it was at the launch.
//!
//! An instance keeps a copy. Later changes to the pair don't affect it (rules delete/instances-untouched,
//! delete/still-connects, public-key/metadata-frozen).

use crate::key::{SupportedKey, ssh_blob};

/// A copy of a key pair from the time of a launch.
#[derive(Debug, Clone)]
pub(super) struct LaunchKey {
    name: String,
    public: SupportedKey,
}

impl LaunchKey {
    pub(super) fn new(name: &str, public: SupportedKey) -> Self {
        Self { name: name.to_owned(), public }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) const fn public(&self) -> &SupportedKey {
        &self.public
    }

    /// Returns the line for `authorized_keys` and for the metadata: the public key and the name of the pair
    /// (rules launch/authorized-keys-entry, public-key/metadata-path).
    pub(super) fn entry(&self) -> String {
        format!("{} {}\n", ssh_blob::to_line(&self.public), self.name)
    }
}
