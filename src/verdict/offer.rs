//! What an implementation says that it offers, as far as a verdict depends on it.

use crate::api::KeyFormat;
use crate::implementation::Description;
use crate::rule::Capability;
use crate::vector::{Suite, Vector};

/// What an implementation says that it offers, as far as a verdict depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offer {
    has_codes: bool,
    /// All of them, if it doesn't say.
    formats: Option<Vec<KeyFormat>>,
}

impl Offer {
    /// What a description offers.
    #[must_use]
    pub fn of(description: &Description) -> Self {
        Self {
            has_codes: description.capabilities.contains(&Capability::Pairs),
            formats: description.formats.clone(),
        }
    }

    /// Whether each refusal must hold an error code: a service has codes, a command or a library need not
    /// (rule api/error-form).
    #[must_use]
    pub const fn has_codes(&self) -> bool {
        self.has_codes
    }

    /// Whether a vector is for a reader of the formats offered. A broken file is for the readers of its twins'
    /// formats.
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
