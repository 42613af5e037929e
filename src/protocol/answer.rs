//! The messages from an adapter to the harness.

use crate::api::guest::Mode;
use crate::api::{
    Action, Attributes, ErrorCode, KeyFormat, Outcome, PrivateKeyFacts, PublicKeyFacts, Refusal,
    Reply,
};
use crate::encoding::base64;
use serde::{Deserialize, Serialize};

/// The reply to the first message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Greeting {
    /// The implementation and its capabilities.
    pub ok: Hello,
}

/// A description of the implementation under test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The name of the implementation.
    pub name: String,
    /// The version of the implementation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The programming language of the implementation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The capabilities that the implementation offers. The harness sends no action that needs another one.
    pub capabilities: Vec<String>,
    /// The key file formats that the implementation reads. If absent, it reads all formats. A vector in
    /// another format is unsupported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formats: Option<Vec<KeyFormat>>,
}

/// The reply to a request: `seq` and exactly one of `ok`, `error` and `unsupported`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Answer"))]
#[serde(deny_unknown_fields)]
pub struct Answer<R = ReplyFields> {
    /// The number of the request.
    pub seq: u64,
    /// The result, if the action succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<R>,
    /// The refusal, if the implementation refused the action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorBody>,
    /// `true` if the implementation doesn't support the action. Absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsupported: Option<bool>,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorBody {
    /// The error code, if the implementation has codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The message for people.
    #[serde(default)]
    pub message: String,
}

/// The result of an action that succeeded. The action determines which fields are present.
// One type has the fields of every [`Reply`]: a line is parsed before the request that it answers is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Reply"))]
#[serde(deny_unknown_fields, default)]
pub struct ReplyFields {
    /// For a public key: the length of the modulus in bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<u64>,
    /// For a public key: the exponent. Omit it if your JSON library can't write it exactly. Some can't write
    /// numbers of 2^53 or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exponent: Option<u64>,
    /// For a public key: SHA-256 of the modulus, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modulus_sha256: Option<String>,
    /// For a public key: the fingerprint of the pair if the key is imported. This field or `modulus_sha256`
    /// is required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// For a private key: the public key as an OpenSSH line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openssh: Option<String>,
    /// For a private key: the fingerprint of the pair if EC2 created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// For a private key: the fingerprint of the pair if its public key is imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported: Option<String>,
    /// Whether the fingerprint belongs to the pair.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matches: Option<bool>,
    /// The decrypted bytes, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plaintext_base64: Option<String>,
    /// The name of a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The permission bits of a file, in octal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// For `Call` and `Guest`: the resources in the reply, each with its attributes. An empty list means that
    /// nothing was listed. A success without content needs no list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Vec<Attributes>>,
}

impl<'a> Answer<&'a Reply> {
    /// Returns the answer to the request with this number.
    #[must_use]
    pub fn new(seq: u64, outcome: &'a Outcome) -> Self {
        let nothing = Self { seq, ok: None, error: None, unsupported: None };
        match outcome {
            Outcome::Success(reply) => Self { ok: Some(reply), ..nothing },
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
}

impl Answer {
    /// Converts the answer to the outcome of an action.
    ///
    /// # Errors
    /// Returns a description of the problem if the answer is malformed or doesn't fit the action.
    pub fn outcome(self, action: &Action) -> Result<Outcome, String> {
        match (self.ok, self.error, self.unsupported) {
            (Some(reply), None, None) => reply.read(action).map(Outcome::Success),
            (None, Some(ErrorBody { code, message }), None) => {
                let code = code.as_deref().map(ErrorCode::of_name);
                Ok(Outcome::Refused(Refusal { code, message }))
            }
            (None, None, Some(true)) => Ok(Outcome::Unsupported),
            (None, None, Some(false)) => Err("\"unsupported\" must be true or absent".to_owned()),
            (None, None, None) => {
                Err("one of \"ok\", \"error\" and \"unsupported\" is missing".to_owned())
            }
            _ => Err("more than one of \"ok\", \"error\" and \"unsupported\" is set".to_owned()),
        }
    }
}

impl ReplyFields {
    /// Converts the message to the reply to an action.
    ///
    /// # Errors
    /// Returns a description of the problem if a required field is missing or malformed, or if a field
    /// belongs to another action.
    fn read(mut self, action: &Action) -> Result<Reply, String> {
        let missing = |name: &str| format!("\"ok\" lacks {name:?}");
        let reply = match action {
            Action::InspectPublicKey { .. } => {
                if self.fingerprint.is_none() && self.modulus_sha256.is_none() {
                    return Err("\"ok\" lacks \"fingerprint\" or \"modulus_sha256\"".to_owned());
                }
                Reply::PublicKey(PublicKeyFacts {
                    bits: self.bits.take(),
                    exponent: self.exponent.take(),
                    modulus_sha256: self.modulus_sha256.take(),
                    fingerprint: self.fingerprint.take(),
                })
            }
            Action::InspectPrivateKey { .. } => Reply::PrivateKey(PrivateKeyFacts {
                openssh: self.openssh.take(),
                created: self.created.take(),
                imported: self.imported.take(),
            }),
            Action::VerifyFingerprint { .. } => {
                Reply::Matches(self.matches.take().ok_or_else(|| missing("matches"))?)
            }
            Action::Decrypt { .. } => {
                let text =
                    self.plaintext_base64.take().ok_or_else(|| missing("plaintext_base64"))?;
                let plaintext = base64::decode(text.as_bytes());
                Reply::Plaintext(
                    plaintext.map_err(|error| format!("\"plaintext_base64\": {error}"))?,
                )
            }
            Action::NameKeyFile { .. } => {
                if self.name.is_none() && self.mode.is_none() {
                    return Err("\"ok\" lacks \"name\" or \"mode\"".to_owned());
                }
                Reply::KeyFile { name: self.name.take(), mode: self.mode.take() }
            }
            Action::Call(_) | Action::Guest(_) => {
                self.resources.take().map_or(Reply::Done, Reply::Resources)
            }
        };
        if self == Self::default() {
            return Ok(reply);
        }
        let rest = serde_json::to_string(&self).unwrap_or_default();
        Err(format!("\"ok\" has unexpected fields: {rest}"))
    }
}
