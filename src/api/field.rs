//! The facts that an answer gives of a thing, by name.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of a fact in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// The name of a key pair.
    KeyName,
    /// The fingerprint of a key pair.
    Fingerprint,
    /// The private key file of a pair that was created.
    PrivateKey,
    /// An instance.
    InstanceId,
    /// The image of an instance.
    ImageId,
    /// The state of an instance or a volume.
    State,
    /// The kind of an instance's root device.
    RootDeviceType,
    /// The volume at an instance's root device.
    RootVolumeId,
    /// The zone of an instance or a volume.
    AvailabilityZone,
    /// An address.
    PublicIp,
    /// A Marketplace product code.
    ProductCode,
    /// A volume.
    VolumeId,
    /// The name under which a volume is attached.
    Device,
    /// An encrypted password.
    PasswordData,
    /// A text.
    Text,
    /// A text of one line, without its end.
    Line,
    /// The name of a file.
    Name,
    /// The number of a file's owner.
    Owner,
    /// The number of a file's group.
    Group,
    /// The permission bits of a file.
    Mode,
    /// Who is connected.
    User,
}

/// The facts of one thing, by name.
pub type Attributes = BTreeMap<Attribute, String>;

impl Attribute {
    /// The name in vectors.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::KeyName => "key_name",
            Self::Fingerprint => "fingerprint",
            Self::PrivateKey => "private_key",
            Self::InstanceId => "instance_id",
            Self::ImageId => "image_id",
            Self::State => "state",
            Self::RootDeviceType => "root_device_type",
            Self::RootVolumeId => "root_volume_id",
            Self::AvailabilityZone => "availability_zone",
            Self::PublicIp => "public_ip",
            Self::ProductCode => "product_code",
            Self::VolumeId => "volume_id",
            Self::Device => "device",
            Self::PasswordData => "password_data",
            Self::Text => "text",
            Self::Line => "line",
            Self::Name => "name",
            Self::Owner => "owner",
            Self::Group => "group",
            Self::Mode => "mode",
            Self::User => "user",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_called_in_words_as_they_are_in_files() {
        for field in
            [Attribute::KeyName, Attribute::RootVolumeId, Attribute::PublicIp, Attribute::Line]
        {
            assert_eq!(serde_json::to_value(field).unwrap(), field.name());
        }
    }
}
