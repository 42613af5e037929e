//! Built-in implementations: third-party libraries and commands that real importers use, unmodified.

pub mod ssh_key;
#[cfg(unix)]
pub mod program;
#[cfg(unix)]
pub mod shell;
#[cfg(unix)]
pub mod openssl;
#[cfg(unix)]
pub mod ssh_keygen;

#[cfg(unix)]
pub use openssl::Openssl;
pub use ssh_key::SshKey;
#[cfg(unix)]
pub use ssh_keygen::SshKeygen;
