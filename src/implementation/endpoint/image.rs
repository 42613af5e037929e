//! Images: maps the image that a vector requests to an image of the endpoint with the same properties.

use crate::api::service::{Image, Platform, RootDeviceType};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The ids of the two Linux images in the vectors.
const LINUX: &str = "ami-1a2b3c4d";
const OTHER_LINUX: &str = "ami-5e6f7a8b";

/// The properties of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImageKind {
    /// Linux, with the root file system on a volume.
    Linux,
    /// A second image with the same properties.
    OtherLinux,
    /// Windows, with the root file system on a volume.
    Windows,
    /// Linux, with the root file system in an instance store.
    InstanceStore,
    /// Linux from the AWS Marketplace, with a product code.
    Marketplace,
}

/// An image of an endpoint with its properties: `KIND=ID`, or only `ID` for Linux.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedImage {
    /// The properties of the image.
    pub kind: ImageKind,
    /// The id of the image at the endpoint.
    pub id: String,
}

/// The images of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images(BTreeMap<ImageKind, String>);

impl ImageKind {
    const ALL: [Self; 5] =
        [Self::Linux, Self::OtherLinux, Self::Windows, Self::InstanceStore, Self::Marketplace];

    const fn name(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::OtherLinux => "other-linux",
            Self::Windows => "windows",
            Self::InstanceStore => "instance-store",
            Self::Marketplace => "marketplace",
        }
    }

    /// Returns the properties of an image in a vector, if they are supported.
    fn of(image: &Image) -> Option<Self> {
        match (&image.product_code, image.platform, image.root_device_type) {
            (Some(_), Platform::Linux, RootDeviceType::Ebs) => Some(Self::Marketplace),
            (None, Platform::Linux, RootDeviceType::InstanceStore) => Some(Self::InstanceStore),
            (None, Platform::Windows, RootDeviceType::Ebs) => Some(Self::Windows),
            (None, Platform::Linux, RootDeviceType::Ebs) if image.id == LINUX => Some(Self::Linux),
            (None, Platform::Linux, RootDeviceType::Ebs) => Some(Self::OtherLinux),
            _ => None,
        }
    }
}

impl Images {
    /// Returns the named images, and the vectors' own ids for Linux images that are not named.
    #[must_use]
    pub fn new(named: &[NamedImage]) -> Self {
        let usual = [(ImageKind::Linux, LINUX), (ImageKind::OtherLinux, OTHER_LINUX)];
        let usual = usual.map(|(kind, id)| (kind, id.to_owned()));
        let mut images = Self(BTreeMap::from(usual));
        images.0.extend(named.iter().map(|image| (image.kind, image.id.clone())));
        images
    }

    /// Returns only the named images, for an endpoint that has none of the vectors' images.
    #[must_use]
    pub fn only(named: &[NamedImage]) -> Self {
        Self(named.iter().map(|image| (image.kind, image.id.clone())).collect())
    }

    /// Returns the endpoint's id for an image of a vector.
    pub(super) fn id(&self, image: &Image) -> Option<&str> {
        self.0.get(&ImageKind::of(image)?).map(String::as_str)
    }
}

impl fmt::Display for NamedImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.kind.name(), self.id)
    }
}

impl FromStr for NamedImage {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, id) = match text.split_once('=') {
            None => (ImageKind::Linux, text),
            Some((name, id)) => {
                let kind = ImageKind::ALL.into_iter().find(|kind| kind.name() == name);
                (
                    kind.ok_or_else(|| {
                        format!("unknown kind of image {name:?}; known are {}", all())
                    })?,
                    id,
                )
            }
        };
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            let why = "the image id is missing or invalid; use one such as ami-1a2b3c4d";
            return Err(why.to_owned());
        }
        Ok(Self { kind, id: id.to_owned() })
    }
}

fn all() -> String {
    ImageKind::ALL.map(ImageKind::name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Action;
    use crate::api::service::{Call, Operation};
    use crate::vector;
    use crate::vector::scenario::Task;

    #[test]
    fn an_image_has_an_optional_kind() {
        let named = |text: &str| text.parse::<NamedImage>().map(|image| (image.kind, image.id));
        assert_eq!(named("ami-1"), Ok((ImageKind::Linux, "ami-1".to_owned())));
        assert_eq!(named("windows=ami-2"), Ok((ImageKind::Windows, "ami-2".to_owned())));
        for text in ["", "windows=", "windows=a b", "plan9=ami-1"] {
            assert!(named(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_image_of_the_vectors_has_a_kind() {
        let suite = vector::embedded();
        let scenarios = suite.vectors.iter().filter_map(|vector| vector.scenario());
        let mut launches = 0;
        for step in scenarios.flat_map(|scenario| &scenario.steps) {
            let Task::Ask(Action::Call(Call {
                operation: Operation::RunInstances(launch), ..
            })) = &step.task
            else {
                continue;
            };
            launches += 1;
            assert!(ImageKind::of(&launch.image).is_some(), "{:?}", launch.image);
        }
        assert!(launches > 100, "{launches}");
    }

    #[test]
    fn only_linux_has_a_default_image() {
        let image = |id: &str, platform| Image {
            id: id.to_owned(),
            platform,
            root_device_type: RootDeviceType::Ebs,
            product_code: None,
        };
        let images = Images::new(&[]);
        assert_eq!(images.id(&image(LINUX, Platform::Linux)), Some(LINUX));
        assert_eq!(images.id(&image(LINUX, Platform::Windows)), None);
        let named: NamedImage = "other-linux=ami-9".parse().unwrap();
        let images = Images::new(&[named]);
        assert_eq!(images.id(&image(OTHER_LINUX, Platform::Linux)), Some("ami-9"));
    }
}
