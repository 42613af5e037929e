//! Elastic IP addresses: allocated and associated with instances (rule recover/classic-address).

use super::Region;
use crate::api::service::Network;
use crate::api::{Attribute, ErrorCode, Refusal, Reply, quoted};
use rsa::rand_core::Rng;
use std::collections::BTreeMap;

/// The maximum number of Elastic IP addresses in a region.
const MAX_ADDRESSES: usize = 5;

/// The Elastic IP addresses of a region, by address.
pub(in crate::model) type Addresses = BTreeMap<String, Address>;

/// The network and the instance of an Elastic IP address.
#[derive(Debug)]
pub(super) struct Address {
    network: Network,
    instance_id: Option<String>,
}

impl Region {
    /// Allocates an address.
    pub(super) fn allocate(
        &mut self,
        network: Network,
        random: &mut impl Rng,
    ) -> Result<Reply, Refusal> {
        if self.addresses.len() >= MAX_ADDRESSES {
            let message = format!("the region has {MAX_ADDRESSES} addresses, the most that it may");
            return Err(Refusal::new(ErrorCode::AddressLimitExceeded, message));
        }
        let public_ip = self.free_address(random);
        self.addresses.insert(public_ip.clone(), Address { network, instance_id: None });
        Ok(Reply::resource([(Attribute::PublicIp, Some(public_ip))]))
    }

    /// Associates an address with an instance in the same network.
    pub(super) fn associate(&mut self, ip: &str, instance_id: &str) -> Result<Reply, Refusal> {
        let instance = self.instance(instance_id)?;
        let network = instance.launch.network;
        let address = self.addresses.get(ip).ok_or_else(|| not_found(ip))?;
        if address.network != network {
            let message = format!("{ip} is for another network than that of {instance_id}");
            return Err(Refusal::new(ErrorCode::InvalidParameterCombination, message));
        }
        let can_have_one = match network {
            Network::Classic => instance.is_running(),
            Network::Vpc => !instance.has_ended(),
        };
        if !can_have_one {
            let message =
                format!("{instance_id} is {}, and can't have an address", instance.state.name());
            return Err(Refusal::new(ErrorCode::IncorrectInstanceState, message));
        }
        self.disassociate(instance_id);
        let address = self.addresses.get_mut(ip).expect("it was found above");
        address.instance_id = Some(instance_id.to_owned());
        Ok(Reply::resource([
            (Attribute::PublicIp, Some(ip.to_owned())),
            (Attribute::InstanceId, address.instance_id.clone()),
        ]))
    }

    /// Releases an address, even if an instance has it. The API reference, "ReleaseAddress", says so for
    /// EC2-Classic and default VPCs. The model has no other networks.
    pub(super) fn release(&mut self, ip: &str) -> Result<Reply, Refusal> {
        self.addresses.remove(ip).map(|_| Reply::Done).ok_or_else(|| not_found(ip))
    }

    /// Removes the association of an instance with its Elastic IP address, if there is one.
    pub(super) fn disassociate(&mut self, instance_id: &str) {
        let of_instance =
            |address: &&mut Address| address.instance_id.as_deref() == Some(instance_id);
        if let Some(address) = self.addresses.values_mut().find(of_instance) {
            address.instance_id = None;
        }
    }

    /// Returns the Elastic IP address of an instance.
    pub(super) fn address_of(&self, instance_id: &str) -> Option<&String> {
        let mut addresses = self.addresses.iter();
        let of_instance = |address: &Address| address.instance_id.as_deref() == Some(instance_id);
        addresses.find(|(_, address)| of_instance(address)).map(|(ip, _)| ip)
    }

    /// Returns an address that is unused in the region, from the block that is reserved for tests
    /// (RFC 2544 appendix C).
    pub(super) fn free_address(&self, random: &mut impl Rng) -> String {
        loop {
            let [a, b, c, _] = random.next_u32().to_be_bytes();
            let ip = format!("198.{}.{b}.{c}", 18 + a % 2);
            let is_taken = |ip: &String| {
                let mut instances = self.instances.values();
                self.addresses.contains_key(ip) || instances.any(|one| one.address == *ip)
            };
            if !is_taken(&ip) {
                return ip;
            }
        }
    }
}

fn not_found(ip: &str) -> Refusal {
    Refusal::new(ErrorCode::InvalidAddressNotFound, format!("Address {} not found.", quoted(ip)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::service::{Image, Launch, Platform, RootDeviceType};
    use chacha20::ChaCha8Rng;
    use chacha20::rand_core::SeedableRng;

    /// Returns an address and the instance that has it.
    fn associated(region: &mut Region, network: Network) -> (String, String) {
        let mut random = ChaCha8Rng::from_seed([0; 32]);
        let image = Image {
            id: "ami-1".to_owned(),
            platform: Platform::Linux,
            root_device_type: RootDeviceType::Ebs,
            product_code: None,
        };
        let launch = Launch { image, key_name: None, network, availability_zone: None };
        let launched = region.launch(&launch, &mut random).unwrap();
        let instance_id = launched.first(Attribute::InstanceId).unwrap().to_owned();
        let allocated = region.allocate(network, &mut random).unwrap();
        let public_ip = allocated.first(Attribute::PublicIp).unwrap().to_owned();
        region.associate(&public_ip, &instance_id).unwrap();
        (public_ip, instance_id)
    }

    #[test]
    fn a_released_address_is_removed_from_its_instance() {
        for network in [Network::Vpc, Network::Classic] {
            let mut region = Region::new("us-east-1");
            let (ip, instance_id) = associated(&mut region, network);
            assert_eq!(region.address_of(&instance_id), Some(&ip));
            assert_eq!(region.release(&ip), Ok(Reply::Done));
            assert_eq!(region.address_of(&instance_id), None);
            let again = region.release(&ip).unwrap_err();
            assert_eq!(again.code, Some(ErrorCode::InvalidAddressNotFound));
            let again = region.associate(&ip, &instance_id).unwrap_err();
            assert_eq!(again.code, Some(ErrorCode::InvalidAddressNotFound));
        }
    }

    #[test]
    fn a_terminated_instance_gets_no_address() {
        for network in [Network::Vpc, Network::Classic] {
            let mut region = Region::new("us-east-1");
            let (ip, instance_id) = associated(&mut region, network);
            region.terminate(&instance_id).unwrap();
            let refusal = region.associate(&ip, &instance_id).unwrap_err();
            assert_eq!(refusal.code, Some(ErrorCode::IncorrectInstanceState), "{network:?}");
            assert_eq!(region.address_of(&instance_id), None);
        }
    }

    #[test]
    fn a_released_address_makes_room_for_another() {
        let mut region = Region::new("us-east-1");
        let (ip, _) = associated(&mut region, Network::Vpc);
        let mut random = ChaCha8Rng::from_seed([1; 32]);
        for _ in 1..MAX_ADDRESSES {
            region.allocate(Network::Vpc, &mut random).unwrap();
        }
        let full = region.allocate(Network::Vpc, &mut random).unwrap_err();
        assert_eq!(full.code, Some(ErrorCode::AddressLimitExceeded));
        region.release(&ip).unwrap();
        region.allocate(Network::Vpc, &mut random).unwrap();
    }
}
