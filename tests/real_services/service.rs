//! The services that the suite is put before: how each is started, and what the suite has to know of it.

use crate::tool;
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread::JoinHandle;

/// A service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Service {
    /// Its name, which its package has too.
    pub(crate) name: &'static str,
    /// The program that serves.
    program: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
    /// The images that it has, by their kinds.
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

/// A service that runs, until it is dropped: in a process group of its own, which ends with it.
pub(crate) struct Running {
    child: Child,
    /// What reads on what it says, which it otherwise couldn't say.
    reader: Option<JoinHandle<()>>,
    /// Where it is.
    pub(crate) endpoint: String,
}

impl Service {
    /// The program that serves.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn find(self) -> Result<PathBuf, String> {
        tool::program(self.program, self.name)
    }

    /// The path of the list of its known failures.
    pub(crate) fn known_failures(self) -> String {
        format!("{}/tests/services/{}.json", env!("CARGO_MANIFEST_DIR"), self.name)
    }

    /// What tells the suite of its images.
    pub(crate) fn images(self) -> impl Iterator<Item = String> {
        self.images.iter().map(|(kind, id)| format!("--image={kind}={id}"))
    }

    /// Starts it on a free port, and returns when it listens there. What it keeps goes into a directory.
    ///
    /// # Errors
    /// What it says instead of where it is.
    pub(crate) fn start(self, home: &Path) -> Result<Running, String> {
        let mut command = Command::new(self.find()?);
        command.args(self.arguments).current_dir(home);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
        command.envs([("HOME", home), ("TMPDIR", home)]).envs(self.environment.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).process_group(0);
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let mut said = BufReader::new(child.stderr.take().expect("it is piped"));
        let endpoint = endpoint(&mut said);
        let reader = std::thread::spawn(move || said.lines().for_each(drop));
        let mut running = Running { child, reader: Some(reader), endpoint: String::new() };
        running.endpoint = endpoint?;
        Ok(running)
    }
}

/// Where it says that it listens.
fn endpoint(said: &mut BufReader<ChildStderr>) -> Result<String, String> {
    let mut all = String::new();
    for line in said.lines() {
        let line = line.map_err(|error| error.to_string())?;
        if let Some((_, url)) = line.split_once("Running on ") {
            return Ok(url.split(' ').next().unwrap_or(url).to_owned());
        }
        all.push_str(&line);
        all.push('\n');
    }
    Err(format!("it doesn't serve: {all}"))
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nothing that it has is worth an orderly end.
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let _ = self.child.wait();
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}
