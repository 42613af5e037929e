//! What a run has made in somebody's account, so that nothing of it is left behind.

use super::run_id::Run;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a thing is, in the order in which things are deleted: what uses another comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResourceKind {
    /// The launch of an instance whose id isn't known: it was asked for, and no answer came.
    Launch,
    /// An instance.
    Instance,
    /// A volume.
    Volume,
    /// An Elastic IP address.
    Address,
    /// An Elastic IP address that isn't known: it was asked for, and no answer came.
    Allocation,
    /// A key pair.
    KeyPair,
    /// Whatever else is of a run, where that could not be looked for.
    Unseen,
}

/// Something that was made, or may have been.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// The region that it is in, as the endpoint calls it.
    pub region: String,
    /// Its name or its id, or that of the request for it.
    pub id: String,
}

/// What has been made and not been deleted.
#[derive(Debug, Default)]
pub(super) struct Resources {
    things: BTreeSet<Resource>,
    /// What could not be deleted, and why: it isn't tried again before the end.
    left: BTreeMap<Resource, String>,
    /// What was asked for in vain, and has not been seen: it may be made late.
    unanswered: BTreeSet<Resource>,
    /// The ids by which the addresses of a VPC are named.
    allocations: BTreeMap<Resource, String>,
}

impl ResourceKind {
    /// The name in machine-readable output.
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
            Self::Allocation => "an address that was asked for as",
            Self::KeyPair => "the key pair",
            Self::Unseen => "whatever else is of the run",
        }
    }
}

impl Resource {
    pub(super) fn new(kind: ResourceKind, region: &str, id: &str) -> Self {
        Self { kind, region: region.to_owned(), id: id.to_owned() }
    }
}

impl Resource {
    /// Whether it can be told from what others have by its name alone, once nobody knows of it any more.
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
    /// Writes something down; says whether it is new.
    pub(super) fn add(&mut self, thing: Resource) -> bool {
        self.things.insert(thing)
    }

    /// Strikes something off that is no longer there, or never was.
    pub(super) fn remove(&mut self, thing: &Resource) {
        self.things.remove(thing);
        self.left.remove(thing);
        self.allocations.remove(thing);
    }

    /// Everything that is written down, in the order in which it can be deleted.
    pub(super) fn things(&self) -> Vec<Resource> {
        self.things.iter().cloned().collect()
    }

    /// Says that something could not be deleted.
    pub(super) fn leave(&mut self, thing: Resource, why: String) {
        self.things.remove(&thing);
        self.left.insert(thing, why);
    }

    /// What could not be deleted, and what was never answered, is to be tried once more.
    pub(super) fn try_left_again(&mut self) {
        let left = std::mem::take(&mut self.left).into_keys();
        self.things.extend(left.filter(|thing| thing.kind != ResourceKind::Unseen));
        self.things.extend(self.unanswered.iter().cloned());
    }

    /// Whether something is written down, or could not be deleted.
    pub(super) fn knows(&self, thing: &Resource) -> bool {
        self.things.contains(thing) || self.left.contains_key(thing)
    }

    /// Says that no answer came in time to the request for something.
    pub(super) fn await_answer(&mut self, thing: Resource) {
        self.unanswered.insert(thing);
    }

    /// Says that something was seen for which no answer came: it won't be made any more.
    pub(super) fn answer(&mut self, thing: &Resource) {
        self.unanswered.remove(thing);
    }

    /// Whether no answer came to the request for something, and it was not seen.
    pub(super) fn is_unanswered(&self, thing: &Resource) -> bool {
        self.unanswered.contains(thing)
    }

    /// What may be made late, and isn't known in another way.
    pub(super) fn late(&self) -> impl Iterator<Item = &Resource> {
        self.unanswered.iter().filter(|thing| !self.knows(thing))
    }

    /// What could not be deleted, and why.
    pub(super) fn left(&self) -> impl Iterator<Item = (&Resource, &String)> {
        self.left.iter()
    }

    /// Keeps the id by which an address is named from now on.
    pub(super) fn allocate(&mut self, address: Resource, allocation_id: String) {
        self.allocations.insert(address, allocation_id);
    }

    /// The id by which an address is named, if it has one.
    pub(super) fn allocation(&self, address: &Resource) -> Option<&String> {
        self.allocations.get(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_uses_another_thing_is_deleted_before_it() {
        let mut estate = Resources::default();
        for kind in [
            ResourceKind::KeyPair,
            ResourceKind::Volume,
            ResourceKind::Address,
            ResourceKind::Instance,
            ResourceKind::Launch,
        ] {
            estate.add(Resource::new(kind, "us-east-1", "a"));
        }
        let kinds: Vec<ResourceKind> = estate.things().iter().map(|thing| thing.kind).collect();
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
    fn what_can_not_be_deleted_is_tried_again_at_the_end_alone() {
        let mut estate = Resources::default();
        let pair = Resource::new(ResourceKind::KeyPair, "us-east-1", "a");
        assert!(estate.add(pair.clone()));
        assert!(!estate.add(pair.clone()));
        estate.leave(pair.clone(), "not authorized".to_owned());
        assert_eq!((estate.things().len(), estate.left().count()), (0, 1));
        estate.try_left_again();
        assert_eq!((estate.things().len(), estate.left().count()), (1, 0));
        estate.remove(&pair);
        assert_eq!((estate.things().len(), estate.left().count()), (0, 0));
    }
}
