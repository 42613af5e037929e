//! Selects the instances of a `DescribeInstances` answer: by filters, then page by page.

use crate::api::service::Filter;
use crate::api::{Attribute, Attributes, ErrorCode, Refusal, quoted};
use crate::model::pattern::Alternatives;
use crate::query::{Launched, Page};
use std::collections::BTreeMap;

/// The most instances on a page if the request gives no size.
const MOST: usize = 1_000;

/// The value of an instance that a filter compares.
#[derive(Debug, Clone, Copy)]
enum FilteredValue {
    Attribute(Attribute),
    ClientToken,
}

/// Returns the instances that pass all filters.
pub(super) fn passing(
    mut instances: Vec<Attributes>,
    launched: &BTreeMap<String, Launched>,
    filters: &[Filter],
) -> Result<Vec<Attributes>, Refusal> {
    for Filter { name, values } in filters {
        let filtered = FilteredValue::of_filter(name).ok_or_else(|| {
            let message = format!("The filter {} is invalid", quoted(name));
            Refusal::new(ErrorCode::InvalidParameterValue, message)
        })?;
        let found: Vec<Option<&str>> =
            instances.iter().map(|instance| filtered.of(instance, launched)).collect();
        // An instance without the value matches nothing, not even `*`.
        let texts: Vec<&str> = found.iter().map(|value| value.unwrap_or_default()).collect();
        let matching = Alternatives::new(values).matching(&texts);
        let passes =
            matching.iter().zip(&found).map(|(matches, value)| *matches && value.is_some());
        let mut passes = passes.collect::<Vec<_>>().into_iter();
        instances.retain(|_| passes.next().unwrap_or_default());
    }
    Ok(instances)
}

/// Returns a page of instances, which must be sorted by id, and the token of the next page.
pub(super) fn page(instances: Vec<Attributes>, page: &Page) -> (Vec<Attributes>, Option<String>) {
    let most = page.most.unwrap_or(MOST);
    let is_behind = |instance: &Attributes| {
        page.after.as_ref().is_none_or(|after| id(instance) > after.as_str())
    };
    let mut rest = instances.into_iter().filter(is_behind);
    let instances: Vec<Attributes> = rest.by_ref().take(most).collect();
    let last = instances.last().filter(|_| rest.next().is_some());
    let token = last.map(|last| Page::token(id(last)));
    (instances, token)
}

impl FilteredValue {
    /// Returns the value that a filter compares, if the filter is supported.
    fn of_filter(name: &str) -> Option<Self> {
        Some(Self::Attribute(match name {
            "availability-zone" => Attribute::AvailabilityZone,
            "client-token" => return Some(Self::ClientToken),
            "image-id" => Attribute::ImageId,
            "instance-id" => Attribute::InstanceId,
            "instance-state-name" => Attribute::State,
            "ip-address" => Attribute::PublicIp,
            "key-name" => Attribute::KeyName,
            "root-device-type" => Attribute::RootDeviceType,
            _ => return None,
        }))
    }

    fn of<'a>(
        self,
        instance: &'a Attributes,
        launched: &'a BTreeMap<String, Launched>,
    ) -> Option<&'a str> {
        match self {
            Self::Attribute(attribute) => attribute.of(instance),
            Self::ClientToken => launched.get(id(instance))?.client_token.as_deref(),
        }
    }
}

fn id(instance: &Attributes) -> &str {
    Attribute::InstanceId.of(instance).unwrap_or_default()
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

    fn ids(instances: &[Attributes]) -> String {
        instances.iter().map(id).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_instance_must_match_every_filter() {
        let instances =
            vec![instance(1, Some("web")), instance(2, None), instance(3, Some("mail"))];
        let launched = Launched { instance_type: None, client_token: Some("t".to_owned()) };
        let launched = BTreeMap::from([("i-3".to_owned(), launched)]);
        let check = |filters: &[(&str, &[&str])], expected: &str| {
            let filter = |(name, values): &(&str, &[&str])| Filter {
                name: (*name).to_owned(),
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            };
            let filters: Vec<Filter> = filters.iter().map(filter).collect();
            let found = passing(instances.clone(), &launched, &filters).unwrap();
            assert_eq!(ids(&found), expected, "{filters:?}");
        };
        check(&[], "i-1 i-2 i-3");
        check(&[("key-name", &["web", "mail"])], "i-1 i-3");
        check(&[("key-name", &["*"])], "i-1 i-3");
        check(&[("key-name", &["m*"]), ("instance-id", &["i-1", "i-3"])], "i-3");
        check(&[("client-token", &["t"])], "i-3");
        check(&[("key-name", &[])], "");
        let unknown = [Filter { name: "tag:Name".to_owned(), values: Vec::new() }];
        let refusal = passing(instances.clone(), &launched, &unknown).unwrap_err();
        assert_eq!(refusal.code, Some(ErrorCode::InvalidParameterValue));
    }

    #[test]
    fn pages_are_contiguous() {
        let instances: Vec<Attributes> = (1..8).map(|number| instance(number, None)).collect();
        let mut requested = Page { most: Some(3), after: None };
        let mut pages = Vec::new();
        loop {
            let (found, token) = page(instances.clone(), &requested);
            pages.push(ids(&found));
            if token.is_none() {
                break;
            }
            requested.after = found.last().map(|last| id(last).to_owned());
        }
        assert_eq!(pages, ["i-1 i-2 i-3", "i-4 i-5 i-6", "i-7"]);
        let exact = Page { most: Some(7), after: None };
        assert_eq!(page(instances, &exact).1, None);
    }
}
