//! Selects the instances of a `DescribeInstances` answer: by filters, then page by page.

use crate::api::service::Filter;
use crate::api::{ErrorCode, Instance, Refusal, quoted};
use crate::model::pattern::Alternatives;
use crate::query::{Launched, Page};
use std::collections::BTreeMap;

/// The most instances on a page if the request gives no size.
const MOST: usize = 1_000;

/// Reads the attribute that a filter compares.
type Fact = fn(&Instance, Option<&Launched>) -> Option<String>;

/// Returns the instances that pass all filters.
pub(super) fn passing(
    mut instances: Vec<Instance>,
    launched: &BTreeMap<String, Launched>,
    filters: &[Filter],
) -> Result<Vec<Instance>, Refusal> {
    for Filter { name, values } in filters {
        let fact = fact(name).ok_or_else(|| {
            let message = format!("The filter {} is invalid", quoted(name));
            Refusal::new(ErrorCode::InvalidParameterValue, message)
        })?;
        let of = |instance: &Instance| fact(instance, launched.get(&instance.instance_id));
        let facts: Vec<Option<String>> = instances.iter().map(of).collect();
        // An instance without the attribute matches nothing, not even `*`.
        let texts: Vec<&str> = facts.iter().map(|fact| fact.as_deref().unwrap_or("")).collect();
        let matching = Alternatives::new(values).matching(&texts);
        let passes = matching.iter().zip(&facts).map(|(matches, fact)| *matches && fact.is_some());
        let passing = instances.into_iter().zip(passes.collect::<Vec<_>>());
        instances = passing.filter(|(_, passes)| *passes).map(|(instance, _)| instance).collect();
    }
    Ok(instances)
}

/// Returns a page of instances, which must be sorted by id, and the token of the next page.
pub(super) fn page(instances: Vec<Instance>, page: &Page) -> (Vec<Instance>, Option<String>) {
    let most = page.most.unwrap_or(MOST);
    let is_behind = |instance: &Instance| {
        page.after.as_ref().is_none_or(|after| instance.instance_id.as_str() > after.as_str())
    };
    let mut rest = instances.into_iter().filter(is_behind);
    let instances: Vec<Instance> = rest.by_ref().take(most).collect();
    let last = instances.last().filter(|_| rest.next().is_some());
    let token = last.map(|last| Page::token(&last.instance_id));
    (instances, token)
}

/// Returns the attribute that a filter compares, if the filter is supported.
fn fact(filter: &str) -> Option<Fact> {
    Some(match filter {
        "availability-zone" => |instance, _| Some(instance.availability_zone.clone()),
        "client-token" => |_, launched| launched?.client_token.clone(),
        "image-id" => |instance, _| Some(instance.image_id.clone()),
        "instance-id" => |instance, _| Some(instance.instance_id.clone()),
        "instance-state-name" => |instance, _| Some(instance.state.clone()),
        "ip-address" => |instance, _| instance.public_ip.clone(),
        "key-name" => |instance, _| instance.key_name.clone(),
        "root-device-type" => |instance, _| Some(instance.root_device_type.clone()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance(number: usize, key_name: Option<&str>) -> Instance {
        Instance {
            instance_id: format!("i-{number}"),
            key_name: key_name.map(str::to_owned),
            ..Instance::default()
        }
    }

    fn ids(instances: &[Instance]) -> String {
        let ids: Vec<&str> = instances.iter().map(|one| one.instance_id.as_str()).collect();
        ids.join(" ")
    }

    #[test]
    fn an_instance_passes_every_filter() {
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
    fn pages_follow_one_another_without_a_gap() {
        let instances: Vec<Instance> = (1..8).map(|number| instance(number, None)).collect();
        let mut asked = Page { most: Some(3), after: None };
        let mut pages = Vec::new();
        loop {
            let (found, token) = page(instances.clone(), &asked);
            pages.push(ids(&found));
            if token.is_none() {
                break;
            }
            asked.after = found.last().map(|last| last.instance_id.clone());
        }
        assert_eq!(pages, ["i-1 i-2 i-3", "i-4 i-5 i-6", "i-7"]);
        let exact = Page { most: Some(7), after: None };
        assert_eq!(page(instances, &exact).1, None);
    }
}
