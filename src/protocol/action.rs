//! The actions in requests to an adapter.

use crate::api;
use crate::api::guest::{GuestAction, GuestCall, Mode};
use crate::api::service::{Call, Operation, Signature};
use crate::encoding::base64;
use serde::{Deserialize, Serialize};

/// An action that an adapter is asked to perform. Files are in base64, because they may hold any bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub enum Action {
    /// Reads a public key file as an import does.
    InspectPublicKey {
        /// The file, in base64.
        material_base64: String,
    },
    /// Reads a private key file.
    InspectPrivateKey {
        /// The file, in base64.
        material_base64: String,
        /// The permission bits of the file, in octal.
        mode: Mode,
    },
    /// Checks whether a fingerprint belongs to the pair of a private key, created or imported.
    VerifyFingerprint {
        /// The private key file, in base64.
        private_key_base64: String,
        /// The fingerprint.
        fingerprint: String,
    },
    /// Decrypts a ciphertext (RSAES-PKCS1-v1_5).
    Decrypt {
        /// The private key file, in base64.
        private_key_base64: String,
        /// The encrypted bytes, in base64.
        ciphertext_base64: String,
    },
    /// Returns the file name and the permissions of a created pair's private key file.
    NameKeyFile {
        /// The name of the pair.
        key_name: String,
    },
    /// Sends a request to the service.
    Call {
        /// The region, such as `us-east-1`.
        region: String,
        /// Whether the request is a dry run.
        #[serde(default)]
        dry_run: bool,
        /// How the request is signed.
        #[serde(default)]
        signature: Signature,
        /// The requested operation.
        operation: Operation,
    },
    /// Performs an action at an instance.
    Guest {
        /// The region of the instance.
        region: String,
        /// The id of the instance.
        instance_id: String,
        /// Whether the action runs as root.
        #[serde(default)]
        sudo: bool,
        /// The action.
        guest_action: GuestAction,
    },
}

impl From<&api::Action> for Action {
    fn from(action: &api::Action) -> Self {
        let encode = |bytes: &Vec<u8>| base64::encode(bytes);
        match action {
            api::Action::InspectPublicKey { material } => {
                Self::InspectPublicKey { material_base64: encode(material) }
            }
            api::Action::InspectPrivateKey { material, mode } => {
                Self::InspectPrivateKey { material_base64: encode(material), mode: Mode(*mode) }
            }
            api::Action::VerifyFingerprint { private_key, fingerprint } => {
                let (private_key_base64, fingerprint) = (encode(private_key), fingerprint.clone());
                Self::VerifyFingerprint { private_key_base64, fingerprint }
            }
            api::Action::Decrypt { private_key, ciphertext } => {
                let private_key_base64 = encode(private_key);
                Self::Decrypt { private_key_base64, ciphertext_base64: encode(ciphertext) }
            }
            api::Action::NameKeyFile { key_name } => {
                Self::NameKeyFile { key_name: key_name.clone() }
            }
            api::Action::Call(Call { region, dry_run, signature, operation }) => {
                let (region, operation) = (region.clone(), operation.clone());
                Self::Call { region, dry_run: *dry_run, signature: *signature, operation }
            }
            api::Action::Guest(GuestCall { region, instance_id, sudo, guest_action }) => {
                Self::Guest {
                    region: region.clone(),
                    instance_id: instance_id.clone(),
                    sudo: *sudo,
                    guest_action: guest_action.clone(),
                }
            }
        }
    }
}

impl Action {
    /// Converts the message to an [`api::Action`].
    ///
    /// # Errors
    /// Returns the name of a field and its error if the field is not valid base64.
    pub fn read(self) -> Result<api::Action, String> {
        let decode = |name: &str, text: String| {
            base64::decode(text.as_bytes()).map_err(|error| format!("{name}: {error}"))
        };
        Ok(match self {
            Self::InspectPublicKey { material_base64 } => {
                let material = decode("material_base64", material_base64)?;
                api::Action::InspectPublicKey { material }
            }
            Self::InspectPrivateKey { material_base64, mode: Mode(mode) } => {
                let material = decode("material_base64", material_base64)?;
                api::Action::InspectPrivateKey { material, mode }
            }
            Self::VerifyFingerprint { private_key_base64, fingerprint } => {
                let private_key = decode("private_key_base64", private_key_base64)?;
                api::Action::VerifyFingerprint { private_key, fingerprint }
            }
            Self::Decrypt { private_key_base64, ciphertext_base64 } => {
                let private_key = decode("private_key_base64", private_key_base64)?;
                let ciphertext = decode("ciphertext_base64", ciphertext_base64)?;
                api::Action::Decrypt { private_key, ciphertext }
            }
            Self::NameKeyFile { key_name } => api::Action::NameKeyFile { key_name },
            Self::Call { region, dry_run, signature, operation } => {
                api::Action::Call(Call { region, dry_run, signature, operation })
            }
            Self::Guest { region, instance_id, sudo, guest_action } => {
                api::Action::Guest(GuestCall { region, instance_id, sudo, guest_action })
            }
        })
    }
}
