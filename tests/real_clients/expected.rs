//! The reference's results of the steps that clients run.

use crate::scenario;
use keyproof::api::guest::{GuestAction, GuestCall};
use keyproof::api::service::{Call, Filter, Operation, Signature};
use keyproof::api::{Action, Attribute, Attributes, Outcome, Reply};
use keyproof::encoding::base64;
use keyproof::implementation::{Implementation, Reference};
use keyproof::server::images;
use std::fs;
use std::path::{Path, PathBuf};

const REGION: &str = "us-east-1";

pub(crate) struct Expected {
    reference: Reference,
    home: PathBuf,
    instance_id: String,
    /// The created private keys that a step writes to a file, with the names of the files.
    pub(crate) private_keys: Vec<(String, String)>,
}

/// The resources of a success, or the error code of a refusal.
type Answer = Result<Vec<Attributes>, String>;

impl Expected {
    /// Returns an empty account. The files for imports are in `home`.
    pub(crate) fn new(home: &Path) -> Self {
        let (reference, home) = (Reference::default(), home.to_owned());
        Self { reference, home, instance_id: String::new(), private_keys: Vec::new() }
    }

    /// Runs a step, and returns the result as a script shows it.
    pub(crate) fn result(&mut self, step: &[String]) -> String {
        let step: Vec<&str> = step.iter().map(String::as_str).collect();
        self.run(&step).unwrap_or_else(|code| format!("refused: {code}"))
    }

    fn run(&mut self, step: &[&str]) -> Result<String, String> {
        let instance_id = self.instance_id.clone();
        match *step {
            ["create", name, ref file @ ..] => {
                let created = self.ask(create(name))?;
                let private_key = || only(&created, Attribute::PrivateKey);
                let kept = file.iter().map(|file| ((*file).to_owned(), private_key()));
                self.private_keys.extend(kept);
                Ok(only(&created, Attribute::Fingerprint))
            }
            ["import", name, file] => {
                let material = self.file(file);
                Ok(only(&self.ask(import(name, &material))?, Attribute::Fingerprint))
            }
            ["list"] => self.list(REGION, &[], vec![], &[Attribute::KeyName]),
            ["list", region] => self.list(region, &[], vec![], &[Attribute::KeyName]),
            ["find", ref names @ ..] => {
                self.list(REGION, names, vec![], &[Attribute::KeyName, Attribute::Fingerprint])
            }
            ["filter", name, ref values @ ..] => {
                let filter = Filter { name: name.to_owned(), values: owned(values) };
                self.list(REGION, &[], vec![filter], &[Attribute::KeyName])
            }
            ["delete", name] => {
                let deleted = Operation::DeleteKeyPair { key_name: Some(name.to_owned()) };
                self.ask(deleted).map(|_| "deleted".to_owned())
            }
            ["launch", image, name] => {
                let listed = images::IMAGES.iter().find(|one| one.id == image).expect(image);
                let launched = self.ask(scenario::launch(listed.kind, Some(name)))?;
                self.instance_id = only(&launched, Attribute::InstanceId);
                Ok(shown(&launched, &[Attribute::InstanceId, Attribute::KeyName]))
            }
            ["instances"] => {
                let found = self.ask(Operation::DescribeInstances { instance_ids: vec![] })?;
                let attributes = [Attribute::InstanceId, Attribute::KeyName, Attribute::State];
                Ok(shown(&found, &attributes))
            }
            ["public_key"] => {
                let path = "/latest/meta-data/public-keys/0/openssh-key".to_owned();
                let (region, guest_action) =
                    (REGION.to_owned(), GuestAction::ReadMetadata { path });
                Ok(self.text(&Action::Guest(GuestCall {
                    region,
                    instance_id,
                    sudo: false,
                    guest_action,
                })))
            }
            ["password_data"] => Ok(self.password_data()),
            ["password", file] => {
                let ciphertext = base64::decode(self.password_data().as_bytes()).unwrap();
                let (_, private_key) =
                    self.private_keys.iter().find(|(name, _)| name == file).unwrap();
                let private_key = private_key.clone().into_bytes();
                Ok(self.text(&Action::Decrypt { private_key, ciphertext }))
            }
            ["terminate"] => {
                let ended = self.ask(Operation::TerminateInstances { instance_id })?;
                Ok(only(&ended, Attribute::State))
            }
            _ => panic!("{step:?} is no step"),
        }
    }

    fn ask(&mut self, operation: Operation) -> Answer {
        self.ask_in(REGION, operation)
    }

    fn ask_in(&mut self, region: &str, operation: Operation) -> Answer {
        let (region, signature) = (region.to_owned(), Signature::Valid);
        match self.reference.call(&Action::Call(Call {
            region,
            dry_run: false,
            signature,
            operation,
        })) {
            Outcome::Success(reply) => Ok(reply.resources().to_vec()),
            Outcome::Refused(refusal) => Err(refusal.code.unwrap().name().to_owned()),
            other => panic!("{other:?}"),
        }
    }

    fn list(
        &mut self,
        region: &str,
        names: &[&str],
        filters: Vec<Filter>,
        attributes: &[Attribute],
    ) -> Result<String, String> {
        let describe = Operation::DescribeKeyPairs { key_names: owned(names), filters };
        Ok(shown(&self.ask_in(region, describe)?, attributes))
    }

    fn password_data(&mut self) -> String {
        let instance_id = self.instance_id.clone();
        only(
            &self.ask(Operation::GetPasswordData { instance_id }).unwrap(),
            Attribute::PasswordData,
        )
    }

    /// Returns the text that an action gives, without its line end.
    fn text(&mut self, action: &Action) -> String {
        match self.reference.call(action) {
            Outcome::Success(Reply::Plaintext(text)) => String::from_utf8(text).unwrap(),
            Outcome::Success(reply) => only(reply.resources(), Attribute::Line),
            other => panic!("{other:?}"),
        }
    }

    /// Returns a file, which is a created private key or in the directory.
    fn file(&self, name: &str) -> Vec<u8> {
        let created = self.private_keys.iter().find(|(file, _)| file == name);
        created
            .map_or_else(|| fs::read(self.home.join(name)).unwrap(), |(_, key)| key.clone().into())
    }
}

fn create(name: &str) -> Operation {
    Operation::CreateKeyPair { key_name: Some(name.to_owned()) }
}

fn import(name: &str, file: &[u8]) -> Operation {
    let public_key_material = Some(base64::encode(file));
    Operation::ImportKeyPair { key_name: Some(name.to_owned()), public_key_material }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Returns an attribute of the only resource.
fn only(resources: &[Attributes], attribute: Attribute) -> String {
    let [resource] = resources else { panic!("{resources:?} is not one resource") };
    attribute.of(resource).unwrap_or_default().to_owned()
}

/// Returns attributes of each resource.
fn shown(resources: &[Attributes], attributes: &[Attribute]) -> String {
    let of = |resource| {
        let values = attributes.iter().filter_map(|attribute| attribute.of(resource));
        values.collect::<Vec<_>>().join(" ")
    };
    resources.iter().map(of).collect::<Vec<_>>().join(", ")
}
