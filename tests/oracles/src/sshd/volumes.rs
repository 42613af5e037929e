//! The disks of instances as directories: what people do to files there is done to real files.
//!
//! Each volume is a directory; what is mounted where is kept beside, since nothing is mounted for
//! this.

use super::HOME;
use super::environment::Ground;
use super::tool::{SetupError, path_of, run};
use keyproof::api::guest::{GuestAction, Mode};
use keyproof::api::{File, Outcome, Refusal, Reply};
use keyproof::process::Directory;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// The login user and its group, as the document's example numbers them.
const EXAMPLE: (u32, u32) = (222, 500);

/// The permission bits of a file.
const MODE: u32 = 0o7777;

/// The directories of an image, their modes, and whether they are the login user's.
const IMAGE: [(&str, u32, bool); 6] = [
    ("", 0o755, false),
    ("home", 0o755, false),
    ("home/ec2-user", 0o700, true),
    ("home/ec2-user/.ssh", 0o700, true),
    ("mnt", 0o755, false),
    ("root", 0o700, false),
];

/// The disks of a story's instances.
#[derive(Debug)]
pub(super) struct Disks {
    directory: Directory,
    environment: &'static Ground,
    /// The directories of volumes, by instance and mount point.
    mounts: BTreeMap<(String, String), PathBuf>,
}

impl Disks {
    /// Makes a directory for them that others may enter, and nobody else may write to.
    pub(super) fn new(environment: &'static Ground) -> Result<Self, SetupError> {
        let directory = Directory::within(&environment.directory);
        let directory = directory.map_err(SetupError::of(environment.directory.display()))?;
        set_mode(directory.path(), 0o755)?;
        Ok(Self { directory, environment, mounts: BTreeMap::new() })
    }

    /// The directory that all of it is in.
    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The directory of a volume.
    pub(super) fn volume(&self, id: &str) -> PathBuf {
        self.path().join(id)
    }

    /// Makes a volume as it is after an image's first boot, with this in the login user's
    /// `authorized_keys`.
    pub(super) fn boot(&self, volume: &str, entry: Option<&str>) -> Result<(), SetupError> {
        let root = self.volume(volume);
        for (path, mode, is_users) in IMAGE {
            let path = root.join(path);
            fs::create_dir(&path).map_err(SetupError::of(path.display()))?;
            self.keep(&path, mode, is_users)?;
        }
        let Some(entry) = entry else { return Ok(()) };
        let file = root.join("home/ec2-user/.ssh/authorized_keys");
        fs::write(&file, entry).map_err(SetupError::of(file.display()))?;
        self.keep(&file, 0o600, true)
    }

    fn keep(&self, path: &Path, mode: u32, is_users: bool) -> Result<(), SetupError> {
        set_mode(path, mode)?;
        let (owner, group) = if is_users { self.users() } else { self.environment.root() };
        chown(path, Some(owner), Some(group)).map_err(SetupError::of(path.display()))
    }

    /// The numbers of the login user and of its group, here.
    const fn users(&self) -> (u32, u32) {
        (self.environment.user.owner, self.environment.user.group)
    }

    /// Has an instance find a volume in a directory.
    pub(super) fn mount(&mut self, instance: &str, directory: &str, volume: &str) {
        let volume = self.volume(volume);
        self.mounts.insert((instance.to_owned(), directory.to_owned()), volume);
    }

    /// Undoes that.
    pub(super) fn unmount(&mut self, instance: &str, volume: &str) {
        let volume = self.volume(volume);
        self.mounts.retain(|(of, _), mounted| of != instance || *mounted != volume);
    }

    /// Undoes it for all that an instance has mounted.
    pub(super) fn unmount_all(&mut self, instance: &str) {
        self.mounts.retain(|(of, _), _| of != instance);
    }

    /// Does something with the files of an instance that has this volume at its root.
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
        let told = match self.run(sudo, program, &operands, input)? {
            Ok(told) => told,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        Ok(Outcome::Success(match guest_action {
            GuestAction::ReadFile { .. } => Reply::Text(told),
            GuestAction::ListDirectory { path } => {
                self.list(&self.place(instance, volume, path)?)?
            }
            _ => Reply::Done,
        }))
    }

    /// Where a path of an instance leads here.
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

    /// Runs a program as root or as the login user, and gives what it writes or says to refuse.
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
        let said = String::from_utf8_lossy(&exit.stderr).trim().to_owned();
        if exit.status.success() {
            return Ok(Ok(String::from_utf8_lossy(&exit.stdout).into_owned()));
        }
        // Root would hardly be refused, but for what is there already; and something else than the program
        // refuses nothing.
        let is_roots = sudo && !self.environment.is_root && !said.ends_with("File exists");
        if is_roots || !said.starts_with(&format!("{program}: ")) {
            return Err(SetupError::said(program, said));
        }
        Ok(Err(Refusal::without_code(said)))
    }

    fn list(&self, directory: &Path) -> Result<Reply, SetupError> {
        let (user, users) = self.users();
        let file = |entry: std::io::Result<fs::DirEntry>| {
            let entry = entry?;
            let metadata = entry.metadata()?;
            let example = |number, here, example| if number == here { example } else { number };
            Ok(File {
                name: entry.file_name().to_string_lossy().into_owned(),
                owner: example(metadata.uid(), user, EXAMPLE.0),
                group: example(metadata.gid(), users, EXAMPLE.1),
                mode: Mode(metadata.mode() & MODE),
            })
        };
        let entries = fs::read_dir(directory).map(|entries| entries.map(file).collect());
        entries
            .and_then(|files| files)
            .map(Reply::Files)
            .map_err(SetupError::of(directory.display()))
    }
}

fn set_mode(path: &Path, mode: u32) -> Result<(), SetupError> {
    let permissions = fs::Permissions::from_mode(mode);
    fs::set_permissions(path, permissions).map_err(SetupError::of(path.display()))
}
