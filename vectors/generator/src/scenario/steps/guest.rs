//! Builders for the steps that run on an instance.

use super::{Step, StepBuilder, place};
use keyproof::api::Attribute;
use keyproof::api::guest::{Credential, GuestAction, Mode};
use keyproof::vector::file::StepResult;

/// Returns a step that runs an action on the instance saved under this name.
fn guest(instance: &str, description: impl Into<String>, action: GuestAction) -> StepBuilder {
    StepBuilder(Step {
        description: description.into(),
        instance: Some(place(instance)),
        guest_action: Some(action),
        result: Some(StepResult::Accept),
        ..Step::default()
    })
}

/// A connection as the login user, with the private key saved under this name. It succeeds.
pub(in super::super) fn connect(instance: &str, private_key: &str) -> StepBuilder {
    let credential = Credential::PrivateKey(place(private_key));
    connect_with(instance, "ec2-user", credential)
        .description(format!("A client connects to {instance} with {}.", spoken(private_key)))
        .expect(&[(Attribute::User, "ec2-user")])
}

/// A connection as the login user, with the private key saved under this name. It is refused.
pub(in super::super) fn locked_out(instance: &str, private_key: &str) -> StepBuilder {
    let credential = Credential::PrivateKey(place(private_key));
    connect_with(instance, "ec2-user", credential)
        .description(format!(
            "A client tries to connect to {instance} with {} and is refused.",
            spoken(private_key)
        ))
        .refused(&[])
}

/// A connection attempt as this user, with this credential. The caller sets the expected result.
pub(in super::super) fn connect_with(
    instance: &str,
    user: &str,
    credential: Credential,
) -> StepBuilder {
    let say = format!("A client tries to connect to {instance} as {user}.");
    guest(instance, say, GuestAction::Connect { user: user.to_owned(), credential })
}

/// Reads instance metadata; the path is relative to `/latest/meta-data/`.
pub(in super::super) fn metadata(instance: &str, path: &str) -> StepBuilder {
    let path = format!("/latest/meta-data/{path}");
    guest(
        instance,
        format!("On {instance}, the metadata at {path} is read."),
        GuestAction::ReadMetadata { path },
    )
}

pub(in super::super) fn make_directory(instance: &str, path: &str) -> StepBuilder {
    let path = path.to_owned();
    guest(instance, format!("On {instance}, the directory {path} is created."), {
        GuestAction::MakeDirectory { path }
    })
}

/// Mounts a volume as root.
pub(in super::super) fn mount(instance: &str, device: &str, directory: &str) -> StepBuilder {
    let say = format!("On {instance}, {device} is mounted at {directory}.");
    let (device, directory) = (device.to_owned(), directory.to_owned());
    guest(instance, say, GuestAction::Mount { device, directory }).sudo()
}

/// Unmounts a volume as root.
pub(in super::super) fn unmount(instance: &str, device: &str) -> StepBuilder {
    let say = format!("On {instance}, {device} is unmounted.");
    guest(instance, say, GuestAction::Unmount { device: device.to_owned() }).sudo()
}

/// Lists a directory as root.
pub(in super::super) fn list_directory(instance: &str, path: &str) -> StepBuilder {
    let path = path.to_owned();
    guest(
        instance,
        format!("On {instance}, the directory {path} is listed."),
        GuestAction::ListDirectory { path },
    )
    .sudo()
}

pub(in super::super) fn read(instance: &str, path: &str) -> StepBuilder {
    let path = path.to_owned();
    guest(
        instance,
        format!("On {instance}, the file {path} is read."),
        GuestAction::ReadFile { path },
    )
}

pub(in super::super) fn copy(instance: &str, from: &str, to: &str) -> StepBuilder {
    let say = format!("On {instance}, {from} is copied to {to}.");
    guest(instance, say, GuestAction::CopyFile { from: from.to_owned(), to: to.to_owned() })
}

pub(in super::super) fn write(instance: &str, path: &str, text: &str) -> StepBuilder {
    let say = format!("On {instance}, the file {path} is written.");
    guest(instance, say, GuestAction::WriteFile { path: path.to_owned(), text: text.to_owned() })
}

/// Changes the owner and the group of a file as root.
pub(in super::super) fn change_owner(
    instance: &str,
    path: &str,
    owner: u32,
    group: u32,
) -> StepBuilder {
    let say = format!("On {instance}, the owner and group of {path} are set to {owner}:{group}.");
    guest(instance, say, GuestAction::ChangeOwner { path: path.to_owned(), owner, group }).sudo()
}

/// Changes the mode of a file, without root rights unless the caller adds them.
pub(in super::super) fn change_mode(instance: &str, path: &str, mode: u32) -> StepBuilder {
    let say = format!("On {instance}, the mode of {path} is set to {mode:04o}.");
    guest(instance, say, GuestAction::ChangeMode { path: path.to_owned(), mode: Mode(mode) })
}

/// Describes a private key by its name: `alice_private` is the private key of alice.
fn spoken(name: &str) -> String {
    let person = name.strip_suffix("_private");
    person.map_or_else(
        || format!("the private key saved as {name:?}"),
        |person| format!("the private key of {person}"),
    )
}
