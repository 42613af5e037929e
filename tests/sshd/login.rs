//! A login: `ssh` with a private key, and `sshd` at the other end of a pipe, which ends with it.

use keyproof::api::guest::Credential;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

/// The user that people connect as, in place of the document's: every system has it, and it has no password.
pub(crate) const USER: &str = "nobody";

/// Where a server keeps nothing, and wants to have it all the same.
const PRIVILEGE_SEPARATION: &str = "/run/sshd";

/// What keeps this machine from it.
pub(crate) fn missing() -> Option<&'static str> {
    static MISSING: LazyLock<Option<&'static str>> = LazyLock::new(|| {
        if !rustix::process::geteuid().is_root() {
            return Some("this takes root");
        }
        [
            ("sshd", "sshd isn't installed"),
            ("ssh", "ssh isn't installed"),
            ("ssh-keygen", "ssh-keygen isn't installed"),
            ("setpriv", "setpriv isn't installed"),
        ]
        .into_iter()
        .find(|(program, _)| path_of(program).is_none())
        .map(|(_, what)| what)
    });
    *MISSING
}

/// The full path of a program, which `sshd` wants to be called by.
pub(crate) fn path_of(program: &str) -> Option<PathBuf> {
    let path = std::env::var("PATH").unwrap_or_default();
    let folders = path.split(':').chain(["/usr/sbin", "/sbin"]).map(Path::new);
    folders.map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// A server for one machine at a time, with a key of its own.
pub(crate) struct Server {
    directory: PathBuf,
}

/// Whether somebody got in, or what the client said.
pub(crate) type Login = Result<(), String>;

impl Server {
    /// Makes the server's key in a directory that belongs to root.
    pub(crate) fn new(directory: &Path) -> Self {
        // What else is run here may make it at the same time.
        let made = fs::DirBuilder::new().mode(0o755).recursive(true).create(PRIVILEGE_SEPARATION);
        made.unwrap();
        let key = directory.join("host");
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-f"])
            .arg(key)
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        Self { directory: directory.to_owned() }
    }

    /// Connects to a machine whose file system has this root. `user` is one of the document's.
    pub(crate) fn connect(&self, root: &Path, user: &str, credential: &Credential) -> Login {
        let identity = self.directory.join("identity");
        let key = match credential {
            Credential::PrivateKey(text) => Some(text),
            Credential::Password(_) | Credential::Nothing => None,
        };
        let output = self.ssh(root, user, key.map(|text| write(&identity, text)).as_deref());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let _ = fs::remove_file(identity);
        match output.status.code() {
            // The client's own failures; everything else is what the command at the other end came to.
            Some(255) if said.contains("Permission denied (publickey).") => Err(said),
            Some(255) | None => panic!("{said}"),
            Some(_) => Ok(()),
        }
    }

    fn ssh(&self, root: &Path, user: &str, identity: Option<&Path>) -> Output {
        let user = if user == "ec2-user" { USER } else { user };
        let authentication = if identity.is_some() { "publickey" } else { "password" };
        let identity = identity.unwrap_or(Path::new("/dev/null"));
        let sshd = path_of("sshd").unwrap();
        let config = self.config(root);
        let proxy = format!("ProxyCommand={} -i -f {}", sshd.display(), config.display());
        let preferred = format!("PreferredAuthentications={authentication}");
        let options = [
            "BatchMode=yes",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "IdentitiesOnly=yes",
            "LogLevel=ERROR",
            &preferred,
            &proxy,
        ];
        let mut command = Command::new("ssh");
        command.args(["-F", "none"]).arg("-i").arg(identity);
        options.iter().for_each(|option| _ = command.args(["-o", option]));
        command.arg(format!("{user}@localhost")).arg("true");
        command.stdin(Stdio::null()).env("LC_ALL", "C").env_remove("SSH_AUTH_SOCK");
        command.output().unwrap()
    }

    /// What a server is told: the keys are on the machine, passwords are not taken, and files are not trusted
    /// that others could have written.
    fn config(&self, root: &Path) -> PathBuf {
        let path = self.directory.join("config");
        let (host, root) = (self.directory.join("host"), root.display());
        let text = format!(
            "HostKey {}\n\
             AuthorizedKeysFile {root}/home/ec2-user/.ssh/authorized_keys\n\
             StrictModes yes\n\
             PasswordAuthentication no\n\
             KbdInteractiveAuthentication no\n\
             UsePAM no\n\
             Match User root\n\
             AuthorizedKeysFile {root}/root/.ssh/authorized_keys\n",
            host.display()
        );
        fs::write(&path, text).unwrap();
        path
    }
}

/// Writes a private key file that nobody else may read.
fn write(path: &Path, text: &str) -> PathBuf {
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    path.to_owned()
}
