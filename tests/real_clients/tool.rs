//! Finds the third-party programs of the tests, and checks their versions against `tests/clients/requirements.txt`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The pinned versions.
const PINNED: &str = include_str!("../clients/requirements.txt");

/// The instructions for an installation.
pub(crate) const HOW: &str = "run tests/clients/install.sh FOLDER, and put FOLDER/bin on the PATH";

/// Returns the programs with this name on the PATH and in the system's directory.
pub(crate) fn places(name: &str) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.push(PathBuf::from("/usr/bin"));
    folders.into_iter().map(|folder| folder.join(name)).filter(|path| path.is_file()).collect()
}

/// Returns the pinned version of a package.
pub(crate) fn pinned(package: &str) -> &'static str {
    let versions = PINNED.lines().filter_map(|line| line.split_once("=="));
    let mut found = versions.filter(|(name, _)| name.split('[').next() == Some(package));
    found.next().map(|(_, version)| version).expect("every tested package is pinned")
}

/// Returns the first program with this name that belongs to the pinned version of a package. `python3` belongs to
/// each installed package.
///
/// # Errors
/// Returns the reason if there is none.
pub(crate) fn program(name: &str, package: &str) -> Result<PathBuf, String> {
    let version = pinned(package);
    let ask = format!("from importlib.metadata import version; print(version({package:?}))");
    let mut others = Vec::new();
    for path in places(name) {
        // The Python interpreter beside the program has the package's metadata.
        match python_output(&path.with_file_name("python3"), &ask) {
            Some(found) if found == version => return Ok(path),
            found => others.extend(found),
        }
    }
    let found = others.first().map_or("isn't installed".to_owned(), |other| format!("is {other}"));
    Err(format!("{package} {found}; {version} is needed: {HOW}"))
}

/// Returns the first line of output of a Python program, if it succeeds.
pub(crate) fn python_output(python: &Path, program: &str) -> Option<String> {
    let mut command = Command::new(python);
    command.args(["-W", "ignore", "-c", program]).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    let stdout = String::from_utf8(output.stdout).ok()?;
    Some(stdout.lines().next().unwrap_or_default().to_owned())
}
