//! What the server records about volumes beside the model: when they were created and attached.

use crate::query::{Time, VolumeRecord};
use std::collections::BTreeMap;

/// The times of the volumes of every region.
#[derive(Debug, Default)]
pub(super) struct VolumeTimes {
    /// The records by region and id.
    regions: BTreeMap<String, BTreeMap<String, VolumeRecord>>,
}

impl VolumeTimes {
    /// Records a volume that was created attached.
    pub(super) fn add(&mut self, region: &str, id: &str, now: Time) {
        let record = VolumeRecord { created: now, attached: now };
        self.regions.entry(region.to_owned()).or_default().insert(id.to_owned(), record);
    }

    /// Records that a volume was attached.
    pub(super) fn attach(&mut self, region: &str, id: &str, now: Time) {
        let known = self.regions.get_mut(region).and_then(|known| known.get_mut(id));
        if let Some(record) = known {
            record.attached = now;
        }
    }

    /// Removes the record of a deleted volume.
    pub(super) fn remove(&mut self, region: &str, id: &str) {
        let Some(known) = self.regions.get_mut(region) else { return };
        known.remove(id);
        if known.is_empty() {
            self.regions.remove(region);
        }
    }

    pub(super) fn of(&self, region: &str, id: &str) -> Option<VolumeRecord> {
        self.regions.get(region)?.get(id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_has_a_record_until_it_is_deleted() {
        let [first, second] = [1, 2].map(Time::of_seconds);
        let mut times = VolumeTimes::default();
        times.add("us-east-1", "vol-1", first);
        times.attach("us-east-1", "vol-1", second);
        times.attach("us-east-1", "vol-2", second);
        let expected = VolumeRecord { created: first, attached: second };
        assert_eq!(times.of("us-east-1", "vol-1"), Some(expected));
        assert_eq!(times.of("us-east-1", "vol-2"), None);
        assert_eq!(times.of("us-west-2", "vol-1"), None);
        times.remove("us-west-2", "vol-1");
        times.remove("us-east-1", "vol-1");
        assert!(times.regions.is_empty());
    }
}
