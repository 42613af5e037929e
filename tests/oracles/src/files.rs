//! Which oracle reads which key files, and the implementation that the harness runs.

use crate::Oracle;
use crate::puttygen::{self, Puttygen};
use keyproof::api::{Action, KeyFormat};
use keyproof::implementation::Implementation;
use keyproof::implementation::adapter::{AdapterError, Connection};
use keyproof::implementation::builtin::{Openssl, SshKeygen, openssl, ssh_keygen};
use keyproof::vector::Vector;
use std::time::Duration;

/// The time for each answer of an adapter. The first answer may come from a program that is compiled first.
const TIME: Duration = Duration::from_secs(60);

/// The formats of public keys.
const PUBLIC: [KeyFormat; 3] = [KeyFormat::OpenSsh, KeyFormat::Base64Der, KeyFormat::Rfc4716];

/// Permission bits of the group and of others.
const OTHERS: u32 = 0o077;

/// Creates instances of an implementation.
pub type Make = Box<dyn Fn() -> Box<dyn Implementation> + Sync>;

/// Returns the format that a public key file has, or had before a fault was added. Files of other formats
/// have none. If the file is refused, the area or the name of the vector names the format. In the area
/// `import/other`, a name is that of another format.
#[must_use]
pub fn format(vector: &Vector) -> Option<KeyFormat> {
    let read = vector.format.filter(|format| PUBLIC.contains(format));
    let named = || {
        let (area, name) = vector.id.strip_prefix("import/")?.split_once('/')?;
        let is_in = |text: &str| PUBLIC.into_iter().find(|format| text.contains(format.name()));
        if area == "other" { None } else { is_in(area).or_else(|| is_in(name)) }
    };
    read.or_else(named)
}

/// Whether an oracle is asked about the file of a vector.
#[must_use]
pub fn is_asked(oracle: Oracle, vector: &Vector) -> bool {
    let Some(question) = vector.question() else { return false };
    match &question.action {
        Action::InspectPublicKey { .. } => {
            let format = format(vector);
            match oracle {
                Oracle::Openssl | Oracle::OpensslLibrary | Oracle::Java => {
                    matches!(format, Some(KeyFormat::Base64Der) | None)
                }
                Oracle::SshKeygen | Oracle::Puttygen | Oracle::Asyncssh | Oracle::Erlang => {
                    format != Some(KeyFormat::Base64Der)
                }
                _ => false,
            }
        }
        Action::InspectPrivateKey { material, mode } => match oracle {
            Oracle::SshKeygen => !openssl::is_putty(material),
            // The library gets no mode.
            Oracle::Phpseclib => mode.0 & OTHERS == 0,
            _ => reads_private_key(oracle, material),
        },
        Action::VerifyFingerprint { private_key, .. } => {
            oracle == Oracle::Phpseclib || reads_private_key(oracle, private_key)
        }
        Action::Decrypt { private_key, .. } => reads_private_key(oracle, private_key),
        _ => false,
    }
}

/// Whether an oracle computes with private keys of this form.
fn reads_private_key(oracle: Oracle, file: &[u8]) -> bool {
    match oracle {
        Oracle::Openssl | Oracle::OpensslLibrary => openssl::reads_private_key(file),
        Oracle::SshKeygen => ssh_keygen::is_own(file),
        Oracle::Puttygen => puttygen::reads(file),
        Oracle::Java => openssl::contains(file, "BEGIN PRIVATE KEY"),
        _ => false,
    }
}

/// Returns the format that an oracle must know before it reads a public key file.
pub(crate) fn format_for(oracle: Oracle, vector: &Vector) -> Option<KeyFormat> {
    (oracle == Oracle::SshKeygen).then(|| format(vector)).flatten()
}

/// Returns the implementation that reads files. `format` is the result of [`format_for`].
///
/// # Errors
/// Returns an [`AdapterError`] if the adapter of the oracle doesn't work.
pub(crate) fn implementation(
    oracle: Oracle,
    format: Option<KeyFormat>,
) -> Result<Make, AdapterError> {
    Ok(match oracle {
        Oracle::Openssl => Box::new(|| Box::new(Openssl)),
        #[cfg(feature = "openssl")]
        Oracle::OpensslLibrary => Box::new(|| Box::new(crate::openssl_library::OpensslLibrary)),
        Oracle::SshKeygen => Box::new(move || Box::new(SshKeygen { format })),
        Oracle::Puttygen => {
            let java = connect(Oracle::Java)?;
            Box::new(move || Box::new(Puttygen::new(java.adapter())))
        }
        _ => {
            let connection = connect(oracle)?;
            Box::new(move || Box::new(connection.adapter()))
        }
    })
}

/// Starts the adapter of an oracle.
pub(crate) fn connect(oracle: Oracle) -> Result<Connection, AdapterError> {
    Connection::new(adapter(oracle).unwrap_or_default(), TIME)
}

/// Returns the command of the adapter, one of the examples in `tests/adapters`.
fn adapter(oracle: Oracle) -> Option<String> {
    let (options, file) = match oracle {
        // Options for a quick start, since there is little to compute.
        Oracle::Java => (" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC", "java-security.java"),
        Oracle::Asyncssh => ("", "python-asyncssh.py"),
        Oracle::Phpseclib => ("", "php-phpseclib.php"),
        Oracle::Erlang => ("", "erlang-ssh.escript"),
        _ => return None,
    };
    let program = oracle.path();
    let root = env!("CARGO_MANIFEST_DIR");
    Some(format!("exec '{}'{options} '{root}/../adapters/{file}'", program.display()))
}

/// Returns the command line that asks an oracle about one vector.
#[must_use]
pub fn by_hand(oracle: Oracle, vector: &Vector) -> String {
    let id = &vector.id;
    match (oracle, adapter(oracle)) {
        _ if vector.question().is_none() => {
            format!("cargo run -p keyproof-oracles -- --select {id}")
        }
        (Oracle::Openssl | Oracle::SshKeygen, _) => {
            format!("keyproof run --builtin {oracle} --select {id}")
        }
        (_, Some(command)) => format!("keyproof run --exec \"{command}\" --select {id}"),
        (_, None) => format!("cargo run -p keyproof-oracles -- --select {id}"),
    }
}
