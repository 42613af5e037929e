//! The foreign tools: what they are called, whether they are there, and which versions these are.

use std::collections::BTreeSet;
use std::fmt;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// A foreign tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// OpenSSL's library, by way of the `openssl` crate.
    Library,
    /// The `openssl` command.
    Openssl,
    /// `ssh-keygen`, with the `openssl` command to compute what it doesn't.
    SshKeygen,
    /// `puttygen`, the one of Unix, with the `openssl` command as well.
    Puttygen,
}

/// The programs that are installed, of those that tools need.
static INSTALLED: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let programs = Tool::ALL.iter().flat_map(|tool| tool.programs().iter().copied());
    programs.filter(|program| is_installed(program)).collect()
});

impl Tool {
    /// All of them.
    pub(crate) const ALL: [Self; 4] =
        [Self::Library, Self::Openssl, Self::SshKeygen, Self::Puttygen];

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Library => "openssl-library",
            Self::Openssl => "openssl",
            Self::SshKeygen => "ssh-keygen",
            Self::Puttygen => "puttygen",
        }
    }

    /// The program that it needs and that isn't installed.
    pub(crate) fn missing(self) -> Option<&'static str> {
        self.programs().iter().copied().find(|program| !INSTALLED.contains(program))
    }

    /// The version, as the tool tells it.
    pub(crate) fn version(self) -> String {
        match self {
            Self::Library => openssl::version::version().to_owned(),
            Self::Openssl => first_line("openssl", "version"),
            // It doesn't tell its own; both are of one release.
            Self::SshKeygen => first_line("ssh", "-V"),
            Self::Puttygen => first_line("puttygen", "--version"),
        }
    }

    const fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Library => &[],
            Self::Openssl => &["openssl"],
            Self::SshKeygen => &["ssh-keygen", "openssl"],
            Self::Puttygen => &["puttygen", "openssl"],
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn is_installed(program: &str) -> bool {
    let lookup = format!("command -v {program}");
    let found = Command::new("sh").args(["-c", &lookup]).stdout(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// The first line of what a program says, on either stream.
fn first_line(program: &str, argument: &str) -> String {
    let Ok(output) = Command::new(program).arg(argument).output() else {
        return "version unknown".to_owned();
    };
    let said = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&said).lines().next().unwrap_or("version unknown").to_owned()
}
