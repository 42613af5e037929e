//! Performs parsed requests on the account, and writes the documents that answer them.

use super::account::State;
use super::attachment::Place;
use super::{images, instances};
use crate::api::service::{Filter, Operation};
use crate::api::{Attribute, Refusal, Reply};
use crate::query::{self, Launched, Page, ParsedCall, Request, ResponseContext};

/// A parsed request, with what its answer needs.
#[derive(Clone, Copy)]
struct Performed<'a> {
    state: &'a State,
    region: &'a str,
    request: &'a Request,
    id: &'a str,
}

/// Returns whether a request takes too long to occupy a thread that answers others: it makes a key, or
/// compares patterns with thousands of names each.
pub(super) fn takes_long(request: &Request) -> bool {
    match &request.asked {
        ParsedCall::Operation(Operation::CreateKeyPair { .. }) => true,
        ParsedCall::Operation(Operation::DescribeKeyPairs { filters, .. })
        | ParsedCall::Instances { filters, .. } => !filters.is_empty(),
        _ => false,
    }
}

/// Performs a request, and writes the answer with this id.
pub(super) fn perform(
    state: &State,
    region: &str,
    request: &Request,
    id: &str,
) -> Result<String, Refusal> {
    let performed = Performed { state, region, request, id };
    match &request.asked {
        ParsedCall::Operation(operation) => performed.operation(operation),
        ParsedCall::Launch { launch, client_token, instance_type } => {
            let operation = Operation::RunInstances(launch.clone());
            let (client_token, instance_type) = (client_token.clone(), instance_type.clone());
            let launched = Launched { client_token, instance_type };
            let reply = match request.dry_run {
                true => state.call(region, operation.clone(), true)?,
                false => state.launch(region, launch, &launched)?,
            };
            performed.answer(&operation, &reply)
        }
        ParsedCall::Instances { instance_ids, filters, page } => {
            performed.instances(instance_ids, filters, page)
        }
        ParsedCall::DetachFrom { volume_id, instance_id, device } => {
            let (instance_id, device) = (instance_id.as_deref(), device.as_deref());
            let place = Place { instance_id, device };
            let reply = state.detach_from(region, volume_id, &place, request.dry_run)?;
            performed.answer(&Operation::DetachVolume { volume_id: volume_id.clone() }, &reply)
        }
        ParsedCall::VolumeProductCodes { volume_id } => performed.product_codes(volume_id),
    }
}

impl Performed<'_> {
    fn operation(&self, operation: &Operation) -> Result<String, Refusal> {
        let Self { state, region, request, id } = *self;
        let (known, dry_run) = (self.known(), request.dry_run);
        match operation {
            Operation::CreateKeyPair { key_name } => {
                let reply = state.create_key_pair(region, key_name.as_deref(), dry_run)?;
                self.answer(operation, &reply)
            }
            Operation::DescribeKeyPairs { key_names, filters } if !dry_run => {
                let reply = state.describe_key_pairs(region, key_names, filters)?;
                self.answer(operation, &reply)
            }
            // These answers contain facts about the instance from before the call.
            Operation::TerminateInstances { instance_id }
            | Operation::AssociateAddress { instance_id, .. } => {
                let called = state.call_on(region, operation.clone(), dry_run, instance_id)?;
                let (before, reply) = called;
                let before = |attribute: Attribute| attribute.of(before.as_ref()?);
                let previous_state = before(Attribute::State);
                let image = before(Attribute::ImageId).and_then(images::offer);
                let network = image.map(|offer| offer.network);
                let known = ResponseContext { previous_state, network, ..known };
                Ok(query::answer_in(&known, operation, &reply, request.version, id))
            }
            _ => self.answer(operation, &state.call(region, operation.clone(), dry_run)?),
        }
    }

    fn instances(
        &self,
        instance_ids: &[String],
        filters: &[Filter],
        page: &Page,
    ) -> Result<String, Refusal> {
        let Self { state, region, request, id } = *self;
        let operation = Operation::DescribeInstances { instance_ids: instance_ids.to_vec() };
        let reply = state.call(region, operation.clone(), request.dry_run)?;
        let launched = state.launched(region, &reply)?;
        let Reply::Resources(all) = reply else { return self.answer(&operation, &reply) };
        let passing = instances::passing(all, &launched, filters)?;
        let (instances, token) = instances::page(passing, page);
        let (launched, next_token) = (Some(&launched), token.as_deref());
        let known = ResponseContext { launched, next_token, ..self.known() };
        let reply = Reply::Resources(instances);
        Ok(query::answer_in(&known, &operation, &reply, request.version, id))
    }

    fn product_codes(&self, volume_id: &str) -> Result<String, Refusal> {
        let Self { state, region, request, id } = *self;
        let describe = Operation::DescribeVolumes { volume_ids: vec![volume_id.to_owned()] };
        let reply = state.call(region, describe, request.dry_run)?;
        let code = reply.first(Attribute::ProductCode);
        Ok(query::volume_product_codes(volume_id, code, request.version, id))
    }

    /// Returns the document that answers the request.
    fn answer(&self, operation: &Operation, reply: &Reply) -> Result<String, Refusal> {
        let Self { state, region, request, id } = *self;
        let launched = state.launched(region, reply)?;
        let known = ResponseContext { launched: Some(&launched), ..self.known() };
        Ok(query::answer_in(&known, operation, reply, request.version, id))
    }

    fn known(&self) -> ResponseContext<'_> {
        ResponseContext { region: Some(self.region), ..ResponseContext::default() }
    }
}
