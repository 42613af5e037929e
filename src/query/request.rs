//! Requests: what a client sends, and what a server makes of what was sent.

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

/// A request, as a server has read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The version of the API that it is written in, in which it is answered.
    pub version: Version,
    /// Whether it is only asked if it would be done (rule api/dry-run).
    pub dry_run: bool,
    /// What is asked.
    pub asked: ParsedCall,
}

/// What a server can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParsedCall {
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
    /// To launch an instance with what no document of key pairs tells of.
    Launch {
        /// The launch.
        launch: Launch,
        /// What makes a repeated request the same request.
        client_token: Option<String>,
        /// The hardware, which is told back.
        instance_type: Option<String>,
    },
    /// To describe some instances.
    Instances {
        /// Ids, each of which must exist; any if there are none.
        instance_ids: Vec<String>,
        /// Filters, all of which must be passed.
        filters: Vec<Filter>,
        /// Which of those that pass.
        page: Page,
    },
    /// Which product codes a volume has: `DescribeVolumeAttribute` of the attribute `productCodes`.
    VolumeProductCodes {
        /// Which volume.
        volume_id: String,
    },
}

/// A part of a list that is in the order of its ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// How many at the most.
    pub most: Option<usize>,
    /// The last id of the page before.
    pub after: Option<String>,
}

impl Page {
    /// How the token of a next page begins.
    const TOKEN: &str = "after-";

    /// The token for the page that follows this id.
    #[must_use]
    pub fn token(last: &str) -> String {
        format!("{}{last}", Self::TOKEN)
    }

    /// The id that a token names.
    fn read_token(token: &str) -> Result<String, Refusal> {
        token.strip_prefix(Self::TOKEN).map(str::to_owned).ok_or_else(|| {
            let message = format!("NextToken is {}, and none that was answered", quoted(token));
            Refusal::new(ErrorCode::InvalidParameterValue, message)
        })
    }
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
