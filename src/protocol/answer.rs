//! What an adapter answers.

use crate::api::guest::{GuestAction, Mode};
use crate::api::{
    self, Action, Attributes, ErrorCode, KeyFormat, Outcome, PrivateKeyFacts, PublicKeyFacts,
    Refusal,
};
use crate::encoding::base64;
use serde::{Deserialize, Serialize};

/// The answer to the first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Greeting {
    /// Who is there.
    pub ok: Hello,
}

/// What an adapter says of the implementation that it speaks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// Its name.
    pub name: String,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The language that it is written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What it offers; what it doesn't, it isn't asked.
    pub capabilities: Vec<String>,
    /// The formats of key files that it reads, all of them if absent. A vector in another format is unsupported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formats: Option<Vec<KeyFormat>>,
}

/// The answer to a request: one of `ok`, `error` and `unsupported` beside the number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The number of the request.
    pub seq: u64,
    /// It is done, and this is the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<Reply>,
    /// It is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorBody>,
    /// `true`: the implementation doesn't offer this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsupported: Option<bool>,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorBody {
    /// The error code, if the implementation has codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What people are told.
    #[serde(default)]
    pub message: String,
}

/// What is answered if something is done: facts, which of them is a matter of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Reply {
    /// Of a public key: the length of the modulus in bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<u64>,
    /// Of a public key: the exponent, if the program's JSON can write it exactly: some can't from 2^53 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exponent: Option<u64>,
    /// Of a public key: SHA-256 of the modulus, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modulus_sha256: Option<String>,
    /// Of a public key: its fingerprint as an imported pair's. This or `modulus_sha256` must be there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Of a private key: the public half as an OpenSSH line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openssh: Option<String>,
    /// Of a private key: the fingerprint as a created pair's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Of a private key: the fingerprint as an imported pair's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported: Option<String>,
    /// Whether a fingerprint is the pair's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matches: Option<bool>,
    /// What came out of a decryption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plaintext_base64: Option<String>,
    /// The name of a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The permission bits of a file, in octal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Of the service and of visits: the resources that the answer is about, with the facts of each. None if it is
    /// a list and empty; what is done without a word needs no list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Vec<Attributes>>,
}

impl Answer {
    /// The answer to the request of this number.
    #[must_use]
    pub fn new(seq: u64, outcome: &Outcome) -> Self {
        let nothing = Self { seq, ok: None, error: None, unsupported: None };
        match outcome {
            Outcome::Success(reply) => Self { ok: Some(reply.into()), ..nothing },
            Outcome::Refused(Refusal { code, message }) => {
                let code = code.as_ref().map(|code| code.name().to_owned());
                Self { error: Some(ErrorBody { code, message: message.clone() }), ..nothing }
            }
            Outcome::Unsupported => Self { unsupported: Some(true), ..nothing },
            Outcome::Crash(what)
            | Outcome::ServerError(what)
            | Outcome::Timeout(what)
            | Outcome::Malformed(what)
            | Outcome::NotRun(what) => {
                Self { error: Some(ErrorBody { code: None, message: what.clone() }), ..nothing }
            }
        }
    }

    /// What came of an action.
    ///
    /// # Errors
    /// What is wrong with the form of the answer.
    pub fn outcome(self, action: &Action) -> Result<Outcome, String> {
        match (self.ok, self.error, self.unsupported) {
            (Some(reply), None, None) => reply.read(action).map(Outcome::Success),
            (None, Some(ErrorBody { code, message }), None) => {
                let code = code.as_deref().map(ErrorCode::of_name);
                Ok(Outcome::Refused(Refusal { code, message }))
            }
            (None, None, Some(true)) => Ok(Outcome::Unsupported),
            (None, None, Some(false)) => Err("\"unsupported\" is true or absent".to_owned()),
            (None, None, None) => {
                Err("one of \"ok\", \"error\" and \"unsupported\" is missing".to_owned())
            }
            _ => Err("it has more than one of \"ok\", \"error\" and \"unsupported\"".to_owned()),
        }
    }
}

impl From<&api::Reply> for Reply {
    fn from(reply: &api::Reply) -> Self {
        match reply {
            api::Reply::PublicKey(facts) => Self {
                bits: facts.bits,
                exponent: facts.exponent,
                modulus_sha256: facts.modulus_sha256.clone(),
                fingerprint: facts.fingerprint.clone(),
                ..Self::default()
            },
            api::Reply::PrivateKey(facts) => Self {
                openssh: facts.openssh.clone(),
                created: facts.created.clone(),
                imported: facts.imported.clone(),
                ..Self::default()
            },
            api::Reply::Matches(matches) => Self { matches: Some(*matches), ..Self::default() },
            api::Reply::Plaintext(plaintext) => {
                Self { plaintext_base64: Some(base64::encode(plaintext)), ..Self::default() }
            }
            api::Reply::KeyFile { name, mode } => {
                Self { name: name.clone(), mode: mode.map(Mode), ..Self::default() }
            }
            api::Reply::Done => Self::default(),
            api::Reply::Text(text) => {
                let thing = Attributes::from([(api::Attribute::Text, text.clone())]);
                Self { resources: Some(vec![thing]), ..Self::default() }
            }
            resources => Self { resources: Some(resources.records()), ..Self::default() },
        }
    }
}

impl Reply {
    /// What is answered to an action.
    ///
    /// # Errors
    /// A fact that is missing, or that belongs to something else.
    fn read(mut self, action: &Action) -> Result<api::Reply, String> {
        let missing = |name: &str| format!("\"ok\" lacks {name:?}");
        let reply = match action {
            Action::InspectPublicKey { .. } => {
                if self.fingerprint.is_none() && self.modulus_sha256.is_none() {
                    return Err("\"ok\" lacks \"fingerprint\" or \"modulus_sha256\"".to_owned());
                }
                api::Reply::PublicKey(PublicKeyFacts {
                    bits: self.bits.take(),
                    exponent: self.exponent.take(),
                    modulus_sha256: self.modulus_sha256.take(),
                    fingerprint: self.fingerprint.take(),
                })
            }
            Action::InspectPrivateKey { .. } => api::Reply::PrivateKey(PrivateKeyFacts {
                openssh: self.openssh.take(),
                created: self.created.take(),
                imported: self.imported.take(),
            }),
            Action::VerifyFingerprint { .. } => {
                api::Reply::Matches(self.matches.take().ok_or_else(|| missing("matches"))?)
            }
            Action::Decrypt { .. } => {
                let text =
                    self.plaintext_base64.take().ok_or_else(|| missing("plaintext_base64"))?;
                let plaintext = base64::decode(text.as_bytes());
                api::Reply::Plaintext(
                    plaintext.map_err(|error| format!("\"plaintext_base64\": {error}"))?,
                )
            }
            Action::NameKeyFile { .. } => {
                if self.name.is_none() && self.mode.is_none() {
                    return Err("\"ok\" lacks \"name\" or \"mode\"".to_owned());
                }
                let mode = self.mode.take().map(|Mode(mode)| mode);
                api::Reply::KeyFile { name: self.name.take(), mode }
            }
            Action::Call(_) | Action::Guest(_) => resources(action, self.resources.take()),
        };
        if self == Self::default() {
            return Ok(reply);
        }
        let rest = serde_json::to_string(&self).unwrap_or_default();
        Err(format!("\"ok\" has what was not asked for: {rest}"))
    }
}

/// Things, the facts of each as they came. A text that was read has its line derived from it.
fn resources(action: &Action, resources: Option<Vec<Attributes>>) -> api::Reply {
    let Some(resources) = resources else { return api::Reply::Done };
    let reads = matches!(action, Action::Guest(visit)
        if matches!(visit.guest_action, GuestAction::ReadFile { .. } | GuestAction::ReadMetadata { .. }));
    match resources.as_slice() {
        [only] if reads && only.len() == 1 => match only.get(&api::Attribute::Text) {
            Some(text) => api::Reply::Text(text.clone()),
            None => api::Reply::Resources(resources),
        },
        _ => api::Reply::Resources(resources),
    }
}
