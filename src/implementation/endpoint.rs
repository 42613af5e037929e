//! A live service behind the EC2 Query API, over HTTP.
//!
//! What it is asked takes effect in an account that others may use as well. So everything that is made carries the
//! number of the run in its name, and is written down before the request for it goes out; whatever isn't of the run
//! is neither seen by a vector nor deleted. An answer comes when what was asked has taken effect, as
//! [`Implementation`] has it: who stops an instance waits until it is described as stopped.
//!
//! What comes instead of an answer is told apart: a service that closes the connection, one that answers with a
//! server error, one whose answer is no document of the API, one that stays silent.

pub mod url;
mod time;
mod signature;
mod http;
mod name;
mod image;
mod estate;
mod service;
mod outcome;
mod settle;
mod world;
mod metadata;
mod teardown;
mod sweep;
mod knock;
mod greeting;

pub use estate::{Kind, Thing};
pub use greeting::{Greeted, NoService};
pub use http::Fault;
pub use image::{ImageKind, Images, NamedImage};
pub use knock::{Heard, knock};
pub use metadata::{MetadataUrl, NoMetadataUrl};
pub use name::Run;
pub use signature::Credentials;
pub use sweep::Sweeper;
pub use teardown::Left;
pub use time::Second;

use super::{Description, Implementation};
use crate::api::guest::{Deed, Visit};
use crate::api::service::{Call, Filter, Operation, Signature};
use crate::api::{Action, ErrorCode, Field, Outcome, PublicKeyFacts, Record, Refusal, Reply};
use crate::encoding::base64;
use crate::query::{self, Answer};
use crate::rule::Capability;
use estate::Estate;
use metadata::Metadata;
use service::{Asked, Service, WasRepeated};
use settle::WaitsForPassword;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use url::Url;
use world::World;

/// The region of the vectors, which stands for any; every other one stands for any other.
const REGION: &str = "us-east-1";

/// Where an endpoint is, and what has to be known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where it is.
    pub url: Url,
    /// Where instances find their metadata, if they can be asked for it.
    pub metadata: Option<MetadataUrl>,
    /// The region that stands for the vectors' own.
    pub region: String,
    /// The region that stands for any other, if there is one.
    pub other_region: Option<String>,
    /// By whom requests are signed.
    pub credentials: Credentials,
    /// What can be launched.
    pub images: Images,
    /// How long an exchange may take, and how long it may take until what was asked has taken effect.
    pub time: Duration,
}

impl Options {
    /// The endpoint's region for one of the vectors'.
    fn region_for(&self, region: &str) -> Option<&str> {
        if region == REGION { Some(&self.region) } else { self.other_region.as_deref() }
    }
}

/// What all that speaks with an endpoint in one run has in common.
#[derive(Debug)]
struct Session {
    options: Options,
    run: Run,
    /// The number of the next world.
    next_world: AtomicU64,
    /// What has been made and not been deleted.
    estate: Mutex<Estate>,
    /// Held while something is asked: whoever cleans up waits for that.
    asking: Mutex<()>,
    /// Whether nothing is to be asked any more.
    is_stopped: AtomicBool,
    /// Why the service can't be asked any more, if nothing listens there.
    gone: Mutex<Option<String>>,
}

impl Session {
    fn new(options: Options) -> Arc<Self> {
        Arc::new(Self {
            options,
            run: Run::new(),
            next_world: AtomicU64::new(0),
            estate: Mutex::default(),
            asking: Mutex::default(),
            is_stopped: AtomicBool::new(false),
            gone: Mutex::default(),
        })
    }

    /// The names of a new world.
    fn world(&self) -> World {
        World::new(self.run.prefix(self.next_world.fetch_add(1, Ordering::Relaxed)))
    }

    fn estate(&self) -> MutexGuard<'_, Estate> {
        unpoisoned(&self.estate)
    }
}

/// What a lock guards, whoever panicked while holding it: nothing here is left half done.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An endpoint as an implementation under test.
#[derive(Debug)]
pub struct Endpoint {
    description: Description,
    session: Arc<Session>,
    service: Service,
    metadata: Option<Metadata>,
    world: World,
}

impl Implementation for Endpoint {
    fn description(&self) -> Description {
        self.description.clone()
    }

    fn call(&mut self, action: &Action) -> Outcome {
        if !self.description.capabilities.contains(&action.capability()) {
            return Outcome::Unsupported;
        }
        match action {
            Action::InspectPublicKey { material } => self.import(material),
            Action::Call(call) => self.operate(call),
            Action::Visit(Visit {
                region, instance_id, deed: Deed::ReadMetadata { path }, ..
            }) => self.read_metadata(region, instance_id, path),
            _ => Outcome::Unsupported,
        }
    }

    fn plays_with(&self, capability: Capability) -> bool {
        self.description.capabilities.contains(&capability)
    }

    /// Deletes what the world before has left.
    fn reset(&mut self) {
        teardown::clear(&mut self.service, &self.session);
        self.world = self.session.world();
    }
}

impl Endpoint {
    /// Has a public key file imported under a name that nobody has used, and deletes the pair at once.
    fn import(&mut self, material: &[u8]) -> Outcome {
        self.world = self.session.world();
        let outcome = self.operate(&call(Operation::ImportKeyPair {
            key_name: Some("import".to_owned()),
            public_key_material: Some(base64::encode(material)),
        }));
        teardown::clear(&mut self.service, &self.session);
        match outcome {
            Outcome::Done(reply) => inspected(&reply),
            other => other,
        }
    }

    /// Asks the service something.
    fn operate(&mut self, call: &Call) -> Outcome {
        let Some(asked) = self.world.asked(call, &self.session) else {
            return Outcome::Unsupported;
        };
        let made = self.world.made_by(&asked, self.session.run);
        // What is there already isn't made by this, whatever comes of it.
        let made = made.filter(|thing| self.session.estate().add(thing.clone()));
        let told = match self.service.ask(&asked) {
            Ok(told) => told,
            Err(outcome) => {
                // It may have been done all the same, unless it was never asked.
                if let (Outcome::NotAsked(_), Some(thing)) = (&outcome, made) {
                    self.session.estate().remove(&thing);
                }
                return outcome;
            }
        };
        let outcome = match told.answer {
            Answer::Refused(refusal) => self.refused(&asked, made, refusal, told.repeated),
            Answer::Done(reply) => self.done(call, &asked, made, reply, &told.body),
        };
        outcome.unwrap_or_else(|other| other)
    }

    /// What a refusal comes to. It counts if the service still answers.
    fn refused(
        &mut self,
        asked: &Asked,
        made: Option<Thing>,
        refusal: Refusal,
        was_repeated: WasRepeated,
    ) -> Result<Outcome, Outcome> {
        let operation = &asked.call.operation;
        if operation.name().starts_with("Describe") || operation.name().starts_with("Get") {
            return Ok(Outcome::Refused(refusal));
        }
        let code = refusal.code.as_ref().map_or("no code", ErrorCode::name);
        if let (Some(launch), true) = (&made, code.starts_with("InvalidAMIID.")) {
            // Which images it has, whoever asks has to know.
            self.session.estate().remove(launch);
            return Ok(Outcome::Unsupported);
        }
        let is_duplicate = refusal.code == Some(ErrorCode::InvalidKeyPairDuplicate);
        if was_repeated == WasRepeated::Yes && is_duplicate && made.is_some() {
            return Err(Outcome::Crash(format!(
                "it closed the connection without an answer, and did what it was asked: asked again, it says {code}"
            )));
        }
        let name = self.world.harmless_name(operation);
        let filter = Filter { name: "key-name".to_owned(), values: vec![name.clone()] };
        let look = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: vec![filter] };
        let look = Asked::from(Call { region: asked.call.region.clone(), ..call(look) });
        let told = self.service.ask(&look).map_err(|outcome| match outcome::words(&outcome) {
            Some(what) => Outcome::Crash(format!(
                "refused with {code}; and afterwards, asked for key pairs: {what}"
            )),
            None => outcome,
        })?;
        let is_there = match told.answer {
            Answer::Done(reply) => reply
                .records()
                .iter()
                .any(|record| record.get(&Field::KeyName).is_some_and(|found| *found == name)),
            Answer::Refused(_) => false,
        };
        // A pair may be stored in spite of a refusal; everything else was not made.
        if let Some(thing) = made.filter(|thing| thing.kind != Kind::KeyPair || !is_there) {
            self.session.estate().remove(&thing);
        }
        Ok(Outcome::Refused(refusal))
    }

    /// What comes of something that was done, once it has taken effect.
    fn done(
        &mut self,
        call: &Call,
        asked: &Asked,
        made: Option<Thing>,
        reply: Reply,
        body: &[u8],
    ) -> Result<Outcome, Outcome> {
        self.note(call, asked, made, &reply, body);
        let waits = match &asked.call.operation {
            Operation::GetPasswordData { instance_id } if self.world.has_password(instance_id) => {
                WaitsForPassword::Yes
            }
            _ => WaitsForPassword::No,
        };
        let reply = settle::settled(&mut self.service, &self.session, asked, reply, waits)?;
        let own = self.world.own(&asked.call.region, &reply);
        for thing in own {
            self.session.estate().add(thing);
        }
        let reply = self.world.understood(call, asked, &reply);
        Ok(Outcome::Done(self.with_product_codes(asked, reply)?))
    }

    /// Writes down what was made, and strikes off what was deleted.
    fn note(
        &mut self,
        call: &Call,
        asked: &Asked,
        made: Option<Thing>,
        reply: &Reply,
        body: &[u8],
    ) {
        let Call { region, operation, .. } = &asked.call;
        let thing = |kind, id: &str| Thing::new(kind, region, id);
        let records = reply.records();
        let first = |field| records.first().and_then(|record: &Record| record.get(&field));
        let mut estate = self.session.estate();
        match operation {
            Operation::CreateKeyPair { key_name } | Operation::ImportKeyPair { key_name, .. } => {
                // Whatever the name, it is this run's now.
                estate.add(thing(Kind::KeyPair, key_name.as_deref().unwrap_or_default()));
            }
            Operation::DeleteKeyPair { key_name: Some(name) } => {
                estate.remove(&thing(Kind::KeyPair, name));
            }
            Operation::RunInstances(_) if first(Field::InstanceId).is_some() => {
                self.world.launched(call, asked, reply);
                for thing in self.world.own(region, reply) {
                    estate.add(thing);
                }
                made.iter().for_each(|launch| estate.remove(launch));
            }
            Operation::DescribeInstances { .. } => self.world.find(query::client_tokens(body)),
            Operation::AllocateAddress { .. } => {
                let Some(ip) = first(Field::PublicIp) else { return };
                let address = thing(Kind::Address, ip);
                estate.add(address.clone());
                if let Some(id) = query::allocation_id(body) {
                    estate.allocate(address, id);
                }
                made.iter().for_each(|request| estate.remove(request));
            }
            Operation::ReleaseAddress { public_ip } => {
                estate.remove(&thing(Kind::Address, public_ip));
            }
            Operation::DeleteVolume { volume_id } => {
                estate.remove(&thing(Kind::Volume, volume_id));
            }
            _ => {}
        }
    }

    /// The product codes of volumes, which a description doesn't give: asked for where a vector may look at them.
    fn with_product_codes(&mut self, asked: &Asked, reply: Reply) -> Result<Reply, Outcome> {
        let mut records = reply.records();
        let mut has_changed = false;
        for record in &mut records {
            let Some(id) = record.get(&Field::VolumeId).cloned() else { continue };
            let Some(code) = self.world.product_code(&id).cloned() else { continue };
            let Answer::Done(found) = self.service.product_code(&asked.call.region, &id)? else {
                continue;
            };
            if found.records().iter().any(|found| found.contains_key(&Field::ProductCode)) {
                record.insert(Field::ProductCode, code);
                has_changed = true;
            }
        }
        Ok(if has_changed { Reply::Things(records) } else { reply })
    }

    fn read_metadata(&mut self, region: &str, instance_id: &str, path: &str) -> Outcome {
        match &mut self.metadata {
            Some(metadata) if self.session.options.region_for(region).is_some() => {
                self.world.translated(metadata.read(&self.session, instance_id, path))
            }
            _ => Outcome::Unsupported,
        }
    }
}

/// A call as any client makes it.
fn call(operation: Operation) -> Call {
    Call { region: REGION.to_owned(), dry_run: false, signature: Signature::Valid, operation }
}

/// What an import says of the key.
fn inspected(reply: &Reply) -> Outcome {
    let records = reply.records();
    let fingerprint =
        records.first().and_then(|record| record.get(&crate::api::Field::Fingerprint));
    match fingerprint {
        Some(fingerprint) => Outcome::Done(Reply::PublicKey(PublicKeyFacts {
            fingerprint: fingerprint.clone(),
            ..PublicKeyFacts::default()
        })),
        None => Outcome::Garbled("an answer to ImportKeyPair without keyFingerprint".to_owned()),
    }
}
