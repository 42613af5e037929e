//! How often a service decodes the material of an import: once is right (rule api/material-is-base64).

use super::action;
use crate::api::Outcome;
use crate::api::service::Operation;
use crate::doctor::{Finding, Sample};
use crate::encoding::base64;
use crate::implementation::Implementation;
use crate::implementation::endpoint::Endpoint;

/// Whether a key is taken that is encoded another number of times than once.
pub(super) fn encoding(endpoint: &mut Endpoint) -> Option<Finding> {
    const SUBJECT: &str = "the material's base64";
    let samples = Sample::all();
    let twice = |material: &[u8]| base64::encode(base64::encode(material).as_bytes());
    let never = |material: &[u8]| String::from_utf8_lossy(material).into_owned();
    let ways: [(&dyn Fn(&[u8]) -> String, &str, &str); 2] = [
        (
            &twice,
            "a key that is encoded twice is taken, and one that is encoded once isn't",
            "decode PublicKeyMaterial once: some clients encode it by themselves, and tests that encode \
             it again hide that",
        ),
        (
            &never,
            "a key that isn't encoded is taken, and one that is isn't",
            "decode PublicKeyMaterial, which is base64 of the file",
        ),
    ];
    for (encode, found, mend) in ways {
        for sample in &samples {
            endpoint.reset();
            let import = Operation::ImportKeyPair {
                key_name: Some("material".to_owned()),
                public_key_material: Some(encode(&sample.material)),
            };
            if matches!(endpoint.call(&action(import)), Outcome::Done(_)) {
                return Some(Finding::wrong(SUBJECT, found, mend));
            }
        }
    }
    None
}
