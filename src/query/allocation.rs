//! Allocation ids, which identify addresses of a VPC, and association ids, which identify the association of
//! such an address with an instance.
//!
//! An id is `eipalloc-` or `eipassoc-` and the four octets of the address in hexadecimal. So no table of ids
//! is needed.

use std::net::Ipv4Addr;

const PREFIX: &str = "eipalloc-";

/// The prefix of an association id.
const OF_ASSOCIATION: &str = "eipassoc-";

/// Returns the allocation id of an IPv4 address, or `None` if the text is no address.
pub(super) fn id_of(public_ip: &str) -> Option<String> {
    id(PREFIX, public_ip)
}

/// Returns the association id of an IPv4 address, or `None` if the text is no address. The address alone is
/// enough, because it is associated with one instance at a time.
pub(super) fn association_of(public_ip: &str) -> Option<String> {
    id(OF_ASSOCIATION, public_ip)
}

fn id(prefix: &str, public_ip: &str) -> Option<String> {
    let address: Ipv4Addr = public_ip.parse().ok()?;
    Some(format!("{prefix}{:08x}", address.to_bits()))
}

/// Returns the address of an allocation id, or `None` if [`id_of`] never returns this id.
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
    fn an_address_and_its_allocation_id_convert_both_ways() {
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
