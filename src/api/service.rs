//! Requests to the service. The operations have the names of the EC2 API of 2014-06-15.
//!
//! Scenario vectors use their JSON form: names in snake case, and a default value for each absent field.

use serde::{Deserialize, Serialize};

/// A request to the service, in one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The region, such as `us-east-1`.
    pub region: String,
    /// Whether the request is a dry run, which changes nothing (rule api/dry-run).
    #[serde(default)]
    pub dry_run: bool,
    /// How the request is signed (rule api/signature).
    #[serde(default)]
    pub signature: Signature,
    /// The requested operation.
    pub operation: Operation,
}

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// The request is signed correctly.
    #[default]
    Valid,
    /// The request is signed with a wrong secret.
    WrongSecret,
    /// The request has no signature.
    Missing,
}

/// An operation of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "name", content = "parameters", deny_unknown_fields)]
#[non_exhaustive]
pub enum Operation {
    /// Creates a key pair and returns its private key.
    CreateKeyPair {
        /// The name of the pair.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_name: Option<String>,
    },
    /// Stores a public key that was created outside the service.
    ImportKeyPair {
        /// The name of the pair.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_name: Option<String>,
        /// The public key file in base64, as in the API parameter (rule api/material-is-base64).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        public_key_material: Option<String>,
    },
    /// Lists the key pairs that have one of these names and match these filters.
    DescribeKeyPairs {
        /// The names. Each must exist. An empty list selects every name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        key_names: Vec<String>,
        /// The filters. A key pair must match all of them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        filters: Vec<Filter>,
    },
    /// Deletes a key pair.
    DeleteKeyPair {
        /// The name of the pair.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_name: Option<String>,
    },
    /// Launches one instance.
    RunInstances(Launch),
    /// Lists instances.
    DescribeInstances {
        /// The ids of the instances. Each must exist. An empty list selects all instances.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        instance_ids: Vec<String>,
    },
    /// Stops an instance.
    StopInstances {
        /// The id of the instance.
        instance_id: String,
    },
    /// Starts a stopped instance.
    StartInstances {
        /// The id of the instance.
        instance_id: String,
    },
    /// Terminates an instance.
    TerminateInstances {
        /// The id of the instance.
        instance_id: String,
    },
    /// Returns the administrator password of a Windows instance, encrypted with the launch key.
    GetPasswordData {
        /// The id of the instance.
        instance_id: String,
    },
    /// Lists volumes.
    DescribeVolumes {
        /// The ids of the volumes. Each must exist. An empty list selects all volumes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        volume_ids: Vec<String>,
    },
    /// Attaches a volume to an instance.
    AttachVolume {
        /// The id of the volume.
        volume_id: String,
        /// The id of the instance.
        instance_id: String,
        /// The device name, such as `/dev/sdf`.
        device: String,
    },
    /// Detaches a volume from its instance.
    DetachVolume {
        /// The id of the volume.
        volume_id: String,
    },
    /// Allocates an Elastic IP address.
    AllocateAddress {
        /// The network of the instances that can have the address.
        #[serde(default)]
        network: Network,
    },
    /// Associates an Elastic IP address with an instance.
    AssociateAddress {
        /// The address.
        public_ip: String,
        /// The id of the instance.
        instance_id: String,
    },
    /// Releases an Elastic IP address, even if it is associated with an instance.
    ReleaseAddress {
        /// The address.
        public_ip: String,
    },
    /// Deletes a volume that is not attached.
    DeleteVolume {
        /// The id of the volume.
        volume_id: String,
    },
    /// An operation that the API doesn't have. The service must refuse it (rule api/error-form).
    Unknown {
        /// The name of the unknown operation.
        action: String,
    },
}

/// The parameters of a launch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Launch {
    /// The image of the instance.
    pub image: Image,
    /// The name of the key pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_name: Option<String>,
    /// The network of the instance.
    #[serde(default)]
    pub network: Network,
    /// The letter of the availability zone within the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability_zone: Option<String>,
}

/// An image to launch from. For a test of a real service, use an image with these properties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// The image id, such as `ami-1a2b3c4d`. Different ids mean different images.
    pub id: String,
    /// The operating system of its instances.
    #[serde(default)]
    pub platform: Platform,
    /// The storage of its instances' root file system.
    #[serde(default)]
    pub root_device_type: RootDeviceType,
    /// The AWS Marketplace product code of the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_code: Option<String>,
}

/// The operating system of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Linux or Unix.
    #[default]
    Linux,
    /// Windows.
    Windows,
}

/// The storage of an instance's root file system (rule recover/root-device-types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RootDeviceType {
    /// A volume. It keeps its data when the instance stops.
    #[default]
    Ebs,
    /// The host. The data exists only while the instance runs.
    InstanceStore,
}

impl RootDeviceType {
    /// Returns the name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ebs => "ebs",
            Self::InstanceStore => "instance-store",
        }
    }
}

/// The network of an instance or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// A virtual private cloud.
    #[default]
    Vpc,
    /// EC2-Classic.
    Classic,
}

/// A condition on the listed resources. One of its values must match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// The name of the filter: `key-name` or `fingerprint`.
    pub name: String,
    /// The alternatives. `*` matches any number of characters and `?` matches one. A backslash removes the
    /// special meaning of the next character.
    pub values: Vec<String>,
}

impl Operation {
    /// Returns the name of the operation in the API.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::CreateKeyPair { .. } => "CreateKeyPair",
            Self::ImportKeyPair { .. } => "ImportKeyPair",
            Self::DescribeKeyPairs { .. } => "DescribeKeyPairs",
            Self::DeleteKeyPair { .. } => "DeleteKeyPair",
            Self::RunInstances(_) => "RunInstances",
            Self::DescribeInstances { .. } => "DescribeInstances",
            Self::StopInstances { .. } => "StopInstances",
            Self::StartInstances { .. } => "StartInstances",
            Self::TerminateInstances { .. } => "TerminateInstances",
            Self::GetPasswordData { .. } => "GetPasswordData",
            Self::DescribeVolumes { .. } => "DescribeVolumes",
            Self::AttachVolume { .. } => "AttachVolume",
            Self::DetachVolume { .. } => "DetachVolume",
            Self::AllocateAddress { .. } => "AllocateAddress",
            Self::AssociateAddress { .. } => "AssociateAddress",
            Self::ReleaseAddress { .. } => "ReleaseAddress",
            Self::DeleteVolume { .. } => "DeleteVolume",
            Self::Unknown { action } => action,
        }
    }

    /// Returns every text in which a scenario may insert values from earlier replies.
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::CreateKeyPair { key_name } | Self::DeleteKeyPair { key_name } => {
                key_name.iter_mut().collect()
            }
            Self::ImportKeyPair { key_name, public_key_material } => {
                key_name.iter_mut().chain(public_key_material).collect()
            }
            Self::DescribeKeyPairs { key_names, filters } => {
                let values = filters.iter_mut().flat_map(|filter| &mut filter.values);
                key_names.iter_mut().chain(values).collect()
            }
            Self::RunInstances(launch) => launch.key_name.iter_mut().collect(),
            Self::DescribeInstances { instance_ids: ids }
            | Self::DescribeVolumes { volume_ids: ids } => ids.iter_mut().collect(),
            Self::StopInstances { instance_id }
            | Self::StartInstances { instance_id }
            | Self::TerminateInstances { instance_id }
            | Self::GetPasswordData { instance_id } => vec![instance_id],
            Self::AttachVolume { volume_id, instance_id, device } => {
                vec![volume_id, instance_id, device]
            }
            Self::DetachVolume { volume_id } | Self::DeleteVolume { volume_id } => vec![volume_id],
            Self::AllocateAddress { .. } => Vec::new(),
            Self::AssociateAddress { public_ip, instance_id } => vec![public_ip, instance_id],
            Self::ReleaseAddress { public_ip } => vec![public_ip],
            Self::Unknown { action } => vec![action],
        }
    }
}
