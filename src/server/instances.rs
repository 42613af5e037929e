//! The filters of instances and of volumes.

use super::select;
use crate::api::service::Filter;
use crate::api::{Attribute, Attributes, Refusal};
use crate::query::Launched;
use std::collections::BTreeMap;

/// The value of an instance that a filter compares.
#[derive(Debug, Clone, Copy)]
enum InstanceFilter {
    Attribute(Attribute),
    ClientToken,
    InstanceType,
}

/// Returns the instances that pass all filters.
pub(super) fn passing(
    instances: Vec<Attributes>,
    launched: &BTreeMap<String, Launched>,
    filters: &[Filter],
) -> Result<Vec<Attributes>, Refusal> {
    // The closure's result may borrow from the instance only, so the records are found by its id first.
    let found = |instance: Attributes| {
        let id = Attribute::InstanceId.of(&instance).unwrap_or_default();
        (launched.get(id), instance)
    };
    let instances: Vec<(Option<&Launched>, Attributes)> =
        instances.into_iter().map(found).collect();
    let instances =
        select::passing(instances, filters, InstanceFilter::of_name, |filter, item| {
            filter.of(item.0, &item.1).into_iter().collect()
        })?;
    Ok(instances.into_iter().map(|(_, instance)| instance).collect())
}

/// Returns the volumes that pass all filters.
pub(super) fn passing_volumes(
    volumes: Vec<Attributes>,
    filters: &[Filter],
) -> Result<Vec<Attributes>, Refusal> {
    let attribute = |name: &str| {
        Some(match name {
            "attachment.device" => Attribute::Device,
            "attachment.instance-id" => Attribute::InstanceId,
            "availability-zone" => Attribute::AvailabilityZone,
            "status" => Attribute::State,
            "volume-id" => Attribute::VolumeId,
            _ => return None,
        })
    };
    select::passing(volumes, filters, attribute, |attribute, volume| {
        attribute.of(volume).into_iter().collect()
    })
}

impl InstanceFilter {
    /// Returns what a filter compares, if the filter is supported.
    fn of_name(name: &str) -> Option<Self> {
        Some(Self::Attribute(match name {
            "availability-zone" => Attribute::AvailabilityZone,
            "client-token" => return Some(Self::ClientToken),
            "image-id" => Attribute::ImageId,
            "instance-id" => Attribute::InstanceId,
            "instance-state-name" => Attribute::State,
            "instance-type" => return Some(Self::InstanceType),
            "ip-address" => Attribute::PublicIp,
            "key-name" => Attribute::KeyName,
            "root-device-type" => Attribute::RootDeviceType,
            _ => return None,
        }))
    }

    fn of<'a>(self, launched: Option<&'a Launched>, instance: &'a Attributes) -> Option<&'a str> {
        match self {
            Self::Attribute(attribute) => attribute.of(instance),
            Self::ClientToken => launched?.client_token.as_deref(),
            Self::InstanceType => launched?.instance_type.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::attributes;

    fn instance(number: usize, key_name: Option<&str>) -> Attributes {
        attributes([
            (Attribute::InstanceId, Some(format!("i-{number}"))),
            (Attribute::KeyName, key_name.map(str::to_owned)),
        ])
    }

    #[test]
    fn an_instance_must_match_every_filter() {
        let instances =
            vec![instance(1, Some("web")), instance(2, None), instance(3, Some("mail"))];
        let client_token = Some("t".to_owned());
        let launched = Launched { client_token, ..Launched::default() };
        let launched = BTreeMap::from([("i-3".to_owned(), launched)]);
        let check = |filters: &[(&str, &[&str])], expected: &str| {
            let filter = |(name, values): &(&str, &[&str])| Filter {
                name: (*name).to_owned(),
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            };
            let filters: Vec<Filter> = filters.iter().map(filter).collect();
            let found = passing(instances.clone(), &launched, &filters).unwrap();
            let ids: Vec<&str> =
                found.iter().map(|one| Attribute::InstanceId.of(one).unwrap()).collect();
            assert_eq!(ids.join(" "), expected, "{filters:?}");
        };
        check(&[], "i-1 i-2 i-3");
        check(&[("key-name", &["web", "mail"])], "i-1 i-3");
        check(&[("key-name", &["*"])], "i-1 i-3");
        check(&[("key-name", &["m*"]), ("instance-id", &["i-1", "i-3"])], "i-3");
        check(&[("client-token", &["t"])], "i-3");
        check(&[("key-name", &[])], "");
    }
}
