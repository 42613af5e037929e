//! The programs that oracles need: whether they are installed, their versions, and how to install them.

use keyproof::implementation::builtin::program::{first_line, places};
use keyproof::implementation::builtin::{openssl, ssh_keygen};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A program, or a library of another language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
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

/// An installed program.
#[derive(Debug, Clone)]
struct Installed {
    /// The path; for a module of Python, that of an interpreter that has it.
    path: PathBuf,
    /// The name and version.
    version: String,
}

/// The programs that were looked for.
static FOUND: Mutex<Vec<(Program, Option<Installed>)>> = Mutex::new(Vec::new());

const ASYNCSSH_VERSION: &str = "import asyncssh; print(asyncssh.__version__)";

/// The library knows no more than the first number of its version, which is part of every name.
const PHPSECLIB_VERSION: &str = "require 'phpseclib3/autoload.php';
    if (class_exists('phpseclib3\\Crypt\\PublicKeyLoader'))
        echo 'phpseclib 3 (PHP ', PHP_VERSION, ')';";

/// The release of Erlang, if it has the application for SSH.
const ERLANG_VERSION: &str = "case code:ensure_loaded(ssh_file) of
    {module, _} -> io:format(\"OTP ~s~n\", [erlang:system_info(otp_release)]); _ -> ok end, halt().";

const CLOUD_INIT_VERSION: &str =
    "import cloudinit.version; print(cloudinit.version.version_string())";

impl Program {
    /// Returns that it is missing, and how to install it.
    pub(crate) fn missing(self) -> Option<String> {
        let missing =
            || format!("{} isn't installed (Debian's package {})", self.title(), self.package());
        self.installed().is_none().then(missing)
    }

    /// Returns its path; for a module of Python, that of an interpreter that has it. If it isn't installed,
    /// returns its name.
    pub(crate) fn path(self) -> PathBuf {
        self.installed().map_or_else(|| self.names().0.into(), |installed| installed.path)
    }

    /// Returns its name and version.
    pub(crate) fn version(self) -> String {
        self.installed().map_or_else(|| "not installed".to_owned(), |installed| installed.version)
    }

    fn installed(self) -> Option<Installed> {
        let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, installed)) = found.iter().find(|(program, _)| *program == self) {
            return installed.clone();
        }
        let installed = self.find();
        found.push((self, installed.clone()));
        installed
    }

    fn find(self) -> Option<Installed> {
        let (name, needed) = self.names();
        if !needed.is_empty() && places(needed).next().is_none() {
            return None;
        }
        places(name).find_map(|path| {
            let version = self.version_at(&path)?;
            Some(Installed { path, version })
        })
    }

    /// Returns the program's name, and that of another program that it needs.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Openssl => ("openssl", ""),
            Self::SshKeygen => ("ssh-keygen", "ssh"),
            Self::Puttygen => ("puttygen", ""),
            // It runs a source file, which needs the compiler.
            Self::Java => ("java", "javac"),
            Self::Asyncssh | Self::CloudInit => ("python3", ""),
            Self::Phpseclib => ("php", ""),
            Self::Erlang => ("escript", "erl"),
            Self::Sshd => ("sshd", "ssh"),
        }
    }

    const fn title(self) -> &'static str {
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

    /// Asks the program at this path for its version. Returns `None` if it can't be run, or is another
    /// program.
    fn version_at(self, path: &Path) -> Option<String> {
        match self {
            Self::Openssl => Some(format!("OpenSSL {}", openssl::version()?)),
            Self::SshKeygen => Some(format!("OpenSSH {}", ssh_keygen::version()?)),
            // It doesn't print its version, but it belongs to one release with ssh.
            Self::Sshd => Some(format!("OpenSSH {}", ssh_keygen::version_of_ssh()?)),
            Self::Puttygen => {
                let line = first_line(path, &["--version"])?;
                Some(format!("PuTTYgen {}", line.strip_prefix("puttygen: Release ")?))
            }
            Self::Java => {
                let line = first_line(path, &["-version"])?;
                Some(format!("Java {}", line.split('"').nth(1)?))
            }
            Self::Asyncssh => {
                let version = first_line(path, &["-W", "ignore", "-c", ASYNCSSH_VERSION])?;
                Some(format!("AsyncSSH {version}"))
            }
            Self::Phpseclib => {
                let line = first_line(path, &["-r", PHPSECLIB_VERSION])?;
                line.starts_with("phpseclib ").then_some(line)
            }
            Self::Erlang => {
                let erl = places("erl").next()?;
                let line = first_line(&erl, &["-noshell", "-eval", ERLANG_VERSION])?;
                Some(format!("Erlang/OTP {}", line.strip_prefix("OTP ")?))
            }
            Self::CloudInit => {
                let version = first_line(path, &["-W", "ignore", "-c", CLOUD_INIT_VERSION])?;
                Some(format!("cloud-init {version}"))
            }
        }
    }
}
