//! Builds programs in Go with Debian's packages.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds a program, and returns its path. Packages that were built before are not built again.
///
/// # Errors
/// Returns the output of a failed build.
pub(crate) fn build(file: &str, name: &str) -> Result<PathBuf, String> {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("go-clients");
    let program = directory.join(name);
    let mut go = Command::new("go");
    go.arg("build").arg("-o").arg(&program);
    // The package of all EC2 operations takes half the time without optimization.
    go.args(["-gcflags=github.com/aws/...=-N -l", file]);
    go.envs([("GO111MODULE", "off"), ("GOPATH", "/usr/share/gocode"), ("GOFLAGS", "")]);
    let go = go.env("GOCACHE", directory.join("cache")).output();
    let go = go.map_err(|error| format!("go: {error}"))?;
    let stderr = String::from_utf8_lossy(&go.stderr);
    if go.status.success() { Ok(program) } else { Err(format!("go build: {stderr}")) }
}
