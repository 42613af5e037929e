//! The versions of the API, each of which is a date and has an XML namespace of its own.

use std::fmt;

/// The version that the document belongs to, which a client asks for.
pub const VERSION: &str = "2014-06-15";

/// The later versions: what they added is not offered, and what there was is still asked in the same way. Programs
/// of today ask for the last.
const LATER: [&str; 8] = [
    "2014-09-01",
    "2014-10-01",
    "2015-03-01",
    "2015-04-15",
    "2015-10-01",
    "2016-04-01",
    "2016-09-15",
    "2016-11-15",
];

/// A version that a request may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version(&'static str);

impl Version {
    /// The version that the document belongs to.
    pub const DOCUMENT: Self = Self(VERSION);

    /// The version of this date, if it is that of the document or a later one.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let known = std::iter::once(VERSION).chain(LATER);
        known.into_iter().find(|known| *known == name).map(Self)
    }

    /// The date, such as `2014-06-15`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// The namespace of the answers to it, as EC2 writes it: with a slash at its end.
    #[must_use]
    pub fn namespace(self) -> String {
        format!("http://ec2.amazonaws.com/doc/{}/", self.0)
    }
}

impl Default for Version {
    fn default() -> Self {
        Self::DOCUMENT
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_from_that_of_the_document_on_are_known() {
        for name in ["2014-06-15", "2014-09-01", "2016-11-15"] {
            assert_eq!(Version::of_name(name).map(Version::name), Some(name));
        }
        for name in ["", "2014-05-01", "2014-06-15/", "2011-11-06", "2017-01-01"] {
            assert_eq!(Version::of_name(name), None, "{name}");
        }
        let namespace = Version::DOCUMENT.namespace();
        assert_eq!(namespace, "http://ec2.amazonaws.com/doc/2014-06-15/");
    }
}
