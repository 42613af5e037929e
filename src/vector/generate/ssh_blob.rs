//! Faults of the `ssh-rsa` blob (RFC 4253 section 6.6), as OpenSSH line and as RFC 4716 file.

use super::Group;

/// The files of these vectors.
pub(super) fn files() -> Vec<Group> {
    Vec::new()
}
