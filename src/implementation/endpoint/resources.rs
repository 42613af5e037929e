//! Records the resources that a run creates in an account, so that all of them are deleted.

use super::run_id::Run;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The kind of a resource. The order is that of deletion: a resource comes before those that it uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResourceKind {
    /// A launch whose request was not answered, so the instance id is unknown.
    Launch,
    /// An instance.
    Instance,
    /// A volume.
    Volume,
    /// An Elastic IP address.
    Address,
    /// An allocation whose request was not answered, so the Elastic IP address is unknown.
    Allocation,
    /// A key pair.
    KeyPair,
    /// All other resources of a run in a region where they can't be listed.
    Unseen,
}

/// A resource that was created, or may have been.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resource {
    /// The kind.
    pub kind: ResourceKind,
    /// The region, as the endpoint names it.
    pub region: String,
    /// The name or the id of the resource, or the id of the request that creates it.
    pub id: String,
}

/// The resources that are created and not deleted.
#[derive(Debug, Default)]
pub(super) struct Resources {
    existing: BTreeSet<Resource>,
    /// Resources that could not be deleted, with the reason. They are not tried again before the end of the
    /// run.
    left: BTreeMap<Resource, String>,
    /// Resources whose requests were not answered and that were not seen. They may be created late.
    unanswered: BTreeSet<Resource>,
    /// The allocation ids of addresses in a VPC.
    allocations: BTreeMap<Resource, String>,
}

impl ResourceKind {
    /// Returns the name in machine-readable output.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Launch => "launch",
            Self::Instance => "instance",
            Self::Volume => "volume",
            Self::Address => "address",
            Self::Allocation => "allocation",
            Self::KeyPair => "key-pair",
            Self::Unseen => "unseen",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Launch => "an instance that may have been launched with the client token",
            Self::Instance => "the instance",
            Self::Volume => "the volume",
            Self::Address => "the address",
            Self::Allocation => "an address that was requested as",
            Self::KeyPair => "the key pair",
            Self::Unseen => "any other resources of the run",
        }
    }
}

impl Resource {
    pub(super) fn new(kind: ResourceKind, region: &str, id: &str) -> Self {
        Self { kind, region: region.to_owned(), id: id.to_owned() }
    }
}

impl Resource {
    /// Returns whether a later run can identify the resource without the record of this one: by its name, its
    /// client token or its key pair.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        match self.kind {
            ResourceKind::KeyPair => Run::of_name(&self.id).is_some(),
            ResourceKind::Launch | ResourceKind::Instance | ResourceKind::Unseen => true,
            ResourceKind::Volume | ResourceKind::Address | ResourceKind::Allocation => false,
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?} in {}", self.kind.name(), self.id, self.region)
    }
}

impl Resources {
    /// Records a resource. Returns whether it is new.
    pub(super) fn add(&mut self, resource: Resource) -> bool {
        self.existing.insert(resource)
    }

    /// Removes the record of a resource that doesn't exist.
    pub(super) fn remove(&mut self, resource: &Resource) {
        self.existing.remove(resource);
        self.left.remove(resource);
        self.allocations.remove(resource);
    }

    /// Returns the recorded resources, in order of deletion.
    pub(super) fn existing(&self) -> Vec<Resource> {
        self.existing.iter().cloned().collect()
    }

    /// Records that a resource could not be deleted.
    pub(super) fn leave(&mut self, resource: Resource, why: String) {
        self.existing.remove(&resource);
        self.left.insert(resource, why);
    }

    /// Schedules another attempt at the resources that could not be deleted and at those without an answer.
    pub(super) fn try_left_again(&mut self) {
        let left = std::mem::take(&mut self.left).into_keys();
        self.existing.extend(left.filter(|resource| resource.kind != ResourceKind::Unseen));
        self.existing.extend(self.unanswered.iter().cloned());
    }

    /// Returns whether a resource is recorded, including those that could not be deleted.
    pub(super) fn knows(&self, resource: &Resource) -> bool {
        self.existing.contains(resource) || self.left.contains_key(resource)
    }

    /// Records that the request for a resource was not answered in time.
    pub(super) fn await_answer(&mut self, resource: Resource) {
        self.unanswered.insert(resource);
    }

    /// Records that an unanswered resource was seen, so it won't be created later.
    pub(super) fn answer(&mut self, resource: &Resource) {
        self.unanswered.remove(resource);
    }

    /// Returns whether the request for a resource was not answered and the resource was not seen.
    pub(super) fn is_unanswered(&self, resource: &Resource) -> bool {
        self.unanswered.contains(resource)
    }

    /// Returns the resources that may be created late and have no other record.
    pub(super) fn late(&self) -> impl Iterator<Item = &Resource> {
        self.unanswered.iter().filter(|resource| !self.knows(resource))
    }

    /// Returns the resources that could not be deleted, with the reasons.
    pub(super) fn left(&self) -> impl Iterator<Item = (&Resource, &String)> {
        self.left.iter()
    }

    /// Records the allocation id of an address.
    pub(super) fn allocate(&mut self, address: Resource, allocation_id: String) {
        self.allocations.insert(address, allocation_id);
    }

    /// Returns the allocation id of an address, if it has one.
    pub(super) fn allocation(&self, address: &Resource) -> Option<&String> {
        self.allocations.get(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_deleted_before_those_that_they_use() {
        let mut resources = Resources::default();
        for kind in [
            ResourceKind::KeyPair,
            ResourceKind::Volume,
            ResourceKind::Address,
            ResourceKind::Instance,
            ResourceKind::Launch,
        ] {
            resources.add(Resource::new(kind, "us-east-1", "a"));
        }
        let kinds: Vec<ResourceKind> =
            resources.existing().iter().map(|resource| resource.kind).collect();
        let expected = [
            ResourceKind::Launch,
            ResourceKind::Instance,
            ResourceKind::Volume,
            ResourceKind::Address,
            ResourceKind::KeyPair,
        ];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn a_failed_deletion_is_retried_only_at_the_end() {
        let mut resources = Resources::default();
        let pair = Resource::new(ResourceKind::KeyPair, "us-east-1", "a");
        assert!(resources.add(pair.clone()));
        assert!(!resources.add(pair.clone()));
        resources.leave(pair.clone(), "not authorized".to_owned());
        assert_eq!((resources.existing().len(), resources.left().count()), (0, 1));
        resources.try_left_again();
        assert_eq!((resources.existing().len(), resources.left().count()), (1, 0));
        resources.remove(&pair);
        assert_eq!((resources.existing().len(), resources.left().count()), (0, 0));
    }
}
