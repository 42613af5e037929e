//! Finds the scenarios that need root, because the owners of files make a difference.
//!
//! Another user has only one account, which is root and login user at the same time. An action as root counts
//! only if it has the same result then, and one as the login user only if the files belong to the login user.

use super::{HOME, LOGIN_USER};
use keyproof::api::Action;
use keyproof::api::guest::{GuestAction, GuestCall, Mode};
use keyproof::vector::Scenario;
use keyproof::vector::scenario::{Step, Task};
use std::path::{Component, Path};

/// The permission of the group to write.
const GROUP_WRITES: u32 = 0o020;

/// The permission of all others to write.
const ALL_WRITE: u32 = 0o002;

/// Returns why a scenario needs root.
pub(super) fn needs_root(scenario: &Scenario) -> Option<&'static str> {
    let of_step = |step: &Step| match &step.task {
        Task::Ask(Action::Guest(call)) => reason(call),
        _ => None,
    };
    scenario.steps.iter().find_map(of_step)
}

fn reason(GuestCall { sudo, guest_action, .. }: &GuestCall) -> Option<&'static str> {
    let is_all_users = |paths: &[&String]| paths.iter().all(|path| is_users(path));
    let of_root = |paths: &[&String]| {
        (!is_all_users(paths)).then_some("it is about files that belong to root")
    };
    match guest_action {
        GuestAction::Connect { user, .. } => {
            (user != LOGIN_USER).then_some("it is about logins of several users")
        }
        GuestAction::ChangeOwner { .. } => Some("it gives files to other users"),
        // The reference performs these.
        GuestAction::ReadMetadata { .. }
        | GuestAction::Mount { .. }
        | GuestAction::Unmount { .. } => None,
        // A directory for a mounted volume, so its owner makes no difference.
        GuestAction::MakeDirectory { path } if *sudo => {
            is_users(path).then_some("root creates a directory in the login user's home")
        }
        // Some servers allow writing to a group that has only this user.
        GuestAction::ChangeMode { mode: Mode(bits), .. }
            if bits & (GROUP_WRITES | ALL_WRITE) == GROUP_WRITES =>
        {
            Some("it lets a group write, which must have other users")
        }
        // Owner and root have the same permissions.
        GuestAction::ChangeMode { path, .. } | GuestAction::ListDirectory { path } => {
            of_root(&[path])
        }
        GuestAction::ReadFile { .. }
        | GuestAction::CopyFile { .. }
        | GuestAction::WriteFile { .. }
            if *sudo =>
        {
            Some("root reads and writes files")
        }
        GuestAction::MakeDirectory { path }
        | GuestAction::ReadFile { path }
        | GuestAction::WriteFile { path, .. } => of_root(&[path]),
        GuestAction::CopyFile { from, to } => of_root(&[from, to]),
        _ => Some("its action is not known"),
    }
}

/// Whether a path is in the login user's home directory, on any volume.
fn is_users(path: &str) -> bool {
    let path = Path::new(HOME).join(path);
    let home = HOME.trim_start_matches('/');
    let is_plain = |part: Component<'_>| matches!(part, Component::RootDir | Component::Normal(_));
    path.components().all(is_plain) && path.ancestors().any(|above| above.ends_with(home))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sshd::lets_in;
    use keyproof::api::guest::Credential;
    use keyproof::vector;

    const FILE: &str = ".ssh/authorized_keys";

    #[track_caller]
    fn check(sudo: bool, guest_action: GuestAction, expected: Option<&str>) {
        let (region, instance_id) = (String::new(), String::new());
        let call = GuestCall { region, instance_id, sudo, guest_action };
        assert_eq!(reason(&call), expected, "{call:?}");
    }

    fn change_mode(path: &str, bits: u32) -> GuestAction {
        GuestAction::ChangeMode { path: path.to_owned(), mode: Mode(bits) }
    }

    fn copy(from: &str, to: &str) -> GuestAction {
        GuestAction::CopyFile { from: from.to_owned(), to: to.to_owned() }
    }

    fn connect(user: &str) -> GuestAction {
        GuestAction::Connect { user: user.to_owned(), credential: Credential::Nothing }
    }

    #[test]
    fn actions_in_the_home_directory_need_no_root() {
        for sudo in [false, true] {
            check(sudo, connect("ec2-user"), None);
            check(sudo, change_mode(FILE, 0o600), None);
            check(sudo, change_mode("/home/ec2-user", 0o777), None);
        }
        check(false, copy(FILE, "/mnt/tempvol/home/ec2-user/.ssh/authorized_keys"), None);
        check(true, GuestAction::MakeDirectory { path: "/mnt/tempvol".to_owned() }, None);
    }

    #[test]
    fn a_difference_between_users_needs_root() {
        let owner = GuestAction::ChangeOwner { path: FILE.to_owned(), owner: 222, group: 500 };
        check(true, owner, Some("it gives files to other users"));
        check(false, connect("root"), Some("it is about logins of several users"));
        check(true, copy(FILE, FILE), Some("root reads and writes files"));
        let group = Some("it lets a group write, which must have other users");
        check(false, change_mode(FILE, 0o660), group);
        let inside = GuestAction::MakeDirectory { path: "inside".to_owned() };
        check(true, inside, Some("root creates a directory in the login user's home"));
        for path in ["/home", "/", "/home/ec2-users", "/etc/passwd", "../root", "/mnt/x"] {
            let why = Some("it is about files that belong to root");
            check(false, change_mode(path, 0o600), why);
            check(true, change_mode(path, 0o600), why);
            check(false, copy(FILE, path), why);
            check(false, copy(path, FILE), why);
        }
    }

    #[test]
    fn most_scenarios_need_no_root() {
        let suite = vector::embedded();
        let scenarios = suite.vectors.iter().filter_map(|vector| vector.scenario());
        let scenarios: Vec<_> = scenarios.filter(|scenario| lets_in(scenario)).collect();
        let with_root = scenarios.iter().filter(|scenario| needs_root(scenario).is_some()).count();
        assert!((1..=scenarios.len() / 4).contains(&with_root), "{with_root}");
    }
}
