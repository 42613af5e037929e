//! Oracles as implementations under test: a real tool, judged by the suite like any other.

use super::question::OracleInput;
use super::{Facts, Oracle, OracleAnswer, ToolError};
use crate::api::{Action, Outcome, PrivateKeyFacts, PublicKeyFacts, Refusal, Reply};
use crate::implementation::{Description, Implementation};
use crate::rule::Capability;
use std::time::Duration;

/// The time on a processor after which a tool is stopped that limits itself.
const PROCESSOR_TIME: Duration = Duration::from_secs(1);

/// A foreign tool as an implementation under test. It is given files without a word about their format, and
/// each to a new process of its own.
#[derive(Debug, Clone, Copy)]
pub struct UnderTest(pub Oracle);

impl Implementation for UnderTest {
    fn description(&self) -> Description {
        let Self(oracle) = self;
        // A version without the name before it, which says more than the oracle's own.
        let version = oracle.version();
        let version = version.rsplit_once(' ').map_or(version.as_str(), |(_, version)| version);
        Description {
            name: oracle.name().to_owned(),
            version: Some(version.to_owned()),
            capabilities: vec![Capability::Codec],
            formats: None,
        }
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let Self(oracle) = self;
        let Some(question) = oracle.question(OracleInput { action, meant: None }) else {
            return Outcome::Unsupported;
        };
        match question.ask() {
            Ok((OracleAnswer::Choice(facts), _)) => match reply(action, &facts) {
                Some(reply) => Outcome::Success(reply),
                None => Outcome::Malformed(format!("{oracle} leaves something out: {facts:?}")),
            },
            Ok((OracleAnswer::Refused(message), _)) => {
                Outcome::Refused(Refusal { code: None, message })
            }
            Ok((OracleAnswer::Hung, _)) => Outcome::late(PROCESSOR_TIME),
            Err(ToolError::Crashed(how)) => Outcome::Crash(how),
            Err(ToolError::TimedOut(time)) => Outcome::late(time),
            Err(ToolError::Malformed(what)) => Outcome::Malformed(what),
            Err(ToolError::Unavailable(why)) => Outcome::NotRun(why),
        }
    }
}

fn reply(action: &Action, facts: &Facts) -> Option<Reply> {
    let fact = |name: &str| facts.get(name).cloned();
    let number = |name: &str| fact(name).and_then(|number| number.parse().ok());
    Some(match action {
        Action::InspectPublicKey { .. } => Reply::PublicKey(PublicKeyFacts {
            bits: number("bits"),
            exponent: number("exponent"),
            modulus_sha256: fact("modulus_sha256"),
            fingerprint: Some(fact("fingerprint")?),
        }),
        Action::InspectPrivateKey { .. } => Reply::PrivateKey(PrivateKeyFacts {
            openssh: fact("openssh"),
            created: fact("created"),
            imported: fact("imported"),
        }),
        Action::VerifyFingerprint { .. } => Reply::Matches(fact("matches")? == "true"),
        Action::Decrypt { .. } => Reply::Plaintext(fact("plaintext")?.into_bytes()),
        _ => return None,
    })
}
