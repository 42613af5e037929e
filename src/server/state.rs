//! The one account that everybody who may ask shares.

use crate::api::guest::{Deed, Visit};
use crate::api::service::{Call, Operation, Signature};
use crate::api::{Action, ErrorCode, Refusal, Reply};
use crate::model::{Model, Profile, Seed};
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard};

/// The most regions that things are kept for: a region is made by naming it.
const REGIONS: usize = 64;

/// The longest name that a region can have, in characters.
const LONGEST_NAME: usize = 32;

/// The model, and what bounds it.
///
/// One call at a time: most take microseconds. Making a key takes some milliseconds, for which the others wait; they
/// would have to anyway, since it uses the model's randomness and changes its pairs.
#[derive(Debug)]
pub(super) struct State {
    account: Mutex<Account>,
}

#[derive(Debug)]
struct Account {
    model: Model,
    regions: BTreeSet<String>,
}

/// Whose metadata somebody may read who doesn't say which instance they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Only {
    /// That of the one instance that runs: its region and its id.
    Instance(String, String),
    /// Nobody's, since so many run.
    None(usize),
}

impl State {
    /// An account with nothing in it.
    pub(super) fn new(seed: Seed) -> Self {
        let model = Model::new(Profile::DOCUMENT, seed);
        Self { account: Mutex::new(Account { model, regions: BTreeSet::new() }) }
    }

    /// Asks something of the service for somebody who may.
    pub(super) fn call(
        &self,
        region: &str,
        operation: Operation,
        dry_run: bool,
    ) -> Result<Reply, Refusal> {
        let mut account = self.account()?;
        account.enter(region)?;
        let region = region.to_owned();
        let call = Call { region, dry_run, signature: Signature::Valid, operation };
        account.model.apply(&Action::Call(call))
    }

    /// What the metadata service answers to an instance.
    pub(super) fn metadata(&self, region: &str, id: &str, path: &str) -> Result<Reply, Refusal> {
        let visit = Visit {
            region: region.to_owned(),
            instance_id: id.to_owned(),
            sudo: false,
            deed: Deed::ReadMetadata { path: path.to_owned() },
        };
        self.account()?.model.apply(&Action::Visit(visit))
    }

    /// The region of the running instance of this id.
    pub(super) fn region_of(&self, id: &str) -> Result<Option<String>, Refusal> {
        let account = self.account()?;
        let found = account.model.running().find(|(_, known)| *known == id);
        Ok(found.map(|(region, _)| region.to_owned()))
    }

    /// The one instance that runs.
    pub(super) fn only(&self) -> Result<Only, Refusal> {
        let account = self.account()?;
        let mut running = account.model.running();
        Ok(match (running.next(), running.count()) {
            (None, _) => Only::None(0),
            (Some((region, id)), 0) => Only::Instance(region.to_owned(), id.to_owned()),
            (Some(_), more) => Only::None(1 + more),
        })
    }

    /// A panic within the model leaves it in between, where nothing that it says is right any more.
    fn account(&self) -> Result<MutexGuard<'_, Account>, Refusal> {
        let broken = |_| Refusal::without_code("the server broke down; start it again");
        self.account.lock().map_err(broken)
    }
}

impl Account {
    /// Makes sure that there is room for a region of this name, and that it is one.
    fn enter(&mut self, region: &str) -> Result<(), Refusal> {
        if self.regions.contains(region) {
            return Ok(());
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if region.is_empty() || region.len() > LONGEST_NAME || !region.chars().all(plain) {
            let message = format!("{region:?} is no name of a region, such as us-east-1");
            return Err(Refusal::new(ErrorCode::AuthFailure, message));
        }
        if self.regions.len() >= REGIONS {
            let message = format!("{REGIONS} regions are in use, the most that there are here");
            return Err(Refusal::new(ErrorCode::AuthFailure, message));
        }
        self.regions.insert(region.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe(state: &State, region: &str) -> Result<Reply, Refusal> {
        let operation = Operation::DescribeKeyPairs { key_names: vec![], filters: vec![] };
        state.call(region, operation, false)
    }

    #[test]
    fn there_are_so_many_regions_and_no_more() {
        let state = State::new(Seed::default());
        for number in 0..REGIONS {
            describe(&state, &format!("region-{number}")).unwrap();
        }
        let refused = describe(&state, "one-more").unwrap_err();
        assert_eq!(refused.code, Some(ErrorCode::AuthFailure));
        describe(&state, "region-0").unwrap();
    }

    #[test]
    fn a_region_has_a_plain_name() {
        let state = State::new(Seed::default());
        for name in ["", "US-EAST-1", "us east 1", "a/b", "é", &"a".repeat(LONGEST_NAME + 1)] {
            describe(&state, name).unwrap_err();
        }
        describe(&state, &"a".repeat(LONGEST_NAME)).unwrap();
    }
}
