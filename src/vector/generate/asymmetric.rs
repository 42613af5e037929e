//! What a public key encrypts, and which private key decrypts it.

use super::Group;

/// The files of these vectors.
pub(super) fn files() -> Vec<Group> {
    Vec::new()
}
