//! The images that instances can be launched from: one of each kind in the document, a second Linux image,
//! and those that the user of the server adds.

use crate::api::service::{Image, Network, Platform, RootDeviceType};
use crate::query::Offer;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;

/// An image of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The image id.
    pub id: Cow<'static, str>,
    /// The name of its kind in `--image` of `keyproof run`.
    pub kind: &'static str,
    /// A description for people.
    pub about: &'static str,
    pub(super) platform: Platform,
    pub(super) root_device_type: RootDeviceType,
    pub(super) product_code: Option<&'static str>,
    network: Network,
}

/// The images of a server, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images(BTreeMap<String, Listed>);

/// A Linux image with its root device on a volume, launched into a VPC. The others are variants of it.
const LINUX: Listed = Listed {
    id: Cow::Borrowed("ami-1a2b3c4d"),
    kind: "linux",
    about: "Linux",
    platform: Platform::Linux,
    root_device_type: RootDeviceType::Ebs,
    product_code: None,
    network: Network::Vpc,
};

/// The images of every server.
pub const IMAGES: [Listed; 6] = [
    LINUX,
    Listed {
        id: Cow::Borrowed("ami-5e6f7a8b"),
        kind: "other-linux",
        about: "another Linux",
        ..LINUX
    },
    Listed {
        id: Cow::Borrowed("ami-0a1d0e5f"),
        kind: "windows",
        about: "Windows",
        platform: Platform::Windows,
        ..LINUX
    },
    Listed {
        id: Cow::Borrowed("ami-1c57a4ce"),
        kind: "instance-store",
        about: "Linux, root device in an instance store",
        root_device_type: RootDeviceType::InstanceStore,
        ..LINUX
    },
    Listed {
        id: Cow::Borrowed("ami-3a4be7c0"),
        kind: "marketplace",
        about: "Linux, product code a1b2c3d4e5f6g7h8i9j0k1l2m",
        product_code: Some("a1b2c3d4e5f6g7h8i9j0k1l2m"),
        ..LINUX
    },
    Listed {
        id: Cow::Borrowed("ami-c1a551c0"),
        kind: "classic",
        about: "Linux, launched into EC2-Classic",
        network: Network::Classic,
        ..LINUX
    },
];

/// The longest id of an image, in characters.
const LONGEST_ID: usize = 64;

impl FromStr for Listed {
    type Err = String;

    /// Reads `ID=KIND`, also with the parts the other way round, as `keyproof run` takes them. Without a kind,
    /// the image is Linux.
    fn from_str(text: &str) -> Result<Self, String> {
        let (first, second) = text.split_once('=').unwrap_or((text, LINUX.kind));
        let (id, kind) = if second.starts_with("ami-") { (second, first) } else { (first, second) };
        let digits = id.strip_prefix("ami-").unwrap_or_default();
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if digits.is_empty() || id.len() > LONGEST_ID || !digits.chars().all(is_plain) {
            return Err(
                "the image id is missing or invalid; use one such as ami-1a2b3c4d".to_owned()
            );
        }
        let mut known = IMAGES.into_iter().filter(|known| known.kind == kind);
        let known = known.next().ok_or_else(|| {
            let kinds = IMAGES.map(|image| image.kind).join(", ");
            format!("unknown kind of image {kind:?}; known are {kinds}")
        })?;
        Ok(Self { id: Cow::Owned(id.to_owned()), ..known })
    }
}

impl Default for Images {
    /// Returns the images of every server.
    fn default() -> Self {
        Self(IMAGES.into_iter().map(|image| (image.id.clone().into_owned(), image)).collect())
    }
}

impl Images {
    /// Adds images to those of every server.
    ///
    /// # Errors
    /// Returns the id of an image that would have two kinds.
    pub fn with(added: &[Listed]) -> Result<Self, String> {
        let mut images = Self::default();
        for image in added {
            let known = images.0.entry(image.id.clone().into_owned());
            if known.or_insert_with(|| image.clone()).kind != image.kind {
                return Err(image.id.clone().into_owned());
            }
        }
        Ok(images)
    }

    /// Returns the image with this id, if there is one.
    #[must_use]
    pub fn offer(&self, id: &str) -> Option<Offer> {
        let listed = self.0.get(id)?;
        let image = Image {
            id: id.to_owned(),
            platform: listed.platform,
            root_device_type: listed.root_device_type,
            product_code: listed.product_code.map(str::to_owned),
        };
        Some(Offer { image, network: listed.network })
    }

    /// Returns the images, sorted by id.
    pub fn iter(&self) -> impl Iterator<Item = &Listed> {
        self.0.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_and_each_kind_has_one_image() {
        let images = Images::default();
        for image in &IMAGES {
            let digits = image.id.strip_prefix("ami-").unwrap();
            assert!(digits.len() == 8 && digits.chars().all(|digit| digit.is_ascii_hexdigit()));
            assert_eq!(images.offer(&image.id).unwrap().image.platform, image.platform);
            assert_eq!(IMAGES.iter().filter(|other| other.id == image.id).count(), 1);
            assert_eq!(IMAGES.iter().filter(|other| other.kind == image.kind).count(), 1);
        }
        assert_eq!(images.offer("ami-00000000"), None);
    }

    #[test]
    fn an_added_image_is_of_a_known_kind() {
        for (text, kind) in [
            ("ami-12c6146b=windows", "windows"),
            ("windows=ami-12c6146b", "windows"),
            ("ami-12c6146b", "linux"),
            ("ami-0abcdef1234567890=instance-store", "instance-store"),
            ("ami-my-image=marketplace", "marketplace"),
        ] {
            let image: Listed = text.parse().unwrap();
            assert_eq!(image.kind, kind, "{text}");
            let offer =
                Images::with(std::slice::from_ref(&image)).unwrap().offer(&image.id).unwrap();
            let known = IMAGES.into_iter().find(|known| known.kind == kind).unwrap();
            assert_eq!(offer.image.platform, known.platform, "{text}");
            assert_eq!(offer.image.root_device_type, known.root_device_type, "{text}");
        }
        for text in [
            "",
            "=",
            "linux",
            "ami-=linux",
            "ami-1=mac",
            "ami-A=linux",
            "i-1=linux",
            "ami-1=linux=x",
        ] {
            assert!(text.parse::<Listed>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_image_has_one_kind() {
        let images = |texts: &[&str]| {
            Images::with(&texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<_>>())
        };
        assert_eq!(images(&["ami-1a2b3c4d=linux", "ami-1=linux"]).unwrap().iter().count(), 7);
        assert_eq!(images(&["ami-1a2b3c4d=windows"]), Err("ami-1a2b3c4d".to_owned()));
        assert_eq!(images(&["ami-1=linux", "ami-1=classic"]), Err("ami-1".to_owned()));
    }
}
