//! Oracles: third-party tools that confirm the vectors.
//!
//! An oracle is an [`Implementation`](keyproof::implementation::Implementation) with a list of [known
//! disagreements](disagreement), and the harness judges it like any other. For [files](mod@files), it is the
//! tool itself. For [scenarios], it is the reference with one part replaced by the tool: who can log in,
//! what is installed at boot, or which fingerprint a pair has.
//!
//! What is specific to oracles is here: which tool is asked about which vector, the versions of the tools,
//! and which tools share code. [`comparison`] runs them, [`evidence`] checks what they confirmed.

mod code;
mod version;
mod installation;
pub mod disagreement;
#[cfg(feature = "openssl")]
pub mod openssl_library;
mod puttygen;
pub mod files;
mod hybrid;
mod cloud_init;
mod sshd;
pub mod scenarios;
pub mod comparison;
mod notice;
pub mod evidence;
mod table;

pub use code::{Code, independent};
pub use notice::{ExpectedDisagreement, Notice, expected_disagreements, needless, other_version};
pub use table::{Row, RowKind, rows};

use std::fmt;

/// A third-party tool. It may need another one for a part of its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oracle {
    /// The `openssl` command.
    Openssl,
    /// OpenSSL's library, used through the `openssl` crate.
    OpensslLibrary,
    /// `ssh-keygen`. The `openssl` command computes the fingerprints.
    SshKeygen,
    /// `puttygen`. Java's library computes the fingerprints.
    Puttygen,
    /// Java's library.
    Java,
    /// `AsyncSSH`, a library for Python.
    Asyncssh,
    /// phpseclib, a library for PHP.
    Phpseclib,
    /// Erlang's own applications.
    Erlang,
    /// `sshd`, with `ssh` as its client.
    Sshd,
    /// cloud-init's code that reads metadata and writes `authorized_keys`.
    CloudInit,
}

impl Oracle {
    /// All oracles.
    pub const ALL: [Self; 10] = [
        Self::Openssl,
        Self::OpensslLibrary,
        Self::SshKeygen,
        Self::Puttygen,
        Self::Java,
        Self::Asyncssh,
        Self::Phpseclib,
        Self::Erlang,
        Self::Sshd,
        Self::CloudInit,
    ];

    /// Returns the name, as in the vectors' evidence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Openssl => "openssl",
            Self::OpensslLibrary => "openssl-library",
            Self::SshKeygen => "ssh-keygen",
            Self::Puttygen => "puttygen",
            Self::Java => "java",
            Self::Asyncssh => "asyncssh",
            Self::Phpseclib => "phpseclib",
            Self::Erlang => "erlang",
            Self::Sshd => "sshd",
            Self::CloudInit => "cloud-init",
        }
    }

    /// Returns the oracle with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|oracle| oracle.name() == name)
    }

    /// Returns whose code computes its answers. Oracles without common code are independent.
    #[must_use]
    pub const fn code(self) -> &'static [Code] {
        match self {
            Self::Openssl | Self::OpensslLibrary => &[Code::OpenSsl],
            // OpenSSH does its arithmetic with OpenSSL.
            Self::SshKeygen | Self::Sshd => &[Code::OpenSsh, Code::OpenSsl],
            Self::Puttygen => &[Code::Putty, Code::Java],
            Self::Java => &[Code::Java],
            // It gives OpenSSL the numbers that it has read. Its answer is made of these numbers.
            Self::Asyncssh => &[Code::AsyncSsh],
            Self::Phpseclib => &[Code::Phpseclib],
            Self::Erlang => &[Code::Erlang],
            Self::CloudInit => &[Code::CloudInit],
        }
    }

    /// Whether it returns this fact of a private key. Each oracle returns the fingerprint of a public key.
    #[must_use]
    pub fn returns(self, fact: &str) -> bool {
        match self {
            Self::SshKeygen => !matches!(fact, "created" | "imported"),
            Self::Openssl | Self::OpensslLibrary | Self::Java => fact != "openssh",
            _ => true,
        }
    }
}

impl fmt::Display for Oracle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
