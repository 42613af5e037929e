//! What is answered if what was asked is done.
//!
//! Whatever the kind of an answer, it comes down to [records](Reply::records): things, and named facts of
//! each.

use super::field::Attributes;
use super::guest::Mode;

/// What an implementation answers if it does what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The public key is taken.
    PublicKey(PublicKeyFacts),
    /// The private key was read.
    PrivateKey(PrivateKeyFacts),
    /// Whether the fingerprint is the pair's.
    Matches(bool),
    /// What had been encrypted.
    Plaintext(Vec<u8>),
    /// How a private key file is saved. A fact that an implementation doesn't give isn't judged.
    KeyFile {
        /// Its name, without a directory.
        name: Option<String>,
        /// Its permission bits.
        mode: Option<u32>,
    },
    /// Key pairs: the one that was made, or those that were listed.
    KeyPairs(Vec<KeyPair>),
    /// Instances: the one that was launched or changed, or those that were listed.
    Instances(Vec<Instance>),
    /// Volumes: the one that was changed, or those that were listed.
    Volumes(Vec<Volume>),
    /// An Elastic IP address.
    Address(Address),
    /// A Windows password, encrypted and in base64; nothing for an instance that has none.
    PasswordData(Option<String>),
    /// What a file holds, or what the metadata service answers.
    Text(String),
    /// What a directory holds.
    Files(Vec<File>),
    /// The connection stands, as this user.
    Connected {
        /// Who.
        user: String,
    },
    /// Resources, with the facts that are given of each: what comes from outside of this process.
    Resources(Vec<Attributes>),
    /// It is done, and there is nothing to say of it.
    Done,
}

/// What an implementation says of a public key. Each fact is compared where it is given. The fingerprint shows
/// which key was read; so do the modulus and the exponent together, for an implementation without fingerprints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublicKeyFacts {
    /// The exact length of the modulus, in bits.
    pub bits: Option<u64>,
    /// The public exponent.
    pub exponent: Option<u64>,
    /// SHA-256 of the modulus as big-endian octets without leading zeros, in lower-case hexadecimal.
    pub modulus_sha256: Option<String>,
    /// The fingerprint as an imported pair's.
    pub fingerprint: Option<String>,
}

/// What an implementation says of a private key: compared where it is given, and something must be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrivateKeyFacts {
    /// The public half as an OpenSSH line, `ssh-rsa BASE64`, with nothing behind it.
    pub openssh: Option<String>,
    /// The fingerprint that the pair has if EC2 created it.
    pub created: Option<String>,
    /// The fingerprint that the pair has if its public half is imported.
    pub imported: Option<String>,
}

/// A key pair as the service answers with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyPair {
    /// Its name.
    pub key_name: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// The private key file: in the answer to its creation, and nowhere else.
    pub private_key: Option<String>,
}

/// An instance as the service answers with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Instance {
    /// Its id.
    pub instance_id: String,
    /// The id of its image.
    pub image_id: String,
    /// `running`, `stopped` or `terminated`.
    pub state: String,
    /// The name of the pair that it was launched with.
    pub key_name: Option<String>,
    /// `ebs` or `instance-store`.
    pub root_device_type: String,
    /// The volume at its root device, if there is one.
    pub root_volume_id: Option<String>,
    /// Its availability zone.
    pub availability_zone: String,
    /// The address under which it is reached.
    pub public_ip: Option<String>,
    /// The AWS Marketplace product code.
    pub product_code: Option<String>,
}

/// A volume as the service answers with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Volume {
    /// Its id.
    pub volume_id: String,
    /// `available` or `in-use`.
    pub state: String,
    /// The instance that it is attached to.
    pub instance_id: Option<String>,
    /// The name under which it is attached there.
    pub device: Option<String>,
    /// Its availability zone.
    pub availability_zone: String,
    /// The AWS Marketplace product code.
    pub product_code: Option<String>,
}

/// An Elastic IP address as the service answers with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// The address.
    pub public_ip: String,
    /// The instance that has it.
    pub instance_id: Option<String>,
}

/// A file or directory as `ls -l` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, without the directory.
    pub name: String,
    /// The number of its owner.
    pub owner: u32,
    /// The number of its group.
    pub group: u32,
    /// Its permission bits.
    pub mode: Mode,
}
