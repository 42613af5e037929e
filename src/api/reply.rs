//! The replies to actions that succeed.
//!
//! Every reply converts to [records](Reply::records): resources with named attributes.

use super::field::Attributes;
use super::guest::Mode;

/// The reply of an implementation to an action that succeeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The facts of an accepted public key.
    PublicKey(PublicKeyFacts),
    /// The facts of a private key.
    PrivateKey(PrivateKeyFacts),
    /// Whether the fingerprint belongs to the pair.
    Matches(bool),
    /// The decrypted bytes.
    Plaintext(Vec<u8>),
    /// The name and the mode of a private key file. An absent fact isn't judged.
    KeyFile {
        /// The file name, without a directory.
        name: Option<String>,
        /// The permission bits of the file.
        mode: Option<Mode>,
    },
    /// The key pair that was created or imported, or the key pairs that were listed.
    KeyPairs(Vec<KeyPair>),
    /// The instance that was launched or changed, or the instances that were listed.
    Instances(Vec<Instance>),
    /// The volume that was changed, or the volumes that were listed.
    Volumes(Vec<Volume>),
    /// An Elastic IP address.
    Address(Address),
    /// A Windows password, encrypted and in base64. `None` if the instance has no password.
    PasswordData(Option<String>),
    /// The content of a file, or the answer of the metadata service.
    Text(String),
    /// The content of a directory.
    Files(Vec<File>),
    /// A connection was made.
    Connected {
        /// The name of the connected user.
        user: String,
    },
    /// Resources with their attributes, as another process sent them.
    Resources(Vec<Attributes>),
    /// Success without content.
    Done,
}

/// The facts of a public key. Each fact that is present is compared. The fingerprint identifies the key.
/// The modulus and the exponent together identify it too, for an implementation without fingerprints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublicKeyFacts {
    /// The exact length of the modulus, in bits.
    pub bits: Option<u64>,
    /// The public exponent.
    pub exponent: Option<u64>,
    /// SHA-256 of the modulus as big-endian octets without leading zeros, in lower-case hexadecimal.
    pub modulus_sha256: Option<String>,
    /// The fingerprint of the pair if this key is imported.
    pub fingerprint: Option<String>,
}

/// The facts of a private key. At least one must be present. The rule of a vector selects the judged fact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrivateKeyFacts {
    /// The public key as an OpenSSH line, `ssh-rsa BASE64`, without a comment.
    pub openssh: Option<String>,
    /// The fingerprint of the pair if EC2 created it.
    pub created: Option<String>,
    /// The fingerprint of the pair if its public key is imported.
    pub imported: Option<String>,
}

/// A key pair in a reply of the service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyPair {
    /// The name of the pair.
    pub key_name: String,
    /// The fingerprint of the pair.
    pub fingerprint: String,
    /// The private key file. Only the reply to the creation of the pair has it.
    pub private_key: Option<String>,
}

/// An instance in a reply of the service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Instance {
    /// The id of the instance.
    pub instance_id: String,
    /// The id of the image.
    pub image_id: String,
    /// `running`, `stopped` or `terminated`.
    pub state: String,
    /// The name of the key pair at the launch.
    pub key_name: Option<String>,
    /// `ebs` or `instance-store`.
    pub root_device_type: String,
    /// The id of the volume at the root device, if there is one.
    pub root_volume_id: Option<String>,
    /// The availability zone.
    pub availability_zone: String,
    /// The address of the instance, if it has one.
    pub public_ip: Option<String>,
    /// The AWS Marketplace product code.
    pub product_code: Option<String>,
}

/// A volume in a reply of the service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Volume {
    /// The id of the volume.
    pub volume_id: String,
    /// `available` or `in-use`.
    pub state: String,
    /// The id of the instance to which the volume is attached.
    pub instance_id: Option<String>,
    /// The device name under which the volume is attached.
    pub device: Option<String>,
    /// The availability zone.
    pub availability_zone: String,
    /// The AWS Marketplace product code.
    pub product_code: Option<String>,
}

/// An Elastic IP address in a reply of the service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// The address.
    pub public_ip: String,
    /// The id of the instance with which the address is associated.
    pub instance_id: Option<String>,
}

/// A file or directory, as `ls -l` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The name of the file, without a directory.
    pub name: String,
    /// The user id of the owner.
    pub owner: u32,
    /// The group id.
    pub group: u32,
    /// The permission bits.
    pub mode: Mode,
}
