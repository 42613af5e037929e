//! Logins: `ssh` connects with a private key, and an `sshd` decides by the files of an instance.

use super::environment::Environment;
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

/// An empty directory that a server run by root needs.
const PRIVILEGE_SEPARATION: &str = "/run/sshd";

/// The name of all servers, whatever their ports.
const HOST: &str = "keyproof";

/// The exit code of a client for its own failures. Any other is that of the remote command.
const CLIENT_FAILED: i32 = 255;

/// The last message of a client that is refused, if only a key is accepted.
const REFUSED: &str = "Permission denied (publickey).";

/// The end of the message about a file that is not a private key.
const NO_KEYS: [&str; 2] = ["error in libcrypto", "invalid format"];

/// The servers of the instances, with a common host key.
#[derive(Debug)]
pub(super) struct Logins {
    /// By the directory that is the root of the instance.
    servers: BTreeMap<PathBuf, Server>,
    directory: PathBuf,
    environment: &'static Environment,
}

/// The result of a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Login {
    /// The user is logged in.
    Accepted,
    /// The login was refused, with this message of the client.
    Refused(String),
}

impl Logins {
    /// Creates the files of servers and clients in a directory in which no other user can write.
    pub(super) fn new(
        environment: &'static Environment,
        directory: &Path,
    ) -> Result<Self, SetupError> {
        if environment.is_root {
            // Another process may create it at the same time.
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

    /// Connects to the instance with this root directory. `user` is a user of the document.
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

    /// Returns the port of the server of an instance. Starts the server if needed.
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

    /// Returns the configuration of a server: the keys are those on the instance, passwords are not accepted, and
    /// files that other users could have written are not trusted. The user's real `.ssh/rc` isn't run.
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

    /// Returns a client that trusts only this host, has no keys of its own, and never prompts.
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
            // The default takes more time than all the rest of a login.
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

/// Returns the result of a login, from the output of the client.
fn login(exit: &Exit) -> Result<Login, SetupError> {
    let message = String::from_utf8_lossy(&exit.stderr);
    let message = message.trim();
    // A key that the client can't read was not offered, so it was not refused.
    let is_unread = |line: &str| {
        line.starts_with("Load key ") && !NO_KEYS.iter().any(|why| line.trim_end().ends_with(why))
    };
    let is_refused = message.ends_with(REFUSED) && !message.lines().any(is_unread);
    match exit.status.code() {
        Some(CLIENT_FAILED) if is_refused => Ok(Login::Refused(message.to_owned())),
        Some(CLIENT_FAILED) | None => Err(SetupError::unexpected("ssh", message)),
        // The command may fail, because the user may have no shell.
        Some(_) => Ok(Login::Accepted),
    }
}

/// Writes a private key file that no other user can read.
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
        let result = login(&exit).map_err(|fault| fault.to_string());
        assert_eq!(result, expected.map_err(str::to_owned), "{stderr}");
    }

    #[test]
    fn only_a_denial_is_a_refused_login() {
        let exited = |code: i32| code << 8;
        let denial = "nobody@127.0.0.1: Permission denied (publickey).";
        let no_key = format!("Load key \"identity\": error in libcrypto\r\n{denial}");
        let hidden = format!("Load key \"identity\": Permission denied\r\n{denial}");
        check(exited(255), &format!("{denial}\r\n"), Ok(Login::Refused(denial.to_owned())));
        check(exited(255), &no_key, Ok(Login::Refused(no_key.clone())));
        check(exited(0), "", Ok(Login::Accepted));
        check(exited(1), "This account is currently not available.", Ok(Login::Accepted));
        for words in [
            "ssh: connect to host 127.0.0.1 port 1: Connection refused",
            "Host key verification failed.",
            "Permission denied (publickey). And more.",
            "nobody@127.0.0.1: Permission denied (publickey,password).",
            &hidden,
            "",
        ] {
            check(exited(255), words, Err(&format!("ssh printed: {words}")));
        }
        check(9, denial, Err(&format!("ssh printed: {denial}")));
    }
}
