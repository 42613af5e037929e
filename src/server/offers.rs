//! What the server offers: regions, availability zones and images. Their descriptions are fixed.

use super::images::{Images, Listed};
use super::{name, select};
use crate::api::service::{Filter, Platform};
use crate::api::{ErrorCode, Refusal, quoted};
use crate::query::{Image, OWNER, Page};
use std::collections::BTreeSet;

/// The regions of EC2 on the date of the document. The server has every other region too.
const REGIONS: [&str; 8] = [
    "ap-northeast-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "eu-west-1",
    "sa-east-1",
    "us-east-1",
    "us-west-1",
    "us-west-2",
];

/// The letters of the listed zones. A region has a zone of every other letter too.
const ZONES: [&str; 3] = ["a", "b", "c"];

/// Returns the regions with these names, or the listed ones and the region of the request.
pub(super) fn regions(
    region: &str,
    endpoint: &str,
    names: &[String],
    filters: &[Filter],
) -> Result<Vec<String>, Refusal> {
    let listed = REGIONS.iter().copied().chain([region]).map(str::to_owned);
    let all = if names.is_empty() { listed.collect() } else { names.to_vec() };
    if let Some(name) = all.iter().find(|name| !name::is_region(name)) {
        return Err(invalid(format!("Invalid region: {}", quoted(name))));
    }
    let all: Vec<String> = sorted(all);
    let subject = |name: &'_ str| {
        ["region-name", "endpoint", "opt-in-status"].into_iter().find(|known| *known == name)
    };
    let endpoint = vec![endpoint.to_owned(); all.len()];
    let all: Vec<(String, String)> = all.into_iter().zip(endpoint).collect();
    let passing = select::passing(all, filters, subject, |subject, (name, endpoint)| {
        vec![match *subject {
            "endpoint" => endpoint,
            "opt-in-status" => "opt-in-not-required",
            _ => name,
        }]
    })?;
    Ok(passing.into_iter().map(|(name, _)| name).collect())
}

/// Returns the availability zones of a region with these names, or the listed ones.
pub(super) fn zones(
    region: &str,
    names: &[String],
    filters: &[Filter],
) -> Result<Vec<String>, Refusal> {
    let listed = ZONES.iter().map(|letter| format!("{region}{letter}"));
    let all = if names.is_empty() { listed.collect() } else { names.to_vec() };
    let is_here = |zone: &String| {
        let letter = zone.strip_prefix(region).unwrap_or_default();
        letter.len() == 1 && letter.bytes().all(|letter| letter.is_ascii_lowercase())
    };
    if let Some(zone) = all.iter().find(|zone| !is_here(zone)) {
        return Err(invalid(format!("Invalid availability zone: {}", quoted(zone))));
    }
    let subject = |name: &'_ str| {
        ["zone-name", "region-name", "state", "opt-in-status", "zone-type"]
            .into_iter()
            .find(|known| *known == name)
    };
    let all: Vec<(String, &str)> = sorted(all).into_iter().map(|zone| (zone, region)).collect();
    let passing = select::passing(all, filters, subject, |subject, (zone, region)| {
        vec![match *subject {
            "region-name" => region,
            "state" => "available",
            "opt-in-status" => "opt-in-not-required",
            "zone-type" => "availability-zone",
            _ => zone,
        }]
    })?;
    Ok(passing.into_iter().map(|(zone, _)| zone).collect())
}

/// Returns a page of the images with these ids and owners, and the token of the next page.
pub(super) fn images<'a>(
    images: &'a Images,
    ids: &[String],
    owners: &[String],
    filters: &[Filter],
    page: &Page,
) -> Result<(Vec<Image<'a>>, Option<String>), Refusal> {
    let mut all: Vec<Image<'a>> = images.iter().map(described).collect();
    if let Some(id) = ids.iter().find(|id| all.iter().all(|image| image.id != **id)) {
        let message = format!("The image id {} does not exist", quoted(id));
        return Err(Refusal::new(ErrorCode::of_name("InvalidAMIID.NotFound"), message));
    }
    all.retain(|image| ids.is_empty() || ids.iter().any(|id| image.id == id));
    let is_owner = |owner: &String, image: &Image<'_>| {
        [OWNER, "self", image.owner_alias].contains(&owner.as_str())
    };
    all.retain(|image| owners.is_empty() || owners.iter().any(|owner| is_owner(owner, image)));
    let passing = select::passing(all, filters, ImageFilter::of_name, |filter, image| {
        filter.of(image).into_iter().collect()
    })?;
    Ok(select::page(passing, page, |image| image.id.to_owned()))
}

fn described(listed: &Listed) -> Image<'_> {
    Image {
        id: &listed.id,
        name: format!("keyproof/{}/{}", listed.kind, listed.id),
        about: listed.about,
        owner_alias: if listed.product_code.is_some() { "aws-marketplace" } else { "amazon" },
        platform: listed.platform,
        root_device_type: listed.root_device_type,
        product_code: listed.product_code,
    }
}

/// The value of an image that a filter compares.
#[derive(Debug, Clone, Copy)]
enum ImageFilter {
    Id,
    Name,
    Description,
    OwnerAlias,
    Platform,
    ProductCode,
    RootDeviceType,
    /// A value that all images have.
    Fixed(&'static str),
}

impl ImageFilter {
    /// Returns what a filter compares, if the filter is supported.
    fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "image-id" => Self::Id,
            "name" => Self::Name,
            "description" => Self::Description,
            "owner-alias" => Self::OwnerAlias,
            "owner-id" => Self::Fixed(OWNER),
            "platform" => Self::Platform,
            "product-code" => Self::ProductCode,
            "root-device-type" => Self::RootDeviceType,
            "architecture" => Self::Fixed("x86_64"),
            "hypervisor" => Self::Fixed("xen"),
            "image-type" => Self::Fixed("machine"),
            "is-public" => Self::Fixed("true"),
            "state" => Self::Fixed("available"),
            "virtualization-type" => Self::Fixed("hvm"),
            _ => return None,
        })
    }

    fn of<'i>(self, image: &'i Image<'_>) -> Option<&'i str> {
        match self {
            Self::Id => Some(image.id),
            Self::Name => Some(&image.name),
            Self::Description => Some(image.about),
            Self::OwnerAlias => Some(image.owner_alias),
            Self::Platform => Some("windows").filter(|_| image.platform == Platform::Windows),
            Self::ProductCode => image.product_code,
            Self::RootDeviceType => Some(image.root_device_type.name()),
            Self::Fixed(value) => Some(value),
        }
    }
}

/// Returns names in order, each once.
fn sorted(names: Vec<String>) -> Vec<String> {
    names.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}

fn invalid(message: String) -> Refusal {
    Refusal::new(ErrorCode::InvalidParameterValue, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(name: &str, value: &str) -> Vec<Filter> {
        vec![Filter { name: name.to_owned(), values: vec![value.to_owned()] }]
    }

    #[test]
    fn the_region_of_the_request_is_listed() {
        let found = |region: &str, names: &[&str], filters: &[Filter]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            regions(region, "localhost:1", &names, filters).map(|names| names.join(" "))
        };
        assert_eq!(found("us-east-1", &[], &[]), Ok(REGIONS.join(" ")));
        assert_eq!(found("aa-1", &[], &[]), Ok(format!("aa-1 {}", REGIONS.join(" "))));
        assert_eq!(found("aa-1", &["b", "a", "b"], &[]), Ok("a b".to_owned()));
        assert_eq!(found("aa-1", &[], &filter("region-name", "eu-*")), Ok("eu-west-1".to_owned()));
        assert_eq!(found("aa-1", &[], &filter("endpoint", "ec2.*")), Ok(String::new()));
        assert!(found("aa-1", &["A"], &[]).is_err());
        assert!(found("aa-1", &[], &filter("other", "*")).is_err());
    }

    #[test]
    fn a_zone_is_of_its_region() {
        let found = |names: &[&str], filters: &[Filter]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            zones("eu-west-1", &names, filters).map(|names| names.join(" "))
        };
        assert_eq!(found(&[], &[]), Ok("eu-west-1a eu-west-1b eu-west-1c".to_owned()));
        assert_eq!(
            found(&["eu-west-1z"], &filter("state", "available")),
            Ok("eu-west-1z".to_owned())
        );
        assert_eq!(found(&[], &filter("zone-name", "*b")), Ok("eu-west-1b".to_owned()));
        for zone in ["eu-west-1", "us-east-1a", "eu-west-1ab", "eu-west-11", ""] {
            assert!(found(&[zone], &[]).is_err(), "{zone}");
        }
    }

    #[test]
    fn images_are_found_by_id_owner_and_filter() {
        let catalogue = Images::default();
        let check = |ids: &[&str], owners: &[&str], filters: &[Filter], expected: usize| {
            let owned = |texts: &[&str]| -> Vec<String> {
                texts.iter().map(|text| (*text).to_owned()).collect()
            };
            let (ids, owners) = (owned(ids), owned(owners));
            let found = images(&catalogue, &ids, &owners, filters, &Page::default()).unwrap().0;
            assert_eq!(found.len(), expected, "{ids:?} {owners:?} {filters:?}");
        };
        check(&[], &[], &[], 6);
        check(&["ami-1a2b3c4d", "ami-1a2b3c4d"], &[], &[], 1);
        check(&[], &["self"], &[], 6);
        check(&[], &["aws-marketplace"], &[], 1);
        check(&[], &["amazon", OWNER], &[], 6);
        check(&[], &["099720109477"], &[], 0);
        check(&[], &[], &filter("platform", "windows"), 1);
        check(&[], &[], &filter("platform", "*"), 1);
        check(&[], &[], &filter("name", "keyproof/linux/*"), 1);
        check(&[], &[], &filter("root-device-type", "instance-store"), 1);
        check(&[], &[], &filter("architecture", "arm64"), 0);
        let unknown = ["ami-0".to_owned()];
        let refusal = images(&catalogue, &unknown, &[], &[], &Page::default()).unwrap_err();
        assert_eq!(refusal.code, Some(ErrorCode::of_name("InvalidAMIID.NotFound")));
    }
}
