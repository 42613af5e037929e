//! Properties of the reference after any sequence of actions.

use crate::actions::{History, Planned, REGIONS, plans, public_key_material, run_plan};
use crate::strategies::cases;
use keyproof::api::service::{Call, Operation, Signature};
use keyproof::api::{Action, Attribute, Attributes, ErrorCode, Refusal, Reply};
use keyproof::model::{MAX_KEY_PAIRS, Model};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

proptest! {
    #![proptest_config(cases(64))]

    /// Only the first answer to a creation contains a private key.
    #[test]
    fn a_private_key_is_answered_once(plan in plans()) {
        let mut model = Model::default();
        for (action, reply) in run_plan(&mut model, &plan) {
            let Ok(reply) = reply else { continue };
            if matches!(operation(&action), Some(Operation::CreateKeyPair { .. })) {
                continue;
            }
            // Only the user's own file may contain a private key, and no planned action writes one.
            let text = format!("{reply:?}");
            prop_assert!(!text.contains("PRIVATE KEY"), "{action:?}: {text}");
        }
    }

    /// The fingerprints in the list are those of the answers.
    #[test]
    fn the_list_has_the_pairs_that_were_stored_and_not_deleted(plan in plans()) {
        let mut model = Model::default();
        let mut expected: BTreeMap<(String, String), String> = BTreeMap::new();
        for (action, reply) in run_plan(&mut model, &plan) {
            let Action::Call(Call { region, operation, .. }) = &action else { continue };
            let Ok(reply) = reply else { continue };
            match (operation, reply) {
                (
                    Operation::CreateKeyPair { .. } | Operation::ImportKeyPair { .. },
                    Reply::Resources(pairs),
                ) => {
                    for (key_name, fingerprint) in pairs.iter().map(named) {
                        let before = expected.insert((region.clone(), key_name), fingerprint);
                        prop_assert_eq!(before, None, "a pair was overwritten");
                    }
                }
                (Operation::DeleteKeyPair { key_name: Some(name) }, _) => {
                    expected.remove(&(region.clone(), name.clone()));
                }
                _ => {}
            }
        }
        let mut found = BTreeMap::new();
        for region in REGIONS {
            let pairs = listed(&mut model, region);
            prop_assert!(pairs.len() <= MAX_KEY_PAIRS);
            for (key_name, fingerprint) in pairs.iter().map(named) {
                found.insert((region.to_owned(), key_name), fingerprint);
            }
        }
        prop_assert_eq!(found, expected);
    }

    /// Actions in one region have the same results without the actions in the other region.
    #[test]
    fn regions_never_affect_each_other(plan in plans()) {
        let here = |planned: &&Planned| region(planned) == REGIONS[0];
        let here: Vec<Planned> = plan.iter().filter(here).cloned().collect();
        let alone = run_plan(&mut Model::default(), &here);
        let beside = run_plan(&mut Model::default(), &plan);
        let beside: History = beside
            .into_iter()
            .filter(|(action, _)| region_of(action) == Some(REGIONS[0]))
            .collect();
        prop_assert_eq!(alone.len(), beside.len());
        for ((_, alone), (action, beside)) in alone.iter().zip(&beside) {
            // Ids and keys come from one random stream, so they differ. The refusals are the same.
            if let (Some(Operation::DescribeKeyPairs { .. }), Ok(Reply::Resources(a)), Ok(Reply::Resources(b))) =
                (operation(action), alone, beside)
            {
                let names = |pairs: &[Attributes]| {
                    pairs.iter().map(|pair| named(pair).0).collect::<Vec<_>>()
                };
                prop_assert_eq!(names(a), names(b));
            }
            if matches!(operation(action), Some(
                Operation::CreateKeyPair { .. }
                | Operation::ImportKeyPair { .. }
                | Operation::DeleteKeyPair { .. }
                | Operation::RunInstances(_)
            )) {
                let code = |reply: &Result<Reply, Refusal>| {
                    reply.as_ref().err().and_then(|refusal| refusal.code.clone())
                };
                prop_assert_eq!(code(alone), code(beside));
            }
        }
    }

    #[test]
    fn the_same_actions_give_the_same_replies(plan in plans()) {
        let once = run_plan(&mut Model::default(), &plan);
        prop_assert_eq!(run_plan(&mut Model::default(), &plan), once);
    }

    /// Neither a refused request nor a dry run changes anything.
    #[test]
    fn a_refused_request_changes_nothing(plan in plans()) {
        let mut model = Model::default();
        let mut done = Vec::new();
        for (action, reply) in run_plan(&mut model, &plan) {
            if reply.is_ok() {
                done.push((action, reply));
            }
        }
        let mut again = Model::default();
        for (action, reply) in done {
            prop_assert_eq!(again.apply(&action), reply, "{:?}", action);
        }
        for region in REGIONS {
            prop_assert_eq!(listed(&mut model, region), listed(&mut again, region));
        }
    }
}

proptest! {
    #![proptest_config(cases(8))]

    /// Near the limit, a new pair is refused exactly if there are 5,000.
    #[test]
    fn the_number_of_pairs_never_exceeds_the_limit(names in prop::collection::vec((0..20_u8, any::<bool>()), 1..60)) {
        let mut model = Model::default();
        for index in 0..MAX_KEY_PAIRS - 4 {
            model.apply(&import(&format!("filler-{index}"))).unwrap();
        }
        let mut held = BTreeSet::new();
        for (name, is_deleted) in names {
            let name = format!("pair-{name}");
            if is_deleted {
                held.remove(&name);
                let key_name = Some(name);
                prop_assert_eq!(model.apply(&call(Operation::DeleteKeyPair { key_name })), Ok(Reply::Done));
                continue;
            }
            let code = model.apply(&import(&name)).err().and_then(|refusal| refusal.code);
            let expected = match held.len() {
                _ if held.contains(&name) => Some(ErrorCode::InvalidKeyPairDuplicate),
                4 => Some(ErrorCode::KeyPairLimitExceeded),
                _ => None,
            };
            prop_assert_eq!(code.as_ref(), expected.as_ref());
            if code.is_none() {
                held.insert(name);
            }
        }
        prop_assert_eq!(listed(&mut model, REGIONS[0]).len(), MAX_KEY_PAIRS - 4 + held.len());
    }
}

fn import(name: &str) -> Action {
    let public_key_material = Some(public_key_material(0));
    call(Operation::ImportKeyPair { key_name: Some(name.to_owned()), public_key_material })
}

fn call(operation: Operation) -> Action {
    call_in(REGIONS[0], operation)
}

fn call_in(region: &str, operation: Operation) -> Action {
    let (region, signature) = (region.to_owned(), Signature::Valid);
    Action::Call(Call { region, dry_run: false, signature, operation })
}

fn operation(action: &Action) -> Option<&Operation> {
    match action {
        Action::Call(call) => Some(&call.operation),
        _ => None,
    }
}

fn region_of(action: &Action) -> Option<&str> {
    match action {
        Action::Call(call) => Some(&call.region),
        Action::Guest(call) => Some(&call.region),
        _ => None,
    }
}

fn region(planned: &Planned) -> &'static str {
    match planned {
        Planned::Call(region, ..)
        | Planned::OfInstance(region, ..)
        | Planned::OfVolume(region, ..)
        | Planned::OfAddress(region, ..)
        | Planned::GuestCall(region, ..) => region,
    }
}

/// The name and the fingerprint of a pair.
fn named(pair: &Attributes) -> (String, String) {
    (pair[&Attribute::KeyName].clone(), pair[&Attribute::Fingerprint].clone())
}

/// Returns the pairs of a region.
fn listed(model: &mut Model, region: &str) -> Vec<Attributes> {
    let operation = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    match model.apply(&call_in(region, operation)) {
        Ok(Reply::Resources(pairs)) => pairs,
        other => panic!("a list returns pairs: {other:?}"),
    }
}
