//! What people do at an instance, in words.

use super::{Step, StepBuilder, empty, place};
use keyproof::api::Attribute;
use keyproof::api::guest::{Credential, GuestAction, Mode};

/// Something done at the instance that is known under this name.
fn guest(instance: &str, description: impl Into<String>, action: GuestAction) -> StepBuilder {
    StepBuilder(Step {
        instance: Some(place(instance)),
        guest_action: Some(action),
        ..empty(description)
    })
}

/// Somebody connects to an instance as the login user, with the private key known as this.
pub(in super::super) fn connect(instance: &str, private_key: &str) -> StepBuilder {
    let credential = Credential::PrivateKey(place(private_key));
    connect_with(instance, "ec2-user", credential)
        .description(format!("Somebody connects to {instance} with {}.", spoken(private_key)))
        .expect(&[(Attribute::User, "ec2-user")])
}

/// Somebody who is not let in.
pub(in super::super) fn locked_out(instance: &str, private_key: &str) -> StepBuilder {
    let credential = Credential::PrivateKey(place(private_key));
    connect_with(instance, "ec2-user", credential)
        .description(format!("Nobody connects to {instance} with {}.", spoken(private_key)))
        .refused(&[])
}

/// Somebody tries to connect as this user, by this right.
pub(in super::super) fn connect_with(
    instance: &str,
    user: &str,
    credential: Credential,
) -> StepBuilder {
    let say = format!("Somebody tries to connect to {instance} as {user}.");
    guest(instance, say, GuestAction::Connect { user: user.to_owned(), credential })
}

/// Metadata is read at an instance.
pub(in super::super) fn metadata(instance: &str, path: &str) -> StepBuilder {
    let path = format!("/latest/meta-data/{path}");
    guest(instance, format!("On {instance}, {path} is read."), GuestAction::ReadMetadata { path })
}

/// A directory is made.
pub(in super::super) fn make_directory(instance: &str, path: &str) -> StepBuilder {
    let path = path.to_owned();
    guest(instance, format!("On {instance}, the directory {path} is made."), {
        GuestAction::MakeDirectory { path }
    })
}

/// A volume is mounted.
pub(in super::super) fn mount(instance: &str, device: &str, directory: &str) -> StepBuilder {
    let say = format!("On {instance}, {device} is mounted at {directory}.");
    let (device, directory) = (device.to_owned(), directory.to_owned());
    guest(instance, say, GuestAction::Mount { device, directory }).sudo()
}

/// A volume is unmounted.
pub(in super::super) fn unmount(instance: &str, device: &str) -> StepBuilder {
    let say = format!("On {instance}, {device} is unmounted.");
    guest(instance, say, GuestAction::Unmount { device: device.to_owned() }).sudo()
}

/// A directory is listed.
pub(in super::super) fn list_directory(instance: &str, path: &str) -> StepBuilder {
    let path = path.to_owned();
    guest(
        instance,
        format!("On {instance}, {path} is listed."),
        GuestAction::ListDirectory { path },
    )
    .sudo()
}

/// A file is read.
pub(in super::super) fn read(instance: &str, path: &str) -> StepBuilder {
    let path = path.to_owned();
    guest(instance, format!("On {instance}, {path} is read."), GuestAction::ReadFile { path })
}

/// A file is copied.
pub(in super::super) fn copy(instance: &str, from: &str, to: &str) -> StepBuilder {
    let say = format!("On {instance}, {from} is copied to {to}.");
    guest(instance, say, GuestAction::CopyFile { from: from.to_owned(), to: to.to_owned() })
}

/// A file is written.
pub(in super::super) fn write(instance: &str, path: &str, text: &str) -> StepBuilder {
    let say = format!("On {instance}, {path} is written.");
    guest(instance, say, GuestAction::WriteFile { path: path.to_owned(), text: text.to_owned() })
}

/// The owner and the group of a file are changed.
pub(in super::super) fn change_owner(
    instance: &str,
    path: &str,
    owner: u32,
    group: u32,
) -> StepBuilder {
    let say = format!("On {instance}, {path} is given to {owner}:{group}.");
    guest(instance, say, GuestAction::ChangeOwner { path: path.to_owned(), owner, group }).sudo()
}

/// The mode of a file is changed.
pub(in super::super) fn change_mode(instance: &str, path: &str, mode: u32) -> StepBuilder {
    let say = format!("On {instance}, {path} gets the mode {mode:04o}.");
    guest(instance, say, GuestAction::ChangeMode { path: path.to_owned(), mode: Mode(mode) })
}

/// The name of what is known, as people say it: `alice_private` is the private key of alice.
fn spoken(name: &str) -> String {
    let person = name.strip_suffix("_private");
    person.map_or_else(|| format!("the {name}"), |person| format!("the private key of {person}"))
}
