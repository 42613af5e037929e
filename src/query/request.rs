//! Writes requests for clients and reads them for servers.

mod write;
mod fields;
mod operation;
mod read;

pub use read::read;
pub(in crate::query) use write::domain;
pub use write::parameters;

use super::Version;
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

    /// Returns the id in a token.
    fn read_token(token: &str) -> Result<String, Refusal> {
        token.strip_prefix(Self::TOKEN).map(str::to_owned).ok_or_else(|| {
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
