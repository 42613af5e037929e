//! File paths, resolved as a shell does.

use super::USER;

/// The maximum length of a path, in bytes.
const MAX_PATH: usize = 4_096;

/// Returns the absolute path without `.` and `..`. A relative path starts in the login user's home directory.
pub(super) fn absolute(path: &str) -> Result<String, String> {
    if path.len() > MAX_PATH || path.contains('\0') {
        return Err(format!("a path has at most {MAX_PATH} bytes, and no zeros"));
    }
    let home = if path.starts_with('/') { "" } else { USER.home };
    let mut names: Vec<&str> = Vec::new();
    for name in home.split('/').chain(path.split('/')) {
        match name {
            "" | "." => {}
            ".." => _ = names.pop(),
            name => names.push(name),
        }
    }
    Ok(format!("/{}", names.join("/")))
}

/// Splits an absolute path into its directory and its name.
pub(super) fn split(path: &str) -> (&str, &str) {
    match path.rsplit_once('/') {
        Some(("", name)) => ("/", name),
        Some((directory, name)) => (directory, name),
        None => ("/", path),
    }
}

/// Returns the directories above an absolute path, from the nearest to the root.
pub(super) fn directories_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| (*path != "/").then(|| split(path).0)).skip(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_resolved_like_in_a_shell() {
        for (path, expected) in [
            ("/", "/"),
            ("", "/home/ec2-user"),
            (".ssh/authorized_keys", "/home/ec2-user/.ssh/authorized_keys"),
            ("/mnt//tempvol/./home/", "/mnt/tempvol/home"),
            ("/../..", "/"),
            ("../../etc", "/etc"),
        ] {
            assert_eq!(absolute(path).as_deref(), Ok(expected));
        }
        assert!(absolute(&"a".repeat(5_000)).is_err());
        assert!(absolute("a\0b").is_err());
    }

    #[test]
    fn lists_the_parent_directories_up_to_the_root() {
        let above: Vec<&str> = directories_above("/home/ec2-user/.ssh").collect();
        assert_eq!(above, ["/home/ec2-user", "/home", "/"]);
        assert_eq!(directories_above("/").count(), 0);
    }
}
