//! A live service behind the EC2 Query API, over HTTP.
//!
//! Requests take effect in an account that others may also use. Therefore key names and client tokens contain
//! the run id, and a resource is recorded before the request that creates it is sent. Resources of others are
//! hidden from vectors and never deleted. A call returns when the operation has taken effect, as
//! [`Implementation`] requires: a call that stops an instance waits until the instance is described as
//! stopped.
//!
//! Failures have distinct outcomes: the service closes the connection, returns a server error, returns a
//! document that is not of the API, or does not answer in time.

pub mod url;
mod time;
mod signature;
mod http;
mod run_id;
mod image;
mod resources;
mod session;
mod outcome;
mod pagination;
mod endpoint_call;
mod client;
mod namespace;
mod metadata;
mod inventory;
mod wait;
mod cleanup;
mod operate;
mod capabilities;
mod connect;

pub use cleanup::{Leftover, Sweeper};
pub use connect::{ConnectError, Connection, ProbeResponse, Unauthorized, probe};
pub use http::HttpError;
pub use image::{ImageKind, Images, NamedImage};
pub use inventory::Inventory;
pub use resources::{Resource, ResourceKind};
pub use run_id::Run;
pub use session::Options;
pub use signature::Credentials;
pub use time::Second;
pub use url::{MetadataUrl, ParseMetadataUrlError};

use super::{Description, Implementation};
use crate::api::guest::{GuestAction, GuestCall};
use crate::api::service::{Call, Operation, Signature};
use crate::api::{Action, Attribute, Outcome, PublicKeyFacts, Reply};
use crate::encoding::base64;
use crate::rule::Capability;
use cleanup::When;
use client::Service;
use metadata::Metadata;
use namespace::Namespace;
use session::{REGION, Session, unpoisoned};
use std::sync::Arc;
use std::time::Duration;

/// The name under which a public key file is imported, without the prefix of the run.
const NAME: &str = "import";

/// An endpoint as an implementation under test.
#[derive(Debug)]
pub struct Endpoint {
    description: Description,
    session: Arc<Session>,
    service: Service,
    metadata: Option<Metadata>,
    world: Namespace,
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
            Action::Guest(GuestCall {
                region,
                instance_id,
                guest_action: GuestAction::ReadMetadata { path },
                ..
            }) => self.read_metadata(region, instance_id, path),
            _ => Outcome::Unsupported,
        }
    }

    fn plays_with(&self, capability: Capability) -> bool {
        self.description.capabilities.contains(&capability)
    }

    fn over(&self) -> Option<String> {
        unpoisoned(&self.session.gone).clone()
    }

    fn extend_time(&mut self, times: u32) -> Option<Duration> {
        let usual = self.session.options.time;
        self.service.set_time(usual.saturating_mul(times));
        Some(usual)
    }

    /// Deletes the resources of the previous namespace and starts a new one.
    fn reset(&mut self) {
        cleanup::clear(&mut self.service, &self.session, When::BetweenWorlds);
        self.world = Namespace::new(self.session.world());
    }
}

impl Endpoint {
    /// Imports a public key file under an unused name and deletes the key pair at once.
    fn import(&mut self, material: &[u8]) -> Outcome {
        self.world = Namespace::new(self.session.world());
        let outcome = self.operate(&call(Operation::ImportKeyPair {
            key_name: Some(NAME.to_owned()),
            public_key_material: Some(base64::encode(material)),
        }));
        cleanup::clear(&mut self.service, &self.session, When::BetweenWorlds);
        match outcome {
            Outcome::Success(reply) => inspected(&reply),
            other => other,
        }
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

/// Builds a call with a valid signature in the region of the vectors.
fn call(operation: Operation) -> Call {
    Call { region: REGION.to_owned(), dry_run: false, signature: Signature::Valid, operation }
}

/// Extracts the fingerprint from a reply to `ImportKeyPair`.
fn inspected(reply: &Reply) -> Outcome {
    if let Some(name) = reply.first(Attribute::KeyName).filter(|name| *name != NAME) {
        return Outcome::Malformed(format!(
            "the answer to ImportKeyPair names the key pair {name:?}, but another one was imported"
        ));
    }
    match reply.first(Attribute::Fingerprint) {
        Some(fingerprint) => Outcome::Success(Reply::PublicKey(PublicKeyFacts {
            fingerprint: Some(fingerprint.to_owned()),
            ..PublicKeyFacts::default()
        })),
        None => Outcome::Malformed("the answer to ImportKeyPair has no keyFingerprint".to_owned()),
    }
}
