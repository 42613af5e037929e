//! The tested services, how to start them, and their images.

use crate::tool;
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread::JoinHandle;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Service {
    /// The name of the service and of its package.
    pub(crate) name: &'static str,
    /// The name of its program.
    program: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    /// The ids of its images, by their kinds.
    images: &'static [(&'static str, &'static str)],
}

pub(crate) const ALL: [Service; 2] = [
    Service {
        name: "moto",
        program: "moto_server",
        arguments: &["-H", "127.0.0.1", "-p", "0"],
        environment: &[],
        images: &[
            ("linux", "ami-1e749f67"),
            ("other-linux", "ami-35e92e4c"),
            ("windows", "ami-03cf127a"),
            ("instance-store", "ami-04681a1dbd79675b6"),
            ("marketplace", "ami-0b301ce3ce3475r4f"),
        ],
    },
    Service {
        name: "ministack",
        program: "ministack",
        arguments: &[],
        environment: &[("BIND_HOST", "127.0.0.1"), ("GATEWAY_PORT", "0"), ("SERVICES", "ec2,imds")],
        images: &[
            ("linux", "ami-0abcdef1234567890"),
            ("other-linux", "ami-0123456789abcdef0"),
            ("windows", "ami-0fedcba9876543210"),
        ],
    },
];

/// A running service. Its process group is killed when this is dropped.
pub(crate) struct Running {
    child: Child,
    /// The thread that reads standard error, which would block the service if it were full.
    reader: Option<JoinHandle<()>>,
    /// The URL of the service.
    pub(crate) endpoint: String,
}

impl Service {
    /// Returns the path of the program.
    ///
    /// # Errors
    /// Returns the reason if there is none.
    pub(crate) fn find(self) -> Result<PathBuf, String> {
        tool::program(self.program, self.name)
    }

    /// Returns the path of its list of known failures.
    pub(crate) fn known_failures(self) -> String {
        format!("{}/tests/services/{}.json", env!("CARGO_MANIFEST_DIR"), self.name)
    }

    /// Returns the arguments that name its images.
    pub(crate) fn images(self) -> impl Iterator<Item = String> {
        self.images.iter().map(|(kind, id)| format!("--image={kind}={id}"))
    }

    /// Starts the service on a free port, and returns when it listens. Its files go into `home`.
    ///
    /// # Errors
    /// Returns its output if it ends before it listens.
    pub(crate) fn start(self, home: &Path) -> Result<Running, String> {
        let mut command = Command::new(self.find()?);
        command.args(self.arguments).current_dir(home);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
        command.envs([("HOME", home), ("TMPDIR", home)]).envs(self.environment.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).process_group(0);
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let mut stderr = BufReader::new(child.stderr.take().expect("standard error is piped"));
        let endpoint = endpoint(&mut stderr);
        let reader = std::thread::spawn(move || stderr.lines().for_each(drop));
        let mut running = Running { child, reader: Some(reader), endpoint: String::new() };
        running.endpoint = endpoint?;
        Ok(running)
    }
}

/// Returns the URL in the message that the service listens.
fn endpoint(stderr: &mut BufReader<ChildStderr>) -> Result<String, String> {
    let mut all = String::new();
    for line in stderr.lines() {
        let line = line.map_err(|error| error.to_string())?;
        if let Some((_, url)) = line.split_once("Running on ") {
            return Ok(url.split(' ').next().unwrap_or(url).to_owned());
        }
        all.push_str(&line);
        all.push('\n');
    }
    Err(format!("it doesn't listen: {all}"))
}

impl Drop for Running {
    fn drop(&mut self) {
        // The service has no state that needs an orderly end.
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let _ = self.child.wait();
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}
