//! A Linux instance from within: its files, who may do what to them, and who gets in.
//!
//! As much of an operating system as the recovery of a lost key takes: directories and text files with
//! owner, group and mode; no links, no devices, no other users than root and the one of the document's
//! example.

mod path;
mod file_system;
mod tree;
mod authorized_keys;
mod login;

pub(super) use file_system::FileSystem;
pub(super) use login::admits;
pub(super) use tree::Tree;

use std::collections::BTreeMap;

/// Somebody with an account: a user's number, the number of the user's group, and where the user is at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    name: &'static str,
    owner: u32,
    group: u32,
    home: &'static str,
}

/// The administrator.
pub(super) const ROOT: Account = Account { name: "root", owner: 0, group: 0, home: "/root" };

/// The login user, numbered as in the document's example (rule recover/owner-and-mode).
pub(super) const USER: Account =
    Account { name: "ec2-user", owner: 222, group: 500, home: "/home/ec2-user" };

/// What there is within a running instance beside the files on its volumes.
#[derive(Debug, Default)]
pub(super) struct Guest {
    /// Whether somebody has connected since it started.
    pub(super) connected: bool,
    /// The ids of the volumes that are mounted, by directory.
    pub(super) mounts: BTreeMap<String, String>,
    /// The root file system, if it is on the host and not on a volume.
    pub(super) store: Option<FileSystem>,
}

impl Guest {
    /// Whether a volume is mounted.
    pub(super) fn has_mounted(&self, volume: &str) -> bool {
        self.mounts.values().any(|mounted| mounted == volume)
    }

    /// What is left when it stops.
    pub(super) fn leave(&mut self) {
        self.connected = false;
        self.mounts.clear();
    }
}
