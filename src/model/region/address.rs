//! Elastic IP addresses: reserved, and given to an instance (rule recover/classic-address).

use super::Region;
use crate::api::service::Network;
use crate::api::{Address as Answer, ErrorCode, Refusal, Reply};
use rsa::rand_core::Rng;
use std::collections::BTreeMap;

/// The most Elastic IP addresses that a region has.
const MAX_ADDRESSES: usize = 5;

/// The Elastic IP addresses of a region, by themselves.
pub(in crate::model) type Addresses = BTreeMap<String, Address>;

/// What an Elastic IP address is for, and who has it.
#[derive(Debug)]
pub(super) struct Address {
    network: Network,
    instance_id: Option<String>,
}

impl Region {
    /// Reserves an address.
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
        Ok(Reply::Address(Answer { public_ip, instance_id: None }))
    }

    /// Gives an address to an instance of its network.
    pub(super) fn associate(&mut self, ip: &str, instance_id: &str) -> Result<Reply, Refusal> {
        let instance = self.instance(instance_id)?;
        let (network, is_running) = (instance.launch.network, instance.is_running());
        let Some(address) = self.addresses.get(ip) else {
            let message = format!("the address {ip:?} does not exist");
            return Err(Refusal::new(ErrorCode::InvalidAddressNotFound, message));
        };
        if address.network != network {
            let message = format!("{ip} is for another network than that of {instance_id}");
            return Err(Refusal::new(ErrorCode::InvalidParameterCombination, message));
        }
        if network == Network::Classic && !is_running {
            let message = format!("{instance_id} does not run, and has no address on EC2-Classic");
            return Err(Refusal::new(ErrorCode::IncorrectInstanceState, message));
        }
        self.disassociate(instance_id);
        let address = self.addresses.get_mut(ip).expect("it was found above");
        address.instance_id = Some(instance_id.to_owned());
        let answer = Answer { public_ip: ip.to_owned(), instance_id: address.instance_id.clone() };
        Ok(Reply::Address(answer))
    }

    /// Takes an instance's Elastic IP address away, if it has one.
    pub(super) fn disassociate(&mut self, instance_id: &str) {
        let of_instance =
            |address: &&mut Address| address.instance_id.as_deref() == Some(instance_id);
        if let Some(address) = self.addresses.values_mut().find(of_instance) {
            address.instance_id = None;
        }
    }

    /// The Elastic IP address of an instance.
    pub(super) fn address_of(&self, instance_id: &str) -> Option<&String> {
        let mut addresses = self.addresses.iter();
        let of_instance = |address: &Address| address.instance_id.as_deref() == Some(instance_id);
        addresses.find(|(_, address)| of_instance(address)).map(|(ip, _)| ip)
    }

    /// An address that nobody in the region has, of the block that is set aside for tests
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
