//! The programs that oracles need: whether they are there, which versions these are, and how to get them.

use keyproof::process::{self, Ending, Limits};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A program or a library of another language, as the oracles need them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Program {
    Openssl,
    SshKeygen,
    Puttygen,
    Java,
    Asyncssh,
    Phpseclib,
    Erlang,
    Sshd,
    CloudInit,
}

/// What a version costs at the most: a second or two, if the machine is busy.
const LIMITS: Limits = Limits { time: Duration::from_secs(60), output: 65_536 };

/// What is known of a program.
#[derive(Debug, Clone)]
struct LocatedProgram {
    /// Where it is; of a Python module, the interpreter that has it.
    path: PathBuf,
    /// Its name and version.
    version: String,
}

/// What has been looked for so far.
static LOOKED_FOR: Mutex<Vec<(Program, Option<LocatedProgram>)>> = Mutex::new(Vec::new());

impl Program {
    /// What is missing, and how to get it.
    pub(super) fn missing(self) -> Option<String> {
        let missing =
            || format!("{} isn't installed (Debian's package {})", self.in_words(), self.package());
        self.found().is_none().then(missing)
    }

    /// Where it is; of a Python module, the interpreter that has it. Its bare name if it is nowhere.
    pub(super) fn path(self) -> PathBuf {
        self.found().map_or_else(|| self.names().0.into(), |found| found.path)
    }

    /// Its name and version.
    pub(super) fn version(self) -> String {
        self.found().map_or_else(|| "not installed".to_owned(), |found| found.version)
    }

    /// Looks for it, once.
    fn found(self) -> Option<LocatedProgram> {
        // Nothing panics between looking and writing down.
        let mut looked_for = LOOKED_FOR.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = looked_for.iter().find(|(program, _)| *program == self) {
            return found.clone();
        }
        let found = self.look();
        looked_for.push((self, found.clone()));
        found
    }

    fn look(self) -> Option<LocatedProgram> {
        let (name, needed) = self.names();
        if !needed.is_empty() && places(needed).next().is_none() {
            return None;
        }
        places(name).find_map(|path| {
            let version = self.ask_version(&path)?;
            Some(LocatedProgram { path, version })
        })
    }

    /// The program's name, and that of another that it needs.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Openssl => ("openssl", ""),
            Self::SshKeygen => ("ssh-keygen", "ssh"),
            Self::Puttygen => ("puttygen", ""),
            // It runs from its source, which takes the compiler.
            Self::Java => ("java", "javac"),
            Self::Asyncssh | Self::CloudInit => ("python3", ""),
            Self::Phpseclib => ("php", ""),
            Self::Erlang => ("erl", ""),
            Self::Sshd => ("sshd", "ssh"),
        }
    }

    const fn in_words(self) -> &'static str {
        match self {
            Self::Asyncssh => "AsyncSSH for Python",
            Self::CloudInit => "cloud-init",
            Self::Phpseclib => "phpseclib for PHP",
            Self::Erlang => "Erlang's ssh application",
            Self::Java => "a Java development kit",
            _ => self.names().0,
        }
    }

    const fn package(self) -> &'static str {
        match self {
            Self::Openssl => "openssl",
            Self::SshKeygen => "openssh-client",
            Self::Puttygen => "putty-tools",
            Self::Java => "default-jdk-headless",
            Self::Asyncssh => "python3-asyncssh",
            Self::Phpseclib => "php-phpseclib3",
            Self::Erlang => "erlang-ssh",
            Self::Sshd => "openssh-server",
            Self::CloudInit => "cloud-init",
        }
    }

    /// Its name and version, from what it says of itself; `None` if it can't be run, or is something else.
    fn ask_version(self, path: &Path) -> Option<String> {
        match self {
            Self::Openssl => {
                let said = said(path, &["version"])?;
                Some(format!("OpenSSL {}", said.strip_prefix("OpenSSL ")?.split(' ').next()?))
            }
            // These don't tell their own; they are of one release with ssh.
            Self::SshKeygen | Self::Sshd => {
                let said = said(&places("ssh").next()?, &["-V"])?;
                let version = said.strip_prefix("OpenSSH_")?.split([' ', ',']).next()?;
                Some(format!("OpenSSH {version}"))
            }
            Self::Puttygen => {
                let said = said(path, &["--version"])?;
                Some(format!("PuTTYgen {}", said.strip_prefix("puttygen: Release ")?))
            }
            Self::Java => {
                let said = said(path, &["-version"])?;
                Some(format!("Java {}", said.split('"').nth(1)?))
            }
            Self::Asyncssh => {
                let said = said(path, &["-W", "ignore", "-c", ASYNCSSH_VERSION])?;
                Some(format!("AsyncSSH {said}"))
            }
            Self::Phpseclib => {
                let said = said(path, &["-r", PHPSECLIB_VERSION])?;
                said.starts_with("phpseclib ").then_some(said)
            }
            Self::Erlang => {
                let said = said(path, &["-noshell", "-eval", ERLANG_VERSION])?;
                Some(format!("Erlang/OTP {}", said.strip_prefix("OTP ")?))
            }
            Self::CloudInit => {
                let said = said(path, &["-W", "ignore", "-c", CLOUD_INIT_VERSION])?;
                Some(format!("cloud-init {said}"))
            }
        }
    }
}

const ASYNCSSH_VERSION: &str = "import asyncssh; print(asyncssh.__version__)";

/// The library tells no more than its first number, which is part of every name.
const PHPSECLIB_VERSION: &str = "require 'phpseclib3/autoload.php';
    if (class_exists('phpseclib3\\Crypt\\PublicKeyLoader'))
        echo 'phpseclib 3 (PHP ', PHP_VERSION, ')';";

/// Its release, if the application for SSH is there.
const ERLANG_VERSION: &str = "case code:ensure_loaded(ssh_file) of
    {module, _} -> io:format(\"OTP ~s~n\", [erlang:system_info(otp_release)]); _ -> ok end, halt().";

const CLOUD_INIT_VERSION: &str =
    "import cloudinit.version; print(cloudinit.version.version_string())";

/// Where there are programs of this name. Those for administrators aren't on everybody's path; and the
/// system's own Python, which has the system's modules, may stand behind another.
pub(super) fn places(name: &str) -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(match name {
        "sshd" => vec![PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")],
        "python3" => vec![PathBuf::from("/usr/bin")],
        _ => Vec::new(),
    });
    folders.into_iter().map(move |folder| folder.join(name)).filter(|path| path.is_file())
}

/// The first line of what a program says, on either stream, if it ends well.
fn said(program: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).env("LC_ALL", "C");
    let Ok(Ending::Exited(exit)) = process::run(&mut command, b"", LIMITS) else { return None };
    if !exit.status.success() {
        return None;
    }
    let said = [exit.stdout, exit.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let first = said.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(first.to_owned())
}
