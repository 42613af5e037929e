//! The libraries that there are example adapters for, and how these are started. Which versions the verdicts are on
//! stands in the lists of known failures.

use std::path::Path;
use std::process::Command;

/// A library with an example adapter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Library {
    /// Its name.
    pub(crate) name: &'static str,
    /// The adapter, a file in `tests/adapters`.
    pub(crate) adapter: &'static str,
    /// What the adapter is started with.
    runtime: Runtime,
    /// The packages of Debian that it needs.
    packages: &'static [&'static str],
}

#[derive(Debug, Clone, Copy)]
enum Runtime {
    Python,
    Node,
    /// Built first: otherwise each start builds it.
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
    /// What isn't installed, of what it needs.
    pub(crate) fn missing(self) -> Option<String> {
        let missing = self.packages.iter().find(|package| installed(package).is_none());
        missing.map(|package| format!("Debian's {package} is not installed"))
    }

    /// The path of the adapter.
    pub(crate) fn file(self) -> String {
        format!("{}/tests/adapters/{}", env!("CARGO_MANIFEST_DIR"), self.adapter)
    }

    /// The path of the list of its known failures.
    pub(crate) fn known_failures(self) -> String {
        let (name, _) = self.adapter.rsplit_once('.').unwrap_or((self.adapter, ""));
        format!("{}/tests/adapters/known-failures/{name}.json", env!("CARGO_MANIFEST_DIR"))
    }

    /// The command that starts the adapter.
    pub(crate) fn command(self) -> Result<String, String> {
        let file = self.file();
        Ok(match self.runtime {
            // Another one on the PATH doesn't know of Debian's packages.
            Runtime::Python => format!("exec /usr/bin/python3 '{file}'"),
            Runtime::Node => format!("NODE_PATH=/usr/share/nodejs exec node '{file}'"),
            Runtime::Go => format!("exec '{}'", built(&file)?),
            Runtime::Java => format!("exec java '{file}'"),
            Runtime::Php => format!("exec php '{file}'"),
            Runtime::Erlang => format!("exec escript '{file}'"),
        })
    }
}

/// The version of a package of Debian's, if it is installed.
fn installed(package: &str) -> Option<String> {
    let mut query = Command::new("dpkg-query");
    let query =
        query.args(["-W", "-f", "${db:Status-Status} ${Version}", package]).output().ok()?;
    let told = String::from_utf8(query.stdout).ok()?;
    Some(told.strip_prefix("installed ")?.to_owned())
}

/// The version of what a package is of, without what Debian adds to it.
fn upstream(package: &str) -> String {
    let version = installed(package).unwrap_or_default();
    let (_, version) = version.split_once(':').unwrap_or(("", &version));
    version.split(['-', '+', '~']).next().unwrap_or_default().to_owned()
}

/// Builds a Go program, and gives its path. The library doesn't know its own version.
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
    let said = String::from_utf8_lossy(&go.stderr);
    if go.status.success() { Ok(program) } else { Err(format!("go build: {said}")) }
}
