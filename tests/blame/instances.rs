//! Faults of a service with instances and volumes, and faults in its instances.

use crate::fault::{Fault, Original, change, fault, operation, with, with_resources};
use keyproof::api::guest::{Credential, GuestAction, GuestCall};
use keyproof::api::service::{Launch, Operation};
use keyproof::api::{Action, Attribute, Attributes, ErrorCode, Outcome, Reply};

pub(crate) fn faults() -> Vec<Fault> {
    [launches(), logins(), metadata(), volumes()].concat()
}

fn launches() -> Vec<Fault> {
    vec![
        fault("launch/names-pair", "the name is not told", |it, _, action| {
            with_instances(it.call(action), |instance| {
                instance.remove(&Attribute::KeyName);
            })
        }),
        fault("launch/unknown-pair-refused", "launched without a pair", |it, _, action| {
            match (action, operation(action), it.call(action)) {
                (
                    Action::Call(call),
                    Some(Operation::RunInstances(launch)),
                    Outcome::Refused(refusal),
                ) if refusal.code == Some(ErrorCode::InvalidKeyPairNotFound) => {
                    let launch = Launch { key_name: None, ..launch.clone() };
                    it.call(&with(call, Operation::RunInstances(launch)))
                }
                (_, _, outcome) => outcome,
            }
        }),
        fault("delete/instances-untouched", "instances forget the name", |it, memory, action| {
            if let Some(Operation::DeleteKeyPair { key_name: Some(name) }) = operation(action) {
                memory.insert(name.clone(), String::new());
            }
            with_instances(it.call(action), |instance| {
                if instance.get(&Attribute::KeyName).is_some_and(|name| memory.contains_key(name)) {
                    instance.remove(&Attribute::KeyName);
                }
            })
        }),
        fault("launch/windows-password", "none", |it, _, action| {
            with_resources(it.call(action), Attribute::PasswordData, |instance| {
                instance.remove(&Attribute::PasswordData);
            })
        }),
        fault("launch/windows-password", "backwards", |it, _, action| {
            with_resources(it.call(action), Attribute::PasswordData, |instance| {
                change(instance, Attribute::PasswordData, |text| {
                    let mut octets = keyproof::encoding::base64::decode(text.as_bytes()).unwrap();
                    octets.reverse();
                    keyproof::encoding::base64::encode(&octets)
                });
            })
        }),
    ]
}

fn logins() -> Vec<Fault> {
    let entry = "launch/authorized-keys-entry";
    vec![
        fault(entry, "without the name", |it, _, action| {
            read(it, action, "authorized_keys", |text| {
                text.lines()
                    .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ") + "\n")
                    .collect()
            })
        }),
        fault(entry, "twice", |it, _, action| {
            read(it, action, "authorized_keys", |text| format!("{text}{text}"))
        }),
        fault(entry, "behind options", |it, _, action| {
            read(it, action, "authorized_keys", |text| format!("no-pty {text}"))
        }),
        fault("launch/other-key-refused", "any key is let in", |it, _, action| {
            match (action, it.call(action)) {
                (
                    Action::Guest(GuestCall {
                        guest_action:
                            GuestAction::Connect { user, credential: Credential::PrivateKey(_), .. },
                        ..
                    }),
                    Outcome::Refused(_),
                ) => connected(user),
                (_, outcome) => outcome,
            }
        }),
        fault("launch/no-password", "any password is let in", |it, _, action| {
            match (action, it.call(action)) {
                (
                    Action::Guest(GuestCall {
                        guest_action:
                            GuestAction::Connect { user, credential: Credential::Password(_), .. },
                        ..
                    }),
                    Outcome::Refused(_),
                ) => connected(user),
                (_, outcome) => outcome,
            }
        }),
        fault("launch/matching-key-connects", "nobody is let in", |it, _, action| match action {
            Action::Guest(GuestCall { guest_action: GuestAction::Connect { .. }, .. }) => {
                Outcome::Refused(keyproof::api::Refusal::without_code("permission denied"))
            }
            _ => it.call(action),
        }),
    ]
}

fn metadata() -> Vec<Fault> {
    let index = "public-key/metadata-index";
    vec![
        fault("public-key/metadata-path", "the key alone", |it, _, action| {
            read(it, action, "openssh-key", |text| {
                text.split(' ').take(2).collect::<Vec<_>>().join(" ")
            })
        }),
        fault("public-key/metadata-path", "a server error", |it, _, action| match action {
            Action::Guest(GuestCall {
                guest_action: GuestAction::ReadMetadata { path }, ..
            }) if path.ends_with("openssh-key") => Outcome::ServerError("status 500".to_owned()),
            _ => it.call(action),
        }),
        fault(index, "a name without a number", |it, _, action| {
            read(it, action, "public-keys/", |text| text.replace("0=", ""))
        }),
        fault(index, "a folder without a name", |it, _, action| {
            read(it, action, "public-keys/", |text| {
                if text.starts_with("0=") { "0/".to_owned() } else { text }
            })
        }),
    ]
}

fn volumes() -> Vec<Fault> {
    vec![
        fault("recover/detach-to-available", "called detached", |it, _, action| {
            with_volumes(it.call(action), |volume| {
                change(volume, Attribute::State, |state| state.replace("available", "detached"));
            })
        }),
        fault("recover/root-device-types", "not told", |it, _, action| {
            with_instances(it.call(action), |instance| {
                change(instance, Attribute::RootDeviceType, |_| "disk".to_owned());
            })
        }),
        fault("recover/instance-store-cannot-stop", "stops", |it, _, action| {
            match (operation(action), it.call(action)) {
                (Some(Operation::StopInstances { instance_id }), Outcome::Refused(_)) => {
                    in_state(Attribute::InstanceId, instance_id, "stopped")
                }
                (_, outcome) => outcome,
            }
        }),
        fault("recover/root-needs-stop", "the volume comes off", |it, _, action| {
            match (operation(action), it.call(action)) {
                (Some(Operation::DetachVolume { volume_id }), Outcome::Refused(_)) => {
                    in_state(Attribute::VolumeId, volume_id, "available")
                }
                (_, outcome) => outcome,
            }
        }),
        fault("recover/reattach-as-sda1", "starts without its root", |it, _, action| {
            match (operation(action), it.call(action)) {
                (Some(Operation::StartInstances { instance_id }), Outcome::Refused(_)) => {
                    in_state(Attribute::InstanceId, instance_id, "running")
                }
                (_, outcome) => outcome,
            }
        }),
        fault("recover/start-with-new-key", "does not start", |it, _, action| {
            match operation(action) {
                Some(Operation::StartInstances { .. }) => {
                    crate::fault::refuse(ErrorCode::IncorrectInstanceState)
                }
                _ => it.call(action),
            }
        }),
    ]
}

fn with_instances(outcome: Outcome, change: impl Fn(&mut Attributes)) -> Outcome {
    with_resources(outcome, Attribute::ImageId, change)
}

fn with_volumes(outcome: Outcome, change: impl Fn(&mut Attributes)) -> Outcome {
    with_resources(outcome, Attribute::VolumeId, change)
}

/// An answer with one resource in this state.
fn in_state(kind: Attribute, id: &str, state: &str) -> Outcome {
    let attributes = [(kind, Some(id.to_owned())), (Attribute::State, Some(state.to_owned()))];
    Outcome::Success(Reply::resource(attributes))
}

fn connected(user: &str) -> Outcome {
    Outcome::Success(Reply::resource([(Attribute::User, Some(user.to_owned()))]))
}

/// Changes the text that is read from files and metadata whose path ends in this way.
fn read(it: &mut Original, action: &Action, end: &str, change: fn(String) -> String) -> Outcome {
    let path = match action {
        Action::Guest(GuestCall {
            guest_action: GuestAction::ReadFile { path } | GuestAction::ReadMetadata { path },
            ..
        }) => path,
        _ => return it.call(action),
    };
    match it.call(action) {
        Outcome::Success(reply) if path.ends_with(end) => {
            let text = reply.first(Attribute::Text).unwrap();
            Outcome::Success(Reply::text(change(text.to_owned())))
        }
        outcome => outcome,
    }
}
