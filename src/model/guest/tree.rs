//! The files of an instance across all mounted file systems, and the actions on them.

use super::Account;
use super::file_system::{FileSystem, Node, READ, SEARCH, WRITE};
use super::path::{absolute, directories_above, split};
use crate::api::guest::{GuestAction, Mode};
use crate::api::{Attribute, Attributes, Reply, attributes};

/// The maximum length of a file, in bytes.
const MAX_TEXT: usize = 65_536;

/// The maximum number of files and directories on a volume.
const MAX_NODES: usize = 1_000;

/// The mode of a new file, from the usual umask 022.
const NEW_FILE: u32 = 0o644;

/// The mode of a new directory.
const NEW_DIRECTORY: u32 = 0o755;

/// File systems with their mount points. The longest path is first and the root is last.
#[derive(Debug)]
pub(in crate::model) struct Tree<'a> {
    mounted: Vec<(String, &'a mut FileSystem)>,
}

impl<'a> Tree<'a> {
    /// Returns a tree of file systems, each given with its mount point.
    pub(in crate::model) fn new(
        mounted: impl Iterator<Item = (String, &'a mut FileSystem)>,
    ) -> Self {
        let mut mounted: Vec<_> = mounted.collect();
        mounted.sort_by_key(|(directory, _)| std::cmp::Reverse(directory.len()));
        Self { mounted }
    }

    /// Performs an action on files.
    ///
    /// # Errors
    /// Returns the reason, as an operating system would give it, if the action fails.
    pub(in crate::model) fn perform(
        &mut self,
        guest_action: &GuestAction,
        account: &Account,
    ) -> Result<Reply, String> {
        match guest_action {
            GuestAction::ListDirectory { path } => self.list(path, account).map(Reply::Resources),
            GuestAction::ReadFile { path } => self.read(path, account).map(Reply::text),
            GuestAction::CopyFile { from, to } => {
                let text = self.read(from, account)?;
                self.write(to, text, account)
            }
            GuestAction::WriteFile { path, text } => self.write(path, text.clone(), account),
            GuestAction::MakeDirectory { path } => {
                self.add(&absolute(path)?, Node::new(NEW_DIRECTORY, account, None), account)
            }
            GuestAction::ChangeOwner { path, owner, group } => {
                self.change_owner(path, (*owner, *group), account)
            }
            GuestAction::ChangeMode { path, mode } => self.change_mode(path, *mode, account),
            GuestAction::ReadMetadata { .. }
            | GuestAction::Connect { .. }
            | GuestAction::Mount { .. }
            | GuestAction::Unmount { .. } => {
                Err(format!("{} is not done with files", guest_action.name()))
            }
        }
    }

    /// Returns the absolute path of an existing directory.
    pub(in crate::model) fn directory(&self, path: &str) -> Result<String, String> {
        let path = absolute(path)?;
        match self.node(&path) {
            Some(Node { text: None, .. }) => Ok(path),
            Some(_) => Err(format!("{path} is no directory")),
            None => Err(missing(&path)),
        }
    }

    /// Returns the node at an absolute path.
    pub(super) fn node(&self, path: &str) -> Option<&Node> {
        let (index, path) = self.locate(path)?;
        let (_, files) = self.mounted.get(index)?;
        files.node(path)
    }

    /// Returns the node at an absolute path, if the account may search the directories above it.
    pub(super) fn reach(&self, path: &str, account: &Account) -> Result<&Node, String> {
        self.check_way(path, account)?;
        self.node(path).ok_or_else(|| missing(path))
    }

    fn read(&self, path: &str, account: &Account) -> Result<String, String> {
        let path = absolute(path)?;
        let node = self.reach(&path, account)?;
        let text = node.text.as_ref().ok_or_else(|| format!("{path} is a directory"))?;
        if !node.permits(account, READ) {
            return Err(denied(&path));
        }
        Ok(text.clone())
    }

    fn list(&self, path: &str, account: &Account) -> Result<Vec<Attributes>, String> {
        let path = self.directory(path)?;
        if !self.reach(&path, account)?.permits(account, READ) {
            return Err(denied(&path));
        }
        let file = |(name, node): (&str, &Node)| {
            attributes([
                (Attribute::Name, Some(name.to_owned())),
                (Attribute::Owner, Some(node.owner.to_string())),
                (Attribute::Group, Some(node.group.to_string())),
                (Attribute::Mode, Some(Mode(node.mode).to_string())),
            ])
        };
        let located = self
            .locate(&path)
            .and_then(|(index, within)| self.mounted.get(index).map(|(_, files)| (files, within)));
        Ok(located.map_or(Vec::new(), |(files, within)| files.children(within).map(file).collect()))
    }

    /// Writes a file. An existing file keeps its owner, group and mode (rules
    /// recover/copy-authorized-keys, recover/owner-and-mode).
    fn write(&mut self, path: &str, text: String, account: &Account) -> Result<Reply, String> {
        if text.len() > MAX_TEXT {
            return Err(format!("a file has at most {MAX_TEXT} bytes"));
        }
        let path = absolute(path)?;
        self.check_way(&path, account)?;
        match self.node_mut(&path) {
            None => self.add(&path, Node::new(NEW_FILE, account, Some(text)), account),
            Some(Node { text: None, .. }) => Err(format!("{path} is a directory")),
            Some(node) if !node.permits(account, WRITE) => Err(denied(&path)),
            Some(node) => {
                node.text = Some(text);
                Ok(Reply::Done)
            }
        }
    }

    fn add(&mut self, path: &str, node: Node, account: &Account) -> Result<Reply, String> {
        let (parent, _) = split(path);
        self.check_way(path, account)?;
        let directory = self.node(parent).ok_or_else(|| missing(parent))?;
        if !directory.permits(account, WRITE) {
            return Err(denied(path));
        }
        if self.node(path).is_some() {
            return Err(format!("{path} is there already"));
        }
        let (index, within) = self.locate(path).ok_or_else(|| missing(path))?;
        let within = within.to_owned();
        let (_, files) = self.mounted.get_mut(index).ok_or_else(|| missing(path))?;
        if files.len() >= MAX_NODES {
            return Err("the volume is full".to_owned());
        }
        files.insert(&within, node);
        Ok(Reply::Done)
    }

    fn change_owner(
        &mut self,
        path: &str,
        (owner, group): (u32, u32),
        account: &Account,
    ) -> Result<Reply, String> {
        let path = absolute(path)?;
        self.check_way(&path, account)?;
        let node = self.node_mut(&path).ok_or_else(|| missing(&path))?;
        if *account != super::ROOT {
            return Err(denied(&path));
        }
        (node.owner, node.group) = (owner, group);
        Ok(Reply::Done)
    }

    fn change_mode(
        &mut self,
        path: &str,
        Mode(mode): Mode,
        account: &Account,
    ) -> Result<Reply, String> {
        let path = absolute(path)?;
        self.check_way(&path, account)?;
        let node = self.node_mut(&path).ok_or_else(|| missing(&path))?;
        if *account != super::ROOT && node.owner != account.owner {
            return Err(denied(&path));
        }
        node.mode = mode;
        Ok(Reply::Done)
    }

    /// Checks that an account may search every directory above an absolute path.
    fn check_way(&self, path: &str, account: &Account) -> Result<(), String> {
        for directory in directories_above(path) {
            let node = self.node(directory).ok_or_else(|| missing(path))?;
            if node.text.is_some() {
                return Err(format!("{directory} is no directory"));
            }
            if !node.permits(account, SEARCH) {
                return Err(denied(path));
            }
        }
        Ok(())
    }

    fn node_mut(&mut self, path: &str) -> Option<&mut Node> {
        let (index, path) = self.locate(path)?;
        let path = path.to_owned();
        let (_, files) = self.mounted.get_mut(index)?;
        files.node_mut(&path)
    }

    /// Returns the index of the file system that holds an absolute path, and the path within it.
    fn locate<'p>(&self, path: &'p str) -> Option<(usize, &'p str)> {
        let within = |directory: &String| match directory.as_str() {
            "/" => Some(path),
            directory => match path.strip_prefix(directory)? {
                "" => Some("/"),
                below => below.starts_with('/').then_some(below),
            },
        };
        let mut mounted = self.mounted.iter().enumerate();
        mounted.find_map(|(index, (directory, _))| Some((index, within(directory)?)))
    }
}

fn missing(path: &str) -> String {
    format!("there is no {path}")
}

fn denied(path: &str) -> String {
    format!("permission denied for {path}")
}

#[cfg(test)]
mod tests {
    use super::super::{ROOT, USER};
    use super::*;

    fn perform(
        tree: &mut Tree<'_>,
        account: &Account,
        guest_action: GuestAction,
    ) -> Result<Reply, String> {
        tree.perform(&guest_action, account)
    }

    fn write(path: &str, text: &str) -> GuestAction {
        GuestAction::WriteFile { path: path.to_owned(), text: text.to_owned() }
    }

    fn read(path: &str) -> GuestAction {
        GuestAction::ReadFile { path: path.to_owned() }
    }

    fn text(text: &str) -> Result<Reply, String> {
        Ok(Reply::text(text))
    }

    #[test]
    fn a_mounted_volume_hides_the_files_below_it() {
        let (mut root, mut other) = (FileSystem::of_image(None), FileSystem::of_image(None));
        {
            let mut tree = Tree::new([("/".to_owned(), &mut root)].into_iter());
            assert_eq!(perform(&mut tree, &ROOT, write("/mnt/a", "root's")), Ok(Reply::Done));
        }
        let mounted = [("/".to_owned(), &mut root), ("/mnt".to_owned(), &mut other)];
        let mut tree = Tree::new(mounted.into_iter());
        assert!(perform(&mut tree, &ROOT, read("/mnt/a")).is_err());
        assert_eq!(perform(&mut tree, &ROOT, write("/mnt/a", "other's")), Ok(Reply::Done));
        assert_eq!(perform(&mut tree, &USER, read("/mnt/a")), text("other's"));
        let mut tree = Tree::new([("/".to_owned(), &mut root)].into_iter());
        assert_eq!(perform(&mut tree, &USER, read("/mnt/a")), text("root's"));
    }

    #[test]
    fn copying_over_a_file_keeps_its_owner_and_mode() {
        let mut files = FileSystem::of_image(None);
        let mut tree = Tree::new([("/".to_owned(), &mut files)].into_iter());
        let copy = |to: &str| GuestAction::CopyFile { from: "new".to_owned(), to: to.to_owned() };
        perform(&mut tree, &USER, write("old", "old")).unwrap();
        perform(
            &mut tree,
            &USER,
            GuestAction::ChangeMode { path: "old".to_owned(), mode: Mode(0o600) },
        )
        .unwrap();
        perform(&mut tree, &ROOT, write("new", "new")).unwrap();
        perform(&mut tree, &ROOT, copy("old")).unwrap();
        perform(&mut tree, &ROOT, copy("copy")).unwrap();
        let listed = perform(&mut tree, &USER, GuestAction::ListDirectory { path: String::new() });
        let listed: Vec<[String; 3]> = listed
            .unwrap()
            .resources()
            .iter()
            .map(|file| {
                [Attribute::Name, Attribute::Owner, Attribute::Mode].map(|it| file[&it].clone())
            })
            .collect();
        let expected = [
            [".ssh", "222", "0700"],
            ["copy", "0", "0644"],
            ["new", "0", "0644"],
            ["old", "222", "0600"],
        ];
        assert_eq!(listed, expected);
        assert_eq!(perform(&mut tree, &USER, read("old")), text("new"));
    }

    #[test]
    fn a_user_needs_permission_for_each_action() {
        let mut files = FileSystem::of_image(None);
        let mut tree = Tree::new([("/".to_owned(), &mut files)].into_iter());
        perform(&mut tree, &ROOT, write("/root/secret", "secret")).unwrap();
        perform(&mut tree, &ROOT, write("/home/plain", "plain")).unwrap();
        let path = || "/home/plain".to_owned();
        for guest_action in [
            read("/root/secret"),
            write("/home/plain", "mine"),
            write("/home/new", "mine"),
            GuestAction::MakeDirectory { path: "/mnt/tempvol".to_owned() },
            GuestAction::ChangeMode { path: path(), mode: Mode(0o777) },
            GuestAction::ChangeOwner { path: path(), owner: 222, group: 500 },
            GuestAction::ListDirectory { path: "/root".to_owned() },
            write("/home/plain/below-a-file", ""),
            write("/nowhere/at-all", ""),
            GuestAction::MakeDirectory { path: ".ssh".to_owned() },
            read(".ssh"),
            write(".ssh", ""),
        ] {
            assert!(perform(&mut tree, &USER, guest_action.clone()).is_err(), "{guest_action:?}");
        }
        assert_eq!(perform(&mut tree, &USER, read("/home/plain")), text("plain"));
    }
}
