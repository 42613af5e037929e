//! Faults of the base64 text that all three formats hold.

use super::Group;

/// The files of these vectors.
pub(super) fn files() -> Vec<Group> {
    Vec::new()
}
