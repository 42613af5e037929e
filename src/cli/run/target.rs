//! What `keyproof run` puts to the test.

use super::super::{Failure, output};
use crate::implementation::builtin::SshKey;
#[cfg(unix)]
use crate::implementation::filter::Filter;
use crate::implementation::{Implementation, Reference};
use crate::vector::{Expect, Suite};
use clap::{Args, ValueEnum};
use std::time::Duration;

/// What is put to the test.
#[derive(Debug, Args)]
pub(super) struct Target {
    /// Test a command: run by sh once for each public key file, on its standard input
    ///
    /// Exit code 0 with the fingerprint on standard output is an acceptance, exit code 1 a refusal,
    /// anything else a crash. The fingerprint is the MD5 of the key as SubjectPublicKeyInfo DER, in
    /// lower-case hexadecimal with colons.
    #[cfg(unix)]
    #[arg(long, value_name = "CMD", conflicts_with = "builtin")]
    filter: Option<String>,
    /// Test an implementation that is built in
    #[arg(long, value_name = "NAME", value_enum)]
    builtin: Option<Builtin>,
    /// How long a command may take over one file
    #[cfg(unix)]
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
}

/// An implementation that is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Builtin {
    /// The reference, which keeps every rule
    Reference,
    /// The ssh-key crate
    SshKey,
}

impl Target {
    /// Makes sure that a command can be run at all, before it is blamed for anything.
    pub(super) fn check(&self, suite: &Suite) -> Result<(), Failure> {
        #[cfg(unix)]
        if let Some(command) = &self.filter {
            let is_valid = |expect: &Expect| matches!(expect, Expect::Accept(_));
            let valid = suite.vectors.iter().find(|vector| is_valid(&vector.expect));
            let material = valid.map_or(&b""[..], |vector| vector.material());
            let probed = Filter::new(command, self.timeout).probe(material);
            let failure = |reason| Failure::NotRunnable { command: command.clone(), reason };
            return probed.map_err(failure);
        }
        Ok(())
    }

    /// Makes one instance.
    pub(super) fn make(&self) -> Box<dyn Implementation> {
        #[cfg(unix)]
        if let Some(command) = &self.filter {
            return Box::new(Filter::new(command, self.timeout));
        }
        match self.builtin.unwrap_or(Builtin::Reference) {
            Builtin::Reference => Box::new(Reference::default()),
            Builtin::SshKey => Box::new(SshKey),
        }
    }

    /// The arguments that name it again.
    pub(super) fn arguments(&self) -> String {
        #[cfg(unix)]
        if let Some(command) = &self.filter {
            return format!(" --filter {}", output::quoted(command));
        }
        let name = self.builtin.and_then(|builtin| builtin.to_possible_value());
        name.map_or(String::new(), |name| format!(" --builtin {}", name.get_name()))
    }

    /// The command that reads a file from standard input as it does; for what is built in, the reference.
    pub(super) fn reader(&self) -> String {
        #[cfg(unix)]
        if let Some(command) = &self.filter {
            let simple = command.split(' ').all(|word| output::quoted(word) == word);
            return if simple {
                command.clone()
            } else {
                format!("sh -c {}", output::quoted(command))
            };
        }
        "keyproof inspect".to_owned()
    }
}

/// A time limit: more than nothing, and no more than a day.
#[cfg(unix)]
fn seconds(text: &str) -> Result<Duration, String> {
    const DAY: f64 = 86_400.0;
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    if seconds > 0.0 && seconds <= DAY {
        return Ok(Duration::from_secs_f64(seconds));
    }
    Err("a time limit is more than 0 and at most 86400 seconds".to_owned())
}
