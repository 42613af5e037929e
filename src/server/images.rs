//! The images that instances can be launched from: one of each kind in the document, and a second Linux
//! image.

use crate::api::service::{Image, Network, Platform, RootDeviceType};
use crate::query::Offer;

/// An image of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// The image id.
    pub id: &'static str,
    /// The name of its kind in `--image` of `keyproof run`.
    pub kind: &'static str,
    /// A description for people.
    pub about: &'static str,
    platform: Platform,
    root_device_type: RootDeviceType,
    product_code: Option<&'static str>,
    network: Network,
}

/// A Linux image with its root device on a volume, launched into a VPC. The others are variants of it.
const LINUX: Listed = Listed {
    id: "ami-1a2b3c4d",
    kind: "linux",
    about: "Linux",
    platform: Platform::Linux,
    root_device_type: RootDeviceType::Ebs,
    product_code: None,
    network: Network::Vpc,
};

/// Every image.
pub const IMAGES: [Listed; 6] = [
    LINUX,
    Listed { id: "ami-5e6f7a8b", kind: "other-linux", about: "another Linux", ..LINUX },
    Listed {
        id: "ami-0a1d0e5f",
        kind: "windows",
        about: "Windows",
        platform: Platform::Windows,
        ..LINUX
    },
    Listed {
        id: "ami-1c57a4ce",
        kind: "instance-store",
        about: "Linux, root device in an instance store",
        root_device_type: RootDeviceType::InstanceStore,
        ..LINUX
    },
    Listed {
        id: "ami-3a4be7c0",
        kind: "marketplace",
        about: "Linux, product code a1b2c3d4e5f6g7h8i9j0k1l2m",
        product_code: Some("a1b2c3d4e5f6g7h8i9j0k1l2m"),
        ..LINUX
    },
    Listed {
        id: "ami-c1a551c0",
        kind: "classic",
        about: "Linux, launched into EC2-Classic",
        network: Network::Classic,
        ..LINUX
    },
];

/// Returns the image with this id, if there is one.
#[must_use]
pub fn offer(id: &str) -> Option<Offer> {
    let listed = IMAGES.iter().find(|image| image.id == id)?;
    let image = Image {
        id: listed.id.to_owned(),
        platform: listed.platform,
        root_device_type: listed.root_device_type,
        product_code: listed.product_code.map(str::to_owned),
    };
    Some(Offer { image, network: listed.network })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_and_each_kind_has_one_image() {
        for image in &IMAGES {
            let digits = image.id.strip_prefix("ami-").unwrap();
            assert!(digits.len() == 8 && digits.chars().all(|digit| digit.is_ascii_hexdigit()));
            assert_eq!(offer(image.id).unwrap().image.platform, image.platform, "{}", image.id);
            assert_eq!(IMAGES.iter().filter(|other| other.id == image.id).count(), 1);
            assert_eq!(IMAGES.iter().filter(|other| other.kind == image.kind).count(), 1);
        }
        assert_eq!(offer("ami-00000000"), None);
    }
}
