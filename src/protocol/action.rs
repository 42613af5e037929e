//! What an adapter is asked to do.

use crate::api;
use crate::api::guest::{GuestAction, GuestCall, Mode};
use crate::api::service::{Call, Operation, Signature};
use crate::encoding::base64;
use serde::{Deserialize, Serialize};

/// Something that an adapter is asked to do. Files are in base64, since they may hold any bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub enum Action {
    /// Read a public key file as an import does.
    InspectPublicKey {
        /// The file.
        material_base64: String,
    },
    /// Read a private key file.
    InspectPrivateKey {
        /// The file.
        material_base64: String,
        /// Its permission bits, in octal.
        mode: Mode,
    },
    /// Is this a fingerprint of the private key's pair, created or imported?
    VerifyFingerprint {
        /// The private key file.
        private_key_base64: String,
        /// The fingerprint.
        fingerprint: String,
    },
    /// Decrypt (RSAES-PKCS1-v1_5).
    Decrypt {
        /// The private key file.
        private_key_base64: String,
        /// What was encrypted.
        ciphertext_base64: String,
    },
    /// Under which name, and with which permissions, is a created pair's private key saved?
    NameKeyFile {
        /// The name of the pair.
        key_name: String,
    },
    /// Ask something of the service.
    Call {
        /// In this region.
        region: String,
        /// Whether it is a dry run.
        #[serde(default)]
        dry_run: bool,
        /// How it is signed.
        #[serde(default)]
        signature: Signature,
        /// What is asked.
        operation: Operation,
    },
    /// Do something at an instance.
    Guest {
        /// The instance's region.
        region: String,
        /// The instance.
        instance_id: String,
        /// Whether it is done as root.
        #[serde(default)]
        sudo: bool,
        /// What is done.
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
    /// What is meant.
    ///
    /// # Errors
    /// The field that should be base64 and isn't.
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
