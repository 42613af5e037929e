//! An inspection as a line of JSON. Programs read this form, so it must stay stable.

use super::analysis::{FileKind, Inspection};
use super::fingerprint::Match;
use super::key_facts::{KeyAlgorithm, KeyFacts};
use super::wrapping;
use crate::term::escaped_json;
use serde::Serialize;

/// An inspection as a line of JSON.
#[derive(Debug, Serialize)]
pub(super) struct Line<'a> {
    file: &'a str,
    kind: Option<&'static str>,
    format: Option<&'static str>,
    bits: Option<usize>,
    exponent: Option<u64>,
    accepted: bool,
    code: Option<&'a str>,
    reason: Option<&'a str>,
    fingerprints: Fingerprints<'a>,
    openssh: Option<&'a str>,
    verdicts: Verdicts,
    recovered: Option<Recovered>,
    /// Why the private half can't be read, or isn't what it was.
    unreadable: Option<String>,
    /// The keys, if there are several.
    keys: Vec<Key<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<Option<&'static str>>,
}

#[derive(Debug, Default, Serialize)]
struct Fingerprints<'a> {
    imported: Option<&'a str>,
    created: Option<&'a str>,
    openssh_sha256: Option<&'a str>,
    openssh_md5: Option<&'a str>,
}

/// The answers of the document and of today's EC2: `accepted`, `refused` or `open`.
#[derive(Debug, Serialize)]
struct Verdicts {
    #[serde(rename = "2014-06-15")]
    document: Option<&'static str>,
    #[serde(rename = "2016-11-15")]
    today: Option<&'static str>,
}

/// A key that isn't in a form in which EC2 imports it.
#[derive(Debug, Serialize)]
struct Recovered {
    /// What was undone, from the outside inwards.
    unwrapped: Vec<String>,
    found: &'static str,
}

#[derive(Debug, Serialize)]
struct Key<'a> {
    bits: Option<usize>,
    fingerprints: Fingerprints<'a>,
    openssh: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// Returns the line for a file that was read. `matches` is what a given fingerprint is of its key.
    pub(super) fn of(
        file: &'a str,
        finding: &'a Inspection,
        matches: Option<Option<Match>>,
    ) -> Self {
        let key = finding.key();
        let refusal = finding.refusal.as_ref();
        let is_recovered = |key: &&KeyFacts| key.is_recovered() || refusal.is_some();
        Self {
            file,
            kind: finding.kind.map(FileKind::name),
            format: finding.format,
            bits: key.and_then(KeyFacts::bits),
            exponent: key.and_then(KeyFacts::exponent),
            accepted: refusal.is_none(),
            code: refusal.and_then(|refusal| refusal.code.as_deref()),
            reason: refusal.map(|refusal| refusal.reason.as_str()),
            fingerprints: key.map(Fingerprints::of).unwrap_or_default(),
            openssh: key.and_then(|key| key.openssh.as_deref()),
            verdicts: Verdicts {
                document: Some(finding.document.name()),
                today: Some(finding.today.name()),
            },
            recovered: key.filter(is_recovered).map(|key| Recovered {
                unwrapped: wrapping::steps(&key.source),
                found: wrapping::container(key.source.found.container),
            }),
            unreadable: finding.unreadable.as_ref().map(|file| file.error.fault.to_string()),
            keys: match finding.keys.as_slice() {
                [_] => Vec::new(),
                keys => keys.iter().map(Key::of).collect(),
            },
            matches: matches.map(|matches| matches.map(Match::name)),
        }
    }

    /// Returns the line for a file that could not be read.
    pub(super) fn unread(file: &'a str, reason: &'a str) -> Self {
        Self {
            file,
            kind: None,
            format: None,
            bits: None,
            exponent: None,
            accepted: false,
            code: None,
            reason: Some(reason),
            fingerprints: Fingerprints::default(),
            openssh: None,
            verdicts: Verdicts { document: None, today: None },
            recovered: None,
            unreadable: None,
            keys: Vec::new(),
            matches: None,
        }
    }

    /// Returns the line as JSON, with a final newline.
    pub(super) fn json(&self) -> String {
        let line = serde_json::to_string(self).expect("a finding is plain data");
        format!("{}\n", escaped_json(&line))
    }
}

impl<'a> Fingerprints<'a> {
    fn of(key: &'a KeyFacts) -> Self {
        Self {
            imported: key.imported.as_deref(),
            created: key.created.as_deref(),
            openssh_sha256: key.ssh_sha256.as_deref(),
            openssh_md5: key.ssh_md5.as_deref(),
        }
    }
}

impl<'a> Key<'a> {
    fn of(key: &'a KeyFacts) -> Self {
        Self {
            bits: key.bits(),
            fingerprints: Fingerprints::of(key),
            openssh: key.openssh.as_deref(),
        }
    }
}

impl KeyFacts {
    const fn bits(&self) -> Option<usize> {
        match self.algorithm {
            KeyAlgorithm::Rsa { bits, .. } => Some(bits),
            _ => None,
        }
    }

    const fn exponent(&self) -> Option<u64> {
        match self.algorithm {
            KeyAlgorithm::Rsa { exponent, .. } => exponent,
            _ => None,
        }
    }
}
