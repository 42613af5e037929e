//! Checks that a service decodes the material of an import exactly once
//! (rule api/material-is-base64).

use super::action;
use crate::api::service::Operation;
use crate::api::{Attribute, Outcome};
use crate::doctor::{Diagnosis, Sample};
use crate::encoding::base64;
use crate::implementation::Implementation;
use crate::implementation::endpoint::Endpoint;

/// A wrong way to encode material.
struct Way {
    encode: fn(&[u8]) -> String,
    found: &'static str,
    fix: &'static str,
}

/// Returns whether the reply has the fingerprint of an accepted key.
fn is_taken(outcome: &Outcome) -> bool {
    let Outcome::Success(reply) = outcome else { return false };
    reply.first(Attribute::Fingerprint).is_some()
}

/// Checks whether a key is accepted that is encoded twice, or not at all.
pub(super) fn encoding(endpoint: &mut Endpoint) -> Option<Diagnosis> {
    const SUBJECT: &str = "the material's base64";
    let samples = Sample::all();
    let twice = Way {
        encode: |material| base64::encode(base64::encode(material).as_bytes()),
        found: "a key that is encoded twice is accepted, but one that is encoded once is not",
        fix: "decode PublicKeyMaterial once: some clients encode it themselves, and tests that \
               encode it again hide this fault",
    };
    let never = Way {
        encode: |material| String::from_utf8_lossy(material).into_owned(),
        found: "a key that isn't encoded is accepted, but one that is encoded is not",
        fix: "decode PublicKeyMaterial, which is the file in base64",
    };
    for Way { encode, found, fix } in [twice, never] {
        for sample in &samples {
            endpoint.reset();
            let import = Operation::ImportKeyPair {
                key_name: Some("material".to_owned()),
                public_key_material: Some(encode(&sample.material)),
            };
            if is_taken(&endpoint.call(&action(import))) {
                return Some(Diagnosis::wrong(SUBJECT, found, fix));
            }
        }
    }
    None
}
