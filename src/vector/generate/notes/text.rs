//! Flags of text: base64, character sets, line endings.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[];
