//! The files of one volume, with owner, group and mode.

use super::super::launch_key::LaunchKey;
use super::{Account, ROOT, USER};
use std::collections::BTreeMap;

/// The permission to read, in each of the three classes of bits.
pub(super) const READ: u32 = 0o4;

/// The permission to write.
pub(super) const WRITE: u32 = 0o2;

/// The permission to search a directory.
pub(super) const SEARCH: u32 = 0o1;

/// Nodes by their path from the root of the volume, such as `/home/ec2-user`.
#[derive(Debug)]
pub(in crate::model) struct FileSystem {
    nodes: BTreeMap<String, Node>,
}

/// A file or a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) owner: u32,
    pub(super) group: u32,
    pub(super) mode: u32,
    /// The text of a file. `None` for a directory.
    pub(super) text: Option<String>,
}

impl FileSystem {
    /// Returns the files of any image after its first boot (rule recover/any-linux-image). Only the first
    /// boot puts the launch key into the login user's `authorized_keys` (rules
    /// launch/authorized-keys-at-boot, launch/authorized-keys-entry, launch/without-pair-locked-out).
    pub(in crate::model) fn of_image(key: Option<&LaunchKey>) -> Self {
        let directories = [
            ("/", 0o755, ROOT),
            ("/home", 0o755, ROOT),
            ("/home/ec2-user", 0o700, USER),
            ("/home/ec2-user/.ssh", 0o700, USER),
            ("/mnt", 0o755, ROOT),
            ("/root", 0o700, ROOT),
        ];
        let directory = |(path, mode, account): (&str, u32, Account)| {
            (path.to_owned(), Node::new(mode, &account, None))
        };
        let mut nodes: BTreeMap<_, _> = directories.into_iter().map(directory).collect();
        if let Some(key) = key {
            let path = "/home/ec2-user/.ssh/authorized_keys".to_owned();
            nodes.insert(path, Node::new(0o600, &USER, Some(key.entry())));
        }
        Self { nodes }
    }

    pub(super) fn node(&self, path: &str) -> Option<&Node> {
        self.nodes.get(path)
    }

    pub(super) fn node_mut(&mut self, path: &str) -> Option<&mut Node> {
        self.nodes.get_mut(path)
    }

    /// Adds a node at a path where there is none.
    pub(super) fn insert(&mut self, path: &str, node: Node) {
        self.nodes.insert(path.to_owned(), node);
    }

    /// Returns the number of files and directories.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the nodes directly in a directory, with their names.
    pub(super) fn children(&self, directory: &str) -> impl Iterator<Item = (&str, &Node)> {
        let start = if directory == "/" { "/".to_owned() } else { format!("{directory}/") };
        let below = self.nodes.range(start.clone()..);
        let below = below.map_while(move |(path, node)| Some((path.strip_prefix(&start)?, node)));
        below.filter(|(name, _)| !name.is_empty() && !name.contains('/'))
    }
}

impl Node {
    /// Returns a file with this text, or a directory if there is no text.
    pub(super) fn new(mode: u32, account: &Account, text: Option<String>) -> Self {
        Self { owner: account.owner, group: account.group, mode, text }
    }

    /// Returns whether an account has a permission. The first class that applies decides: owner, group,
    /// others. Root has every permission.
    pub(super) fn permits(&self, account: &Account, permission: u32) -> bool {
        let shift = if self.owner == account.owner {
            6
        } else if self.group == account.group {
            3
        } else {
            0
        };
        *account == ROOT || self.mode >> shift & permission != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_applicable_permission_class_counts() {
        let node = |mode| Node::new(mode, &USER, None);
        let other = Account { owner: 1, ..USER };
        let outsider = Account { owner: 1, group: 1, ..USER };
        assert!(node(0o400).permits(&USER, READ));
        assert!(!node(0o044).permits(&USER, READ));
        assert!(node(0o040).permits(&other, READ));
        assert!(!node(0o404).permits(&other, READ));
        assert!(node(0o004).permits(&outsider, READ));
        assert!(node(0o000).permits(&ROOT, WRITE));
    }

    #[test]
    fn a_directory_lists_only_its_direct_children() {
        let files = FileSystem::of_image(None);
        let names = |path| files.children(path).map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names("/"), ["home", "mnt", "root"]);
        assert_eq!(names("/home"), ["ec2-user"]);
        assert_eq!(names("/home/ec2-user/.ssh"), [""; 0]);
        assert_eq!(names("/hom"), [""; 0]);
    }
}
