//! Allocation ids: the names that the addresses of a VPC have beside themselves; and association ids, by which it is
//! named that an instance has one.
//!
//! The ids that are given out here are `eipalloc-` and `eipassoc-` and the four octets of the address in hexadecimal,
//! so that nobody needs to keep a table.

use std::net::Ipv4Addr;

const PREFIX: &str = "eipalloc-";

/// How the id of an association begins.
const OF_ASSOCIATION: &str = "eipassoc-";

/// The id of an address, if it is one.
pub(super) fn id_of(public_ip: &str) -> Option<String> {
    id(PREFIX, public_ip)
}

/// The id of the association of an address, which is with one instance at a time.
pub(super) fn association_of(public_ip: &str) -> Option<String> {
    id(OF_ASSOCIATION, public_ip)
}

fn id(prefix: &str, public_ip: &str) -> Option<String> {
    let address: Ipv4Addr = public_ip.parse().ok()?;
    Some(format!("{prefix}{:08x}", address.to_bits()))
}

/// The address of an id, if it is one that is given out here.
pub(super) fn address_of(id: &str) -> Option<String> {
    let digits = id.strip_prefix(PREFIX)?;
    let is_written_so =
        digits.len() == 8 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let bits = if is_written_so { u32::from_str_radix(digits, 16).ok()? } else { return None };
    Some(Ipv4Addr::from_bits(bits).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_by_its_id() {
        for (address, id) in [
            ("198.18.0.1", "eipalloc-c6120001"),
            ("0.0.0.0", "eipalloc-00000000"),
            ("255.255.255.255", "eipalloc-ffffffff"),
        ] {
            assert_eq!(id_of(address).as_deref(), Some(id));
            assert_eq!(address_of(id).as_deref(), Some(address));
        }
        for id in ["", "eipalloc-", "eipalloc-c612001", "eipalloc-C6120001", "eipalloc-+6120001"] {
            assert_eq!(address_of(id), None, "{id}");
        }
        assert_eq!(id_of("198.18.0"), None);
        assert_eq!(association_of("198.18.0.1").as_deref(), Some("eipassoc-c6120001"));
    }
}
