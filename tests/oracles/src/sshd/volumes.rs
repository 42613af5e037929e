//! The volumes of instances as directories. Actions on files change real files.
//!
//! Nothing is really mounted: the mount points are kept in a map.

use super::HOME;
use super::environment::Environment;
use super::tool::{SetupError, path_of, run};
use keyproof::api::guest::{GuestAction, Mode};
use keyproof::api::{Attribute, Outcome, Refusal, Reply, attributes};
use keyproof::process::Directory;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// The numbers of the login user and its group in the document's example.
const EXAMPLE: (u32, u32) = (222, 500);

/// The permission bits of a file.
const MODE: u32 = 0o7777;

/// The directories of an image, their modes, and whether they belong to the login user.
const IMAGE: [(&str, u32, bool); 6] = [
    ("", 0o755, false),
    ("home", 0o755, false),
    ("home/ec2-user", 0o700, true),
    ("home/ec2-user/.ssh", 0o700, true),
    ("mnt", 0o755, false),
    ("root", 0o700, false),
];

/// The volumes of all instances.
#[derive(Debug)]
pub(super) struct Volumes {
    directory: Directory,
    environment: &'static Environment,
    /// The directories of volumes, by instance and mount point.
    mounts: BTreeMap<(String, String), PathBuf>,
}

impl Volumes {
    /// Creates a directory for them, which all users may enter, but only this one may write to.
    pub(super) fn new(environment: &'static Environment) -> Result<Self, SetupError> {
        let directory = Directory::within(&environment.directory);
        let directory = directory.map_err(SetupError::of(environment.directory.display()))?;
        set_mode(directory.path(), 0o755)?;
        Ok(Self { directory, environment, mounts: BTreeMap::new() })
    }

    /// Returns the directory of all volumes.
    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Returns the directory of a volume.
    pub(super) fn volume(&self, id: &str) -> PathBuf {
        self.path().join(id)
    }

    /// Creates a volume as after the first boot of an image, with this entry in the login user's
    /// `authorized_keys`.
    pub(super) fn boot(&self, volume: &str, entry: Option<&str>) -> Result<(), SetupError> {
        let root = self.volume(volume);
        for (path, mode, is_users) in IMAGE {
            let path = root.join(path);
            fs::create_dir(&path).map_err(SetupError::of(path.display()))?;
            self.protect(&path, mode, is_users)?;
        }
        let Some(entry) = entry else { return Ok(()) };
        let file = root.join("home/ec2-user/.ssh/authorized_keys");
        fs::write(&file, entry).map_err(SetupError::of(file.display()))?;
        self.protect(&file, 0o600, true)
    }

    fn protect(&self, path: &Path, mode: u32, is_users: bool) -> Result<(), SetupError> {
        set_mode(path, mode)?;
        let (owner, group) = if is_users { self.users() } else { self.environment.root() };
        chown(path, Some(owner), Some(group)).map_err(SetupError::of(path.display()))
    }

    /// Returns the numbers of the login user and its group on this machine.
    const fn users(&self) -> (u32, u32) {
        (self.environment.user.owner, self.environment.user.group)
    }

    /// Mounts a volume on a directory of an instance.
    pub(super) fn mount(&mut self, instance: &str, directory: &str, volume: &str) {
        let volume = self.volume(volume);
        self.mounts.insert((instance.to_owned(), directory.to_owned()), volume);
    }

    /// Unmounts a volume.
    pub(super) fn unmount(&mut self, instance: &str, volume: &str) {
        let volume = self.volume(volume);
        self.mounts.retain(|(of, _), mounted| of != instance || *mounted != volume);
    }

    /// Unmounts all volumes of an instance.
    pub(super) fn unmount_all(&mut self, instance: &str) {
        self.mounts.retain(|(of, _), _| of != instance);
    }

    /// Performs an action on the files of an instance with this root volume.
    pub(super) fn perform(
        &self,
        instance: &str,
        volume: &str,
        sudo: bool,
        guest_action: &GuestAction,
    ) -> Result<Outcome, SetupError> {
        let place = |path: &str| self.place(instance, volume, path).map(OsString::from);
        let (program, operands, input) = match guest_action {
            GuestAction::MakeDirectory { path } => ("mkdir", vec![place(path)?], ""),
            GuestAction::ReadFile { path } => ("cat", vec![place(path)?], ""),
            GuestAction::ListDirectory { path } => ("ls", vec![place(path)?], ""),
            GuestAction::CopyFile { from, to } => ("cp", vec![place(from)?, place(to)?], ""),
            GuestAction::WriteFile { path, text } => {
                let mut output = OsString::from("of=");
                output.push(place(path)?);
                ("dd", vec!["status=none".into(), output], text.as_str())
            }
            GuestAction::ChangeMode { path, mode } => {
                ("chmod", vec![mode.to_string().into(), place(path)?], "")
            }
            GuestAction::ChangeOwner { path, owner, group } => {
                let here = |number, example, here| if number == example { here } else { number };
                let (user, users) = self.users();
                let owner = here(*owner, EXAMPLE.0, user);
                let group = here(*group, EXAMPLE.1, users);
                ("chown", vec![format!("{owner}:{group}").into(), place(path)?], "")
            }
            other => return Err(SetupError::NoFiles(other.name())),
        };
        let output = match self.run(sudo, program, &operands, input)? {
            Ok(output) => output,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        Ok(Outcome::Success(match guest_action {
            GuestAction::ReadFile { .. } => Reply::text(output),
            GuestAction::ListDirectory { path } => {
                self.list(&self.place(instance, volume, path)?)?
            }
            _ => Reply::Done,
        }))
    }

    /// Returns the path on this machine for a path of an instance.
    fn place(&self, instance: &str, volume: &str, path: &str) -> Result<PathBuf, SetupError> {
        let absolute = Path::new(HOME).join(path);
        if absolute.components().any(|part| part == Component::ParentDir) {
            return Err(SetupError::Path(path.to_owned()));
        }
        let mounts = self.mounts.iter().filter(|((of, _), _)| of == instance);
        let mut mounted = mounts.filter_map(|((_, directory), volume)| {
            absolute.strip_prefix(directory).ok().map(|below| volume.join(below))
        });
        let below_root = absolute.strip_prefix("/").unwrap_or(&absolute);
        Ok(mounted.next().unwrap_or_else(|| self.volume(volume).join(below_root)))
    }

    /// Runs a program as root or as the login user. Returns its output, or its error message as a refusal.
    fn run(
        &self,
        sudo: bool,
        program: &str,
        operands: &[OsString],
        input: &str,
    ) -> Result<Result<String, Refusal>, SetupError> {
        let mut command = if self.environment.is_root {
            let (owner, group) = if sudo { (0, 0) } else { self.users() };
            let mut command = Command::new(path_of("setpriv")?);
            command.args([&format!("--reuid={owner}"), &format!("--regid={group}")]);
            command.args(["--clear-groups", program]);
            command
        } else {
            Command::new(program)
        };
        let exit = run(command.args(operands), input.as_bytes())?;
        let message = String::from_utf8_lossy(&exit.stderr).trim().to_owned();
        if exit.status.success() {
            return Ok(Ok(String::from_utf8_lossy(&exit.stdout).into_owned()));
        }
        // Root is refused only if a file exists. A message of another program is no refusal.
        let is_for_root = sudo && !self.environment.is_root && !message.ends_with("File exists");
        if is_for_root || !message.starts_with(&format!("{program}: ")) {
            return Err(SetupError::unexpected(program, message));
        }
        Ok(Err(Refusal::without_code(message)))
    }

    fn list(&self, directory: &Path) -> Result<Reply, SetupError> {
        let (user, users) = self.users();
        let file = |entry: std::io::Result<fs::DirEntry>| {
            let entry = entry?;
            let metadata = entry.metadata()?;
            let example = |number, here, example| if number == here { example } else { number };
            let owner = example(metadata.uid(), user, EXAMPLE.0);
            let group = example(metadata.gid(), users, EXAMPLE.1);
            Ok(attributes([
                (Attribute::Name, Some(entry.file_name().to_string_lossy().into_owned())),
                (Attribute::Owner, Some(owner.to_string())),
                (Attribute::Group, Some(group.to_string())),
                (Attribute::Mode, Some(Mode(metadata.mode() & MODE).to_string())),
            ]))
        };
        let entries = fs::read_dir(directory).map(|entries| entries.map(file).collect());
        entries
            .and_then(|files| files)
            .map(Reply::Resources)
            .map_err(SetupError::of(directory.display()))
    }
}

fn set_mode(path: &Path, mode: u32) -> Result<(), SetupError> {
    let permissions = fs::Permissions::from_mode(mode);
    fs::set_permissions(path, permissions).map_err(SetupError::of(path.display()))
}
