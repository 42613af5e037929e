//! The programs of others that the tests run: where they are, and whether they are of the version that is pinned in
//! `tests/clients/requirements.txt`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What is pinned.
const PINNED: &str = include_str!("../clients/requirements.txt");

/// How to get what is missing.
const HOW: &str =
    "pip install -r tests/clients/requirements.txt in an environment whose bin is on the PATH";

/// The programs of this name on the PATH, and those of the system.
pub(crate) fn places(name: &str) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.push(PathBuf::from("/usr/bin"));
    folders.into_iter().map(|folder| folder.join(name)).filter(|path| path.is_file()).collect()
}

/// The version that is pinned of a package.
pub(crate) fn pinned(package: &str) -> &'static str {
    let versions = PINNED.lines().filter_map(|line| line.split_once("=="));
    let mut found = versions.filter(|(name, _)| name.split('[').next() == Some(package));
    found.next().map(|(_, version)| version).expect("what is run is pinned")
}

/// The first program of this name that belongs to a package in the pinned version: `python3` is one that has it.
///
/// # Errors
/// Why there is none.
pub(crate) fn program(name: &str, package: &str) -> Result<PathBuf, String> {
    let version = pinned(package);
    let ask = format!("from importlib.metadata import version; print(version({package:?}))");
    let mut others = Vec::new();
    for path in places(name) {
        // What runs it stands beside it, and tells of all packages in the same way.
        match said(&path.with_file_name("python3"), &ask) {
            Some(said) if said == version => return Ok(path),
            said => others.extend(said),
        }
    }
    let found = others.first().map_or("isn't installed".to_owned(), |other| format!("is {other}"));
    Err(format!("{package} {found}; {version} is needed: {HOW}"))
}

/// The first line that a program for Python prints, if it ends well.
pub(crate) fn said(python: &Path, program: &str) -> Option<String> {
    let mut command = Command::new(python);
    command.args(["-W", "ignore", "-c", program]).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    let said = String::from_utf8(output.stdout).ok()?;
    Some(said.lines().next().unwrap_or_default().to_owned())
}
