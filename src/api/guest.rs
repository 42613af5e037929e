//! The actions at an instance: to connect, to read metadata, and to change files as the recovery of a
//! lost key requires.
//!
//! Scenario vectors use their JSON form.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An action at one instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(deny_unknown_fields)]
pub struct GuestCall {
    /// The region of the instance.
    pub region: String,
    /// The id of the instance.
    pub instance_id: String,
    /// Whether the action runs as root, with `sudo`.
    #[serde(default)]
    pub sudo: bool,
    /// The action.
    pub guest_action: GuestAction,
}

/// An action at an instance. Every action except `Connect` and `ReadMetadata` needs a connection. A
/// connection lasts until the instance stops. A file path without a leading `/` is relative to the login
/// user's home directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "name", content = "parameters", deny_unknown_fields)]
#[non_exhaustive]
pub enum GuestAction {
    /// Requests a path from the instance's metadata service.
    ReadMetadata {
        /// The path, starting with `/latest/`.
        path: String,
    },
    /// Logs in with SSH.
    Connect {
        /// The name of the user.
        user: String,
        /// The credential of the user.
        credential: Credential,
    },
    /// Creates a directory, as `mkdir` does.
    MakeDirectory {
        /// The path of the directory.
        path: String,
    },
    /// Mounts an attached volume.
    Mount {
        /// The device name under which the volume is attached.
        device: String,
        /// The directory at which the volume is mounted.
        directory: String,
    },
    /// Unmounts a volume.
    Unmount {
        /// The device name under which the volume is attached.
        device: String,
    },
    /// Lists the content of a directory, as `ls -l` does.
    ListDirectory {
        /// The path of the directory.
        path: String,
    },
    /// Reads a file.
    ReadFile {
        /// The path of the file.
        path: String,
    },
    /// Copies a file, as `cp` does. An existing target is overwritten and keeps its owner, group and mode.
    CopyFile {
        /// The path of the source file.
        from: String,
        /// The path of the target file.
        to: String,
    },
    /// Writes a text file. An existing file is overwritten.
    WriteFile {
        /// The path of the file.
        path: String,
        /// The new content of the file.
        text: String,
    },
    /// Changes the owner and the group of a file, as `chown` does.
    ChangeOwner {
        /// The path of the file.
        path: String,
        /// The user id of the new owner.
        owner: u32,
        /// The id of the new group.
        group: u32,
    },
    /// Changes the permission bits of a file, as `chmod` does.
    ChangeMode {
        /// The path of the file.
        path: String,
        /// The new permission bits.
        mode: Mode,
    },
}

/// The credential of a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", content = "text", rename_all = "snake_case", deny_unknown_fields)]
pub enum Credential {
    /// The text of a private key file.
    PrivateKey(String),
    /// A password.
    Password(String),
    /// No credential.
    Nothing,
}

/// Permission bits in octal, as three or four digits, such as `0600`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
#[serde(try_from = "String", into = "String")]
pub struct Mode(pub u32);

impl TryFrom<String> for Mode {
    type Error = String;

    /// Reads three or four octal digits.
    fn try_from(text: String) -> Result<Self, String> {
        let digits =
            (3..=4).contains(&text.len()) && text.bytes().all(|b| (b'0'..=b'7').contains(&b));
        let bits = if digits { u32::from_str_radix(&text, 8).ok() } else { None };
        bits.map(Self).ok_or_else(|| format!("{text:?} is not a mode such as 0400"))
    }
}

impl From<Mode> for String {
    fn from(mode: Mode) -> Self {
        mode.to_string()
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

impl GuestAction {
    /// Returns the name of the action.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ReadMetadata { .. } => "ReadMetadata",
            Self::Connect { .. } => "Connect",
            Self::MakeDirectory { .. } => "MakeDirectory",
            Self::Mount { .. } => "Mount",
            Self::Unmount { .. } => "Unmount",
            Self::ListDirectory { .. } => "ListDirectory",
            Self::ReadFile { .. } => "ReadFile",
            Self::CopyFile { .. } => "CopyFile",
            Self::WriteFile { .. } => "WriteFile",
            Self::ChangeOwner { .. } => "ChangeOwner",
            Self::ChangeMode { .. } => "ChangeMode",
        }
    }

    /// Returns every text in which a scenario may insert values from earlier replies.
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::Connect { user, credential } => match credential {
                Credential::PrivateKey(text) | Credential::Password(text) => vec![user, text],
                Credential::Nothing => vec![user],
            },
            Self::ReadMetadata { path }
            | Self::MakeDirectory { path }
            | Self::ListDirectory { path }
            | Self::ReadFile { path }
            | Self::ChangeOwner { path, .. }
            | Self::ChangeMode { path, .. } => vec![path],
            Self::Mount { device, directory } => vec![device, directory],
            Self::Unmount { device } => vec![device],
            Self::CopyFile { from, to } => vec![from, to],
            Self::WriteFile { path, text } => vec![path, text],
        }
    }
}
