//! Where instances find their metadata.

use super::url::{ParseUrlError, Url};
use crate::query::form;
use std::fmt;
use std::str::FromStr;

/// What stands for an instance's id.
const PLACE: &str = "{instance}";

/// Where instances find their metadata: a URL, in which `{instance}` stands for the id of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataUrl(String);

/// Why a text doesn't say where metadata is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseMetadataUrlError {
    /// It is no URL.
    #[error(transparent)]
    Url(#[from] ParseUrlError),
    /// It has a place in it for something that isn't known.
    #[error("it has a brace in it other than those of {PLACE}")]
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
    /// Where one instance finds its metadata.
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
