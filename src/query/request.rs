//! Writes requests for clients and reads them for servers.

mod write;
mod fields;
mod tags;
mod describe;
mod operation;
mod read;

pub use read::read;
pub use tags::{MAX_TAGS, check_count};
pub(in crate::query) use write::domain;
pub use write::parameters;

use super::{Tags, Version};
use crate::api::service::{Filter, Image, Launch, Network, Operation};
use crate::api::{ErrorCode, Refusal, quoted};

/// A request that a server has parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The API version of the request, and of the answer.
    pub version: Version,
    /// Whether the request only checks if it would succeed (rule api/dry-run).
    pub dry_run: bool,
    /// The requested call.
    pub asked: ParsedCall,
}

/// The calls that a server accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParsedCall {
    /// An operation of the model.
    Operation(Operation),
    /// `DetachVolume` with an instance, a device or both. They are optional, since a volume is attached to
    /// one instance at a time.
    DetachFrom {
        /// The volume.
        volume_id: String,
        /// The instance that the volume must be attached to.
        instance_id: Option<String>,
        /// The device name that the volume must be attached under.
        device: Option<String>,
    },
    /// `RunInstances` with parameters that the key pair documents don't mention.
    Launch {
        /// The launch of the model.
        launch: Launch,
        /// The token that makes a repeated request idempotent.
        client_token: Option<String>,
        /// The instance type. Answers repeat it.
        instance_type: Option<String>,
    },
    /// `DescribeInstances` with filters or pagination.
    Instances {
        /// The ids, each of which must exist. An empty list selects all instances.
        instance_ids: Vec<String>,
        /// The filters. An instance must match all of them.
        filters: Vec<Filter>,
        /// The page of the matching instances.
        page: Page,
    },
    /// `DescribeVolumes` with filters or pagination.
    Volumes {
        /// The ids, each of which must exist. An empty list selects all volumes.
        volume_ids: Vec<String>,
        /// The filters. A volume must match all of them.
        filters: Vec<Filter>,
        /// The page of the matching volumes.
        page: Page,
    },
    /// `CreateKeyPair` or `ImportKeyPair` with tags.
    Tagged {
        /// The operation.
        operation: Operation,
        /// The tags of the new pair.
        tags: Tags,
    },
    /// `DescribeKeyPairs` with parameters of later versions.
    KeyPairs {
        /// The names, each of which must exist. Without names and ids, all pairs are selected.
        key_names: Vec<String>,
        /// The ids, each of which must exist.
        key_pair_ids: Vec<String>,
        /// The filters of the model. A pair must match all filters.
        filters: Vec<Filter>,
        /// The filters by id and by tags.
        later_filters: Vec<Filter>,
        /// Whether the answer has the public keys.
        include_public_key: bool,
    },
    /// `DeleteKeyPair` with an id.
    DeleteKeyPairById {
        /// The id.
        key_pair_id: String,
    },
    /// `CreateTags`.
    CreateTags {
        /// The ids of the key pairs.
        key_pair_ids: Vec<String>,
        /// The tags to set.
        tags: Tags,
    },
    /// `DeleteTags`.
    DeleteTags {
        /// The ids of the key pairs.
        key_pair_ids: Vec<String>,
        /// The keys, each with the value that the tag must have to be deleted. An empty list deletes all tags.
        tags: Vec<(String, Option<String>)>,
    },
    /// `DescribeTags`.
    DescribeTags {
        /// The filters. A tag must match all of them.
        filters: Vec<Filter>,
        /// The page of the matching tags.
        page: Page,
    },
    /// `DescribeImages`.
    Images {
        /// The ids, each of which must exist. An empty list selects all images.
        image_ids: Vec<String>,
        /// The owners, one of which an image must have. An empty list selects all owners.
        owners: Vec<String>,
        /// The filters. An image must match all of them.
        filters: Vec<Filter>,
        /// The page of the matching images.
        page: Page,
    },
    /// `DescribeRegions`.
    Regions {
        /// The names. An empty list selects the listed regions.
        names: Vec<String>,
        /// The filters. A region must match all of them.
        filters: Vec<Filter>,
    },
    /// `DescribeAvailabilityZones`.
    Zones {
        /// The names. An empty list selects the listed zones.
        names: Vec<String>,
        /// The filters. A zone must match all of them.
        filters: Vec<Filter>,
    },
    /// `DescribeVolumeAttribute` for the attribute `productCodes`.
    VolumeProductCodes {
        /// The volume.
        volume_id: String,
    },
}

/// A page of a list that is sorted by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The maximum number of items.
    pub most: Option<usize>,
    /// The last id of the previous page.
    pub after: Option<String>,
}

impl Page {
    /// The prefix of a pagination token.
    const TOKEN: &str = "after-";

    /// Returns the token of the page after this id.
    #[must_use]
    pub fn token(last: &str) -> String {
        format!("{}{last}", Self::TOKEN)
    }

    /// Returns the id in a token of a list of ids with this prefix.
    fn read_token(token: &str, prefix: &str) -> Result<String, Refusal> {
        let id = token.strip_prefix(Self::TOKEN).filter(|id| id.starts_with(prefix));
        id.map(str::to_owned).ok_or_else(|| {
            let message = format!("NextToken is {}, and none that was answered", quoted(token));
            Refusal::new(ErrorCode::InvalidParameterValue, message)
        })
    }
}

/// An image that a server offers under an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The image.
    pub image: Image,
    /// The network of the instances. No parameter selects EC2-Classic or the default VPC: in EC2 it depends
    /// on the account.
    pub network: Network,
}

#[cfg(test)]
mod tests;
