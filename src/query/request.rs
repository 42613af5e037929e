//! Requests: what a client sends, and what a server makes of what was sent.

mod write;
mod fields;
mod operation;
mod read;

pub use read::read;
pub(in crate::query) use write::domain;
pub use write::parameters;

use super::Version;
use crate::api::service::{Image, Network, Operation};

/// A request, as a server has read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The version of the API that it is written in, in which it is answered.
    pub version: Version,
    /// Whether it is only asked if it would be done (rule api/dry-run).
    pub dry_run: bool,
    /// What is asked.
    pub asked: Asked,
}

/// What a server can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// An operation.
    Operation(Operation),
    /// To take a volume off an instance that is named, or a device: `DetachVolume` with what need not be said, since
    /// a volume is attached to one instance at a time.
    DetachFrom {
        /// Which volume.
        volume_id: String,
        /// The instance that it is said to be attached to.
        instance_id: Option<String>,
        /// The name under which it is said to be attached there.
        device: Option<String>,
    },
    /// Which product codes a volume has: `DescribeVolumeAttribute` of the attribute `productCodes`.
    VolumeProductCodes {
        /// Which volume.
        volume_id: String,
    },
}

/// What a server launches from if it is asked for an image by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The image.
    pub image: Image,
    /// Where its instances are: no parameter tells EC2-Classic from the default VPC, in EC2 the account decides.
    pub network: Network,
}

#[cfg(test)]
mod tests;
