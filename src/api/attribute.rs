//! The attributes of a resource in a reply.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of an attribute of a resource in a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Attribute {
    /// The name of a key pair.
    KeyName,
    /// The fingerprint of a key pair.
    Fingerprint,
    /// The private key file of a created pair.
    PrivateKey,
    /// The id of an instance.
    InstanceId,
    /// The id of an instance's image.
    ImageId,
    /// The state of an instance or a volume.
    State,
    /// The type of an instance's root device: `ebs` or `instance-store`.
    RootDeviceType,
    /// The id of the volume at an instance's root device.
    RootVolumeId,
    /// The availability zone of an instance or a volume.
    AvailabilityZone,
    /// A public IP address.
    PublicIp,
    /// An AWS Marketplace product code.
    ProductCode,
    /// The id of a volume.
    VolumeId,
    /// The device name under which a volume is attached.
    Device,
    /// The password of a Windows instance, encrypted and in base64.
    PasswordData,
    /// The content of a file, or an answer of the metadata service.
    Text,
    /// The same text without its line end, if it is one line.
    Line,
    /// The name of a file.
    Name,
    /// The user id of a file's owner.
    Owner,
    /// The group id of a file.
    Group,
    /// The permission bits of a file, in octal.
    Mode,
    /// The name of the connected user.
    User,
}

/// The attributes of one resource, by name.
pub type Attributes = BTreeMap<Attribute, String>;

/// Collects the attributes that have a value.
#[must_use]
pub fn attributes<const N: usize>(values: [(Attribute, Option<String>); N]) -> Attributes {
    let mut attributes = Attributes::new();
    attributes
        .extend(values.into_iter().filter_map(|(attribute, value)| Some((attribute, value?))));
    attributes
}

impl Attribute {
    /// Returns the attribute of a resource. The line of a text is derived from the text.
    #[must_use]
    pub fn of(self, resource: &Attributes) -> Option<&str> {
        match resource.get(&self) {
            None if self == Self::Line => line(resource.get(&Self::Text)?),
            value => value.map(String::as_str),
        }
    }

    /// Returns the name in vectors.
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

/// Returns a text without its line end, if it is one line.
fn line(text: &str) -> Option<&str> {
    let line = text.strip_suffix('\n').unwrap_or(text);
    (!line.contains(['\n', '\r'])).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_json() {
        for attribute in
            [Attribute::KeyName, Attribute::RootVolumeId, Attribute::PublicIp, Attribute::Line]
        {
            assert_eq!(serde_json::to_value(attribute).unwrap(), attribute.name());
        }
    }

    #[test]
    fn attributes_without_a_value_are_absent() {
        let pair =
            attributes([(Attribute::KeyName, Some("a".to_owned())), (Attribute::PrivateKey, None)]);
        assert_eq!(pair, Attributes::from([(Attribute::KeyName, "a".to_owned())]));
    }

    #[test]
    fn a_line_has_no_line_end() {
        for (text, line) in
            [("a\n", Some("a")), ("a", Some("a")), ("a\nb\n", None), ("a\r\n", None)]
        {
            let file = Attributes::from([(Attribute::Text, text.to_owned())]);
            assert_eq!(Attribute::Text.of(&file), Some(text));
            assert_eq!(Attribute::Line.of(&file), line, "{text:?}");
        }
        assert_eq!(Attribute::Line.of(&Attributes::new()), None);
    }
}
