//! Protects a server on loopback from pages of other sites in a browser on the same machine.
//!
//! A page reaches a loopback address by a host name that its owner has pointed there, which then is in
//! `Host`. Or it sends a form there, which the browser marks with the page's `Origin` or as cross-site.

use hyper::http::header::{HOST, ORIGIN};
use hyper::http::{HeaderMap, HeaderName};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The header in which browsers state how a page and its request are related.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether only this machine can connect to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Guard {
    is_loopback: bool,
}

impl Guard {
    /// Returns the guard of a server that listens at this address.
    pub(super) fn new(address: SocketAddr) -> Self {
        Self { is_loopback: address.ip().is_loopback() }
    }

    /// Checks that a request to a loopback address doesn't come from a page of another site.
    pub(super) fn check(self, headers: &HeaderMap) -> Result<(), &'static str> {
        if !self.is_loopback {
            return Ok(());
        }
        let text = |value: &'_ hyper::http::HeaderValue| value.to_str().map(str::to_owned);
        let mut hosts = headers.get_all(HOST).iter();
        if !hosts.all(|host| text(host).is_ok_and(|host| is_local(&host))) {
            return Err(
                "the header Host names another machine, and the server listens on loopback: \
                        ask for 127.0.0.1 or localhost, or have it listen at another address",
            );
        }
        let is_own = |origin: &str| {
            let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            host.is_some_and(is_local)
        };
        if !headers.get_all(ORIGIN).iter().all(|origin| text(origin).is_ok_and(|it| is_own(&it))) {
            return Err("the request comes from a page of another site, by its header Origin");
        }
        if headers.get_all(&SEC_FETCH_SITE).iter().any(|site| site == "cross-site") {
            return Err(
                "the request comes from a page of another site, by its header Sec-Fetch-Site",
            );
        }
        Ok(())
    }
}

/// Returns whether a host, with or without a port, is any IP address or a name of this machine. An IP address
/// is safe, because nobody can point it elsewhere.
fn is_local(host: &str) -> bool {
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    if let Some((address, port)) = bracketed {
        return address.parse::<Ipv6Addr>().is_ok() && (port.is_empty() || port.starts_with(':'));
    }
    let (name, _) = host.rsplit_once(':').unwrap_or((host, ""));
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    // RFC 6761 section 6.3: names below localhost are loopback too.
    name == "localhost" || name.ends_with(".localhost") || name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::http::HeaderValue;

    #[track_caller]
    fn check(address: &str, headers: &[(&'static str, &'static str)], is_taken: bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let found = Guard::new(address.parse().unwrap()).check(&map);
        assert_eq!(found.is_ok(), is_taken, "{headers:?}: {found:?}");
    }

    #[test]
    fn a_loopback_server_accepts_only_addresses_and_localhost() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:8000",
            "[::1]:8000",
            "[::1]",
            "localhost",
            "LocalHost:8000",
            "ec2.localhost:1",
            "localhost.",
            "10.0.0.1",
        ] {
            check("127.0.0.1:8000", &[("host", host)], true);
            check("[::1]:8000", &[("host", host)], true);
        }
        for host in ["", "evil.example", "evil.example:8000", "localhost.evil.example", "[::1", "x"]
        {
            check("127.0.0.1:8000", &[("host", host)], false);
            check("0.0.0.0:8000", &[("host", host)], true);
        }
        check("127.0.0.1:8000", &[], true);
    }

    #[test]
    fn a_loopback_server_refuses_pages_of_other_sites() {
        for (name, value, is_taken) in [
            ("origin", "http://evil.example", false),
            ("origin", "null", false),
            ("origin", "http://localhost:3000", true),
            ("origin", "https://127.0.0.1", true),
            ("sec-fetch-site", "cross-site", false),
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "none", true),
        ] {
            check("127.0.0.1:8000", &[("host", "127.0.0.1:8000"), (name, value)], is_taken);
            check("192.0.2.1:8000", &[("host", "x"), (name, value)], true);
        }
    }
}
