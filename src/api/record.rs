//! The conversion of replies to resources with attributes, which scenario vectors check.

use super::field::{Attribute, Attributes};
use super::reply::{File, Instance, KeyPair, Reply, Volume};

impl Reply {
    /// Returns the number of [records](Self::records).
    #[must_use]
    pub const fn count(&self) -> usize {
        match self {
            Self::KeyPairs(pairs) => pairs.len(),
            Self::Instances(instances) => instances.len(),
            Self::Volumes(volumes) => volumes.len(),
            Self::Files(files) => files.len(),
            Self::Resources(resources) => resources.len(),
            _ => 1,
        }
    }

    /// Returns the resources of the reply, each with its attributes. A success without content is one
    /// resource without attributes.
    #[must_use]
    pub fn records(&self) -> Vec<Attributes> {
        match self {
            Self::KeyPairs(pairs) => pairs.iter().map(KeyPair::record).collect(),
            Self::Instances(instances) => instances.iter().map(Instance::record).collect(),
            Self::Volumes(volumes) => volumes.iter().map(Volume::record).collect(),
            Self::Files(files) => files.iter().map(File::record).collect(),
            Self::Resources(resources) => resources.clone(),
            Self::Address(address) => vec![record([
                (Attribute::PublicIp, Some(&address.public_ip)),
                (Attribute::InstanceId, address.instance_id.as_ref()),
            ])],
            Self::PasswordData(data) => vec![record([(Attribute::PasswordData, data.as_ref())])],
            Self::Text(text) => vec![text_record(text)],
            Self::Connected { user } => vec![record([(Attribute::User, Some(user))])],
            Self::PublicKey(_)
            | Self::PrivateKey(_)
            | Self::Matches(_)
            | Self::Plaintext(_)
            | Self::KeyFile { .. }
            | Self::Done => vec![Attributes::new()],
        }
    }
}

impl KeyPair {
    fn record(&self) -> Attributes {
        record([
            (Attribute::KeyName, Some(&self.key_name)),
            (Attribute::Fingerprint, Some(&self.fingerprint)),
            (Attribute::PrivateKey, self.private_key.as_ref()),
        ])
    }
}

impl Instance {
    fn record(&self) -> Attributes {
        record([
            (Attribute::InstanceId, Some(&self.instance_id)),
            (Attribute::ImageId, Some(&self.image_id)),
            (Attribute::State, Some(&self.state)),
            (Attribute::RootDeviceType, Some(&self.root_device_type)),
            (Attribute::AvailabilityZone, Some(&self.availability_zone)),
            (Attribute::KeyName, self.key_name.as_ref()),
            (Attribute::RootVolumeId, self.root_volume_id.as_ref()),
            (Attribute::PublicIp, self.public_ip.as_ref()),
            (Attribute::ProductCode, self.product_code.as_ref()),
        ])
    }
}

impl Volume {
    fn record(&self) -> Attributes {
        record([
            (Attribute::VolumeId, Some(&self.volume_id)),
            (Attribute::State, Some(&self.state)),
            (Attribute::AvailabilityZone, Some(&self.availability_zone)),
            (Attribute::InstanceId, self.instance_id.as_ref()),
            (Attribute::Device, self.device.as_ref()),
            (Attribute::ProductCode, self.product_code.as_ref()),
        ])
    }
}

impl File {
    fn record(&self) -> Attributes {
        Attributes::from([
            (Attribute::Name, self.name.clone()),
            (Attribute::Owner, self.owner.to_string()),
            (Attribute::Group, self.group.to_string()),
            (Attribute::Mode, self.mode.to_string()),
        ])
    }
}

/// Collects the attributes that have a value.
fn record<const N: usize>(facts: [(Attribute, Option<&String>); N]) -> Attributes {
    facts.into_iter().filter_map(|(field, fact)| Some((field, fact?.clone()))).collect()
}

/// Returns the attributes of a text. If the text is one line, `line` is that line without its end.
fn text_record(text: &str) -> Attributes {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = (!line.contains(['\n', '\r'])).then(|| (Attribute::Line, line.to_owned()));
    [(Attribute::Text, text.to_owned())].into_iter().chain(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reply: &Reply, expected: &[&[(Attribute, &str)]]) {
        let expected: Vec<Attributes> = expected
            .iter()
            .map(|facts| facts.iter().map(|(field, fact)| (*field, (*fact).to_owned())).collect())
            .collect();
        assert_eq!(reply.records(), expected);
        assert_eq!(reply.count(), expected.len());
    }

    #[test]
    fn a_fact_that_is_not_given_is_not_there() {
        let pair =
            KeyPair { key_name: "a".to_owned(), fingerprint: "00".to_owned(), private_key: None };
        check(
            &Reply::KeyPairs(vec![pair]),
            &[&[(Attribute::KeyName, "a"), (Attribute::Fingerprint, "00")]],
        );
        check(&Reply::KeyPairs(Vec::new()), &[]);
        check(&Reply::PasswordData(None), &[&[]]);
        check(&Reply::Done, &[&[]]);
    }

    #[test]
    fn a_line_is_one_with_or_without_its_end() {
        check(
            &Reply::Text("a\n".to_owned()),
            &[&[(Attribute::Text, "a\n"), (Attribute::Line, "a")]],
        );
        check(&Reply::Text("a".to_owned()), &[&[(Attribute::Text, "a"), (Attribute::Line, "a")]]);
        check(&Reply::Text("a\nb\n".to_owned()), &[&[(Attribute::Text, "a\nb\n")]]);
        check(&Reply::Text("a\r\n".to_owned()), &[&[(Attribute::Text, "a\r\n")]]);
    }
}
