//! A namespace: translates between a vector and the endpoint.
//!
//! In requests, names get the prefix of the namespace, and regions and images become those of the endpoint.
//! In replies, the translation is reversed, and resources of others in the same account are left out.

use super::endpoint_call::EndpointCall;
use super::resources::{Resource, ResourceKind};
use super::run_id::{NameMap, Run};
use super::session::{Options, Session};
use crate::api::service::{Call, Launch, Network, Operation, Platform};
use crate::api::{Attribute, Attributes, Outcome, Reply};
use std::collections::{BTreeMap, BTreeSet};

/// The names and resources of one vector.
#[derive(Debug)]
pub(super) struct Namespace {
    names: NameMap,
    /// The launches of instances and of their volumes, by instance id and volume id.
    origins: BTreeMap<String, LaunchRecord>,
    /// Instances whose client token is of this namespace, regardless of the answer to the launch.
    found: BTreeSet<String>,
    /// A counter for launches and address allocations, which have no name.
    requests: u64,
}

/// The launch of an instance or a volume.
#[derive(Debug, Clone)]
struct LaunchRecord {
    /// The launch as the vector specifies it.
    launch: Launch,
    /// The id of the image at the endpoint.
    image_id: String,
}

impl Namespace {
    /// Creates an empty namespace with a prefix for its names.
    pub(super) const fn new(prefix: String) -> Self {
        Self {
            names: NameMap::new(prefix),
            origins: BTreeMap::new(),
            found: BTreeSet::new(),
            requests: 0,
        }
    }

    /// Translates a call for the endpoint. Returns `None` if the endpoint lacks what the call needs.
    pub(super) fn request(&mut self, call: &Call, session: &Session) -> Option<EndpointCall> {
        let options = &session.options;
        let region = options.region_for(&call.region)?.to_owned();
        let mut request = EndpointCall::from(Call { region, ..call.clone() });
        match &mut request.call.operation {
            Operation::CreateKeyPair { key_name }
            | Operation::DeleteKeyPair { key_name }
            | Operation::ImportKeyPair { key_name, .. } => self.send(key_name),
            Operation::DescribeKeyPairs { key_names, filters } => {
                for name in key_names {
                    *name = self.names.send(name);
                }
                let of_names = filters.iter_mut().filter(|filter| filter.name == "key-name");
                for value in of_names.flat_map(|filter| &mut filter.values) {
                    *value = self.names.send_pattern(value);
                }
            }
            Operation::RunInstances(launch) => {
                launch.image.id = Self::image(launch, options)?;
                self.send(&mut launch.key_name);
                request.token = Some(self.token());
            }
            Operation::AllocateAddress { network: Network::Classic } => return None,
            Operation::AssociateAddress { public_ip, .. }
            | Operation::ReleaseAddress { public_ip } => {
                let address = Resource::new(ResourceKind::Address, &request.call.region, public_ip);
                request.allocation_id = session.resources().allocation(&address).cloned();
            }
            _ => {}
        }
        Some(request)
    }

    /// Returns the resource that a request creates if it succeeds, or may have created if it is not answered.
    pub(super) fn made_by(&mut self, request: &EndpointCall, run: Run) -> Option<Resource> {
        let Call { region, operation, .. } = &request.call;
        match operation {
            // A name without the prefix, such as an empty one, may belong to someone else.
            Operation::CreateKeyPair { key_name: Some(name) }
            | Operation::ImportKeyPair { key_name: Some(name), .. }
                if Run::of_name(name) == Some(run) =>
            {
                Some(Resource::new(ResourceKind::KeyPair, region, name))
            }
            Operation::RunInstances(_) => {
                let token = request.token.as_deref().unwrap_or_default();
                Some(Resource::new(ResourceKind::Launch, region, token))
            }
            Operation::AllocateAddress { .. } => {
                let request = self.token();
                Some(Resource::new(ResourceKind::Allocation, region, &request))
            }
            _ => None,
        }
    }

    /// Returns a name of this namespace for a harmless request.
    pub(super) fn harmless_name(&self, operation: &Operation) -> String {
        match operation {
            Operation::CreateKeyPair { key_name: Some(name) }
            | Operation::ImportKeyPair { key_name: Some(name), .. }
                if !name.is_empty() =>
            {
                name.clone()
            }
            _ => format!("{}nothing", self.names.prefix()),
        }
    }

    /// Returns whether an instance has a password, which may arrive late: it runs Windows and has a key pair.
    pub(super) fn has_password(&self, instance_id: &str) -> bool {
        self.origins.get(instance_id).is_some_and(|LaunchRecord { launch, .. }| {
            launch.image.platform == Platform::Windows && launch.key_name.is_some()
        })
    }

    /// Returns the product code of a volume, as the vector specifies it.
    pub(super) fn product_code(&self, volume_id: &str) -> Option<&String> {
        self.origins.get(volume_id)?.launch.image.product_code.as_ref()
    }

    /// Records the instances of a launch.
    pub(super) fn launched(&mut self, call: &Call, request: &EndpointCall, reply: &Reply) {
        let (Operation::RunInstances(launch), Operation::RunInstances(sent)) =
            (&call.operation, &request.call.operation)
        else {
            return;
        };
        let origin = LaunchRecord { launch: launch.clone(), image_id: sent.image.id.clone() };
        for id in reply.resources().iter().filter_map(|it| it.get(&Attribute::InstanceId)) {
            self.origins.insert(id.clone(), origin.clone());
        }
    }

    /// Records the instances of this namespace, by the client tokens of their launches.
    pub(super) fn find(&mut self, tokens: Vec<(String, String)>) {
        let is_own = |(_, token): &(String, String)| token.starts_with(self.names.prefix());
        self.found.extend(tokens.into_iter().filter(is_own).map(|(id, _)| id));
    }

    /// Returns the instances and volumes of this namespace in a reply.
    pub(super) fn own(&mut self, region: &str, reply: &Reply) -> Vec<Resource> {
        let mut own = Vec::new();
        for found in reply.resources() {
            if !self.is_own(found) {
                continue;
            }
            let instance = found.get(&Attribute::InstanceId);
            let is_ended = Attribute::State.of(found) == Some("terminated");
            if let Some(id) = instance.filter(|_| !is_ended) {
                own.push(Resource::new(ResourceKind::Instance, region, id));
            }
            let origin = instance.and_then(|id| self.origins.get(id)).cloned();
            for id in
                [Attribute::RootVolumeId, Attribute::VolumeId].iter().filter_map(|it| found.get(it))
            {
                if let Some(origin) = origin.clone() {
                    self.origins.entry(id.clone()).or_insert(origin);
                }
                own.push(Resource::new(ResourceKind::Volume, region, id));
            }
        }
        own
    }

    /// Translates a reply for the vector.
    pub(super) fn understood(&self, call: &Call, request: &EndpointCall, reply: Reply) -> Reply {
        let Reply::Resources(mut resources) = reply else { return reply };
        match &call.operation {
            Operation::DescribeKeyPairs { .. } => resources.retain(|pair| {
                // A key pair without a name may belong to someone else.
                let name = Attribute::KeyName.of(pair).unwrap_or_default();
                self.names.original(name).is_some()
            }),
            Operation::DescribeInstances { instance_ids: ids }
            | Operation::DescribeVolumes { volume_ids: ids }
                if ids.is_empty() =>
            {
                resources.retain(|found| self.is_own(found));
            }
            _ => {}
        }
        for found in &mut resources {
            self.translate(found, call, request);
        }
        Reply::Resources(resources)
    }

    /// Translates the names in the text of an outcome.
    pub(super) fn translated(&self, outcome: Outcome) -> Outcome {
        match &outcome {
            Outcome::Success(reply) => match reply.first(Attribute::Text) {
                Some(text) => Outcome::Success(Reply::text(self.names.translated(text))),
                None => outcome,
            },
            _ => outcome,
        }
    }

    fn translate(&self, found: &mut Attributes, call: &Call, request: &EndpointCall) {
        if let Some(name) = found.get_mut(&Attribute::KeyName)
            && let Some(original) = self.names.original(name)
        {
            *name = original;
        }
        if let Some(zone) = found.get_mut(&Attribute::AvailabilityZone)
            && let Some(letter) = zone.strip_prefix(&request.call.region)
        {
            *zone = format!("{}{letter}", call.region);
        }
        let ids = [Attribute::InstanceId, Attribute::VolumeId];
        let origin = |id| found.get(id).and_then(|id| self.origins.get(id));
        // A volume keeps the origin of its own launch, even if it is attached to another instance.
        let Some(LaunchRecord { launch, image_id }) = ids.iter().rev().find_map(origin) else {
            return;
        };
        if let Some(id) = found.get_mut(&Attribute::ImageId).filter(|id| *id == image_id) {
            id.clone_from(&launch.image.id);
        }
        let code = launch.image.product_code.as_ref();
        if let (Some(found), Some(code)) = (found.get_mut(&Attribute::ProductCode), code) {
            // The product code of the endpoint's image is unknown, so any code is replaced with the vector's.
            found.clone_from(code);
        }
    }

    /// Returns whether a resource is of this namespace: it was launched here, or with a key pair of this
    /// namespace.
    fn is_own(&self, found: &Attributes) -> bool {
        let ids = [Attribute::InstanceId, Attribute::VolumeId];
        let is_known = |id: &String| self.origins.contains_key(id) || self.found.contains(id);
        let name = found.get(&Attribute::KeyName).filter(|name| !name.is_empty());
        ids.iter().filter_map(|id| found.get(id)).any(is_known)
            || name.is_some_and(|name| self.names.original(name).is_some())
    }

    /// Returns the endpoint's id for the image of a launch.
    fn image(launch: &Launch, options: &Options) -> Option<String> {
        let id = options.images.id(&launch.image);
        id.filter(|_| launch.network == Network::Vpc).map(str::to_owned)
    }

    fn send(&mut self, name: &mut Option<String>) {
        if let Some(name) = name {
            *name = self.names.send(name);
        }
    }

    fn token(&mut self) -> String {
        self.requests += 1;
        format!("{}{}", self.names.prefix(), self.requests)
    }
}
