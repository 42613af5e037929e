//! Answers as scenario vectors speak of them: what a reply comes down to.

use super::field::{Field, Record};
use super::reply::{File, Instance, KeyPair, Reply, Volume};

impl Reply {
    /// How many things it speaks of: as many as there are [records](Self::records).
    #[must_use]
    pub const fn count(&self) -> usize {
        match self {
            Self::KeyPairs(pairs) => pairs.len(),
            Self::Instances(instances) => instances.len(),
            Self::Volumes(volumes) => volumes.len(),
            Self::Files(files) => files.len(),
            Self::Things(things) => things.len(),
            _ => 1,
        }
    }

    /// The things that it speaks of, with the facts that it gives of each. What is done without a word is
    /// one thing without facts.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        match self {
            Self::KeyPairs(pairs) => pairs.iter().map(KeyPair::record).collect(),
            Self::Instances(instances) => instances.iter().map(Instance::record).collect(),
            Self::Volumes(volumes) => volumes.iter().map(Volume::record).collect(),
            Self::Files(files) => files.iter().map(File::record).collect(),
            Self::Things(things) => things.clone(),
            Self::Address(address) => vec![record([
                (Field::PublicIp, Some(&address.public_ip)),
                (Field::InstanceId, address.instance_id.as_ref()),
            ])],
            Self::PasswordData(data) => vec![record([(Field::PasswordData, data.as_ref())])],
            Self::Text(text) => vec![text_record(text)],
            Self::Connected { user } => vec![record([(Field::User, Some(user))])],
            Self::PublicKey(_)
            | Self::PrivateKey(_)
            | Self::Matches(_)
            | Self::Plaintext(_)
            | Self::KeyFile { .. }
            | Self::Done => vec![Record::new()],
        }
    }
}

impl KeyPair {
    fn record(&self) -> Record {
        record([
            (Field::KeyName, Some(&self.key_name)),
            (Field::Fingerprint, Some(&self.fingerprint)),
            (Field::PrivateKey, self.private_key.as_ref()),
        ])
    }
}

impl Instance {
    fn record(&self) -> Record {
        record([
            (Field::InstanceId, Some(&self.instance_id)),
            (Field::ImageId, Some(&self.image_id)),
            (Field::State, Some(&self.state)),
            (Field::RootDeviceType, Some(&self.root_device_type)),
            (Field::AvailabilityZone, Some(&self.availability_zone)),
            (Field::KeyName, self.key_name.as_ref()),
            (Field::RootVolumeId, self.root_volume_id.as_ref()),
            (Field::PublicIp, self.public_ip.as_ref()),
            (Field::ProductCode, self.product_code.as_ref()),
        ])
    }
}

impl Volume {
    fn record(&self) -> Record {
        record([
            (Field::VolumeId, Some(&self.volume_id)),
            (Field::State, Some(&self.state)),
            (Field::AvailabilityZone, Some(&self.availability_zone)),
            (Field::InstanceId, self.instance_id.as_ref()),
            (Field::Device, self.device.as_ref()),
            (Field::ProductCode, self.product_code.as_ref()),
        ])
    }
}

impl File {
    fn record(&self) -> Record {
        Record::from([
            (Field::Name, self.name.clone()),
            (Field::Owner, self.owner.to_string()),
            (Field::Group, self.group.to_string()),
            (Field::Mode, self.mode.to_string()),
        ])
    }
}

/// The facts that are there.
fn record<const N: usize>(facts: [(Field, Option<&String>); N]) -> Record {
    facts.into_iter().filter_map(|(field, fact)| Some((field, fact?.clone()))).collect()
}

/// A text; and if it is one line, that line whether or not it has an end.
fn text_record(text: &str) -> Record {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = (!line.contains(['\n', '\r'])).then(|| (Field::Line, line.to_owned()));
    [(Field::Text, text.to_owned())].into_iter().chain(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reply: &Reply, expected: &[&[(Field, &str)]]) {
        let expected: Vec<Record> = expected
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
            &[&[(Field::KeyName, "a"), (Field::Fingerprint, "00")]],
        );
        check(&Reply::KeyPairs(Vec::new()), &[]);
        check(&Reply::PasswordData(None), &[&[]]);
        check(&Reply::Done, &[&[]]);
    }

    #[test]
    fn a_line_is_one_with_or_without_its_end() {
        check(&Reply::Text("a\n".to_owned()), &[&[(Field::Text, "a\n"), (Field::Line, "a")]]);
        check(&Reply::Text("a".to_owned()), &[&[(Field::Text, "a"), (Field::Line, "a")]]);
        check(&Reply::Text("a\nb\n".to_owned()), &[&[(Field::Text, "a\nb\n")]]);
        check(&Reply::Text("a\r\n".to_owned()), &[&[(Field::Text, "a\r\n")]]);
    }
}
