//! A login: `ssh` with a private key, before an `sshd` that keeps to what is on an instance's disk.

use super::environment::Ground;
use super::server::Server;
use super::tool::{LIMITS, SetupError, output_of, run};
use super::{HOME, LOGIN_USER};
use keyproof::api::guest::Credential;
use keyproof::process::Exit;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where a server of root's keeps nothing, and wants to have it all the same.
const PRIVILEGE_SEPARATION: &str = "/run/sshd";

/// The name that the servers go by, whatever their ports.
const HOST: &str = "keyproof";

/// A client's exit code for its own failures; any other is that of the command at the other end.
const CLIENT_FAILED: i32 = 255;

/// What a client says last that is not let in, when nothing but a key would do.
const REFUSED: &str = "Permission denied (publickey).";

/// What a client says before of a file that is no private key, at the end of the line.
const NO_KEYS: [&str; 2] = ["error in libcrypto", "invalid format"];

/// The servers of a story's instances, which have one host key.
#[derive(Debug)]
pub(super) struct Logins {
    /// By the directory that is the instance's root.
    servers: BTreeMap<PathBuf, Server>,
    directory: PathBuf,
    environment: &'static Ground,
}

/// What came of a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Login {
    /// Somebody got in.
    Done,
    /// Nobody did, and this is what the client said.
    Refused(String),
}

impl Logins {
    /// Makes what servers and clients need, in a directory that nobody else may write to.
    pub(super) fn new(environment: &'static Ground, directory: &Path) -> Result<Self, SetupError> {
        if environment.is_root {
            // What else is run here may make it at the same time.
            let mut builder = fs::DirBuilder::new();
            let made = builder.mode(0o755).recursive(true).create(PRIVILEGE_SEPARATION);
            made.map_err(SetupError::of(PRIVILEGE_SEPARATION))?;
        }
        let logins =
            Self { servers: BTreeMap::new(), directory: directory.to_owned(), environment };
        let key = logins.path("host");
        output_of(
            Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key),
        )?;
        let public = key.with_extension("pub");
        let line = fs::read_to_string(&public).map_err(SetupError::of(public.display()))?;
        let known = logins.path("known_hosts");
        fs::write(&known, format!("{HOST} {line}")).map_err(SetupError::of(known.display()))?;
        Ok(logins)
    }

    /// Connects to the instance with this root. `user` is one of the document's.
    pub(super) fn connect(
        &mut self,
        root: &Path,
        user: &str,
        credential: &Credential,
    ) -> Result<Login, SetupError> {
        let port = self.port(root)?;
        let user = if user == LOGIN_USER { &self.environment.user.name } else { user };
        let identity = self.path("identity");
        let mut command = self.client(port, user);
        match credential {
            Credential::PrivateKey(text) => {
                write_private(&identity, text).map_err(SetupError::of(identity.display()))?;
                command.arg("-i").arg(&identity).args(["-o", "PreferredAuthentications=publickey"]);
            }
            Credential::Password(_) | Credential::Nothing => {
                command.args(["-o", "IdentityFile=none"]);
                command.args(["-o", "PreferredAuthentications=password"]);
            }
        }
        command.arg("127.0.0.1").arg("true");
        login(&run(&mut command, b"")?)
    }

    /// Where the instance with this root is reached, by a server of its own.
    fn port(&mut self, root: &Path) -> Result<u16, SetupError> {
        if let Some(server) = self.servers.get(root) {
            return Ok(server.port());
        }
        let config = root.with_extension("config");
        fs::write(&config, self.config(root)).map_err(SetupError::of(config.display()))?;
        let command = |port: u16| {
            let mut command = Command::new(&self.environment.sshd);
            command.args(["-D", "-e", "-p", &port.to_string(), "-f"]).arg(&config);
            command
        };
        let server = Server::start(command, LIMITS.time)?;
        let port = server.port();
        self.servers.insert(root.to_owned(), server);
        Ok(port)
    }

    /// What a server is told: the keys are on the instance, passwords are not taken, and files are
    /// not trusted that others could have written. What is really in the user's `.ssh` isn't run.
    fn config(&self, root: &Path) -> String {
        let (host, root, user) = (self.path("host"), root.display(), &self.environment.user.name);
        let penalties = if self.environment.has_penalties { "PerSourcePenalties no\n" } else { "" };
        format!(
            "ListenAddress 127.0.0.1\n\
             PidFile none\n\
             HostKey {}\n\
             AllowUsers {user} root\n\
             AuthorizedKeysFile {root}{HOME}/.ssh/authorized_keys\n\
             StrictModes yes\n\
             PasswordAuthentication no\n\
             KbdInteractiveAuthentication no\n\
             UsePAM no\n\
             PermitUserRC no\n\
             {penalties}\
             Match User root\n\
             AuthorizedKeysFile {root}/root/.ssh/authorized_keys\n",
            host.display(),
        )
    }

    /// A client that trusts this host alone, has no keys of its own, and asks nobody.
    fn client(&self, port: u16, user: &str) -> Command {
        let known = format!("UserKnownHostsFile={}", self.path("known_hosts").display());
        let alias = format!("HostKeyAlias={HOST}");
        let mut command = Command::new("ssh");
        command.args(["-F", "none", "-p", &port.to_string(), "-l", user]);
        for option in [
            "BatchMode=yes",
            "StrictHostKeyChecking=yes",
            "GlobalKnownHostsFile=none",
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "LogLevel=ERROR",
            // Nobody listens in, and the default costs more than all the rest of a login.
            "KexAlgorithms=curve25519-sha256,ecdh-sha2-nistp256",
            &known,
            &alias,
        ] {
            command.args(["-o", option]);
        }
        command
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }
}

/// What a client's end says of the login.
fn login(exit: &Exit) -> Result<Login, SetupError> {
    let said = String::from_utf8_lossy(&exit.stderr);
    let said = said.trim();
    // A key that is there and can't be read was never shown, so nobody refused it.
    let is_hidden = |line: &str| {
        line.starts_with("Load key ") && !NO_KEYS.iter().any(|why| line.trim_end().ends_with(why))
    };
    let is_refused = said.ends_with(REFUSED) && !said.lines().any(is_hidden);
    match exit.status.code() {
        Some(CLIENT_FAILED) if is_refused => Ok(Login::Refused(said.to_owned())),
        Some(CLIENT_FAILED) | None => Err(SetupError::said("ssh", said)),
        // What the command came to makes no difference: an account may have no shell.
        Some(_) => Ok(Login::Done),
    }
}

/// Writes a private key file that nobody else may read.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    #[track_caller]
    fn check(status: i32, stderr: &str, expected: Result<Login, &str>) {
        let status = ExitStatus::from_raw(status);
        let exit = Exit { status, stdout: Vec::new(), stderr: stderr.as_bytes().to_vec() };
        let came = login(&exit).map_err(|fault| fault.to_string());
        assert_eq!(came, expected.map_err(str::to_owned), "{stderr}");
    }

    #[test]
    fn only_a_denial_is_a_refused_login() {
        let exited = |code: i32| code << 8;
        let denial = "nobody@127.0.0.1: Permission denied (publickey).";
        let no_key = format!("Load key \"identity\": error in libcrypto\r\n{denial}");
        let hidden = format!("Load key \"identity\": Permission denied\r\n{denial}");
        check(exited(255), &format!("{denial}\r\n"), Ok(Login::Refused(denial.to_owned())));
        check(exited(255), &no_key, Ok(Login::Refused(no_key.clone())));
        check(exited(0), "", Ok(Login::Done));
        check(exited(1), "This account is currently not available.", Ok(Login::Done));
        for words in [
            "ssh: connect to host 127.0.0.1 port 1: Connection refused",
            "Host key verification failed.",
            "Permission denied (publickey). And more.",
            "nobody@127.0.0.1: Permission denied (publickey,password).",
            &hidden,
            "",
        ] {
            check(exited(255), words, Err(&format!("ssh says: {words}")));
        }
        check(9, denial, Err(&format!("ssh says: {denial}")));
    }
}
