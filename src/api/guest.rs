//! What a person does at an instance: connect, read metadata, and handle files as the recovery of a lost
//! key has it.
//!
//! Their JSON form is that of scenario vectors.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Something done at an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestCall {
    /// The instance's region.
    pub region: String,
    /// The instance.
    pub instance_id: String,
    /// Whether it is done as root, by `sudo`.
    pub sudo: bool,
    /// What is done.
    pub guest_action: GuestAction,
}

/// What a person can do at an instance. All but connecting and reading metadata takes a connection, which
/// lasts until the instance stops. Paths that don't start with `/` are those of the login user's home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub enum GuestAction {
    /// Reads what the metadata service answers to this instance.
    ReadMetadata {
        /// The path, from `/latest/` on.
        path: String,
    },
    /// Logs in by SSH.
    Connect {
        /// As whom.
        user: String,
        /// By what right.
        credential: Credential,
    },
    /// Makes a directory, as `mkdir` does.
    MakeDirectory {
        /// Its path.
        path: String,
    },
    /// Mounts an attached volume.
    Mount {
        /// The name under which it is attached.
        device: String,
        /// Where.
        directory: String,
    },
    /// Unmounts a volume.
    Unmount {
        /// The name under which it is attached.
        device: String,
    },
    /// Lists what a directory holds, as `ls -l` does.
    ListDirectory {
        /// Its path.
        path: String,
    },
    /// Reads a file.
    ReadFile {
        /// Its path.
        path: String,
    },
    /// Copies a file, as `cp` does: over one that is there, whose owner and mode stay.
    CopyFile {
        /// The path of the file.
        from: String,
        /// The path of the copy.
        to: String,
    },
    /// Writes a text file, over one that is there.
    WriteFile {
        /// Its path.
        path: String,
        /// What it is to hold.
        text: String,
    },
    /// Changes owner and group, as `chown` does.
    ChangeOwner {
        /// The path of the file.
        path: String,
        /// The number of the owner.
        owner: u32,
        /// The number of the group.
        group: u32,
    },
    /// Changes the permission bits, as `chmod` does.
    ChangeMode {
        /// The path of the file.
        path: String,
        /// The bits.
        mode: Mode,
    },
}

/// By what right somebody connects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Credential {
    /// A private key file.
    PrivateKey(String),
    /// A password.
    Password(String),
    /// None at all.
    Nothing,
}

/// Permission bits, written in octal: `0600`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "cli", schemars(with = "String"))]
#[serde(try_from = "String", into = "String")]
pub struct Mode(pub u32);

impl TryFrom<String> for Mode {
    type Error = String;

    /// Takes three or four octal digits.
    fn try_from(text: String) -> Result<Self, String> {
        let digits =
            (3..=4).contains(&text.len()) && text.bytes().all(|b| (b'0'..=b'7').contains(&b));
        let bits = if digits { u32::from_str_radix(&text, 8).ok() } else { None };
        bits.map(Self).ok_or_else(|| format!("{text:?} is no mode such as 0400"))
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
    /// What it is called.
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

    /// Every text in it, to be filled in where it stands for part of an earlier answer.
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
