//! What this machine offers: who the login user is here, and where files are safe from others.

use super::tool::{SetupError, output_of, path_of, run};
use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Who plays the login user for root: every system has this user, and it has no password.
const NOBODY: &str = "nobody";

/// Where root finds a directory that is root's up to the top, and that everybody may enter.
const ROOTS_OWN: &str = "/run";

/// The permission of group or others to write.
const OTHERS_WRITE: u32 = 0o022;

/// What an owner needs to do anything in a directory.
const OWNERS_ALL: u32 = 0o700;

/// Somebody with an account on this machine.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) owner: u32,
    pub(super) group: u32,
}

/// What this machine offers.
#[derive(Debug)]
pub(super) struct Ground {
    /// Who plays the login user.
    pub(super) user: Account,
    /// Whether this is root, and so can be anybody.
    pub(super) is_root: bool,
    /// Where nobody else can write, up to the top.
    pub(super) directory: PathBuf,
    /// The server's program.
    pub(super) sshd: PathBuf,
    /// Whether the server turns away whoever was refused before, unless it is told not to.
    pub(super) has_penalties: bool,
}

/// What this machine offers: the same for everything that asks.
pub(super) fn environment() -> Result<&'static Ground, SetupError> {
    static GROUND: LazyLock<Result<Ground, SetupError>> = LazyLock::new(Ground::find);
    GROUND.as_ref().map_err(SetupError::clone)
}

impl Ground {
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

    /// Who owns what is root's in an instance: user and group.
    pub(super) const fn root(&self) -> (u32, u32) {
        if self.is_root { (0, 0) } else { (self.user.owner, self.user.group) }
    }
}

impl Account {
    fn of(name: &str) -> Result<Self, SetupError> {
        let number = |option| {
            let told = output_of(Command::new("id").args([option, name]))?;
            told.parse().map_err(|_| SetupError::said("id", told))
        };
        Ok(Self { name: name.to_owned(), owner: number("-u")?, group: number("-g")? })
    }

    /// Who runs this.
    fn own() -> Result<Self, SetupError> {
        let owner = rustix::process::geteuid().as_raw();
        let group = rustix::process::getegid().as_raw();
        Ok(Self { name: output_of(Command::new("id").arg("-un"))?, owner, group })
    }
}

/// Where a user may have directories of its own.
fn own_places() -> Vec<PathBuf> {
    let told = ["XDG_RUNTIME_DIR", "HOME"].into_iter().filter_map(env::var_os);
    told.map(PathBuf::from).chain([env::temp_dir()]).collect()
}

/// The real path of a user's directory, if `StrictModes` lets files in it count: nobody but the
/// user and root can put others in their place.
fn trusted(directory: &Path, user: u32) -> Option<PathBuf> {
    let directory = directory.canonicalize().ok()?;
    let metadata = directory.metadata().ok()?;
    let is_own = metadata.uid() == user && metadata.mode() & OWNERS_ALL == OWNERS_ALL;
    let is_kept = |above: &Path| {
        let is_kept =
            |it: fs::Metadata| [0, user].contains(&it.uid()) && it.mode() & OTHERS_WRITE == 0;
        above.metadata().is_ok_and(is_kept)
    };
    // In a server's configuration, other signs may mean something.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let is_plain = directory.to_str().is_some_and(|path| path.chars().all(is_plain));
    (is_own && is_plain && directory.ancestors().all(is_kept)).then_some(directory)
}

/// Whether a server knows of penalties: one that doesn't takes no configuration that names them.
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
        // Everybody may write to this one, so what is in it isn't safe either.
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
        assert_eq!(trusted(inner.path(), user + 1), None, "it belongs to somebody else");
    }
}
