//! What is put to the test, or examined.

mod endpoint;

pub(super) use endpoint::Account;

use super::{Failure, interrupt, leftovers};
use crate::doctor::{self, Diagnosis};
use crate::harness::SharedFault;
use crate::implementation::adapter::Connection;
use crate::implementation::builtin::{Openssl, SshKey, SshKeygen, openssl, ssh_keygen};
use crate::implementation::command::FilterCommand;
use crate::implementation::endpoint::Connection as EndpointConnection;
use crate::implementation::endpoint::url::Url;
use crate::implementation::{BreakdownKind, Implementation, Reference};
use crate::term::quoted;
use crate::vector::Question;
use crate::vector::Suite;
use clap::{Args, ValueEnum};
use endpoint::EndpointTarget;
use std::sync::OnceLock;
use std::time::Duration;

/// How long a command may take over one file, and an endpoint over one answer, if nothing else is said.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// What is put to the test.
#[derive(Debug, Args)]
pub(super) struct Target {
    /// Test a command: sh runs it once for each public key file, on its standard input
    ///
    /// Exit code 0 with the fingerprint on standard output means accepted, exit code 1 means
    /// refused, anything else is a crash. The fingerprint is the MD5 of the key as
    /// SubjectPublicKeyInfo DER, in lower-case hexadecimal with colons. Credentials of AWS and of
    /// keyproof are removed from its environment.
    #[arg(long, value_name = "CMD", conflicts_with_all = ["builtin", "endpoint"], group = "command")]
    filter: Option<String>,
    /// Test an adapter: sh runs this command once, and it answers many requests as JSON lines
    ///
    /// vectors/README.md describes the protocol; keyproof adapter is an example. A command that stops
    /// is started again, and the request at which it stopped counts as a crash. If several requests
    /// were in progress and none of them fails alone, the report says so, and the exit code is 1.
    /// Credentials of AWS and of keyproof are removed from its environment.
    #[arg(long, value_name = "CMD", conflicts_with_all = ["builtin", "filter", "endpoint"], group = "command")]
    exec: Option<String>,
    #[command(flatten)]
    endpoint: EndpointTarget,
    /// Test a built-in implementation
    #[arg(long, value_name = "NAME", value_enum)]
    builtin: Option<Builtin>,
    /// The time limit of a command for one file or request, and of an endpoint for one response
    /// [default: 10]
    ///
    /// An endpoint has the same time again until a request takes effect, such as the start of an
    /// instance.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    // What is in conflict with another option isn't required beside it, so this is in conflict as well.
    #[arg(requires = "command", conflicts_with = "builtin")]
    timeout: Option<Duration>,
    /// The adapter, once there is a connection.
    #[arg(skip)]
    connection: OnceLock<Connection>,
    /// The command, once it has been probed.
    #[cfg(unix)]
    #[arg(skip)]
    probed: OnceLock<FilterCommand>,
}

/// An implementation that is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Builtin {
    /// The reference, which follows every rule
    Reference,
    /// The ssh-key crate
    SshKey,
    /// The openssl command
    Openssl,
    /// The ssh-keygen command, with openssl to compute fingerprints
    SshKeygen,
}

impl Target {
    /// Makes sure that a command can be run at all, before it is blamed for anything.
    pub(super) fn check(&self, suite: &Suite) -> Result<(), Failure> {
        if let Some(url) = self.endpoint.url() {
            return self.endpoint.greet(url, self.time());
        }
        let keys = valid_keys(suite);
        let material = keys.first().copied().unwrap_or_default();
        if let Some(command) = &self.filter {
            let filter = self.filter(command).with_pulse(&keys);
            let probed = filter.probe(material);
            let failure = |reason| {
                let by_hand = format!("echo | sh -c {}", quoted(command));
                Failure::new(format!("--filter {command:?}: {reason}")).hint(format!(
                    "keyproof runs it with sh -c in this directory; to run it by hand: {by_hand}"
                ))
            };
            self.probed.get_or_init(|| filter);
            return probed.map_err(failure);
        }
        if let Some(command) = &self.exec {
            let connection = Connection::new(command, self.time());
            let probed =
                connection.and_then(|connection| connection.probe(material).map(|()| connection));
            let connection = probed.map_err(|fault| {
                let start = quoted(r#"{"op":"start","protocol":1}"#);
                let by_hand = format!("echo {start} | sh -c {}", quoted(command));
                Failure::new(format!("--exec {command:?}: {fault}"))
                    .hint(format!(
                        "keyproof runs it with sh -c in this directory; to run it by hand: {by_hand}"
                    ))
                    .hint(
                        "vectors/README.md describes the protocol, and keyproof adapter is an \
                         example",
                    )
            })?;
            self.connection.get_or_init(|| connection.with_pulse(&keys));
            return Ok(());
        }
        self.check_builtin()
    }

    /// Looks whether it is fit to be tested, and says what the examination has left behind, if anything.
    pub(super) fn examine(&self) -> Result<(Vec<Diagnosis>, Option<String>), Failure> {
        match self.endpoint.url() {
            Some(url) => self.examine_endpoint(url),
            None => Ok((self.examine_here()?, None)),
        }
    }

    /// The same of an endpoint, where an interrupt has to clean up first.
    fn examine_endpoint(&self, url: &Url) -> Result<(Vec<Diagnosis>, Option<String>), Failure> {
        let options = self.endpoint.options(url, self.time())?;
        let mut sweep = self.sweep().unwrap_or_default();
        let (findings, left) = doctor::examine_endpoint(&options, |connection| {
            sweep.push_str(&format!(" --run {}", connection.run()));
            interrupt::report_first(Some((connection.clone(), sweep.clone())));
        });
        Ok((findings, leftovers::message(&left, &sweep)))
    }

    fn examine_here(&self) -> Result<Vec<Diagnosis>, Failure> {
        if let Some(command) = &self.filter {
            return Ok(doctor::examine_command(command, self.time()));
        }
        if let Some(command) = &self.exec {
            return Ok(doctor::examine_adapter(command, self.time()));
        }
        self.check_builtin()?;
        Ok(doctor::examine(self.make().as_mut()))
    }

    /// Makes one instance.
    pub(super) fn make(&self) -> Box<dyn Implementation> {
        if let Some(command) = &self.filter {
            let probed = self.probed.get().cloned();
            return Box::new(probed.unwrap_or_else(|| self.filter(command)));
        }
        if let Some(connection) = self.connection.get() {
            return Box::new(connection.adapter());
        }
        if let Some(connection) = self.endpoint.connection() {
            return Box::new(connection.endpoint());
        }
        match self.builtin.unwrap_or(Builtin::Reference) {
            Builtin::Reference => Box::new(Reference::default()),
            Builtin::SshKey => Box::new(SshKey),
            Builtin::Openssl => Box::new(Openssl),
            Builtin::SshKeygen => Box::new(SshKeygen::default()),
        }
    }

    /// Checks that the command that `--builtin` names is installed.
    fn check_builtin(&self) -> Result<(), Failure> {
        let missing = |name, package| {
            Failure::new(format!("{name} isn't installed (Debian's package {package})"))
                .hint("keyproof run --builtin ssh-key needs no other program")
        };
        match self.builtin {
            Some(Builtin::Openssl | Builtin::SshKeygen) if openssl::version().is_none() => {
                Err(missing("openssl", "openssl"))
            }
            Some(Builtin::SshKeygen) if ssh_keygen::version().is_none() => {
                Err(missing("ssh-keygen", "openssh-client"))
            }
            _ => Ok(()),
        }
    }

    fn filter(&self, command: &str) -> FilterCommand {
        FilterCommand::new(command, self.time())
    }

    /// The endpoint, once there is a connection.
    pub(super) fn connection(&self) -> Option<&EndpointConnection> {
        self.endpoint.connection()
    }

    /// The faults of an endpoint that were followed by a second try which succeeded.
    pub(super) fn faults(&self) -> Vec<SharedFault> {
        let fault = |how| SharedFault { kind: BreakdownKind::Crash, how, vectors: Vec::new() };
        let dropped = self.connection().map(EndpointConnection::dropped).unwrap_or_default();
        dropped.into_iter().map(fault).collect()
    }

    /// Where the endpoint is, if it is one.
    pub(super) const fn url(&self) -> Option<&Url> {
        self.endpoint.url()
    }

    /// How long a command may take, or an endpoint.
    fn time(&self) -> Duration {
        self.timeout.unwrap_or(DEFAULT_TIMEOUT)
    }

    /// What to do if it could not be asked.
    pub(super) const fn advice(&self) -> &'static str {
        if self.endpoint.url().is_some() {
            return "the endpoint no longer answers: check the last request that it got, and then its \
                    log";
        }
        if self.exec.is_some() {
            return "this is a fault of the adapter, not of the implementation: vectors/README.md \
                    describes the protocol";
        }
        if self.filter.is_some() {
            return "run the command by hand with a key; if it needs more time, raise --timeout. If it \
                    can't be started, the machine can't run more processes or open more files: use \
                    fewer --jobs";
        }
        "the machine can't run more processes or open more files: use fewer --jobs"
    }

    /// The arguments that name it again.
    pub(super) fn arguments(&self) -> String {
        let timeout = self
            .timeout
            .map_or(String::new(), |limit| format!(" --timeout {}", limit.as_secs_f64()));
        if let Some(url) = self.endpoint.url() {
            return format!("{}{timeout}", self.endpoint.arguments(url));
        }
        for (option, command) in [("--filter", &self.filter), ("--exec", &self.exec)] {
            let Some(command) = command else { continue };
            return format!(" {option} {}{timeout}", quoted(command));
        }
        let name = self.builtin.and_then(|builtin| builtin.to_possible_value());
        name.map_or(String::new(), |name| format!(" --builtin {}", name.get_name()))
    }

    /// The command that deletes what a run has left behind at an endpoint.
    pub(super) fn sweep(&self) -> Option<String> {
        self.endpoint.sweep()
    }

    /// A command that reads a file from standard input, and what it shows: this implementation, or for one
    /// that has no command, the reference.
    pub(super) fn reader(&self) -> (&'static str, String) {
        if let Some(url) = self.endpoint.url() {
            return ("by hand", self.endpoint.reader(url));
        }
        if let Some(command) = &self.filter {
            let is_simple = command.split(' ').all(|word| quoted(word) == word);
            let shell = || format!("sh -c {}", quoted(command));
            return ("by hand", if is_simple { command.clone() } else { shell() });
        }
        let is_reference = self.exec.is_none();
        let shows = match self.builtin {
            None | Some(Builtin::Reference) if is_reference => "by hand",
            _ => "reference",
        };
        (shows, "keyproof inspect".to_owned())
    }
}

/// Files that any implementation takes: one of each format that there is, which a vector's id begins with.
#[cfg(unix)]
fn valid_keys(suite: &Suite) -> Vec<&[u8]> {
    let mut formats: Vec<&str> = Vec::new();
    let mut keys = Vec::new();
    for vector in suite.vectors.iter().filter(|vector| vector.is_valid_key()) {
        let format = vector.id.rsplit_once('/').map_or("", |(format, _)| format);
        if !formats.contains(&format) {
            formats.push(format);
            keys.extend(vector.question().map(Question::material));
        }
    }
    keys
}

/// A time limit: more than nothing, and no more than a day.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    const DAY: f64 = 86_400.0;
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    if seconds > 0.0 && seconds <= DAY {
        return Ok(Duration::from_secs_f64(seconds));
    }
    Err("a time limit must be more than 0 and at most 86400 seconds".to_owned())
}
