//! Which oracle takes part in which scenarios, and the implementation that the harness runs.

use crate::files::Make;
use crate::{Oracle, cloud_init, hybrid, sshd};
use keyproof::implementation::adapter::AdapterError;
use keyproof::vector::{Suite, Vector};

/// Whether an oracle takes part in the scenario of a vector, with an effect on its result.
#[must_use]
pub fn is_asked(oracle: Oracle, vector: &Vector) -> bool {
    let Some(scenario) = vector.scenario() else { return false };
    // A few scenarios with thousands of steps would show no more than the others.
    if scenario.is_expensive {
        return false;
    }
    match oracle {
        Oracle::SshKeygen | Oracle::Puttygen => hybrid::expects_values(scenario),
        Oracle::CloudInit => cloud_init::is_involved(scenario),
        // A server that refuses everyone is right about each login that must fail.
        Oracle::Sshd => sshd::lets_in(scenario),
        _ => false,
    }
}

/// Returns why this user on this machine can't run a scenario, although the tool is installed.
#[must_use]
pub fn obstacle(oracle: Oracle, vector: &Vector) -> Option<String> {
    let scenario = vector.scenario().filter(|_| oracle == Oracle::Sshd)?;
    sshd::obstacle(scenario)
}

/// Returns the reference with one part replaced by the oracle.
///
/// # Errors
/// Returns an [`AdapterError`] if an adapter doesn't work.
pub(crate) fn implementation(oracle: Oracle, suite: &Suite) -> Result<Make, AdapterError> {
    match oracle {
        Oracle::Sshd => Ok(Box::new(|| Box::new(sshd::Hosts::default()))),
        Oracle::CloudInit => Ok(Box::new(|| Box::new(cloud_init::Booting::default()))),
        _ => hybrid::implementation(oracle, suite),
    }
}
