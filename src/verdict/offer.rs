//! The properties of an implementation that verdicts depend on.

use crate::api::KeyFormat;
use crate::implementation::Description;
use crate::rule::Capability;
use crate::vector::{Suite, Vector};

/// The properties of an implementation that verdicts depend on, as its description declares them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offer {
    has_codes: bool,
    /// `None` means all formats.
    formats: Option<Vec<KeyFormat>>,
}

impl Offer {
    /// Takes the properties from a description.
    #[must_use]
    pub fn of(description: &Description) -> Self {
        Self {
            has_codes: description.capabilities.contains(&Capability::Pairs),
            formats: description.formats.clone(),
        }
    }

    /// Whether each refusal must have an error code. A service has codes; a command or a library need
    /// not have any (rule api/error-form).
    #[must_use]
    pub const fn has_codes(&self) -> bool {
        self.has_codes
    }

    /// Whether the implementation reads the format that a vector needs. A file in no format needs a
    /// reader of one of its twins' formats.
    #[must_use]
    pub fn reads(&self, suite: &Suite, vector: &Vector) -> bool {
        let Some(formats) = &self.formats else { return true };
        let offered =
            |vector: &Vector| vector.format.is_none_or(|format| formats.contains(&format));
        let mut twins = vector.twins.iter().filter_map(|id| suite.find(id)).peekable();
        match (vector.format, twins.peek()) {
            (None, Some(_)) => twins.any(offered),
            _ => offered(vector),
        }
    }
}
