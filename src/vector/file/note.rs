//! The notes that explain flags: the format of `vectors/notes.json`, which people edit.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A file of notes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notes {
    /// The location of the JSON Schema of this file.
    pub schema: String,
    /// The notes, by flag.
    pub notes: BTreeMap<String, Note>,
}

/// The meaning of a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The kind of bug.
    pub bug: Bug,
    /// The severity of the possible consequences.
    pub severity: Severity,
    /// The fault or difference.
    pub what: String,
    /// The possible consequences.
    pub effect: String,
    /// Where the fault or difference was seen, and which tools behave how.
    pub seen: String,
    /// Public reports of the fault.
    pub links: Vec<String>,
}

/// The kind of bug that an implementation has if it is wrong about a vector with a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Bug {
    /// Two programs read different keys from one input.
    KeyConfusion,
    /// Private key material is accepted, kept or shown where only a public key belongs.
    PrivateKeyDisclosed,
    /// Another reader interprets text of the input: a terminal, a log, `authorized_keys`.
    Injection,
    /// A program takes too much time or memory, or stops.
    DenialOfService,
    /// The fingerprint is a digest of something else.
    WrongFingerprint,
    /// A key is accepted that is unsafe or not supported.
    WeakKey,
    /// A key is accepted but nobody can log in with it.
    Lockout,
    /// The state, the name, the region or the list of a service is wrong.
    WrongState,
    /// A common input is refused or read differently, without a danger.
    Interoperability,
    /// The documents are silent, and neither behaviour is a bug.
    Unspecified,
}

/// The severity of a bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A stranger gets in, a private key leaks, or a service fails.
    High,
    /// A wrong key or fingerprint is stored or shown, or a user can't log in.
    Medium,
    /// A valid key is refused.
    Low,
    /// No harm.
    None,
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeyConfusion => "key confusion",
            Self::PrivateKeyDisclosed => "private key disclosed",
            Self::Injection => "injection",
            Self::DenialOfService => "denial of service",
            Self::WrongFingerprint => "wrong fingerprint",
            Self::WeakKey => "weak or unsupported key",
            Self::Lockout => "lockout",
            Self::WrongState => "wrong state",
            Self::Interoperability => "interoperability",
            Self::Unspecified => "unspecified",
        })
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::High => "high severity",
            Self::Medium => "medium severity",
            Self::Low => "low severity",
            Self::None => "no harm",
        })
    }
}
