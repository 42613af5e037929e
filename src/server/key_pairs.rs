//! What the server records about key pairs beside the model: ids, times and tags.

use crate::api::{ErrorCode, Refusal, quoted};
use crate::query::{self, KeyPairRecord, KeyPairRecords, Tags, Time};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most tags in all regions together.
const MOST_TAGS: usize = 50_000;

/// The records of every region that has key pairs.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    regions: BTreeMap<String, OfRegion>,
    /// The number of tags.
    tags: usize,
}

#[derive(Debug, Default)]
struct OfRegion {
    /// The records, shared with the answers that are being written.
    by_name: Arc<KeyPairRecords>,
    /// The names, by id.
    by_id: BTreeMap<String, Arc<str>>,
}

impl Recorded {
    /// Checks that there is room for this many more tags.
    pub(super) fn check_room(&self, more: usize) -> Result<(), Refusal> {
        if self.tags + more <= MOST_TAGS {
            return Ok(());
        }
        let message =
            format!("{MOST_TAGS} tags are the most that there may be in all regions together");
        Err(Refusal::new(ErrorCode::of_name("TagLimitExceeded"), message))
    }

    /// Records a new pair.
    pub(super) fn add(
        &mut self,
        region: &str,
        name: &str,
        fingerprint: &str,
        now: Time,
        tags: Tags,
    ) {
        let id = query::key_pair_id(region, name, fingerprint);
        self.tags += tags.len();
        let of_region = self.regions.entry(region.to_owned()).or_default();
        let name: Arc<str> = name.into();
        of_region.by_id.insert(id.clone(), Arc::clone(&name));
        let record = Arc::new(KeyPairRecord { id, created: now, tags });
        Arc::make_mut(&mut of_region.by_name).insert(name, record);
    }

    /// Removes the record of a deleted pair, and returns the pair's id.
    pub(super) fn remove(&mut self, region: &str, name: &str) -> Option<String> {
        let of_region = self.regions.get_mut(region)?;
        let record = Arc::make_mut(&mut of_region.by_name).remove(name)?;
        of_region.by_id.remove(&record.id);
        self.tags -= record.tags.len();
        if of_region.by_id.is_empty() {
            self.regions.remove(region);
        }
        Some(record.id.clone())
    }

    /// Returns the records of a region.
    pub(super) fn of(&self, region: &str) -> Arc<KeyPairRecords> {
        self.regions.get(region).map(|known| Arc::clone(&known.by_name)).unwrap_or_default()
    }

    /// Returns the name of the pair with this id.
    pub(super) fn name(&self, region: &str, id: &str) -> Option<&str> {
        Some(self.regions.get(region)?.by_id.get(id)?)
    }

    /// Returns the names of the pairs with these ids. Each must exist.
    pub(super) fn names(&self, region: &str, ids: &[String]) -> Result<Vec<String>, Refusal> {
        let name = |id: &String| {
            self.name(region, id).map(str::to_owned).ok_or_else(|| {
                let message = format!("The key pair ID {} does not exist", quoted(id));
                Refusal::new(ErrorCode::InvalidKeyPairNotFound, message)
            })
        };
        ids.iter().map(name).collect()
    }

    /// Changes the tags of the pairs with these ids: of all of them, or of none.
    pub(super) fn change_tags(
        &mut self,
        region: &str,
        ids: &[String],
        change: impl Fn(&mut Tags),
    ) -> Result<(), Refusal> {
        let known = self.of(region);
        let mut changed = KeyPairRecords::new();
        for name in self.names(region, ids)? {
            let Some(record) = known.get(name.as_str()) else { continue };
            let mut record = KeyPairRecord::clone(record);
            change(&mut record.tags);
            query::check_tag_count(record.tags.len())?;
            changed.insert(name.into(), Arc::new(record));
        }
        let before = changed.keys().filter_map(|name| known.get(name));
        let before: usize = before.map(|record| record.tags.len()).sum();
        let after: usize = changed.values().map(|record| record.tags.len()).sum();
        self.check_room(after.saturating_sub(before))?;
        self.tags = self.tags + after - before;
        drop(known);
        if let Some(of_region) = self.regions.get_mut(region) {
            Arc::make_mut(&mut of_region.by_name).extend(changed);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "us-east-1";

    fn tags(count: usize) -> Tags {
        (0..count).map(|number| (number.to_string(), String::new())).collect()
    }

    fn id(recorded: &Recorded, name: &str) -> String {
        recorded.of(HERE).get(name).unwrap().id.clone()
    }

    #[test]
    fn tags_of_several_pairs_change_together_or_not_at_all() {
        let mut recorded = Recorded::default();
        for (name, count) in [("a", 0), ("b", query::MAX_TAGS)] {
            recorded.add(HERE, name, name, Time::default(), tags(count));
        }
        let ids = [id(&recorded, "a"), id(&recorded, "b")];
        let add = |tags: &mut Tags| {
            tags.insert("new".to_owned(), "value".to_owned());
        };
        let refusal = recorded.change_tags(HERE, &ids, add).unwrap_err();
        assert_eq!(refusal.code, Some(ErrorCode::of_name("TagLimitExceeded")));
        assert_eq!(recorded.of(HERE).get("a").unwrap().tags, Tags::new());
        let unknown = [ids[0].clone(), "key-0".to_owned()];
        let refusal = recorded.change_tags(HERE, &unknown, add).unwrap_err();
        assert_eq!(refusal.code, Some(ErrorCode::InvalidKeyPairNotFound));
        recorded.change_tags(HERE, &ids[..1], add).unwrap();
        assert_eq!(recorded.of(HERE).get("a").unwrap().tags.len(), 1);
        assert_eq!(recorded.tags, query::MAX_TAGS + 1);
    }

    #[test]
    fn limits_all_tags_together() {
        let mut recorded = Recorded::default();
        let pairs = MOST_TAGS / query::MAX_TAGS;
        for number in 0..pairs {
            let name = number.to_string();
            recorded.add(HERE, &name, &name, Time::default(), tags(query::MAX_TAGS));
        }
        recorded.add(HERE, "untagged", "untagged", Time::default(), Tags::new());
        recorded.check_room(0).unwrap();
        recorded.check_room(1).unwrap_err();
        let ids = [id(&recorded, "untagged")];
        recorded.change_tags(HERE, &ids, |new| *new = tags(1)).unwrap_err();
        recorded.remove(HERE, "0").unwrap();
        recorded.change_tags(HERE, &ids, |new| *new = tags(1)).unwrap();
        let known = [id(&recorded, "1")];
        recorded.change_tags(HERE, &known, Tags::clear).unwrap();
        recorded.check_room(2 * query::MAX_TAGS - 1).unwrap();
    }

    #[test]
    fn a_region_without_pairs_has_no_records() {
        let mut recorded = Recorded::default();
        recorded.add(HERE, "a", "00", Time::default(), tags(3));
        let id = id(&recorded, "a");
        assert_eq!(recorded.name(HERE, &id), Some("a"));
        assert_eq!(recorded.name("us-west-2", &id), None);
        assert_eq!(recorded.remove(HERE, "a"), Some(id.clone()));
        assert_eq!(recorded.remove(HERE, "a"), None);
        assert_eq!((recorded.name(HERE, &id), recorded.tags), (None, 0));
        assert!(recorded.regions.is_empty());
    }
}
