//! Checks that an adapter supports what it offers. Otherwise a capability that is offered but
//! unsupported would remain untested, and nobody would notice.

use super::{AdapterError, Connection};
use crate::api::service::{Call, Operation, Signature};
use crate::api::{Action, Outcome};
use crate::implementation::Implementation;
use crate::implementation::pulse::Pulse;
use crate::implementation::{Breakdown, BreakdownKind};
use crate::rule::Capability;

impl Connection {
    /// Asks one question for each offered capability that can be asked for alone. `key` is a public
    /// key file that every implementation reads.
    ///
    /// # Errors
    /// Returns [`AdapterError::Overstated`] for the first capability that is offered but
    /// unsupported. Other outcomes are not errors here.
    pub fn probe(&self, key: &[u8]) -> Result<(), AdapterError> {
        let mut exec = self.adapter();
        for capability in &self.capabilities {
            let Some(action) = probing(*capability, key) else { continue };
            if *capability != Capability::Codec {
                exec.reset();
            }
            let (kind, how) = match exec.call(&action) {
                Outcome::Unsupported => return Err(AdapterError::Overstated(*capability)),
                Outcome::Crash(how) => (BreakdownKind::Crash, how),
                Outcome::Timeout(how) => (BreakdownKind::Hang, how),
                _ => continue,
            };
            if *capability != Capability::Codec {
                exec.reset();
            }
            if matches!(exec.call(&action), Outcome::Crash(_) | Outcome::Timeout(_)) {
                // It happens again, so the vectors will show it.
                continue;
            }
            let how =
                format!("in the first probe of {capability}, but not when it was repeated: {how}");
            self.probed().push(Breakdown { kind, how, asked: Vec::new() });
        }
        Ok(())
    }

    /// Sets public key files that every implementation reads, for later checks whether the adapter
    /// still answers.
    #[must_use]
    pub fn with_pulse(self, keys: &[&[u8]]) -> Self {
        let has_codec = self.capabilities.contains(&Capability::Codec);
        let keys = keys.iter().filter(|_| has_codec);
        let keys = keys.map(|key| Action::InspectPublicKey { material: key.to_vec() });
        let others = self.capabilities.iter().filter(|it| **it != Capability::Codec);
        let others = others.filter_map(|capability| probing(*capability, b""));
        Self { pulse: Pulse::new(keys.chain(others)), ..self }
    }
}

/// Returns a harmless action that needs this capability, if there is one.
fn probing(capability: Capability, key: &[u8]) -> Option<Action> {
    let operation = match capability {
        Capability::Codec => return Some(Action::InspectPublicKey { material: key.to_vec() }),
        Capability::Pairs => {
            Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() }
        }
        Capability::Instances => Operation::DescribeInstances { instance_ids: Vec::new() },
        Capability::Volumes => Operation::DescribeVolumes { volume_ids: Vec::new() },
        // These need an instance, or a request that is refused.
        Capability::Login | Capability::Metadata | Capability::Auth => return None,
    };
    let (region, signature) = ("us-east-1".to_owned(), Signature::Valid);
    Some(Action::Call(Call { region, dry_run: false, signature, operation }))
}
