//! Tools read the private keys of key pairs that the reference creates, and decrypt the passwords that it encrypts.

use crate::claim::{self, PRIVATE_FACTS, PUBLIC_FACTS, same};
use crate::conversions::fixed_key;
use crate::reference;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keyproof::api::{Attribute, Attributes};
use keyproof::implementation::builtin::shell::File;
use keyproof::model::Model;
use keyproof_oracles::Oracle;

/// A created pair.
#[derive(Clone, Copy)]
pub(crate) struct Created {
    /// The length of the key, in bits.
    pub(crate) bits: usize,
    /// The seed of the service.
    pub(crate) seed: u8,
}

/// All created pairs, mostly with the document's length (rule pair/created-1024-bits). A key of 4096 bits would
/// take seconds.
pub(crate) const ALL: [Created; 6] = [
    created(1024, 0),
    created(1024, 1),
    created(1024, 2),
    created(1024, 3),
    created(2048, 0),
    created(2048, 1),
];

/// The commands of each tool. They read `created.pem`, and write the private key to `key.pem` and the public key to
/// `public_key`.
pub(crate) const READERS: [(Oracle, &str); 3] = [
    // The check reports success in its output, not in its exit code.
    (
        Oracle::Openssl,
        "\
openssl rsa -in created.pem -check -noout >checked
grep -qx 'RSA key ok' checked
openssl pkcs8 -topk8 -nocrypt -in created.pem -out key.pem
openssl rsa -in created.pem -pubout -outform DER | openssl base64 -out public_key",
    ),
    // OpenSSH's own form omits numbers, so they are computed again.
    (
        Oracle::SshKeygen,
        "\
ssh-keygen -y -P '' -f created.pem >public_key
install -m 600 created.pem key.pem
ssh-keygen -q -p -P '' -N '' -f key.pem >printed
ssh-keygen -q -p -m PEM -P '' -N '' -f key.pem >printed",
    ),
    // PuTTY's form omits them too. PuTTYgen never ends on some files, so its time on a processor is limited.
    (
        Oracle::Puttygen,
        "\
ulimit -S -t 1
puttygen created.pem -q --old-passphrase /dev/null --new-passphrase /dev/null -o created.ppk
puttygen created.ppk --old-passphrase /dev/null -O public-openssh -o public_key
puttygen created.ppk -q --old-passphrase /dev/null --new-passphrase /dev/null \\
  -O private-openssh -o key.pem",
    ),
];

/// Decrypts the password of GetPasswordData.
const DECRYPT: &str = "\
openssl base64 -d -A -in password_data -out ciphertext
openssl pkeyutl -decrypt -inkey key.pem -pkeyopt rsa_padding_mode:pkcs1 -in ciphertext";

/// The key pair for which a password is encrypted.
#[derive(Clone, Copy)]
pub(crate) enum Recipient {
    /// A pair that the service creates.
    Created(Created),
    /// A fixed key whose public half is imported.
    Imported(&'static str),
}

/// All of these.
pub(crate) const RECIPIENTS: [Recipient; 5] = [
    Recipient::Created(created(1024, 0)),
    Recipient::Created(created(2048, 0)),
    Recipient::Imported("1024"),
    Recipient::Imported("2048"),
    Recipient::Imported("4096"),
];

impl Created {
    /// The name in the trial's name.
    pub(crate) fn name(self) -> String {
        let Self { bits, seed } = self;
        format!("{bits}-{seed}")
    }

    /// Returns a service with the pair "web".
    fn create(self) -> Result<(Model, Attributes), String> {
        let mut service = reference::service(self.bits, self.seed);
        let pair = reference::create(&mut service, "web")?;
        Ok((service, pair))
    }
}

impl Recipient {
    /// The name in the trial's name.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Created(created) => format!("created-{}", created.name()),
            Self::Imported(name) => format!("imported-{name}"),
        }
    }

    /// Returns a service with the pair "web", and the private key.
    fn service(self) -> Result<(Model, Vec<u8>), String> {
        match self {
            Self::Created(created) => {
                let (service, pair) = created.create()?;
                Ok((service, private_key(&pair)?))
            }
            Self::Imported(name) => {
                let private_key = fixed_key(name)?;
                let line = reference::private_key(&private_key)?.openssh;
                let mut service = reference::service(1024, 0);
                reference::import(&mut service, "web", STANDARD.encode(line))?;
                Ok((service, private_key))
            }
        }
    }
}

/// Creates a pair, lets a tool read its private key, and compares the facts.
///
/// # Errors
/// Returns the difference or the error, and the commands.
pub(crate) fn check(created: Created, commands: &str) -> Result<(), String> {
    let (_, pair) = created.create()?;
    let files = [File { name: "created.pem", contents: private_key(&pair)?, mode: 0o400 }];
    let commands = format!("{commands}\n{PRIVATE_FACTS}\n{PUBLIC_FACTS}");
    claim::check(&files, &commands, |directory, printed| {
        same("the length", created.bits, printed.bits()?)?;
        let fingerprint = pair.get(&Attribute::Fingerprint).cloned().unwrap_or_default();
        same("the fingerprint of the created pair", fingerprint, printed.sha1()?)?;
        let public = reference::public_key(&claim::read(directory, "public_key")?)?;
        same(
            "the fingerprint as an imported pair",
            public.fingerprint.unwrap_or_default(),
            printed.md5()?,
        )
    })
}

/// Requests a password, and compares the results of OpenSSL and of the reference (rule launch/windows-password).
///
/// # Errors
/// Returns the difference or the error, and the commands.
pub(crate) fn check_password(recipient: Recipient) -> Result<(), String> {
    let (mut service, private_key) = recipient.service()?;
    let password_data = reference::password_data(&mut service, "web")?;
    let files =
        [File::new("key.pem", private_key.as_slice()), File::new("password_data", password_data)];
    claim::check(&files, DECRYPT, |directory, printed| {
        let ciphertext = claim::read(directory, "ciphertext")?;
        same("the password", reference::decrypt(&private_key, ciphertext)?, printed.all())
    })
}

fn private_key(pair: &Attributes) -> Result<Vec<u8>, String> {
    let file =
        pair.get(&Attribute::PrivateKey).ok_or("the answer to a creation has no private key")?;
    Ok(file.clone().into_bytes())
}

const fn created(bits: usize, seed: u8) -> Created {
    Created { bits, seed }
}
