//! Option values of `keyproof serve`. A value that no request could match is refused before the server
//! starts.

use crate::encoding::decimal;
use crate::server::name;
use std::net::{SocketAddr, ToSocketAddrs};

/// Parses an address and a port. A host name such as `localhost` is resolved. IPv4 is preferred, since
/// every client can connect to it.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let form = "give an address and a port, such as 127.0.0.1:8000 or [::1]:8000";
    let port = text.rsplit_once(':').and_then(|(_, port)| decimal::<u16>(port));
    if port.is_none() {
        return Err(format!("there is no port from 0 to 65535; {form}"));
    }
    let found = text.to_socket_addrs().map_err(|error| format!("{error}; {form}"))?;
    let found: Vec<SocketAddr> = found.collect();
    let of_version_4 = found.iter().find(|address| address.is_ipv4());
    of_version_4.or(found.first()).copied().ok_or(format!("the host has no address; {form}"))
}

/// Parses the id of an access key.
pub(super) fn access_key(text: &str) -> Result<String, String> {
    if name::is_access_key(text) {
        return Ok(text.to_owned());
    }
    let form = "give 1 to 128 letters, digits, underscores, hyphens or dots, such as AKIDEXAMPLE";
    Err(format!("not a valid access key; {form}"))
}

/// Parses the name of a region.
pub(super) fn region(text: &str) -> Result<String, String> {
    if name::is_region(text) {
        return Ok(text.to_owned());
    }
    Err("give 1 to 32 lower-case letters, digits or hyphens, such as us-east-1".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_a_port() {
        for (text, expected) in [
            ("127.0.0.1:8000", "127.0.0.1:8000"),
            ("[::1]:0", "[::1]:0"),
            ("localhost:8000", "127.0.0.1:8000"),
        ] {
            assert_eq!(address(text).unwrap().to_string(), expected);
        }
        for text in [
            "",
            "8000",
            "127.0.0.1",
            "localhost",
            ":",
            "localhost:http",
            "localhost:+80",
            "[::1]",
            "a:65536",
        ] {
            assert!(address(text).unwrap_err().contains("such as 127.0.0.1:8000"), "{text}");
        }
    }
}
