//! UnsupportedFormat implementations that are built in: libraries that real importers stand on, as they are.

mod ssh_key;

pub use ssh_key::SshKey;
