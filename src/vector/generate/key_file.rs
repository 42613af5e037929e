//! How a created pair's private key is saved.

use super::Group;

/// The files of these vectors.
pub(super) fn files() -> Vec<Group> {
    Vec::new()
}
