//! Flags of RFC 4716 files.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[];
