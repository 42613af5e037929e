//! The one account, which all permitted clients share.

use super::attachment::Place;
use super::clock;
use super::images::Images;
use super::key_pairs::Recorded;
use super::launches::Launches;
use super::region::{check_region, enter};
use super::volumes::VolumeTimes;
use crate::api::guest::{GuestAction, GuestCall};
use crate::api::service::{Call, Launch, Operation, Signature};
use crate::api::{Action, Attribute, Attributes, Refusal, Reply};
use crate::model::{KeyPairs, Model, Profile, Seed};
use crate::query::{KeyPairRecords, Launched, Records, Tags};
use std::sync::{Arc, Mutex, MutexGuard};

/// The account, behind a lock, and the images that it can launch.
///
/// Calls run one at a time. Each takes microseconds, or a few milliseconds if it lists thousands of
/// resources. Longer work runs without the lock: making a key, and matching key pairs against many patterns.
#[derive(Debug)]
pub(super) struct State {
    account: Mutex<Account>,
    images: Images,
}

/// The model, and what the server records in addition.
#[derive(Debug)]
struct Account {
    model: Model,
    launches: Launches,
    key_pairs: Recorded,
    volumes: VolumeTimes,
}

/// A snapshot of the key pairs of a region.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) pairs: Arc<KeyPairs>,
    pub(super) records: Arc<KeyPairRecords>,
}

/// The instance whose metadata is read if the request names no instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SoleInstance {
    /// The one running instance: its region and its id.
    Instance(String, String),
    /// No instance, because this many run.
    None(usize),
}

impl State {
    /// Returns an empty account.
    pub(super) fn new(seed: Seed, images: Images) -> Self {
        let account = Account {
            model: Model::new(Profile::DOCUMENT, seed),
            launches: Launches::default(),
            key_pairs: Recorded::default(),
            volumes: VolumeTimes::default(),
        };
        Self { account: Mutex::new(account), images }
    }

    pub(super) const fn images(&self) -> &Images {
        &self.images
    }

    /// Performs an operation for a permitted client.
    pub(super) fn call(
        &self,
        region: &str,
        operation: Operation,
        dry_run: bool,
    ) -> Result<Reply, Refusal> {
        let mut account = self.account()?;
        let (attached, deleted) = match &operation {
            Operation::AttachVolume { volume_id, .. } => (Some(volume_id.clone()), None),
            Operation::DeleteVolume { volume_id } => (None, Some(volume_id.clone())),
            _ => (None, None),
        };
        let reply = ask(&mut account.model, region, operation, dry_run)?;
        if let Some(id) = attached {
            account.volumes.attach(region, &id, clock::time());
        }
        if let Some(id) = deleted {
            account.volumes.remove(region, &id);
        }
        Ok(reply)
    }

    /// Creates a key pair. The key is made without the lock.
    pub(super) fn create_key_pair(
        &self,
        region: &str,
        key_name: Option<&str>,
        tags: &Tags,
        dry_run: bool,
    ) -> Result<Reply, Refusal> {
        let operation = || Operation::CreateKeyPair { key_name: key_name.map(str::to_owned) };
        if dry_run {
            return self.call(region, operation(), dry_run);
        }
        let order = {
            let mut account = self.account()?;
            enter(&account.model, region, &operation())?;
            account.key_pairs.check_room(tags.len())?;
            account.model.order_key(region, key_name)?
        };
        let key = order.make();
        let mut account = self.account()?;
        enter(&account.model, region, &operation())?;
        account.key_pairs.check_room(tags.len())?;
        let reply = account.model.add_created(region, key_name, &key)?;
        account.record_pair(region, &reply, tags);
        Ok(reply)
    }

    /// Imports a key pair.
    pub(super) fn import_key_pair(
        &self,
        region: &str,
        operation: Operation,
        tags: &Tags,
        dry_run: bool,
    ) -> Result<Reply, Refusal> {
        let mut account = self.account()?;
        if !dry_run {
            account.key_pairs.check_room(tags.len())?;
        }
        let reply = ask(&mut account.model, region, operation, dry_run)?;
        account.record_pair(region, &reply, tags);
        Ok(reply)
    }

    /// Deletes the key pair of a name, and returns its id if there was one.
    pub(super) fn delete_key_pair(
        &self,
        region: &str,
        key_name: Option<&str>,
        dry_run: bool,
    ) -> Result<(Reply, Option<String>), Refusal> {
        let operation = Operation::DeleteKeyPair { key_name: key_name.map(str::to_owned) };
        let mut account = self.account()?;
        let reply = ask(&mut account.model, region, operation, dry_run)?;
        let id = key_name.and_then(|name| account.key_pairs.remove(region, name));
        Ok((reply, id))
    }

    /// Deletes the key pair of an id. It succeeds even if no pair has this id any more.
    pub(super) fn delete_key_pair_by_id(
        &self,
        region: &str,
        id: &str,
    ) -> Result<(Reply, Option<String>), Refusal> {
        check_region(region)?;
        let mut account = self.account()?;
        let Some(name) = account.key_pairs.name(region, id).map(str::to_owned) else {
            return Ok((Reply::Done, None));
        };
        let operation = Operation::DeleteKeyPair { key_name: Some(name.clone()) };
        let reply = ask(&mut account.model, region, operation, false)?;
        Ok((reply, account.key_pairs.remove(region, &name)))
    }

    /// Returns the key pairs of a region, to be searched without the lock.
    pub(super) fn key_pairs(&self, region: &str) -> Result<Snapshot, Refusal> {
        check_region(region)?;
        let account = self.account()?;
        let (pairs, records) = (account.model.key_pairs(region), account.key_pairs.of(region));
        Ok(Snapshot { pairs, records })
    }

    /// Returns the names of the key pairs with these ids. Each must exist.
    pub(super) fn key_names(&self, region: &str, ids: &[String]) -> Result<Vec<String>, Refusal> {
        check_region(region)?;
        self.account()?.key_pairs.names(region, ids)
    }

    /// Changes the tags of the key pairs with these ids.
    pub(super) fn change_tags(
        &self,
        region: &str,
        ids: &[String],
        change: impl Fn(&mut Tags),
    ) -> Result<(), Refusal> {
        check_region(region)?;
        self.account()?.key_pairs.change_tags(region, ids, change)
    }

    /// Launches an instance, or returns the one that was launched with this token.
    pub(super) fn launch(
        &self,
        region: &str,
        launch: &Launch,
        launched: Launched,
    ) -> Result<Reply, Refusal> {
        let mut account = self.account()?;
        let Account { model, launches, volumes, .. } = &mut *account;
        if let Some(id) = launches.repeated(region, launch, &launched)? {
            let describe = Operation::DescribeInstances { instance_ids: vec![id] };
            // An ended instance is forgotten after a while. Then the token launches a new instance.
            if let Ok(reply) = ask(model, region, describe, false) {
                return Ok(reply);
            }
        }
        let reply = ask(model, region, Operation::RunInstances(launch.clone()), false)?;
        let time = clock::time();
        if let Some(id) = reply.first(Attribute::InstanceId) {
            launches.add(region, id, launch, &Launched { time, ..launched });
        }
        if let Some(id) = reply.first(Attribute::RootVolumeId) {
            volumes.add(region, id, time);
        }
        Ok(reply)
    }

    /// Returns what is recorded about the resources in a reply.
    pub(super) fn records(&self, region: &str, reply: &Reply) -> Result<Records, Refusal> {
        let mut records = Records::default();
        let account = self.account()?;
        for resource in reply.resources() {
            let instance_id = Attribute::InstanceId.of(resource);
            if let Some(id) = instance_id
                && let Some(launched) = account.launches.of(region, id)
            {
                records.instances.insert(id.to_owned(), launched.clone());
            }
            let volume_ids = [Attribute::VolumeId, Attribute::RootVolumeId];
            for id in volume_ids.iter().filter_map(|attribute| attribute.of(resource)) {
                let record = account.volumes.of(region, id);
                records.volumes.extend(record.map(|record| (id.to_owned(), record)));
            }
        }
        if reply.first(Attribute::Fingerprint).is_some() {
            records.key_pairs = account.key_pairs.of(region);
        }
        Ok(records)
    }

    /// Returns what is recorded about an instance.
    pub(super) fn launched(&self, region: &str, id: &str) -> Result<Option<Launched>, Refusal> {
        Ok(self.account()?.launches.of(region, id).cloned())
    }

    /// Like [`call`](Self::call), but also returns the state of the instance before the call.
    pub(super) fn call_on(
        &self,
        region: &str,
        operation: Operation,
        dry_run: bool,
        instance_id: &str,
    ) -> Result<(Option<Attributes>, Reply), Refusal> {
        let mut account = self.account()?;
        let instance_ids = vec![instance_id.to_owned()];
        let describe = Operation::DescribeInstances { instance_ids };
        // An error is ignored here: the operation itself returns the refusal.
        let before = match ask(&mut account.model, region, describe, false) {
            Ok(Reply::Resources(instances)) => instances.into_iter().next(),
            _ => None,
        };
        let ends = matches!(operation, Operation::TerminateInstances { .. });
        let reply = ask(&mut account.model, region, operation, dry_run)?;
        // The root volume is deleted with its instance.
        let root = before.as_ref().and_then(|before| Attribute::RootVolumeId.of(before));
        if let Some(id) = root.filter(|_| ends) {
            account.volumes.remove(region, id);
        }
        Ok((before, reply))
    }

    /// Detaches a volume, if it is attached where the request says. The model checks whether it is attached
    /// at all.
    pub(super) fn detach_from(
        &self,
        region: &str,
        volume_id: &str,
        place: &Place<'_>,
        dry_run: bool,
    ) -> Result<Reply, Refusal> {
        let mut account = self.account()?;
        let volume_id = volume_id.to_owned();
        let describe = Operation::DescribeVolumes { volume_ids: vec![volume_id.clone()] };
        let model = &mut account.model;
        let volumes = ask(model, region, describe, dry_run)?;
        volumes.resources().iter().try_for_each(|volume| place.check(volume))?;
        ask(model, region, Operation::DetachVolume { volume_id }, dry_run)
    }

    /// Returns the metadata service's reply to an instance.
    pub(super) fn metadata(&self, region: &str, id: &str, path: &str) -> Result<Reply, Refusal> {
        let call = GuestCall {
            region: region.to_owned(),
            instance_id: id.to_owned(),
            sudo: false,
            guest_action: GuestAction::ReadMetadata { path: path.to_owned() },
        };
        self.account()?.model.apply(&Action::Guest(call))
    }

    /// Returns the region of the running instance with this id.
    pub(super) fn region_of(&self, id: &str) -> Result<Option<String>, Refusal> {
        let account = self.account()?;
        let found = account.model.running().find(|(_, known)| *known == id);
        Ok(found.map(|(region, _)| region.to_owned()))
    }

    /// Returns the one running instance, or how many run.
    pub(super) fn only(&self) -> Result<SoleInstance, Refusal> {
        let account = self.account()?;
        let mut running = account.model.running();
        Ok(match (running.next(), running.count()) {
            (None, _) => SoleInstance::None(0),
            (Some((region, id)), 0) => SoleInstance::Instance(region.to_owned(), id.to_owned()),
            (Some(_), more) => SoleInstance::None(1 + more),
        })
    }

    /// Locks the account. After a panic within the model, its state may be inconsistent, so every call fails.
    fn account(&self) -> Result<MutexGuard<'_, Account>, Refusal> {
        let broken = |_| Refusal::without_code("the server broke down; start it again");
        self.account.lock().map_err(broken)
    }
}

impl Account {
    /// Records the new pair in a reply.
    fn record_pair(&mut self, region: &str, reply: &Reply, tags: &Tags) {
        let [name, fingerprint] =
            [Attribute::KeyName, Attribute::Fingerprint].map(|attribute| reply.first(attribute));
        if let (Some(name), Some(fingerprint)) = (name, fingerprint) {
            self.key_pairs.add(region, name, fingerprint, clock::time(), tags.clone());
        }
    }
}

/// Checks the region, then asks the model.
fn ask(
    model: &mut Model,
    region: &str,
    operation: Operation,
    dry_run: bool,
) -> Result<Reply, Refusal> {
    enter(model, region, &operation)?;
    let region = region.to_owned();
    let call = Call { region, dry_run, signature: Signature::Valid, operation };
    model.apply(&Action::Call(call))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ErrorCode;
    use crate::api::service::Network;
    use crate::server::region::REGIONS;

    fn describe(state: &State, region: &str) -> Result<Reply, Refusal> {
        let operation = Operation::DescribeKeyPairs { key_names: vec![], filters: vec![] };
        state.call(region, operation, false)
    }

    fn allocate(state: &State, region: &str) -> Result<Reply, Refusal> {
        state.call(region, Operation::AllocateAddress { network: Network::Vpc }, false)
    }

    #[test]
    fn limits_the_regions_with_resources() {
        let state = State::new(Seed::default(), Images::default());
        let mut first = None;
        for number in 0..REGIONS {
            let made = allocate(&state, &format!("region-{number}")).unwrap();
            first = first.or(Some(made));
        }
        let refused = allocate(&state, "one-more").unwrap_err();
        assert_eq!(refused.code, Some(ErrorCode::AuthFailure));
        describe(&state, "one-more").unwrap();
        allocate(&state, "region-1").unwrap();
        let public_ip = first.unwrap().first(Attribute::PublicIp).unwrap().to_owned();
        let release = Operation::ReleaseAddress { public_ip };
        state.call("region-0", release, false).unwrap();
        allocate(&state, "one-more").unwrap();
    }

    #[test]
    fn a_region_without_resources_does_not_count() {
        let state = State::new(Seed::default(), Images::default());
        for number in 0..=REGIONS {
            let region = format!("region-{number}");
            describe(&state, &region).unwrap();
            let nothing = Operation::DeleteKeyPair { key_name: Some("none".to_owned()) };
            state.call(&region, nothing, false).unwrap();
            let unnamed = Operation::CreateKeyPair { key_name: None };
            state.call(&region, unnamed, false).unwrap_err();
            state.metadata(&region, "i-0", "/latest/meta-data/").unwrap_err();
        }
        assert_eq!(state.account().unwrap().model.regions().count(), 0);
        allocate(&state, "one-more").unwrap();
    }

    #[test]
    fn refuses_malformed_names_of_regions() {
        let state = State::new(Seed::default(), Images::default());
        for name in ["", "US-EAST-1", "us east 1", "a/b"] {
            let refused = describe(&state, name).unwrap_err();
            assert_eq!(refused.code, Some(ErrorCode::AuthFailure), "{name}");
        }
    }
}
