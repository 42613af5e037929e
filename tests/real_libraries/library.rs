//! The libraries with an example adapter, and the commands that start them. The lists of known failures have the
//! versions.

use std::path::Path;
use std::process::Command;

/// A library with an example adapter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Library {
    pub(crate) name: &'static str,
    /// The file name of the adapter in `tests/adapters`.
    pub(crate) adapter: &'static str,
    runtime: Runtime,
    /// The Debian packages that it needs.
    packages: &'static [&'static str],
}

#[derive(Debug, Clone, Copy)]
enum Runtime {
    Python,
    Node,
    /// Built once. Otherwise each start would build it.
    Go,
    Java,
    Php,
    Erlang,
}

const X_CRYPTO: &str = "golang-golang-x-crypto-dev";
const GO: &str = "golang-go";

pub(crate) const ALL: [Library; 8] = [
    Library {
        name: "cryptography",
        adapter: "python-cryptography.py",
        runtime: Runtime::Python,
        packages: &["python3-cryptography", "python3"],
    },
    Library {
        name: "paramiko",
        adapter: "python-paramiko.py",
        runtime: Runtime::Python,
        packages: &["python3-paramiko", "python3-cryptography", "python3"],
    },
    Library {
        name: "sshpk",
        adapter: "node-sshpk.js",
        runtime: Runtime::Node,
        packages: &["node-sshpk", "nodejs"],
    },
    Library {
        name: "x-crypto-ssh",
        adapter: "go-x-crypto-ssh.go",
        runtime: Runtime::Go,
        packages: &[X_CRYPTO, GO],
    },
    Library {
        name: "java-security",
        adapter: "java-security.java",
        runtime: Runtime::Java,
        packages: &["default-jdk-headless"],
    },
    Library {
        name: "asyncssh",
        adapter: "python-asyncssh.py",
        runtime: Runtime::Python,
        packages: &["python3-asyncssh", "python3"],
    },
    Library {
        name: "phpseclib",
        adapter: "php-phpseclib.php",
        runtime: Runtime::Php,
        packages: &["php-phpseclib3", "php-cli"],
    },
    Library {
        name: "erlang-ssh",
        adapter: "erlang-ssh.escript",
        runtime: Runtime::Erlang,
        packages: &["erlang-ssh", "erlang-base"],
    },
];

impl Library {
    /// Returns a message if a package is not installed.
    pub(crate) fn missing(self) -> Option<String> {
        let missing = self.packages.iter().find(|package| installed(package).is_none());
        missing.map(|package| format!("Debian's {package} is not installed"))
    }

    pub(crate) fn file(self) -> String {
        format!("{}/tests/adapters/{}", env!("CARGO_MANIFEST_DIR"), self.adapter)
    }

    /// Returns the path of its list of known failures.
    pub(crate) fn known_failures(self) -> String {
        let (name, _) = self.adapter.rsplit_once('.').unwrap_or((self.adapter, ""));
        format!("{}/tests/adapters/known-failures/{name}.json", env!("CARGO_MANIFEST_DIR"))
    }

    /// Returns the command that starts the adapter.
    pub(crate) fn command(self) -> Result<String, String> {
        let file = self.file();
        Ok(match self.runtime {
            // Another interpreter on the PATH lacks Debian's packages.
            Runtime::Python => format!("exec /usr/bin/python3 '{file}'"),
            Runtime::Node => format!("NODE_PATH=/usr/share/nodejs exec node '{file}'"),
            Runtime::Go => format!("exec '{}'", built(&file)?),
            Runtime::Java => format!("exec java '{file}'"),
            Runtime::Php => format!("exec php '{file}'"),
            Runtime::Erlang => format!("exec escript '{file}'"),
        })
    }
}

/// Returns the version of a Debian package, if it is installed.
fn installed(package: &str) -> Option<String> {
    let mut query = Command::new("dpkg-query");
    let query =
        query.args(["-W", "-f", "${db:Status-Status} ${Version}", package]).output().ok()?;
    let status = String::from_utf8(query.stdout).ok()?;
    Some(status.strip_prefix("installed ")?.to_owned())
}

/// Returns the version of the packaged software, without Debian's additions.
fn upstream(package: &str) -> String {
    let version = installed(package).unwrap_or_default();
    let (_, version) = version.split_once(':').unwrap_or(("", &version));
    version.split(['-', '+', '~']).next().unwrap_or_default().to_owned()
}

/// Builds a Go program, and returns its path. The library doesn't know its own version, so the build sets it.
fn built(file: &str) -> Result<String, String> {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("go");
    let program = directory.join("adapter").display().to_string();
    let mut go = Command::new("go");
    let version = format!("{}, Go {}", upstream(X_CRYPTO), upstream(GO));
    let version = format!("-X 'main.version={version}'");
    go.args(["build", "-o", &program, "-ldflags", &version, file]);
    go.envs([("GO111MODULE", "off"), ("GOPATH", "/usr/share/gocode"), ("GOFLAGS", "")]);
    let go =
        go.env("GOCACHE", directory.join("cache")).output().map_err(|error| error.to_string())?;
    let stderr = String::from_utf8_lossy(&go.stderr);
    if go.status.success() { Ok(program) } else { Err(format!("go build: {stderr}")) }
}
