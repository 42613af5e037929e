//! The metadata service of an instance.
//!
//! The paths are from the user guide of 2014-06-15, "Instance Metadata and User Data". The key in the
//! metadata is fixed at the launch (rule public-key/metadata-frozen).

use super::launch_key::LaunchKey;

/// The path of the metadata index.
const ROOT: &str = "/latest/meta-data";

/// The data of an instance that its metadata contains.
#[derive(Debug)]
pub(super) struct Identity<'a> {
    pub(super) instance_id: &'a str,
    pub(super) image_id: &'a str,
    pub(super) key: Option<&'a LaunchKey>,
}

/// Returns the metadata at a path, if it exists. A slash at the end is optional.
pub(super) fn read(identity: &Identity<'_>, path: &str) -> Option<String> {
    let below = path.strip_prefix(ROOT)?;
    let relative = match below.strip_suffix('/').unwrap_or(below) {
        "" => "",
        below => below.strip_prefix('/')?,
    };
    match relative {
        "" => Some(index(identity)),
        "ami-id" => Some(identity.image_id.to_owned()),
        "instance-id" => Some(identity.instance_id.to_owned()),
        _ => public_keys(relative, identity.key?),
    }
}

fn index(identity: &Identity<'_>) -> String {
    let keys = if identity.key.is_some() { "\npublic-keys/" } else { "" };
    format!("ami-id\ninstance-id{keys}")
}

/// Returns the metadata of the launch key (rules public-key/metadata-index, public-key/metadata-path).
fn public_keys(path: &str, key: &LaunchKey) -> Option<String> {
    match path {
        "public-keys" => Some(format!("0={}", key.name())),
        "public-keys/0" => Some("openssh-key".to_owned()),
        "public-keys/0/openssh-key" => Some(key.entry()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{RsaPublicKey, SupportedKey};

    fn key() -> LaunchKey {
        let key = RsaPublicKey::new(&[0xc5; 128], &[1, 0, 1]).unwrap();
        LaunchKey::new("my key", SupportedKey::try_from(key).unwrap())
    }

    #[track_caller]
    fn check(key: Option<&LaunchKey>, path: &str, expected: Option<&str>) {
        let identity = Identity { instance_id: "i-1", image_id: "ami-1", key };
        assert_eq!(read(&identity, path).as_deref(), expected, "{path}");
    }

    #[test]
    fn a_final_slash_makes_no_difference() {
        let key = key();
        for slash in ["", "/"] {
            let path = |path: &str| format!("/latest/meta-data{path}{slash}");
            let index = "ami-id\ninstance-id\npublic-keys/";
            check(Some(&key), &path(""), Some(index));
            check(Some(&key), &path("/instance-id"), Some("i-1"));
            check(Some(&key), &path("/public-keys"), Some("0=my key"));
            check(Some(&key), &path("/public-keys/0"), Some("openssh-key"));
            check(Some(&key), &path("/public-keys/0/openssh-key"), Some(&key.entry()));
        }
    }

    #[test]
    fn other_paths_do_not_exist() {
        let key = key();
        for path in ["", "/", "/latest", "/latest/meta-data-", "/latest/meta-data//ami-id"] {
            check(Some(&key), path, None);
        }
        check(Some(&key), "/latest/meta-data/public-keys/1", None);
        check(Some(&key), "/latest/meta-data/public-keys/0=my key", None);
    }

    #[test]
    fn an_instance_without_a_pair_has_no_public_keys() {
        check(None, "/latest/meta-data/", Some("ami-id\ninstance-id"));
        check(None, "/latest/meta-data/public-keys/", None);
        check(None, "/latest/meta-data/public-keys/0/openssh-key", None);
    }
}
