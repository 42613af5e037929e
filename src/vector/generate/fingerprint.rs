//! Fingerprints, of imported and of created pairs, against private keys.

use super::Group;

/// The files of these vectors.
pub(super) fn files() -> Vec<Group> {
    Vec::new()
}
