//! The machine: which user replaces the login user, and where no other user can write.

use super::tool::{SetupError, output_of, path_of, run};
use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The login user if root runs this. Every system has this user, and it has no password.
const NOBODY: &str = "nobody";

/// A directory that belongs to root, like all directories above it, and that everyone may enter.
const ROOTS_OWN: &str = "/run";

/// The permissions of the group and of others to write.
const OTHERS_WRITE: u32 = 0o022;

/// The permissions that an owner needs in a directory.
const OWNERS_ALL: u32 = 0o700;

/// A user of this machine.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) owner: u32,
    pub(super) group: u32,
}

/// The properties of this machine.
#[derive(Debug)]
pub(super) struct Environment {
    /// The user that replaces the login user.
    pub(super) user: Account,
    /// Whether root runs this, which can act as any user.
    pub(super) is_root: bool,
    /// A directory in which, and above which, no other user can write.
    pub(super) directory: PathBuf,
    /// The path of the server.
    pub(super) sshd: PathBuf,
    /// Whether the server by default refuses clients that failed before.
    pub(super) has_penalties: bool,
}

/// Returns the properties of this machine, which are determined once.
pub(super) fn environment() -> Result<&'static Environment, SetupError> {
    static ENVIRONMENT: LazyLock<Result<Environment, SetupError>> =
        LazyLock::new(Environment::find);
    ENVIRONMENT.as_ref().map_err(SetupError::clone)
}

impl Environment {
    fn find() -> Result<Self, SetupError> {
        let sshd = path_of("sshd")?;
        path_of("ssh")?;
        path_of("ssh-keygen")?;
        let is_root = rustix::process::geteuid().is_root();
        if is_root {
            path_of("setpriv")?;
        }
        let user = if is_root { Account::of(NOBODY)? } else { Account::own()? };
        let places = if is_root { vec![ROOTS_OWN.into()] } else { own_places() };
        let this = rustix::process::geteuid().as_raw();
        let directory = places.iter().find_map(|place| trusted(place, this));
        let directory = directory.ok_or(SetupError::NoDirectory)?;
        let has_penalties = has_penalties(&sshd)?;
        Ok(Self { user, is_root, directory, sshd, has_penalties })
    }

    /// Returns the user and the group that replace root's.
    pub(super) const fn root(&self) -> (u32, u32) {
        if self.is_root { (0, 0) } else { (self.user.owner, self.user.group) }
    }
}

impl Account {
    fn of(name: &str) -> Result<Self, SetupError> {
        let number = |option| {
            let output = output_of(Command::new("id").args([option, name]))?;
            output.parse().map_err(|_| SetupError::unexpected("id", output))
        };
        Ok(Self { name: name.to_owned(), owner: number("-u")?, group: number("-g")? })
    }

    /// Returns the user that runs this.
    fn own() -> Result<Self, SetupError> {
        let owner = rustix::process::geteuid().as_raw();
        let group = rustix::process::getegid().as_raw();
        Ok(Self { name: output_of(Command::new("id").arg("-un"))?, owner, group })
    }
}

/// Returns directories in which a user may create others.
fn own_places() -> Vec<PathBuf> {
    let directories = ["XDG_RUNTIME_DIR", "HOME"].into_iter().filter_map(env::var_os);
    directories.map(PathBuf::from).chain([env::temp_dir()]).collect()
}

/// Returns the real path of a user's directory, if `StrictModes` accepts files in it: only the user and root
/// can replace them.
fn trusted(directory: &Path, user: u32) -> Option<PathBuf> {
    let directory = directory.canonicalize().ok()?;
    let metadata = directory.metadata().ok()?;
    let is_own = metadata.uid() == user && metadata.mode() & OWNERS_ALL == OWNERS_ALL;
    let is_kept = |above: &Path| {
        let is_kept =
            |it: fs::Metadata| [0, user].contains(&it.uid()) && it.mode() & OTHERS_WRITE == 0;
        above.metadata().is_ok_and(is_kept)
    };
    // Other characters may have a meaning in the configuration of a server.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let is_plain = directory.to_str().is_some_and(|path| path.chars().all(is_plain));
    (is_own && is_plain && directory.ancestors().all(is_kept)).then_some(directory)
}

/// Whether a server has the option for penalties. An older one refuses a configuration with that option.
fn has_penalties(sshd: &Path) -> Result<bool, SetupError> {
    let mut command = Command::new(sshd);
    command.args(["-t", "-f", "/dev/null", "-o", "PerSourcePenalties=no"]);
    let exit = run(&mut command, b"")?;
    Ok(!String::from_utf8_lossy(&exit.stderr).contains("Bad configuration option"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn only_a_directory_that_others_cannot_write_to_is_trusted() {
        let user = rustix::process::geteuid().as_raw();
        // Everyone may write to /tmp, so a directory in it isn't safe either.
        let in_tmp = tempfile::tempdir_in("/tmp").unwrap();
        assert_eq!(trusted(Path::new("/tmp"), user), None);
        assert_eq!(trusted(in_tmp.path(), user), None);
        assert_eq!(trusted(Path::new("/keyproof-no-such-directory"), user), None);
        assert_eq!(trusted(Path::new(""), user), None);
        let Ok(environment) = environment() else { return };
        let inner = tempfile::tempdir_in(&environment.directory).unwrap();
        let check = |mode, expected| {
            fs::set_permissions(inner.path(), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(trusted(inner.path(), user).is_some(), expected, "{mode:o}");
        };
        check(0o755, true);
        check(0o700, true);
        check(0o775, false);
        check(0o702, false);
        check(0o500, false);
        assert_eq!(trusted(inner.path(), user + 1), None, "it belongs to another user");
    }
}
