//! The URL of an endpoint: `http` or `https`, a host, a port and a path (RFC 3986 section 3), and no other
//! part.

use crate::encoding::decimal;
use std::fmt;

/// The maximum length of a URL in bytes.
const MAX_LENGTH: usize = 2_048;

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
    /// The scheme.
    pub scheme: Scheme,
    /// The host: a name, an IPv4 address, or an IPv6 address without its brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The path, which starts with a slash.
    pub path: String,
}

/// The scheme of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Plain HTTP.
    Http,
    /// HTTP over TLS.
    Https,
}

/// An error in the URL of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseUrlError {
    /// The text is longer than the maximum.
    #[error("the URL is longer than {MAX_LENGTH} bytes")]
    TooLong,
    /// The scheme is missing or unknown.
    #[error("the URL must start with http:// or https://")]
    Scheme,
    /// The URL has a user name or a password.
    #[error("the URL has a user name; pass credentials in their own options")]
    User,
    /// The host is missing or has an invalid character.
    #[error("the URL has no host or an invalid one")]
    Host,
    /// The port is not a number from 1 to 65535.
    #[error("the port must be a number from 1 to 65535")]
    Port,
    /// The path has an invalid character.
    #[error("the path has a character that must be written as %XX")]
    Path,
    /// The URL has a query or a fragment.
    #[error("the URL has a query or a fragment; an endpoint has neither")]
    Query,
}

impl Scheme {
    const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// The default port.
    const fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl Url {
    /// Parses a URL.
    ///
    /// # Errors
    /// Returns a [`ParseUrlError`] for the first fault found.
    pub fn parse(text: &str) -> Result<Self, ParseUrlError> {
        if text.len() > MAX_LENGTH {
            return Err(ParseUrlError::TooLong);
        }
        let (scheme, rest) = text.split_once("://").ok_or(ParseUrlError::Scheme)?;
        let scheme = [Scheme::Http, Scheme::Https]
            .into_iter()
            .find(|known| scheme.eq_ignore_ascii_case(known.name()))
            .ok_or(ParseUrlError::Scheme)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(ParseUrlError::User);
        }
        if path.contains(['?', '#']) {
            return Err(ParseUrlError::Query);
        }
        if !path.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ParseUrlError::Path);
        }
        let (host, port) = host_and_port(authority)?;
        let path = if path.is_empty() { "/" } else { path };
        let port = port.unwrap_or(scheme.port());
        Ok(Self { scheme, host, port, path: path.to_owned() })
    }

    /// Returns the host, and the port if it is not the default one, as in the header `Host`.
    #[must_use]
    pub fn authority(&self) -> String {
        let host =
            if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        if self.port == self.scheme.port() { host } else { format!("{host}:{}", self.port) }
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
        let path = if self.path == "/" { "" } else { &self.path };
        write!(f, "{}://{}{path}", self.scheme.name(), self.authority())
    }
}

/// Splits an authority into the lowercase host and the port, if there is one.
fn host_and_port(authority: &str) -> Result<(String, Option<u16>), ParseUrlError> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or(ParseUrlError::Host)?;
            host.parse::<std::net::Ipv6Addr>().map_err(|_| ParseUrlError::Host)?;
            (
                host,
                port.strip_prefix(':')
                    .or(port.is_empty().then_some(""))
                    .ok_or(ParseUrlError::Host)?,
            )
        }
        None => authority.split_once(':').unwrap_or((authority, "")),
    };
    let is_of_host =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':');
    if host.is_empty() || !host.bytes().all(is_of_host) {
        return Err(ParseUrlError::Host);
    }
    let has_port = authority.ends_with(|last: char| last != ']') && authority.contains(':');
    let port = match port {
        "" if !has_port || authority.ends_with(']') => None,
        text => Some(decimal(text).filter(|port| *port > 0).ok_or(ParseUrlError::Port)?),
    };
    Ok((host.to_ascii_lowercase(), port))
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
    fn reads_what_people_write() {
        check("http://localhost:5000", Ok(("localhost", 5000, "/")));
        check("http://localhost:5000/", Ok(("localhost", 5000, "/")));
        check("HTTPS://Cloud.Example/services/ec2", Ok(("cloud.example", 443, "/services/ec2")));
        check("http://127.0.0.1", Ok(("127.0.0.1", 80, "/")));
        check("http://[::1]:8000/x", Ok(("::1", 8000, "/x")));
        check("http://[::1]", Ok(("::1", 80, "/")));
    }

    #[test]
    fn refuses_what_is_no_place() {
        check("localhost:5000", Err(ParseUrlError::Scheme));
        check("ftp://localhost", Err(ParseUrlError::Scheme));
        check("", Err(ParseUrlError::Scheme));
        check("http://", Err(ParseUrlError::Host));
        check("http:///x", Err(ParseUrlError::Host));
        check("http://a b", Err(ParseUrlError::Host));
        check("http://[::1", Err(ParseUrlError::Host));
        check("http://[::1]x", Err(ParseUrlError::Host));
        check("http://[localhost]", Err(ParseUrlError::Host));
        check("http://user:pass@localhost", Err(ParseUrlError::User));
        for port in ["", "0", "65536", "x", "-1", "+80"] {
            check(&format!("http://localhost:{port}"), Err(ParseUrlError::Port));
        }
        check("http://localhost/a b", Err(ParseUrlError::Path));
        check("http://localhost/?a=b", Err(ParseUrlError::Query));
        check("http://localhost#a", Err(ParseUrlError::Query));
        check(&format!("http://{}", "a".repeat(MAX_LENGTH)), Err(ParseUrlError::TooLong));
    }

    #[test]
    fn is_shown_as_it_is_asked() {
        for text in ["http://localhost:5000", "https://a.example/ec2", "http://[::1]:8000"] {
            assert_eq!(Url::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Url::parse("http://a:80/").unwrap().authority(), "a");
    }

    #[test]
    fn amazon_is_known_however_it_is_written() {
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
}
