//! The regions of the account: valid names, and how many can contain resources.

use super::name;
use crate::api::service::Operation;
use crate::api::{ErrorCode, Refusal, quoted};
use crate::model::Model;

/// The most regions that can contain resources.
pub(super) const REGIONS: usize = 64;

/// Checks the name of a region, and that there is room for what the operation makes there.
pub(super) fn enter(model: &Model, region: &str, operation: &Operation) -> Result<(), Refusal> {
    check_region(region)?;
    let is_full = || model.regions().count() >= REGIONS;
    let is_used = || model.regions().any(|used| used == region);
    if makes_something(operation) && is_full() && !is_used() {
        let message = format!(
            "{REGIONS} regions have something in them, the most that there may be; use one of them, or start the server again"
        );
        return Err(Refusal::new(ErrorCode::AuthFailure, message));
    }
    Ok(())
}

/// Checks the name of a region.
pub(super) fn check_region(region: &str) -> Result<(), Refusal> {
    if name::is_region(region) {
        return Ok(());
    }
    let message = format!("{} is no name of a region, such as us-east-1", quoted(region));
    Err(Refusal::new(ErrorCode::AuthFailure, message))
}

/// Returns whether an operation can make a resource in an empty region.
const fn makes_something(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::CreateKeyPair { .. }
            | Operation::ImportKeyPair { .. }
            | Operation::RunInstances(_)
            | Operation::AllocateAddress { .. }
    )
}
