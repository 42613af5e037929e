//! The reference implementation: what an EC2 that keeps every rule of the document answers.
//!
//! Pure: no files, no clock, no randomness of its own. The same actions give the same answers.

mod codec;

use crate::api::{Action, Refusal, Reply};

/// The state of the reference.
#[derive(Debug, Default)]
pub struct Model {}

impl Model {
    /// Does what the action says.
    ///
    /// # Errors
    /// A refusal, with the code that the API documents for it.
    pub fn apply(&mut self, action: &Action) -> Result<Reply, Refusal> {
        match action {
            Action::InspectPublicKey { material } => codec::inspect_public_key(material),
            Action::InspectPrivateKey { material, mode } => {
                codec::inspect_private_key(material, *mode)
            }
            Action::VerifyFingerprint { private_key, fingerprint } => {
                codec::verify_fingerprint(private_key, fingerprint)
            }
            Action::Decrypt { private_key, ciphertext } => codec::decrypt(private_key, ciphertext),
            Action::NameKeyFile { key_name } => Ok(codec::name_key_file(key_name)),
        }
    }
}
