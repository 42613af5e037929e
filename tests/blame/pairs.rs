//! Faults of a service with key pairs.

use crate::fault::{
    Fault, Original, change, fault, operation, refuse, with, with_code, with_pairs,
};
use keyproof::api::service::{Call, Filter, Operation, Signature};
use keyproof::api::{Action, Attribute, ErrorCode, Outcome, Refusal, Reply};

/// The regions of the scenarios.
const REGIONS: [&str; 2] = ["us-east-1", "us-west-2"];

pub(crate) fn faults() -> Vec<Fault> {
    [names(), deletions(), lists(), requests(), creations()].concat()
}

fn names() -> Vec<Fault> {
    let identifies = "pair/name-identifies-key";
    vec![
        fault("pair/name-required", "made up if absent", |it, _, action| {
            renamed(it, action, |name| if name.is_empty() { "unnamed".to_owned() } else { name })
        }),
        fault(identifies, "in small letters", |it, _, action| {
            renamed(it, action, |name| name.to_lowercase())
        }),
        fault("api/escaping", "escaped twice", |it, _, action| {
            with_pairs(it.call(action), |pair| {
                change(pair, Attribute::KeyName, |name| {
                    name.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
                });
            })
        }),
        fault("api/escaping", "not escaped", |it, _, action| {
            match (operation(action), it.call(action)) {
                (
                    Some(
                        Operation::CreateKeyPair { key_name: Some(name) }
                        | Operation::ImportKeyPair { key_name: Some(name), .. },
                    ),
                    Outcome::Success(_),
                ) if name.contains(['&', '<']) => {
                    Outcome::Malformed("the XML is malformed".to_owned())
                }
                (_, outcome) => outcome,
            }
        }),
        fault("pair/name-unique-in-region", "a pair is replaced", |it, _, action| {
            let name = match operation(action) {
                Some(Operation::CreateKeyPair { key_name: Some(name) }) => name,
                Some(Operation::ImportKeyPair { key_name: Some(name), .. }) => name,
                _ => return it.call(action),
            };
            match it.call(action) {
                Outcome::Refused(refusal)
                    if refusal.code == Some(ErrorCode::InvalidKeyPairDuplicate) =>
                {
                    delete(it, action, name);
                    it.call(action)
                }
                outcome => outcome,
            }
        }),
        fault(
            "pair/name-unique-in-region",
            "importing the same key again succeeds",
            |it, _, action| match (operation(action), it.call(action)) {
                (
                    Some(Operation::ImportKeyPair { key_name: Some(name), .. }),
                    Outcome::Refused(refusal),
                ) if refusal.code == Some(ErrorCode::InvalidKeyPairDuplicate) => {
                    let key_names = vec![name.clone()];
                    let Action::Call(call) = action else { return Outcome::Refused(refusal) };
                    it.call(&with(
                        call,
                        Operation::DescribeKeyPairs { key_names, filters: Vec::new() },
                    ))
                }
                (_, outcome) => outcome,
            },
        ),
        fault("pair/region-hides", "lists show other regions' pairs", |it, _, action| {
            let outcome = it.call(action);
            match (action, operation(action), outcome) {
                (
                    Action::Call(call),
                    Some(Operation::DescribeKeyPairs { key_names, filters }),
                    Outcome::Success(Reply::Resources(mut pairs)),
                ) if key_names.is_empty() && filters.is_empty() => {
                    for region in REGIONS.iter().filter(|region| **region != call.region) {
                        let elsewhere = Call { region: (*region).to_owned(), ..call.clone() };
                        if let Outcome::Success(Reply::Resources(more)) =
                            it.call(&Action::Call(elsewhere))
                        {
                            pairs.extend(more);
                        }
                    }
                    Outcome::Success(Reply::Resources(pairs))
                }
                (_, _, outcome) => outcome,
            }
        }),
        fault("pair/same-name-other-region", "a name is taken everywhere", |it, _, action| {
            let (Action::Call(call), Some(name)) = (action, made(action)) else {
                return it.call(action);
            };
            let is_taken = |it: &mut Original, region: &&str| {
                let elsewhere = Call { region: (**region).to_owned(), ..call.clone() };
                let look_up = Operation::DescribeKeyPairs {
                    key_names: vec![name.clone()],
                    filters: Vec::new(),
                };
                matches!(it.call(&with(&elsewhere, look_up)), Outcome::Success(_))
            };
            let others = REGIONS.iter().filter(|region| **region != call.region);
            for region in others {
                if is_taken(it, region) {
                    return refuse(ErrorCode::InvalidKeyPairDuplicate);
                }
            }
            it.call(action)
        }),
    ]
}

fn deletions() -> Vec<Fault> {
    let removes = "delete/removes-public-key";
    vec![
        fault(removes, "does nothing", |it, _, action| match operation(action) {
            Some(Operation::DeleteKeyPair { .. }) => Outcome::Success(Reply::Done),
            _ => it.call(action),
        }),
        fault(removes, "leaves created pairs", |it, memory, action| match operation(action) {
            Some(Operation::DeleteKeyPair { key_name: Some(name) })
                if memory.contains_key(name) =>
            {
                Outcome::Success(Reply::Done)
            }
            Some(Operation::CreateKeyPair { key_name: Some(name) }) => {
                memory.insert(name.clone(), String::new());
                it.call(action)
            }
            _ => it.call(action),
        }),
        fault(removes, "takes all pairs of the region", |it, _, action| match operation(action) {
            Some(Operation::DeleteKeyPair { .. }) => {
                for name in pairs(it, action) {
                    delete(it, action, &name);
                }
                Outcome::Success(Reply::Done)
            }
            _ => it.call(action),
        }),
        fault("delete/unknown-name", "refused", |it, _, action| match operation(action) {
            Some(Operation::DeleteKeyPair { key_name: Some(name) })
                if !pairs(it, action).contains(name) =>
            {
                refuse(ErrorCode::InvalidKeyPairNotFound)
            }
            _ => it.call(action),
        }),
        fault("delete/name-free-again", "a name is never free again", |it, memory, action| {
            if let Some(Operation::DeleteKeyPair { key_name: Some(name) }) = operation(action) {
                memory.insert(name.clone(), String::new());
            }
            match made(action) {
                Some(name) if memory.contains_key(&name) => {
                    refuse(ErrorCode::InvalidKeyPairDuplicate)
                }
                _ => it.call(action),
            }
        }),
    ]
}

fn lists() -> Vec<Fault> {
    let unknown = "api/describe-unknown";
    let filters = "api/describe-filters";
    vec![
        fault("import/listed", "imported pairs are not stored", |it, _, action| {
            let outcome = it.call(action);
            if let (
                Some(Operation::ImportKeyPair { key_name: Some(name), .. }),
                Outcome::Success(_),
            ) = (operation(action), &outcome)
            {
                delete(it, action, name);
            }
            outcome
        }),
        fault(
            "import/refusal-stores-nothing",
            "a refused file takes the name",
            |it, memory, action| {
                let outcome = it.call(action);
                match (operation(action), &outcome) {
                    (
                        Some(Operation::ImportKeyPair { key_name: Some(name), .. }),
                        Outcome::Refused(refusal),
                    ) if refusal.code == Some(ErrorCode::InvalidKeyFormat) => {
                        memory.insert(name.clone(), String::new());
                        outcome
                    }
                    (
                        Some(Operation::ImportKeyPair { key_name: Some(name), .. }),
                        Outcome::Success(_),
                    ) if memory.contains_key(name) => {
                        delete(it, action, name);
                        refuse(ErrorCode::InvalidKeyPairDuplicate)
                    }
                    _ => outcome,
                }
            },
        ),
        fault(unknown, "left out of the answer", |it, _, action| known_only(it, action, true)),
        fault(unknown, "left out among others", |it, _, action| known_only(it, action, false)),
        fault(unknown, "another code", |it, _, action| {
            let is_list = matches!(operation(action), Some(Operation::DescribeKeyPairs { .. }));
            with_code(it.call(action), |code| match code {
                ErrorCode::InvalidKeyPairNotFound if is_list => {
                    Some(ErrorCode::InvalidParameterValue)
                }
                code => Some(code),
            })
        }),
        fault(filters, "not looked at", |it, _, action| filtered(it, action, |_| None)),
        fault(filters, "values match in the middle of a name", |it, _, action| {
            filtered(it, action, |filter| {
                let values = filter.values.iter().map(|value| format!("*{value}*")).collect();
                Some(Filter { values, ..filter.clone() })
            })
        }),
        fault(filters, "a question mark is itself", |it, _, action| {
            filtered(it, action, |filter| {
                let values = filter.values.iter().map(|value| value.replace('?', "")).collect();
                Some(Filter { values, ..filter.clone() })
            })
        }),
    ]
}

fn requests() -> Vec<Fault> {
    vec![
        fault("api/error-form", "no codes", |it, _, action| with_code(it.call(action), |_| None)),
        fault("api/error-form", "codes of the SOAP API", |it, _, action| {
            with_code(it.call(action), |code| Some(ErrorCode::of_name(&format!("Client.{code}"))))
        }),
        fault("api/error-form", "server errors", |it, _, action| match it.call(action) {
            Outcome::Refused(Refusal { message, .. }) if operation(action).is_some() => {
                Outcome::ServerError(message)
            }
            outcome => outcome,
        }),
        fault("api/duplicate-code", "another code", |it, _, action| {
            with_code(it.call(action), |code| match code {
                ErrorCode::InvalidKeyPairDuplicate => Some(ErrorCode::InvalidParameterValue),
                code => Some(code),
            })
        }),
        fault("api/missing-parameter", "another code", |it, _, action| {
            with_code(it.call(action), |code| match code {
                ErrorCode::MissingParameter => Some(ErrorCode::ValidationError),
                code => Some(code),
            })
        }),
        fault("api/dry-run", "acts", |it, _, action| match action {
            Action::Call(call) if call.dry_run => {
                it.call(&Action::Call(Call { dry_run: false, ..call.clone() }))
            }
            _ => it.call(action),
        }),
        fault("api/dry-run", "another code", |it, _, action| {
            with_code(it.call(action), |code| match code {
                ErrorCode::DryRunOperation => Some(ErrorCode::UnauthorizedOperation),
                code => Some(code),
            })
        }),
        fault("api/signature", "not looked at", |it, _, action| match action {
            Action::Call(call) => {
                it.call(&Action::Call(Call { signature: Signature::Valid, ..call.clone() }))
            }
            _ => it.call(action),
        }),
        fault("api/signature", "refused and done", |it, _, action| match action {
            Action::Call(call) if call.signature != Signature::Valid => {
                it.call(&Action::Call(Call { signature: Signature::Valid, ..call.clone() }));
                it.call(action)
            }
            _ => it.call(action),
        }),
        fault("api/material-is-base64", "the file itself is taken", |it, _, action| {
            match (action, operation(action)) {
                (
                    Action::Call(call),
                    Some(Operation::ImportKeyPair { key_name, public_key_material: Some(text) }),
                ) if text.starts_with("ssh-rsa ") => {
                    let public_key_material =
                        Some(keyproof::encoding::base64::encode(text.as_bytes()));
                    it.call(&with(
                        call,
                        Operation::ImportKeyPair {
                            key_name: key_name.clone(),
                            public_key_material,
                        },
                    ))
                }
                _ => it.call(action),
            }
        }),
    ]
}

fn creations() -> Vec<Fault> {
    vec![
        fault("create/returns-private-key", "without its armour", |it, _, action| {
            with_pairs(it.call(action), |pair| {
                let body = |key: &str| {
                    key.lines().filter(|line| !line.starts_with('-')).collect::<String>()
                };
                change(pair, Attribute::PrivateKey, body);
            })
        }),
        fault("create/returns-private-key", "a stub", |it, _, action| {
            with_pairs(it.call(action), |pair| {
                change(pair, Attribute::PrivateKey, |_| "(stub)".to_owned());
            })
        }),
        fault("create/fresh-key", "the same name, the same key", |it, memory, action| {
            match (made(action), it.call(action)) {
                (Some(name), Outcome::Success(Reply::Resources(mut pairs)))
                    if pairs.iter().any(|pair| pair.contains_key(&Attribute::PrivateKey)) =>
                {
                    for attribute in [Attribute::PrivateKey, Attribute::Fingerprint] {
                        let first = pairs[0].get_mut(&attribute).unwrap();
                        let known = memory.entry(format!("{name} {}", attribute.name()));
                        first.clone_from(known.or_insert(first.clone()));
                    }
                    Outcome::Success(Reply::Resources(pairs))
                }
                (_, outcome) => outcome,
            }
        }),
        fault("create/private-key-only-once", "lists show it too", |it, memory, action| {
            let outcome = it.call(action);
            if let Outcome::Success(Reply::Resources(pairs)) = &outcome {
                for pair in pairs {
                    if let Some(key) = pair.get(&Attribute::PrivateKey) {
                        memory.insert(pair[&Attribute::KeyName].clone(), key.clone());
                    }
                }
            }
            with_pairs(outcome, |pair| {
                if let Some(known) = memory.get(&pair[&Attribute::KeyName]) {
                    pair.entry(Attribute::PrivateKey).or_insert_with(|| known.clone());
                }
            })
        }),
    ]
}

/// Returns the name of the pair that an action creates or imports.
fn made(action: &Action) -> Option<String> {
    match operation(action) {
        Some(Operation::CreateKeyPair { key_name } | Operation::ImportKeyPair { key_name, .. }) => {
            key_name.clone()
        }
        _ => None,
    }
}

/// Performs the action with other names of pairs.
fn renamed(it: &mut Original, action: &Action, change: fn(String) -> String) -> Outcome {
    let (Action::Call(call), Some(asked)) = (action, operation(action)) else {
        return it.call(action);
    };
    let changed = |name: &Option<String>| Some(change(name.clone().unwrap_or_default()));
    let operation = match asked.clone() {
        Operation::CreateKeyPair { key_name } => {
            Operation::CreateKeyPair { key_name: changed(&key_name) }
        }
        Operation::ImportKeyPair { key_name, public_key_material } => {
            Operation::ImportKeyPair { key_name: changed(&key_name), public_key_material }
        }
        Operation::DeleteKeyPair { key_name } => {
            Operation::DeleteKeyPair { key_name: changed(&key_name) }
        }
        Operation::DescribeKeyPairs { key_names, filters } => Operation::DescribeKeyPairs {
            key_names: key_names.into_iter().map(change).collect(),
            filters,
        },
        other => other,
    };
    it.call(&with(call, operation))
}

/// Performs the action with other filters. A filter without a replacement is left out.
fn filtered(it: &mut Original, action: &Action, change: fn(&Filter) -> Option<Filter>) -> Outcome {
    match (action, operation(action)) {
        (Action::Call(call), Some(Operation::DescribeKeyPairs { key_names, filters })) => {
            let filters = filters.iter().filter_map(change).collect();
            it.call(&with(
                call,
                Operation::DescribeKeyPairs { key_names: key_names.clone(), filters },
            ))
        }
        _ => it.call(action),
    }
}

/// Lists the pairs that exist among the names. A single name is included on request.
fn known_only(it: &mut Original, action: &Action, also_alone: bool) -> Outcome {
    let (Action::Call(call), Some(Operation::DescribeKeyPairs { key_names, filters })) =
        (action, operation(action))
    else {
        return it.call(action);
    };
    let there = pairs(it, action);
    let known: Vec<String> =
        key_names.iter().filter(|name| there.contains(*name)).cloned().collect();
    match (key_names.len(), known.len()) {
        (asked, found) if asked == found => it.call(action),
        (_, 0) if !also_alone => it.call(action),
        (_, 0) => Outcome::Success(Reply::Resources(Vec::new())),
        _ => it.call(&with(
            call,
            Operation::DescribeKeyPairs { key_names: known, filters: filters.clone() },
        )),
    }
}

/// Returns the names of all pairs in the region of an action.
fn pairs(it: &mut Original, action: &Action) -> Vec<String> {
    let Action::Call(call) = action else { return Vec::new() };
    let call = Call { dry_run: false, signature: Signature::Valid, ..call.clone() };
    match it.call(&with(
        &call,
        Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() },
    )) {
        Outcome::Success(reply) => {
            reply.resources().iter().map(|pair| pair[&Attribute::KeyName].clone()).collect()
        }
        _ => Vec::new(),
    }
}

fn delete(it: &mut Original, action: &Action, name: &str) {
    let Action::Call(call) = action else { return };
    let call = Call { dry_run: false, signature: Signature::Valid, ..call.clone() };
    it.call(&with(&call, Operation::DeleteKeyPair { key_name: Some(name.to_owned()) }));
}
