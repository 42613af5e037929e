//! The URL of an endpoint, and that of the instance metadata: `http` or `https`, a host, a port and a path
//! (RFC 3986 section 3), and no other part.

use crate::encoding::decimal;
use crate::query::form;
use hyper::Uri;
use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

/// The placeholder for an instance id.
const PLACE: &str = "{instance}";

/// The domains of the endpoints of every AWS partition (`partitions.json` of the AWS SDKs: `dnsSuffix` and
/// `dualStackDnsSuffix`).
const AMAZON: [&str; 14] = [
    "amazonaws.com",
    "api.aws",
    // China.
    "amazonaws.com.cn",
    "amazonwebservices.com.cn",
    // The European Sovereign Cloud.
    "amazonaws.eu",
    "amazonwebservices.eu",
    // The isolated partitions.
    "c2s.ic.gov",
    "api.aws.ic.gov",
    "sc2s.sgov.gov",
    "api.aws.scloud",
    "cloud.adc-e.uk",
    "api.cloud-aws.adc-e.uk",
    "csp.hci.ic.gov",
    "api.aws.hci.ic.gov",
];

/// The URL of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    /// Whether HTTP is used over TLS.
    pub(super) is_secure: bool,
    /// The host in lowercase: a name, an IPv4 address, or an IPv6 address without its brackets.
    pub(super) host: String,
    pub(super) port: u16,
    /// The path, which starts with a slash.
    pub(super) path: String,
}

/// An error in the URL of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseUrlError {
    /// The text is not a URL.
    #[error("the URL is malformed: {0}")]
    Malformed(String),
    /// The scheme is missing or unknown.
    #[error("the URL must start with http:// or https://")]
    Scheme,
    /// The URL has a user name or a password.
    #[error("the URL has a user name; pass credentials in their own options")]
    User,
    /// The host is missing or invalid.
    #[error("the URL has no host or an invalid one")]
    Host,
    /// The port is not a number from 1 to 65535.
    #[error("the port must be a number from 1 to 65535")]
    Port,
    /// The URL has a query or a fragment.
    #[error("the URL has a query or a fragment; an endpoint has neither")]
    Query,
}

impl Url {
    /// Parses a URL.
    ///
    /// # Errors
    /// Returns a [`ParseUrlError`] for the first fault found.
    pub fn parse(text: &str) -> Result<Self, ParseUrlError> {
        let is_secure = match text.split_once("://") {
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("http") => false,
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("https") => true,
            _ => return Err(ParseUrlError::Scheme),
        };
        // `Uri` drops a fragment without an error.
        if text.contains(['?', '#']) {
            return Err(ParseUrlError::Query);
        }
        let malformed =
            |error: hyper::http::uri::InvalidUri| ParseUrlError::Malformed(error.to_string());
        let uri: Uri = text.parse().map_err(malformed)?;
        let authority = uri.authority().ok_or(ParseUrlError::Host)?.as_str();
        if authority.contains('@') {
            return Err(ParseUrlError::User);
        }
        let host = uri.host().filter(|host| !host.is_empty()).ok_or(ParseUrlError::Host)?;
        let port = match authority.strip_prefix(host).ok_or(ParseUrlError::Host)? {
            "" => default_port(is_secure),
            text => {
                let port = text.strip_prefix(':').and_then(decimal);
                port.filter(|port| *port > 0).ok_or(ParseUrlError::Port)?
            }
        };
        let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        if address.is_some_and(|address| address.parse::<Ipv6Addr>().is_err()) {
            return Err(ParseUrlError::Host);
        }
        let host = address.unwrap_or(host).to_ascii_lowercase();
        Ok(Self { is_secure, host, port, path: uri.path().to_owned() })
    }

    /// Returns the host, and the port if it is not the default one, as in the header `Host`.
    pub(crate) fn authority(&self) -> String {
        let host =
            if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        if self.port == default_port(self.is_secure) {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }

    /// Returns whether the host is one of Amazon's, where all resources are real and cost money.
    #[must_use]
    pub fn is_amazon(&self) -> bool {
        let host = self.host.trim_end_matches('.').to_ascii_lowercase();
        let is_below = |domain: &str| {
            host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        AMAZON.iter().any(|domain| is_below(domain))
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_secure { "https" } else { "http" };
        let path = if self.path == "/" { "" } else { &self.path };
        write!(f, "{scheme}://{}{path}", self.authority())
    }
}

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

const fn default_port(is_secure: bool) -> u16 {
    if is_secure { 443 } else { 80 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(&str, u16, &str), ParseUrlError>) {
        let parsed = Url::parse(text);
        let parsed = parsed.as_ref().map(|url| (url.host.as_str(), url.port, url.path.as_str()));
        assert_eq!(parsed, expected.as_ref().copied(), "{text}");
    }

    #[test]
    fn parses_common_urls() {
        check("http://localhost:5000", Ok(("localhost", 5000, "/")));
        check("http://localhost:5000/", Ok(("localhost", 5000, "/")));
        check("HTTPS://Cloud.Example/services/ec2", Ok(("cloud.example", 443, "/services/ec2")));
        check("http://127.0.0.1", Ok(("127.0.0.1", 80, "/")));
        check("http://[::1]:8000/x", Ok(("::1", 8000, "/x")));
        check("http://[::1]", Ok(("::1", 80, "/")));
    }

    #[test]
    fn refuses_malformed_urls() {
        check("localhost:5000", Err(ParseUrlError::Scheme));
        check("ftp://localhost", Err(ParseUrlError::Scheme));
        check("", Err(ParseUrlError::Scheme));
        check("http://:80", Err(ParseUrlError::Host));
        let malformed =
            ["http://", "http:///x", "http://a b", "http://a<b", "http://[::1", "http://a/b c"];
        for text in malformed {
            let parsed = Url::parse(text);
            assert!(matches!(parsed, Err(ParseUrlError::Malformed(_))), "{text}: {parsed:?}");
        }
        check("http://[::1]x", Err(ParseUrlError::Port));
        check("http://[localhost]", Err(ParseUrlError::Host));
        check("http://user:pass@localhost", Err(ParseUrlError::User));
        for port in ["", "0", "65536", "x", "-1", "+80"] {
            check(&format!("http://localhost:{port}"), Err(ParseUrlError::Port));
        }
        check("http://localhost/?a=b", Err(ParseUrlError::Query));
        check("http://localhost#a", Err(ParseUrlError::Query));
    }

    #[test]
    fn displays_the_parsed_text() {
        for text in ["http://localhost:5000", "https://a.example/ec2", "http://[::1]:8000"] {
            assert_eq!(Url::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Url::parse("http://a:80/").unwrap().authority(), "a");
    }

    #[test]
    fn recognises_the_hosts_of_amazon() {
        let is_amazon = |host: &str| Url::parse(&format!("https://{host}/")).unwrap().is_amazon();
        for host in [
            "ec2.us-east-1.amazonaws.com",
            "EC2.AmazonAWS.com.",
            "amazonaws.com",
            "ec2.cn-north-1.amazonaws.com.cn",
            "ec2.us-east-1.api.aws:443",
            "ec2.eusc-de-east-1.amazonaws.eu",
            "ec2.us-iso-east-1.c2s.ic.gov",
            "ec2.us-isob-east-1.sc2s.sgov.gov",
            "ec2.eu-isoe-west-1.cloud.adc-e.uk",
            "ec2.us-isof-east-1.csp.hci.ic.gov",
        ] {
            assert!(is_amazon(host), "{host}");
        }
        for host in
            ["amazonaws.com.example", "notamazonaws.com", "localhost", "aws", "ic.gov", "amazon.eu"]
        {
            assert!(!is_amazon(host), "{host}");
        }
    }

    #[test]
    fn a_metadata_url_has_a_place_for_the_instance() {
        let url =
            |text: &str| text.parse::<MetadataUrl>().map(|url| url.of("i-1").unwrap().to_string());
        assert_eq!(url("http://a:1/{instance}"), Ok("http://a:1/i-1".to_owned()));
        assert_eq!(url("http://{instance}.a"), Ok("http://i-1.a".to_owned()));
        assert_eq!(url("http://a"), Ok("http://a".to_owned()));
        assert_eq!(url("http://a/{id}"), Err(ParseMetadataUrlError::Place));
        assert_eq!(url("a/{instance}"), Err(ParseMetadataUrlError::Url(ParseUrlError::Scheme)));
    }
}
