//! RFC 4716 files: markers, headers, body, line endings.

use super::Group;

/// The files of these vectors.
pub(super) fn files() -> Vec<Group> {
    Vec::new()
}
