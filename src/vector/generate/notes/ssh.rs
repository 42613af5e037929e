//! Flags of OpenSSH lines and SSH blobs.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[];
