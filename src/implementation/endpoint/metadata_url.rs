//! The URL of the instance metadata.

use super::url::{ParseUrlError, Url};
use crate::query::form;
use std::fmt;
use std::str::FromStr;

/// The placeholder for an instance id.
const PLACE: &str = "{instance}";

/// The URL of the instance metadata, in which `{instance}` is a placeholder for the instance id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataUrl(String);

/// An error in a metadata URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseMetadataUrlError {
    /// The text is not a URL.
    #[error(transparent)]
    Url(#[from] ParseUrlError),
    /// The text has a brace that is not part of `{instance}`.
    #[error("the URL has a brace outside {PLACE}")]
    Place,
}

impl FromStr for MetadataUrl {
    type Err = ParseMetadataUrlError;

    fn from_str(text: &str) -> Result<Self, ParseMetadataUrlError> {
        if text.replace(PLACE, "").contains(['{', '}']) {
            return Err(ParseMetadataUrlError::Place);
        }
        Url::parse(&text.replace(PLACE, "i-1a2b3c4d"))?;
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for MetadataUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl MetadataUrl {
    /// Returns the URL of the metadata of one instance.
    pub(super) fn of(&self, instance_id: &str) -> Result<Url, ParseUrlError> {
        let mut id = String::new();
        form::escape(instance_id, &mut id);
        Url::parse(&self.0.replace(PLACE, &id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_has_a_place_in_a_url() {
        let url =
            |text: &str| text.parse::<MetadataUrl>().map(|url| url.of("i-1").unwrap().to_string());
        assert_eq!(url("http://a:1/{instance}"), Ok("http://a:1/i-1".to_owned()));
        assert_eq!(url("http://{instance}.a"), Ok("http://i-1.a".to_owned()));
        assert_eq!(url("http://a"), Ok("http://a".to_owned()));
        assert_eq!(url("http://a/{id}"), Err(ParseMetadataUrlError::Place));
        assert_eq!(url("a/{instance}"), Err(ParseMetadataUrlError::Url(ParseUrlError::Scheme)));
    }
}
