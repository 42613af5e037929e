//! What the service is asked: operations named as in the EC2 API of 2014-06-15, and what they are about.
//!
//! Their JSON form is that of scenario vectors: snake case, and what is absent has its usual value.

use serde::{Deserialize, Serialize};

/// A request to the service, in one region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The region, such as `us-east-1`.
    pub region: String,
    /// Whether it is only asked if it would be done (rule api/dry-run).
    pub dry_run: bool,
    /// By whom it is signed (rule api/signature).
    pub signature: Signature,
    /// What is to be done.
    pub operation: Operation,
}

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// As it should be.
    #[default]
    Valid,
    /// With another secret than the access key's.
    WrongSecret,
    /// Not at all.
    Missing,
}

/// What the service can be asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub enum Operation {
    /// Makes a key pair, and answers with its private key.
    CreateKeyPair {
        /// The name of the pair.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_name: Option<String>,
    },
    /// Stores a public key that was made elsewhere.
    ImportKeyPair {
        /// The name of the pair.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_name: Option<String>,
        /// The public key file in base64, as the parameter of the API has it (rule api/material-is-base64).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        public_key_material: Option<String>,
    },
    /// Lists key pairs: all of them, or those of these names and that pass these filters.
    DescribeKeyPairs {
        /// Names, each of which must exist; any if there are none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        key_names: Vec<String>,
        /// Filters, all of which must be passed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        filters: Vec<Filter>,
    },
    /// Forgets a key pair.
    DeleteKeyPair {
        /// The name of the pair.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_name: Option<String>,
    },
    /// Launches one instance.
    RunInstances(Launch),
    /// Lists instances: all of them, or those of these ids.
    DescribeInstances {
        /// Ids, each of which must exist; any if there are none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        instance_ids: Vec<String>,
    },
    /// Stops an instance.
    StopInstances {
        /// Which.
        instance_id: String,
    },
    /// Starts a stopped instance.
    StartInstances {
        /// Which.
        instance_id: String,
    },
    /// Ends an instance for good.
    TerminateInstances {
        /// Which.
        instance_id: String,
    },
    /// Gives the password of a Windows instance's administrator, encrypted to the launch key.
    GetPasswordData {
        /// Which.
        instance_id: String,
    },
    /// Lists volumes: all of them, or those of these ids.
    DescribeVolumes {
        /// Ids, each of which must exist; any if there are none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        volume_ids: Vec<String>,
    },
    /// Attaches a volume to an instance.
    AttachVolume {
        /// Which volume.
        volume_id: String,
        /// To which instance.
        instance_id: String,
        /// Under which device name, such as `/dev/sdf`.
        device: String,
    },
    /// Takes a volume off the instance that it is attached to.
    DetachVolume {
        /// Which.
        volume_id: String,
    },
    /// Reserves an Elastic IP address.
    AllocateAddress {
        /// For instances of this network.
        #[serde(default)]
        network: Network,
    },
    /// Gives an Elastic IP address to an instance.
    AssociateAddress {
        /// The address.
        public_ip: String,
        /// The instance.
        instance_id: String,
    },
    /// Gives an Elastic IP address back, whoever has it.
    ReleaseAddress {
        /// The address.
        public_ip: String,
    },
    /// Deletes a volume that is attached to nothing.
    DeleteVolume {
        /// Which.
        volume_id: String,
    },
    /// Asks for an operation that the API doesn't have, which must be refused (rule api/error-form).
    Unknown {
        /// The name that stands in the place of an operation's.
        action: String,
    },
}

/// What an instance is launched with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Launch {
    /// The image.
    pub image: Image,
    /// The name of the key pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_name: Option<String>,
    /// The network.
    #[serde(default)]
    pub network: Network,
    /// The letter of the availability zone within the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability_zone: Option<String>,
}

/// An image to launch from. Whoever puts a service to the test takes one with these properties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Its id, such as `ami-1a2b3c4d`: another id is another image.
    pub id: String,
    /// What its instances run.
    #[serde(default)]
    pub platform: Platform,
    /// Where its instances keep their root file system.
    #[serde(default)]
    pub root_device_type: RootDeviceType,
    /// The AWS Marketplace product code that comes with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_code: Option<String>,
}

/// What an instance runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Linux or Unix.
    #[default]
    Linux,
    /// Windows.
    Windows,
}

/// Where an instance keeps its root file system (rule recover/root-device-types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RootDeviceType {
    /// On a volume that outlives a stop.
    #[default]
    Ebs,
    /// On the host, as long as the instance runs.
    InstanceStore,
}

impl RootDeviceType {
    /// The name in the API.
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
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// A virtual private cloud.
    #[default]
    Vpc,
    /// EC2-Classic.
    Classic,
}

/// A condition on what is listed: one of the values must match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// What it looks at: `key-name` or `fingerprint`.
    pub name: String,
    /// The alternatives, in which `*` stands for any number of characters, `?` for one, and a backslash takes that
    /// meaning from the character behind it.
    pub values: Vec<String>,
}

impl Operation {
    /// The name of the operation in the API.
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

    /// Every text in it, to be filled in where it stands for part of an earlier answer.
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
