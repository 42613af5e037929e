//! The adapter that makes the crate an implementation under test.

use keyproof::api::{Action, Outcome, PublicKeyFacts, Refusal, Reply};
use keyproof::implementation::{Description, Implementation};

#[derive(Default)]
pub struct Stranger;

impl Implementation for Stranger {
    fn description(&self) -> Description {
        Description::codec("stranger", Some(env!("CARGO_PKG_VERSION").to_owned()))
    }

    fn call(&mut self, action: &Action) -> Outcome {
        let Action::InspectPublicKey { material } = action else { return Outcome::Unsupported };
        match stranger::import(material) {
            Ok(fingerprint) => Outcome::Success(Reply::PublicKey(PublicKeyFacts {
                fingerprint: Some(fingerprint),
                ..PublicKeyFacts::default()
            })),
            Err(message) => Outcome::Refused(Refusal { code: None, message }),
        }
    }
}
