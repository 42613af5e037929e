//! SubjectPublicKeyInfo DER and the text around it.

use super::Group;

/// The files of these vectors.
pub(super) fn files() -> Vec<Group> {
    Vec::new()
}
