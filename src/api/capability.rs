//! The capability that each action needs.

use super::Action;
use super::guest::GuestAction;
use super::service::{Operation, Signature};
use crate::rule::Capability;

impl Action {
    /// Returns the capability that an implementation must offer to receive this action.
    #[must_use]
    pub const fn capability(&self) -> Capability {
        match self {
            Self::InspectPublicKey { .. }
            | Self::InspectPrivateKey { .. }
            | Self::VerifyFingerprint { .. }
            | Self::Decrypt { .. }
            | Self::NameKeyFile { .. } => Capability::Codec,
            Self::Call(call) => match call.signature {
                Signature::Valid => of_operation(&call.operation),
                Signature::WrongSecret | Signature::Missing => Capability::Auth,
            },
            Self::Guest(call) => match call.guest_action {
                GuestAction::ReadMetadata { .. } => Capability::Metadata,
                GuestAction::Mount { .. } | GuestAction::Unmount { .. } => Capability::Volumes,
                _ => Capability::Login,
            },
        }
    }
}

const fn of_operation(operation: &Operation) -> Capability {
    match operation {
        Operation::CreateKeyPair { .. }
        | Operation::ImportKeyPair { .. }
        | Operation::DescribeKeyPairs { .. }
        | Operation::DeleteKeyPair { .. }
        // Every service must refuse an unknown operation, whatever it offers.
        | Operation::Unknown { .. } => Capability::Pairs,
        Operation::DescribeVolumes { .. }
        | Operation::AttachVolume { .. }
        | Operation::DetachVolume { .. }
        | Operation::DeleteVolume { .. } => Capability::Volumes,
        _ => Capability::Instances,
    }
}
