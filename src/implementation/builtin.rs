//! Built-in implementations: third-party libraries that real importers use, unmodified.

mod ssh_key;

pub use ssh_key::SshKey;
