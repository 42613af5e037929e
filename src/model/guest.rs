//! The inside of a Linux instance: its files, their permissions, and logins.
//!
//! It models only what the recovery of a lost key needs: directories and text files with owner, group and
//! mode. It has no links and no devices. The only users are root and the user of the document's example.

mod path;
mod file_system;
mod tree;
mod authorized_keys;
mod login;

pub(super) use file_system::FileSystem;
pub(super) use login::admits;
pub(super) use tree::Tree;

use std::collections::BTreeMap;

/// A user: the name, the user id (`owner`), the group id and the home directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    name: &'static str,
    owner: u32,
    group: u32,
    home: &'static str,
}

pub(super) const ROOT: Account = Account { name: "root", owner: 0, group: 0, home: "/root" };

/// The login user, with the ids of the document's example (rule recover/owner-and-mode).
pub(super) const USER: Account =
    Account { name: "ec2-user", owner: 222, group: 500, home: "/home/ec2-user" };

/// The state inside an instance, except the files on its volumes.
#[derive(Debug, Default)]
pub(super) struct Guest {
    /// Whether a user has connected since the instance started.
    pub(super) connected: bool,
    /// The ids of the mounted volumes, by directory. The root volume is not included.
    pub(super) mounts: BTreeMap<String, String>,
    /// The root file system, if it is in an instance store and not on a volume.
    pub(super) store: Option<FileSystem>,
}

impl Guest {
    /// Returns whether a volume is mounted.
    pub(super) fn has_mounted(&self, volume: &str) -> bool {
        self.mounts.values().any(|mounted| mounted == volume)
    }

    /// Ends the connection and unmounts the volumes, as a change of the instance's state does.
    pub(super) fn leave(&mut self) {
        self.connected = false;
        self.mounts.clear();
    }
}
