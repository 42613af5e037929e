//! A region with its key pairs, instances, volumes and addresses. Regions share nothing.

mod volume;
mod address;
mod instance;
mod guest_call;

use super::key_pair::KeyPairs;
use super::key_pair::order::KeyOrder;
use crate::api::service::Operation;
use crate::api::{ErrorCode, Refusal, Reply};
use crate::key::private::RsaPrivateKey;
use address::Addresses;
use instance::Instances;
use rsa::rand_core::CryptoRng;
use std::collections::VecDeque;
use std::sync::Arc;
use volume::Volumes;

/// The resources of one region.
#[derive(Debug)]
pub(super) struct Region {
    /// The name, such as `us-east-1`.
    name: String,
    /// The key pairs (rules pair/region-hides, pair/same-name-other-region).
    key_pairs: Arc<KeyPairs>,
    instances: Instances,
    /// The ids of terminated instances, in the order of termination. They are removed when room is needed.
    ended: VecDeque<String>,
    volumes: Volumes,
    addresses: Addresses,
}

impl Region {
    /// Returns an empty region.
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            key_pairs: Arc::default(),
            instances: Instances::default(),
            ended: VecDeque::new(),
            volumes: Volumes::default(),
            addresses: Addresses::default(),
        }
    }

    /// Returns whether the region has no resources. A terminated instance counts while it is listed.
    pub(super) fn is_empty(&self) -> bool {
        self.key_pairs.is_empty()
            && self.instances.is_empty()
            && self.volumes.is_empty()
            && self.addresses.is_empty()
    }

    pub(super) fn key_pairs(&self) -> Arc<KeyPairs> {
        Arc::clone(&self.key_pairs)
    }

    /// Adds a created pair with this key.
    pub(super) fn add_created(
        &mut self,
        key_name: Option<&str>,
        key: &RsaPrivateKey,
    ) -> Result<Reply, Refusal> {
        Arc::make_mut(&mut self.key_pairs).create(key_name, key)
    }

    /// Performs an operation. Keys that it creates have `created_bits` bits.
    pub(super) fn operate(
        &mut self,
        operation: &Operation,
        created_bits: usize,
        random: &mut impl CryptoRng,
    ) -> Result<Reply, Refusal> {
        match operation {
            Operation::CreateKeyPair { key_name } => {
                self.key_pairs.check_new(key_name.as_deref())?;
                let key = KeyOrder::new(created_bits, random).make();
                self.add_created(key_name.as_deref(), &key)
            }
            Operation::ImportKeyPair { key_name, public_key_material } => {
                let pairs = Arc::make_mut(&mut self.key_pairs);
                pairs.import(key_name.as_deref(), public_key_material.as_deref())
            }
            Operation::DescribeKeyPairs { key_names, filters } => {
                self.key_pairs.describe(key_names, filters)
            }
            Operation::DeleteKeyPair { key_name } => {
                Arc::make_mut(&mut self.key_pairs).delete(key_name.as_deref())
            }
            Operation::RunInstances(launch) => self.launch(launch, random),
            Operation::DescribeInstances { instance_ids } => self.describe_instances(instance_ids),
            Operation::StopInstances { instance_id } => self.stop(instance_id),
            Operation::StartInstances { instance_id } => self.start(instance_id, random),
            Operation::TerminateInstances { instance_id } => self.terminate(instance_id),
            Operation::GetPasswordData { instance_id } => self.password_data(instance_id),
            Operation::DescribeVolumes { volume_ids } => self.describe_volumes(volume_ids),
            Operation::AttachVolume { volume_id, instance_id, device } => {
                self.attach(volume_id, instance_id, device)
            }
            Operation::DetachVolume { volume_id } => self.detach(volume_id),
            Operation::AllocateAddress { network } => self.allocate(*network, random),
            Operation::AssociateAddress { public_ip, instance_id } => {
                self.associate(public_ip, instance_id)
            }
            Operation::ReleaseAddress { public_ip } => self.release(public_ip),
            Operation::DeleteVolume { volume_id } => self.delete_volume(volume_id),
            Operation::Unknown { action } => {
                let message = format!("the action {action:?} is not one of this API");
                Err(Refusal::new(ErrorCode::InvalidAction, message))
            }
        }
    }
}

/// Returns an unused id: a prefix and eight hexadecimal digits, the format of 2014.
fn free_id(prefix: &str, random: &mut impl CryptoRng, is_taken: impl Fn(&str) -> bool) -> String {
    loop {
        let id = format!("{prefix}-{:08x}", random.next_u32());
        if !is_taken(&id) {
            return id;
        }
    }
}
