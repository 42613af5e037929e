//! Calls the reference: facts of key files, created pairs, and encrypted passwords.

use keyproof::api::guest::Mode;
use keyproof::api::service::{
    Call, Image, Launch, Network, Operation, Platform, RootDeviceType, Signature,
};
use keyproof::api::{Action, Attribute, Attributes, PublicKeyFacts, Reply};
use keyproof::model::{Model, Profile};

/// The reference's facts of a private key file.
pub(crate) struct PrivateKey {
    /// The public key as an OpenSSH line.
    pub(crate) openssh: String,
    /// The fingerprint of a created pair.
    pub(crate) created: String,
    /// The fingerprint of an imported pair.
    pub(crate) imported: String,
}

/// Reads a private key file that only its owner can read.
///
/// # Errors
/// Returns an error if it is refused, or a fact is missing.
pub(crate) fn private_key(material: &[u8]) -> Result<PrivateKey, String> {
    let action = Action::InspectPrivateKey { material: material.to_vec(), mode: Mode(0o400) };
    let Reply::PrivateKey(facts) = done(&mut Model::default(), &action)? else {
        return Err(senseless(&action));
    };
    let missing = || "the reference omits a fact".to_owned();
    Ok(PrivateKey {
        openssh: facts.openssh.ok_or_else(missing)?,
        created: facts.created.ok_or_else(missing)?,
        imported: facts.imported.ok_or_else(missing)?,
    })
}

/// Reads a public key file as an import does.
///
/// # Errors
/// Returns an error if it is refused.
pub(crate) fn public_key(material: &[u8]) -> Result<PublicKeyFacts, String> {
    let action = Action::InspectPublicKey { material: material.to_vec() };
    match done(&mut Model::default(), &action)? {
        Reply::PublicKey(facts) => Ok(facts),
        _ => Err(senseless(&action)),
    }
}

/// Decrypts a ciphertext to a text.
///
/// # Errors
/// Returns an error if this key can't decrypt it, or the result is no text.
pub(crate) fn decrypt(private_key: &[u8], ciphertext: Vec<u8>) -> Result<String, String> {
    let action = Action::Decrypt { private_key: private_key.to_vec(), ciphertext };
    match done(&mut Model::default(), &action)? {
        Reply::Plaintext(text) => String::from_utf8(text).map_err(|error| error.to_string()),
        _ => Err(senseless(&action)),
    }
}

/// Returns a service whose keys have this length. The same seed gives the same keys.
pub(crate) fn service(created_bits: usize, seed: u8) -> Model {
    Model::new(Profile { created_bits }, [seed; 32])
}

/// Creates a pair.
///
/// # Errors
/// Returns an error if the service refuses.
pub(crate) fn create(service: &mut Model, name: &str) -> Result<Attributes, String> {
    one_pair(service, Operation::CreateKeyPair { key_name: Some(name.to_owned()) })
}

/// Imports a public key. The API takes it in base64.
///
/// # Errors
/// Returns an error if the service refuses.
pub(crate) fn import(
    service: &mut Model,
    name: &str,
    base64: String,
) -> Result<Attributes, String> {
    one_pair(
        service,
        Operation::ImportKeyPair {
            key_name: Some(name.to_owned()),
            public_key_material: Some(base64),
        },
    )
}

/// Launches a Windows instance with a pair, and returns its encrypted password in base64.
///
/// # Errors
/// Returns an error if the service refuses or has no password.
pub(crate) fn password_data(service: &mut Model, key_name: &str) -> Result<String, String> {
    let image = Image {
        id: "ami-1a2b3c4d".to_owned(),
        platform: Platform::Windows,
        root_device_type: RootDeviceType::Ebs,
        product_code: None,
    };
    let launch = call(Operation::RunInstances(Launch {
        image,
        key_name: Some(key_name.to_owned()),
        network: Network::Vpc,
        availability_zone: None,
    }));
    let launched = done(service, &launch)?;
    let instance_id = launched.first(Attribute::InstanceId).ok_or_else(|| senseless(&launch))?;
    let instance_id = instance_id.to_owned();
    let action = call(Operation::GetPasswordData { instance_id });
    let reply = done(service, &action)?;
    let data = reply.first(Attribute::PasswordData).map(str::to_owned);
    data.ok_or_else(|| senseless(&action))
}

fn one_pair(service: &mut Model, operation: Operation) -> Result<Attributes, String> {
    let action = call(operation);
    match done(service, &action)? {
        Reply::Resources(mut pairs) if pairs.len() == 1 => {
            pairs.pop().ok_or_else(|| senseless(&action))
        }
        _ => Err(senseless(&action)),
    }
}

fn call(operation: Operation) -> Action {
    let region = "us-east-1".to_owned();
    Action::Call(Call { region, dry_run: false, signature: Signature::Valid, operation })
}

fn done(service: &mut Model, action: &Action) -> Result<Reply, String> {
    service.apply(action).map_err(|refusal| format!("the reference refuses: {}", refusal.message))
}

fn senseless(action: &Action) -> String {
    format!("the reference's answer makes no sense: {action:?}")
}
