//! Executes one call of a vector at the service.

use super::endpoint_call::EndpointCall;
use super::pagination::WasRepeated;
use super::resources::{Resource, ResourceKind};
use super::wait::{self, WaitsForPassword};
use super::{Endpoint, call, outcome};
use crate::api::service::{Call, Filter, Operation};
use crate::api::{Attribute, ErrorCode, Outcome, Refusal, Reply};
use crate::query::{self, Answer};

impl Endpoint {
    /// Executes a call at the service.
    pub(super) fn operate(&mut self, call: &Call) -> Outcome {
        let Some(request) = self.world.request(call, &self.session) else {
            return Outcome::Unsupported;
        };
        let made = self.world.made_by(&request, self.session.run);
        // A resource that is already recorded is not created by this call, regardless of the outcome.
        let made = made.filter(|resource| self.session.resources().add(resource.clone()));
        let response = match self.service.ask(&request) {
            Ok(response) => response,
            Err(outcome) => {
                match (&outcome, made) {
                    // Without an answer, the resource may exist, unless the request was never sent.
                    (Outcome::NotRun(_), Some(resource)) => {
                        self.session.resources().remove(&resource)
                    }
                    // The service may still be creating the resource, so it can't be deleted yet.
                    (Outcome::Timeout(_), Some(resource)) => {
                        self.session.resources().await_answer(resource)
                    }
                    _ => {}
                }
                return outcome;
            }
        };
        let outcome = match response.answer {
            Answer::Refused(refusal) => self.refused(&request, made, refusal, response.repeated),
            Answer::Success(reply) => self.done(call, &request, made, reply, &response.bodies),
        };
        outcome.unwrap_or_else(|other| other)
    }

    /// Returns the outcome of a refusal. The refusal counts only if the service still answers afterwards.
    fn refused(
        &mut self,
        request: &EndpointCall,
        made: Option<Resource>,
        refusal: Refusal,
        was_repeated: WasRepeated,
    ) -> Result<Outcome, Outcome> {
        let operation = &request.call.operation;
        if operation.name().starts_with("Describe") || operation.name().starts_with("Get") {
            return Ok(Outcome::Refused(refusal));
        }
        let code = refusal.code.as_ref().map_or("no code", ErrorCode::name);
        if let (Some(launch), true) = (&made, code.starts_with("InvalidAMIID.")) {
            // The caller supplies image ids. An unknown one makes the vector unsupported, not failed.
            self.session.resources().remove(launch);
            return Ok(Outcome::Unsupported);
        }
        let is_duplicate = refusal.code == Some(ErrorCode::InvalidKeyPairDuplicate);
        if was_repeated == WasRepeated::Yes && is_duplicate && made.is_some() {
            return Err(Outcome::Crash(format!(
                "the server performed the request but closed the connection without an answer: \
                 the repeated request is refused with {code}"
            )));
        }
        let name = self.world.harmless_name(operation);
        let filter = Filter { name: "key-name".to_owned(), values: vec![name.clone()] };
        let look = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: vec![filter] };
        let look = EndpointCall::from(Call { region: request.call.region.clone(), ..call(look) });
        let response = self.service.ask(&look).map_err(|outcome| {
            let Some(what) = outcome::words(&outcome) else { return outcome };
            let what = format!("refused with {code}; DescribeKeyPairs after this: {what}");
            match outcome {
                Outcome::Timeout(_) => Outcome::Timeout(what),
                _ => Outcome::Crash(what),
            }
        })?;
        let is_there = match response.answer {
            Answer::Success(reply) => {
                reply.resources().iter().any(|pair| pair.get(&Attribute::KeyName) == Some(&name))
            }
            Answer::Refused(_) => false,
        };
        // A key pair may be stored in spite of a refusal. Other resources don't exist.
        if let Some(resource) =
            made.filter(|resource| resource.kind != ResourceKind::KeyPair || !is_there)
        {
            self.session.resources().remove(&resource);
        }
        Ok(Outcome::Refused(refusal))
    }

    /// Waits until a successful operation has taken effect, and returns its outcome.
    fn done(
        &mut self,
        call: &Call,
        request: &EndpointCall,
        made: Option<Resource>,
        reply: Reply,
        pages: &[Vec<u8>],
    ) -> Result<Outcome, Outcome> {
        self.note(call, request, made, &reply, pages);
        let waits = match &request.call.operation {
            Operation::GetPasswordData { instance_id } if self.world.has_password(instance_id) => {
                WaitsForPassword::Yes
            }
            _ => WaitsForPassword::No,
        };
        let reply = wait::settled(&mut self.service, request, reply, waits)?;
        let own = self.world.own(&request.call.region, &reply);
        for resource in own {
            self.session.resources().add(resource);
        }
        let reply = self.world.understood(call, request, reply);
        Ok(Outcome::Success(self.with_product_codes(request, reply)?))
    }

    /// Records created resources and removes the records of deleted ones.
    fn note(
        &mut self,
        call: &Call,
        request: &EndpointCall,
        made: Option<Resource>,
        reply: &Reply,
        pages: &[Vec<u8>],
    ) {
        let Call { region, operation, .. } = &request.call;
        let resource = |kind, id: &str| Resource::new(kind, region, id);
        let mut resources = self.session.resources();
        match operation {
            Operation::CreateKeyPair { key_name } | Operation::ImportKeyPair { key_name, .. } => {
                // The key pair belongs to this run now, whatever its name is.
                resources
                    .add(resource(ResourceKind::KeyPair, key_name.as_deref().unwrap_or_default()));
            }
            Operation::DeleteKeyPair { key_name: Some(name) } => {
                resources.remove(&resource(ResourceKind::KeyPair, name));
            }
            Operation::RunInstances(_) if reply.first(Attribute::InstanceId).is_some() => {
                self.world.launched(call, request, reply);
                for resource in self.world.own(region, reply) {
                    resources.add(resource);
                }
                made.iter().for_each(|launch| resources.remove(launch));
            }
            Operation::DescribeInstances { .. } => {
                let tokens = pages.iter().flat_map(|page| query::client_tokens(page));
                self.world.find(tokens.collect());
            }
            Operation::AllocateAddress { .. } => {
                let Some(ip) = reply.first(Attribute::PublicIp) else { return };
                let address = resource(ResourceKind::Address, ip);
                resources.add(address.clone());
                if let Some(id) = pages.first().and_then(|page| query::allocation_id(page)) {
                    resources.allocate(address, id);
                }
                made.iter().for_each(|request| resources.remove(request));
            }
            Operation::ReleaseAddress { public_ip } => {
                resources.remove(&resource(ResourceKind::Address, public_ip));
            }
            Operation::DeleteVolume { volume_id } => {
                resources.remove(&resource(ResourceKind::Volume, volume_id));
            }
            _ => {}
        }
    }

    /// Adds the product codes of volumes, which descriptions lack. Requests them only if the vector specifies
    /// a code.
    fn with_product_codes(
        &mut self,
        request: &EndpointCall,
        mut reply: Reply,
    ) -> Result<Reply, Outcome> {
        let Reply::Resources(resources) = &mut reply else { return Ok(reply) };
        for volume in resources {
            let Some(id) = volume.get(&Attribute::VolumeId) else { continue };
            let Some(code) = self.world.product_code(id).cloned() else { continue };
            let Answer::Success(found) = self.service.product_code(&request.call.region, id)?
            else {
                continue;
            };
            if found.first(Attribute::ProductCode).is_some() {
                volume.insert(Attribute::ProductCode, code);
            }
        }
        Ok(reply)
    }
}
