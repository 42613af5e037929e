//! Finds installed programs and asks them for their versions.

use crate::process::{self, Ending, Limits};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The limits of a program that prints its version. It takes a second or two on a busy machine.
const LIMITS: Limits = Limits { time: Duration::from_secs(60), output: 65_536 };

/// Returns the paths of all programs with this name. Programs for administrators are not on every
/// user's `PATH`. The system's Python, which has the system's modules, may come after another one.
pub fn places(name: &str) -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut directories: Vec<PathBuf> = std::env::split_paths(&path).collect();
    directories.extend(match name {
        "sshd" => vec![PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")],
        "python3" => vec![PathBuf::from("/usr/bin")],
        _ => Vec::new(),
    });
    directories.into_iter().map(move |directory| directory.join(name)).filter(|path| path.is_file())
}

/// Runs a program with these arguments, and returns the first line that it prints on either stream.
/// Returns `None` if it fails.
#[must_use]
pub fn first_line(program: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).env("LC_ALL", "C");
    let Ok(Ending::Exited(exit)) = process::run(&mut command, b"", LIMITS) else { return None };
    if !exit.status.success() {
        return None;
    }
    let output = [exit.stdout, exit.stderr].concat();
    let output = String::from_utf8_lossy(&output);
    let line = output.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(line.to_owned())
}
