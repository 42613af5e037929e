//! Oracles: foreign tools that say by themselves what a vector expects, or don't.
//!
//! No expectation of the vectors rests on this crate alone. Where a vector holds a key file, tools read that
//! file ([`Oracle::question`]); where it tells a story, tools take over a part of it: who gets in, what is
//! installed at boot, which fingerprint a pair has ([`Oracle::plays`]). [`verify`] puts the two side by side.
//!
//! Each oracle finds its programs and tells their version, has a limit of time and of output, and is never
//! trusted to print what it usually prints: anything else is a fault of the oracle, and no answer. Tools that
//! take long to start are started once and asked line by line.

mod version;
pub mod disagreement;
mod program;
mod code;
mod answer;
pub mod commands;
mod question;
mod helper_process;
mod openssl;
mod ssh_keygen;
mod java;
mod numbers;
mod puttygen;
mod asyncssh;
mod phpseclib;
mod erlang;
mod cloud_init;
mod sshd;
mod hybrid;
pub mod verify;

pub use answer::{Agreement, Expected, Facts, OracleAnswer};
pub use code::{Code, independent};
pub use commands::ToolError;
pub use question::{OracleInput, Question, Trace};

use keyproof::implementation::Implementation;
use keyproof::vector::{Test, Vector};
use program::Program;
use std::fmt;

/// A foreign tool, with what it needs to come to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oracle {
    /// The `openssl` command.
    Openssl,
    /// OpenSSL's library, by way of the `openssl` crate.
    OpensslLibrary,
    /// `ssh-keygen`, with the `openssl` command to compute what it doesn't.
    SshKeygen,
    /// `puttygen`, with Java's library to compute what it doesn't.
    Puttygen,
    /// Java's library.
    Java,
    /// `AsyncSSH`'s reader, with Java's library to compute what it doesn't.
    Asyncssh,
    /// phpseclib, a library for PHP.
    Phpseclib,
    /// Erlang's own applications.
    Erlang,
    /// `sshd`, and `ssh` before it.
    Sshd,
    /// cloud-init's reader of metadata, and its writer of `authorized_keys`.
    CloudInit,
}

impl Oracle {
    /// All of them.
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

    /// Its name, as the vectors' evidence has it.
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

    /// The oracle of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|oracle| oracle.name() == name)
    }

    /// Whose code its answers come from: two oracles without a common one are independent.
    #[must_use]
    pub const fn code(self) -> &'static [Code] {
        match self {
            Self::Openssl | Self::OpensslLibrary => &[Code::OpenSsl],
            // OpenSSH does its arithmetic with OpenSSL.
            Self::SshKeygen | Self::Sshd => &[Code::OpenSsh, Code::OpenSsl],
            Self::Puttygen => &[Code::Putty, Code::Java],
            Self::Java => &[Code::Java],
            // It hands on to OpenSSL what it has read; its answer is what it hands on.
            Self::Asyncssh => &[Code::AsyncSsh, Code::Java],
            Self::Phpseclib => &[Code::Phpseclib],
            Self::Erlang => &[Code::Erlang],
            Self::CloudInit => &[Code::CloudInit],
        }
    }

    /// Whether it tells this fact of a private key; of a public key each tells the fingerprint.
    #[must_use]
    pub fn tells(self, fact: &str) -> bool {
        match self {
            Self::SshKeygen => !matches!(fact, "created" | "imported"),
            Self::Openssl | Self::OpensslLibrary | Self::Java => fact != "openssh",
            _ => true,
        }
    }

    /// What is missing for it, and how to get it.
    #[must_use]
    pub fn missing(self) -> Option<String> {
        if self == Self::OpensslLibrary && !cfg!(feature = "openssl") {
            return Some("not built in: build keyproof-oracles with --features openssl".to_owned());
        }
        self.programs().iter().find_map(|program| program.missing())
    }

    /// Its name and version, as it tells them.
    #[must_use]
    pub fn version(self) -> String {
        match self {
            #[cfg(feature = "openssl")]
            Self::OpensslLibrary => openssl::library::version(),
            _ => self.programs().first().map_or(String::new(), |program| program.version()),
        }
    }

    /// The programs that it needs, the one that it is called after first.
    const fn programs(self) -> &'static [Program] {
        match self {
            Self::Openssl => &[Program::Openssl],
            Self::OpensslLibrary => &[],
            Self::SshKeygen => &[Program::SshKeygen, Program::Openssl],
            Self::Puttygen => &[Program::Puttygen, Program::Java],
            Self::Java => &[Program::Java],
            Self::Asyncssh => &[Program::Asyncssh, Program::Java],
            Self::Phpseclib => &[Program::Phpseclib],
            Self::Erlang => &[Program::Erlang],
            Self::Sshd => &[Program::Sshd, Program::SshKeygen],
            Self::CloudInit => &[Program::CloudInit],
        }
    }

    /// What to ask it of a file; `None` if it knows nothing of such files, or of what is asked.
    #[must_use]
    pub fn question(self, subject: OracleInput<'_>) -> Option<Question> {
        match self {
            Self::Openssl => openssl::question(subject),
            #[cfg(feature = "openssl")]
            Self::OpensslLibrary => openssl::library::question(subject),
            // It would be asked what the command is asked.
            #[cfg(not(feature = "openssl"))]
            Self::OpensslLibrary => openssl::question(subject).map(|_| question::unaskable()),
            Self::SshKeygen => ssh_keygen::question(subject),
            Self::Puttygen => puttygen::question(subject),
            Self::Java => java::question(subject),
            Self::Asyncssh => asyncssh::question(subject),
            Self::Phpseclib => phpseclib::question(subject),
            Self::Erlang => erlang::question(subject),
            Self::Sshd | Self::CloudInit => None,
        }
    }

    /// The reference with this oracle in the place of a part of it, if there is one that matters to the
    /// story.
    #[must_use]
    pub fn plays(self, vector: &Vector) -> Option<Box<dyn Implementation>> {
        let Test::Scenario(scenario) = &vector.test else { return None };
        match self {
            Self::SshKeygen | Self::Puttygen => hybrid::play(self, scenario),
            Self::CloudInit => cloud_init::play(scenario),
            // Who lets nobody in is right about each who must not get in.
            Self::Sshd if vector.twins.is_empty() && !sshd::lets_in(scenario) => None,
            Self::Sshd => sshd::play(scenario),
            _ => None,
        }
    }

    /// What this machine or its user lacks to play a story, beyond the programs.
    #[must_use]
    pub fn lacking(self, vector: &Vector) -> Option<String> {
        let Test::Scenario(scenario) = &vector.test else { return None };
        match self {
            Self::Sshd => sshd::lacking(scenario),
            _ => None,
        }
    }
}

impl fmt::Display for Oracle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
