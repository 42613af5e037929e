//! What a server records about resources beside the model, for its answers.

use crate::query::Time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The tags of a resource: values by key.
pub type Tags = BTreeMap<String, String>;

/// Properties of an instance that the model doesn't store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Launched {
    /// The requested instance type.
    pub instance_type: Option<String>,
    /// The client token of the launch.
    pub client_token: Option<String>,
    /// The time of the launch.
    pub time: Time,
}

/// The times of a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VolumeRecord {
    /// The time at which the volume was created.
    pub created: Time,
    /// The time at which the volume was last attached.
    pub attached: Time,
}

/// Properties of a key pair that later versions of the API have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyPairRecord {
    /// The id.
    pub id: String,
    /// The time at which the pair was created or imported.
    pub created: Time,
    /// The tags.
    pub tags: Tags,
}

/// The records of key pairs, by the names of the pairs.
pub type KeyPairRecords = BTreeMap<Arc<str>, Arc<KeyPairRecord>>;

/// The records of the resources in an answer, by their ids and names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Records {
    /// The instances.
    pub instances: BTreeMap<String, Launched>,
    /// The volumes.
    pub volumes: BTreeMap<String, VolumeRecord>,
    /// The key pairs.
    pub key_pairs: Arc<KeyPairRecords>,
}
