//! Keys of other algorithms than RSA, in each format that can hold them.

use super::Group;

/// The files of these vectors.
pub(super) fn files() -> Vec<Group> {
    Vec::new()
}
