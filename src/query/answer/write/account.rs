//! Writes what a server says of itself and of its account: tags, regions, availability zones and images.

use super::{OWNER, ROOT_DEVICE, document, resources};
use crate::api::service::{Platform, RootDeviceType};
use crate::query::xml::Writer;
use crate::query::{Time, Version};

/// A tag of a key pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The id of the pair.
    pub key_pair_id: &'a str,
    /// The key.
    pub key: &'a str,
    /// The value.
    pub value: &'a str,
}

/// An image as answers describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image<'a> {
    /// The image id.
    pub id: &'a str,
    /// The name.
    pub name: String,
    /// The description.
    pub about: &'a str,
    /// The alias of the owner, such as `amazon`.
    pub owner_alias: &'a str,
    /// The operating system.
    pub platform: Platform,
    /// The storage of the root file system.
    pub root_device_type: RootDeviceType,
    /// The Marketplace product code.
    pub product_code: Option<&'a str>,
}

/// Writes the answer of an operation that says only that it succeeded.
#[must_use]
pub fn success(action: &str, version: Version, request_id: &str) -> String {
    let root = format!("{action}Response");
    document(&root, version, request_id, |writer| writer.text("return", "true"))
}

/// Writes the answer to `DescribeTags`.
#[must_use]
pub fn tags(
    tags: &[Tag<'_>],
    next_token: Option<&str>,
    version: Version,
    request_id: &str,
) -> String {
    document("DescribeTagsResponse", version, request_id, |writer| {
        writer.list("tagSet", tags, |writer, tag| {
            writer.text("resourceId", tag.key_pair_id);
            writer.text("resourceType", "key-pair");
            writer.text("key", tag.key);
            writer.text("value", tag.value);
        });
        writer.optional("nextToken", next_token);
    })
}

/// Writes the answer to `DescribeRegions`. All regions have one endpoint.
#[must_use]
pub fn regions(names: &[String], endpoint: &str, version: Version, request_id: &str) -> String {
    document("DescribeRegionsResponse", version, request_id, |writer| {
        writer.list("regionInfo", names, |writer, name| {
            writer.text("regionName", name);
            writer.text("regionEndpoint", endpoint);
            writer.text("optInStatus", "opt-in-not-required");
        });
    })
}

/// Writes the answer to `DescribeAvailabilityZones`, with zones of one region.
#[must_use]
pub fn zones(names: &[String], region: &str, version: Version, request_id: &str) -> String {
    document("DescribeAvailabilityZonesResponse", version, request_id, |writer| {
        writer.list("availabilityZoneInfo", names, |writer, name| {
            writer.text("zoneName", name);
            writer.text("zoneState", "available");
            writer.text("regionName", region);
            writer.element("messageSet", |_| {});
            writer.text("optInStatus", "opt-in-not-required");
            writer.text("zoneType", "availability-zone");
        });
    })
}

/// Writes the answer to `DescribeImages`.
#[must_use]
pub fn images(
    images: &[Image<'_>],
    next_token: Option<&str>,
    version: Version,
    request_id: &str,
) -> String {
    document("DescribeImagesResponse", version, request_id, |writer| {
        writer.list("imagesSet", images, |writer, described| image(described, writer));
        writer.optional("nextToken", next_token);
    })
}

fn image(image: &Image<'_>, writer: &mut Writer) {
    writer.text("imageId", image.id);
    writer.text("imageLocation", &format!("{OWNER}/{}", image.name));
    writer.text("imageState", "available");
    writer.text("imageOwnerId", OWNER);
    writer.text("imageOwnerAlias", image.owner_alias);
    writer.text("isPublic", "true");
    resources::product_codes(image.product_code, writer);
    writer.text("architecture", "x86_64");
    writer.text("imageType", "machine");
    let is_windows = image.platform == Platform::Windows;
    writer.optional("platform", is_windows.then_some("windows"));
    writer.text("name", &image.name);
    writer.text("description", image.about);
    writer.text("rootDeviceType", image.root_device_type.name());
    writer.text("rootDeviceName", ROOT_DEVICE);
    let volume = Some(image).filter(|image| image.root_device_type == RootDeviceType::Ebs);
    writer.list("blockDeviceMapping", volume, |writer, image| {
        writer.text("deviceName", ROOT_DEVICE);
        writer.element("ebs", |writer| {
            let digits = image.id.strip_prefix("ami-").unwrap_or(image.id);
            writer.text("snapshotId", &format!("snap-{digits}"));
            writer.text("volumeSize", resources::VOLUME_SIZE);
            writer.text("deleteOnTermination", "true");
            writer.text("volumeType", "standard");
            writer.text("encrypted", "false");
        });
    });
    writer.text("virtualizationType", "hvm");
    writer.text("hypervisor", "xen");
    writer.text("creationDate", &Time::default().to_string());
}
