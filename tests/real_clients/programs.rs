//! The scripts in `tests/clients/` that print a version first: what they run in which version, and where it is found.

use crate::account::{self, Account};
use crate::go;
use crate::tool;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A client.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) name: &'static str,
    /// What its script prints as its version.
    pub(crate) version: String,
    /// The Signature Version that it signs with.
    pub(crate) signature_version: u8,
    script: &'static str,
    runtime: Runtime,
    /// The instructions for an installation.
    how: &'static str,
    /// Whether `.ci/run` installs it.
    pub(crate) is_required: bool,
}

#[derive(Debug, Clone, Copy)]
enum Runtime {
    Python,
    Node,
    Ruby,
    Perl,
    Go,
}

/// How a client is started.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    interpreter: PathBuf,
    arguments: Vec<String>,
    environment: Option<(&'static str, PathBuf)>,
}

/// Returns a client.
fn client(
    name: &'static str,
    version: &str,
    runtime: Runtime,
    script: &'static str,
    how: &'static str,
) -> Client {
    let version = version.to_owned();
    Client { name, version, signature_version: 4, script, runtime, how, is_required: true }
}

/// Returns the tests of peers, which boto3 runs.
pub(crate) fn suites() -> [Client; 2] {
    let suite = |name, version, script| client(name, version, Runtime::Python, script, tool::HOW);
    [
        suite("openstack", "1.7.0", "openstack-tests.py"),
        suite("moto", tool::pinned("moto"), "moto-tests.py"),
    ]
}

/// Returns the clients that run the scenario with key pairs.
pub(crate) fn clients() -> Vec<Client> {
    let python = |name, package, script| {
        client(name, tool::pinned(package), Runtime::Python, script, tool::HOW)
    };
    let mut ansible = python("ansible", "ansible-core", "ansible-key-pairs.py");
    ansible.version.push_str(", amazon.aws 10.1.2, community.aws 10.0.0");
    let go = "install Debian's golang-go and golang-github-aws-aws-sdk-go-v2-dev";
    let ruby = "install Debian's ruby-fog-aws";
    let perl = "install Debian's libnet-amazon-ec2-perl";
    vec![
        python("aws", "awscli", "aws-key-pairs.py"),
        python("boto3", "boto3", "boto3-key-pairs.py"),
        Client {
            signature_version: 2,
            ..python("libcloud", "apache-libcloud", "libcloud-key-pairs.py")
        },
        ansible,
        Client {
            // Debian's Node.js is too old for it, and has no npm.
            is_required: Command::new("npm").arg("--version").output().is_ok(),
            ..client(
                "aws-sdk-js",
                &sdk_for_javascript(),
                Runtime::Node,
                "aws-sdk-js-key-pairs.js",
                tool::HOW,
            )
        },
        Client {
            // It takes a minute to compile.
            is_required: false,
            ..client("aws-sdk-go", "1.17.1", Runtime::Go, "aws-sdk-go-key-pairs.go", go)
        },
        client("fog-aws", "3.15.0", Runtime::Ruby, "fog-aws-key-pairs.rb", ruby),
        Client {
            signature_version: 2,
            ..client("net-amazon-ec2", "0.36", Runtime::Perl, "net-amazon-ec2-key-pairs.pl", perl)
        },
    ]
}

/// Returns the pinned version of the AWS SDK for JavaScript.
fn sdk_for_javascript() -> String {
    let package: Value = serde_json::from_str(include_str!("../clients/package.json")).unwrap();
    package["dependencies"]["@aws-sdk/client-ec2"].as_str().unwrap().to_owned()
}

impl Client {
    /// Returns the first program that runs the script with the right version of the client.
    ///
    /// # Errors
    /// Returns the reason if there is none.
    pub(crate) fn find(&self) -> Result<Program, String> {
        let (name, version, how) = (self.name, &self.version, self.how);
        let mut others = Vec::new();
        for program in self.programs()? {
            match program.version() {
                Some(found) if found == *version => return Ok(program),
                found => others.extend(found),
            }
        }
        let found =
            others.first().map_or("isn't installed".to_owned(), |other| format!("is {other}"));
        Err(format!("{name} {found}; {version} is needed: {how}"))
    }

    /// Returns what may run the script.
    fn programs(&self) -> Result<Vec<Program>, String> {
        let script = format!("{}/tests/clients/{}", env!("CARGO_MANIFEST_DIR"), self.script);
        let with = |interpreter: PathBuf, options: &[&str]| Program {
            interpreter,
            arguments: options.iter().copied().chain([&*script]).map(str::to_owned).collect(),
            environment: None,
        };
        let places = |name, options: &[&str]| -> Vec<Program> {
            tool::places(name).into_iter().map(|interpreter| with(interpreter, options)).collect()
        };
        Ok(match self.runtime {
            Runtime::Python => places("python3", &["-B", "-W", "ignore"]),
            Runtime::Ruby => places("ruby", &["-W0"]),
            Runtime::Perl => places("perl", &[]),
            Runtime::Node => {
                let node = places("node", &["--no-warnings"]);
                let folders = node_modules();
                let set = |program: &Program, folder: PathBuf| Program {
                    environment: Some(("NODE_PATH", folder)),
                    ..program.clone()
                };
                let first = node.first();
                folders.filter_map(|folder| first.map(|program| set(program, folder))).collect()
            }
            Runtime::Go => {
                let (interpreter, arguments) = (go::build(&script, self.name)?, Vec::new());
                vec![Program { interpreter, arguments, environment: None }]
            }
        })
    }
}

impl Program {
    /// Returns the version of the client, which the script prints first.
    fn version(&self) -> Option<String> {
        let mut script = self.command(&std::env::temp_dir());
        let script = script.args(["http://127.0.0.1", ""]).stdin(Stdio::null());
        let output = script.output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8(output.stdout).ok()?.lines().next()?.to_owned())
    }

    /// Runs the script in a directory, and returns its output.
    ///
    /// # Errors
    /// Returns its standard error if it fails.
    pub(crate) fn run(
        &self,
        account: &Account,
        home: &Path,
        input: &str,
    ) -> Result<String, String> {
        let mut script = self.command(home);
        script.args([account.endpoint(), account.metadata()]).current_dir(home);
        script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = script.spawn().map_err(|error| error.to_string())?;
        let mut stdin = child.stdin.take().expect("standard input is piped");
        // The buffer of a pipe is larger than the input.
        stdin.write_all(input.as_bytes()).map_err(|error| error.to_string())?;
        drop(stdin);
        let output = child.wait_with_output().map_err(|error| error.to_string())?;
        if output.status.success() {
            return String::from_utf8(output.stdout).map_err(|error| error.to_string());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Returns the command, without the arguments that name addresses.
    fn command(&self, home: &Path) -> Command {
        let mut command = account::command(&self.interpreter, home);
        command.args(&self.arguments).envs(self.environment.clone());
        command
    }
}

/// Returns the directories of Node.js packages beside those of the PATH.
fn node_modules() -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let beside =
        folders.into_iter().filter_map(|folder| Some(folder.parent()?.join("node_modules")));
    beside.filter(|folder| folder.is_dir())
}
