//! Flags of SubjectPublicKeyInfo DER and of base64 DER files.

use super::Flag;

pub(super) const FLAGS: &[Flag] = &[];
