//! Whether oracles are installed, their versions, and how to install them.

use crate::Oracle;
use keyproof::implementation::builtin::program::{first_line, places};
use keyproof::implementation::builtin::{openssl, ssh_keygen};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// An installed oracle.
#[derive(Debug, Clone)]
struct Installed {
    /// The path of its program; for a module of Python, that of an interpreter that has it.
    path: PathBuf,
    /// The name and version.
    version: String,
}

/// The oracles that were looked for.
static FOUND: Mutex<Vec<(Oracle, Option<Installed>)>> = Mutex::new(Vec::new());

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

impl Oracle {
    /// Returns what is missing on this machine, and how to install it.
    #[must_use]
    pub fn missing(self) -> Option<String> {
        let mut needed = std::iter::once(self).chain(self.asks());
        let missing = needed.find(|oracle| oracle.installed().is_none())?;
        Some(match missing.package() {
            Some(package) => {
                format!("{} isn't installed (Debian's package {package})", missing.title())
            }
            None => "not built in: use --features openssl".to_owned(),
        })
    }

    /// Returns its name and version.
    #[must_use]
    pub fn version(self) -> String {
        self.installed().map_or_else(|| "not installed".to_owned(), |installed| installed.version)
    }

    /// Returns the path of its program; for a module of Python, that of an interpreter that has it. If it
    /// isn't installed, returns the program's name.
    pub(crate) fn path(self) -> PathBuf {
        self.installed().map_or_else(|| self.programs().0.into(), |installed| installed.path)
    }

    /// Returns another oracle that gives a part of its answers.
    const fn asks(self) -> Option<Self> {
        match self {
            Self::SshKeygen => Some(Self::Openssl),
            Self::Puttygen => Some(Self::Java),
            Self::Sshd => Some(Self::SshKeygen),
            _ => None,
        }
    }

    fn installed(self) -> Option<Installed> {
        let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, installed)) = found.iter().find(|(oracle, _)| *oracle == self) {
            return installed.clone();
        }
        let installed = self.find();
        found.push((self, installed.clone()));
        installed
    }

    fn find(self) -> Option<Installed> {
        if self == Self::OpensslLibrary {
            return library();
        }
        let (name, needed) = self.programs();
        if !needed.is_empty() && places(needed).next().is_none() {
            return None;
        }
        places(name).find_map(|path| {
            let version = self.version_at(&path)?;
            Some(Installed { path, version })
        })
    }

    /// Returns the name of its program, and that of another program that it needs.
    const fn programs(self) -> (&'static str, &'static str) {
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
            Self::OpensslLibrary => ("", ""),
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Asyncssh => "AsyncSSH for Python",
            Self::CloudInit => "cloud-init",
            Self::Phpseclib => "phpseclib for PHP",
            Self::Erlang => "Erlang's ssh application",
            Self::Java => "a Java development kit",
            _ => self.programs().0,
        }
    }

    /// Returns Debian's package; for a library that is built in, none.
    const fn package(self) -> Option<&'static str> {
        Some(match self {
            Self::Openssl => "openssl",
            Self::SshKeygen => "openssh-client",
            Self::Puttygen => "putty-tools",
            Self::Java => "default-jdk-headless",
            Self::Asyncssh => "python3-asyncssh",
            Self::Phpseclib => "php-phpseclib3",
            Self::Erlang => "erlang-ssh",
            Self::Sshd => "openssh-server",
            Self::CloudInit => "cloud-init",
            Self::OpensslLibrary => return None,
        })
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
            Self::OpensslLibrary => None,
        }
    }
}

#[cfg(feature = "openssl")]
fn library() -> Option<Installed> {
    Some(Installed { path: PathBuf::new(), version: crate::openssl_library::version() })
}

#[cfg(not(feature = "openssl"))]
const fn library() -> Option<Installed> {
    None
}
