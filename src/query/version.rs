//! The API versions. Each is a date and has its own XML namespace.

use std::fmt;

/// The version of the tested EC2 documents. The client sends it in every request.
pub const VERSION: &str = "2014-06-15";

/// The earlier versions that a server accepts. The operations on key pairs and instances have the same form.
const EARLIER: [&str; 3] = ["2013-10-15", "2014-02-01", "2014-05-01"];

/// The later versions that a server accepts. It doesn't offer the operations that they added. Requests for
/// older operations have the same form. Current programs send the last version.
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
    /// The version of the tested EC2 documents, [`VERSION`].
    pub const DOCUMENT: Self = Self(VERSION);

    /// Returns the version of this date, or `None` if the server doesn't accept it.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let known = EARLIER.into_iter().chain([VERSION]).chain(LATER);
        known.into_iter().find(|known| *known == name).map(Self)
    }

    /// Returns the date, such as `2014-06-15`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// Returns the XML namespace of answers. As in EC2, it ends with a slash.
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
    fn knows_the_versions_about_that_of_the_document() {
        for name in ["2013-10-15", "2014-05-01", "2014-06-15", "2014-09-01", "2016-11-15"] {
            assert_eq!(Version::of_name(name).map(Version::name), Some(name));
        }
        for name in ["", "2013-02-01", "2014-06-15/", "2011-11-06", "2017-01-01"] {
            assert_eq!(Version::of_name(name), None, "{name}");
        }
        let namespace = Version::DOCUMENT.namespace();
        assert_eq!(namespace, "http://ec2.amazonaws.com/doc/2014-06-15/");
    }
}
