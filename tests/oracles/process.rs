//! Runs shell commands that foreign tools are part of: nothing to read from, a limit on time, and a limit
//! on output. Whether an answer is right is not decided here.

use std::io::{self, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;
use wait_timeout::ChildExt;

/// The time after which a command is taken to hang. OpenSSL's needs ten seconds for the longest file, on a
/// machine that is busy.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// The most that a command may write, in bytes.
const OUTPUT_LIMIT: u64 = 1 << 20;

/// The shell's exit code for a command that ran into a limit on processor time.
const SIGXCPU: i32 = 128 + 24;

/// How a command ended that came to its end by itself.
#[derive(Debug)]
pub(crate) enum Ended {
    /// With exit code 0, and this on standard output.
    Well(String),
    /// With another one, and this as the first line on standard error.
    Badly(String),
    /// By the limit on processor time that the commands set themselves.
    OutOfTime,
}

/// Runs shell commands in a directory, up to the first that fails.
///
/// # Errors
/// What is no answer of a tool: a time-out, a flood, a crash, a tool that isn't there.
pub(crate) fn run(directory: &Path, commands: &str) -> Result<Ended, String> {
    let mut child = Command::new("sh")
        .args(["-e", "-c", commands])
        .current_dir(directory)
        // Messages in one language, and no window that asks for a passphrase.
        .env("LC_ALL", "C")
        .env("SSH_ASKPASS_REQUIRE", "never")
        .env_remove("DISPLAY")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(|error| format!("sh can't be started: {error}"))?;
    let stdout = child.stdout.take().expect("it is piped");
    let stderr = child.stderr.take().expect("it is piped");
    let (status, stdout, stderr) = thread::scope(|scope| {
        let stdout = scope.spawn(|| bounded(stdout));
        let stderr = scope.spawn(|| bounded(stderr));
        let status = wait(&mut child);
        let join = |reader: thread::ScopedJoinHandle<'_, _>| reader.join().expect("no panic");
        (status, join(stdout), join(stderr))
    });
    let (stdout, stderr) = (stdout?, stderr?);
    ended(status?, stdout, &stderr)
}

/// Waits for the end, and brings it about when the time is up: of the shell and of what it started.
fn wait(child: &mut Child) -> Result<ExitStatus, String> {
    let status = child.wait_timeout(TIME_LIMIT).map_err(|error| error.to_string())?;
    if let Some(status) = status {
        return Ok(status);
    }
    let group = format!("-{}", child.id());
    let killed = Command::new("kill").args(["-KILL", "--", &group]).status();
    killed.and_then(|_| child.wait()).map_err(|error| error.to_string())?;
    Err(format!("no answer within {} s", TIME_LIMIT.as_secs()))
}

/// Reads to the end; what is longer than the limit is not read further, which stops who writes it.
fn bounded(stream: impl Read) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read: io::Result<usize> = stream.take(OUTPUT_LIMIT + 1).read_to_end(&mut bytes);
    let read = read.map_err(|error| error.to_string())?;
    if u64::try_from(read).is_ok_and(|read| read > OUTPUT_LIMIT) {
        return Err(format!("more than {OUTPUT_LIMIT} bytes of output"));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn ended(status: ExitStatus, stdout: String, stderr: &str) -> Result<Ended, String> {
    let message = stderr.lines().find(|line| !line.trim().is_empty()).unwrap_or("no message");
    match (status.code(), status.signal()) {
        (Some(0), _) => Ok(Ended::Well(stdout)),
        (None, signal) => Err(format!("the shell was killed by signal {signal:?}")),
        (Some(126 | 127), _) => Err(format!("a tool is missing: {message}")),
        (Some(SIGXCPU), _) => Ok(Ended::OutOfTime),
        // The shell adds 128 to the signal that killed a command; ssh-keygen gives up with 255.
        (Some(code @ 129..=192), _) => Err(format!("killed by signal {}: {message}", code - 128)),
        (Some(code), _) => Ok(Ended::Badly(format!("exit code {code}: {message}"))),
    }
}
