//! Runs commands that create a key file and print its facts, and compares these with the reference.

use keyproof::api::{Outcome, Refusal};
use keyproof::implementation::builtin::shell::{self, File, directory_with};
use std::fmt::Display;
use std::path::Path;

/// Prints length and MD5 of the public key in `spki.pem`.
pub(crate) const PUBLIC_FACTS: &str = "\
openssl rsa -pubin -in spki.pem -noout -text
openssl rsa -pubin -in spki.pem -outform DER | openssl md5 -c";

/// Prints SHA-1 of the private key in `key.pem`, and writes its public half into `spki.pem`.
pub(crate) const PRIVATE_FACTS: &str = "\
openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER | openssl sha1 -c
openssl rsa -in key.pem -pubout -out spki.pem";

/// Runs commands in a new directory with these files, and compares what they print and leave there.
///
/// # Errors
/// Returns the difference or the error, the commands, and the directory, which is kept: the commands create
/// another key each time.
pub(crate) fn check(
    files: &[File],
    commands: &str,
    compare: impl FnOnce(&Path, &Printed) -> Result<(), String>,
) -> Result<(), String> {
    let directory = directory_with(files).map_err(|error| error.to_string())?;
    let compared = run(directory.path(), commands)
        .and_then(|output| compare(directory.path(), &Printed(output)));
    compared.map_err(|error| {
        let directory = directory.keep();
        format!("{error}\nThe files of these commands are in {}:\n{commands}", directory.display())
    })
}

/// Runs commands, and returns their output.
///
/// # Errors
/// Returns why they failed.
pub(crate) fn run(directory: &Path, commands: &str) -> Result<String, String> {
    shell::run(directory, commands).map_err(|outcome| match outcome {
        Outcome::Refused(Refusal { message, .. }) => message,
        other => format!("{other:?}"),
    })
}

/// The output of commands.
pub(crate) struct Printed(String);

impl Printed {
    /// Returns the whole output.
    pub(crate) fn all(&self) -> &str {
        &self.0
    }

    /// Returns the rest of the line that begins with this label.
    ///
    /// # Errors
    /// Returns an error if there is no such line.
    pub(crate) fn after(&self, label: &str) -> Result<&str, String> {
        let found = self.0.lines().find_map(|line| line.strip_prefix(label));
        found.ok_or_else(|| format!("no {label:?} in the output: {:?}", self.0))
    }

    /// Returns the length that `openssl rsa -pubin -text` prints.
    pub(crate) fn bits(&self) -> Result<&str, String> {
        let rest = self.after("Public-Key: (")?;
        rest.strip_suffix(" bit)").ok_or_else(|| format!("no length: {rest:?}"))
    }

    /// Returns the digest that `openssl md5 -c` prints.
    pub(crate) fn md5(&self) -> Result<&str, String> {
        self.after("MD5(stdin)= ")
    }

    /// Returns the digest that `openssl sha1 -c` prints.
    pub(crate) fn sha1(&self) -> Result<&str, String> {
        self.after("SHA1(stdin)= ")
    }
}

/// Compares a fact of the reference with that of the tools.
///
/// # Errors
/// Returns both if they differ.
pub(crate) fn same(what: &str, ours: impl Display, theirs: &str) -> Result<(), String> {
    let ours = ours.to_string();
    if ours == theirs {
        return Ok(());
    }
    Err(format!("{what}\n  keyproof  {ours}\n  tools     {theirs}"))
}

/// Reads a file that commands have written.
///
/// # Errors
/// Returns an error if the file can't be read.
pub(crate) fn read(directory: &Path, name: &str) -> Result<Vec<u8>, String> {
    std::fs::read(directory.join(name)).map_err(|error| format!("{name}: {error}"))
}
