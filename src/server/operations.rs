//! Performs parsed requests on the account, and writes the documents that answer them.

mod key_pairs;

use super::account::State;
use super::attachment::Place;
use super::{instances, offers, select};
use crate::api::service::{Launch, Operation};
use crate::api::{Attribute, Attributes, ErrorCode, Refusal, Reply};
use crate::query::{self, Launched, Page, ParsedCall, Records, Request, ResponseContext, Tags};

/// Who sent a request, and how it is identified.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    /// The region of the request.
    pub(super) region: String,
    /// The host and the port under which the client reaches the server.
    pub(super) host: String,
    /// The id of the request.
    pub(super) id: String,
}

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
        ParsedCall::Operation(Operation::CreateKeyPair { .. })
        | ParsedCall::Tagged { operation: Operation::CreateKeyPair { .. }, .. }
        | ParsedCall::KeyPairs { .. }
        | ParsedCall::DescribeTags { .. } => true,
        ParsedCall::Operation(Operation::DescribeKeyPairs { filters, .. })
        | ParsedCall::Instances { filters, .. }
        | ParsedCall::Volumes { filters, .. }
        | ParsedCall::Images { filters, .. }
        | ParsedCall::Regions { filters, .. }
        | ParsedCall::Zones { filters, .. } => !filters.is_empty(),
        _ => false,
    }
}

/// Performs a request, and writes the answer.
pub(super) fn perform(
    state: &State,
    caller: &Caller,
    request: &Request,
) -> Result<String, Refusal> {
    let Caller { region, host, id } = caller;
    let performed = Performed { state, region, request, id };
    let version = request.version;
    match &request.asked {
        ParsedCall::Operation(operation) => performed.operation(operation),
        ParsedCall::Tagged { operation, tags } => performed.new_key_pair(operation, tags),
        ParsedCall::Launch { launch, client_token, instance_type } => {
            let (client_token, instance_type) = (client_token.clone(), instance_type.clone());
            performed
                .launch(launch, Launched { client_token, instance_type, ..Launched::default() })
        }
        ParsedCall::Instances { instance_ids, filters, page } => {
            let operation = Operation::DescribeInstances { instance_ids: instance_ids.clone() };
            performed.paged(&operation, Attribute::InstanceId, page, |all, records| {
                instances::passing(all, &records.instances, filters)
            })
        }
        ParsedCall::Volumes { volume_ids, filters, page } => {
            let operation = Operation::DescribeVolumes { volume_ids: volume_ids.clone() };
            performed.paged(&operation, Attribute::VolumeId, page, |all, _| {
                instances::passing_volumes(all, filters)
            })
        }
        ParsedCall::DetachFrom { volume_id, instance_id, device } => {
            let (instance_id, device) = (instance_id.as_deref(), device.as_deref());
            let place = Place { instance_id, device };
            let reply = state.detach_from(region, volume_id, &place, request.dry_run)?;
            performed.answer(&Operation::DetachVolume { volume_id: volume_id.clone() }, &reply)
        }
        ParsedCall::VolumeProductCodes { volume_id } => performed.product_codes(volume_id),
        // The model doesn't see the requests below.
        _ if request.dry_run => Err(Refusal::new(
            ErrorCode::DryRunOperation,
            "Request would have succeeded, but DryRun flag is set.",
        )),
        ParsedCall::KeyPairs {
            key_names,
            key_pair_ids,
            filters,
            later_filters,
            include_public_key,
        } => {
            let names = match key_pair_ids.is_empty() {
                true => key_names.clone(),
                false => state.key_names(region, key_pair_ids)?,
            };
            performed.key_pairs(&names, filters, later_filters, *include_public_key)
        }
        ParsedCall::DeleteKeyPairById { key_pair_id } => {
            let (reply, id) = state.delete_key_pair_by_id(region, key_pair_id)?;
            performed.deleted_key_pair(&reply, id.as_deref())
        }
        ParsedCall::CreateTags { key_pair_ids, tags } => {
            let add = |known: &mut Tags| known.extend(tags.clone());
            state.change_tags(region, key_pair_ids, add)?;
            Ok(query::success("CreateTags", version, id))
        }
        ParsedCall::DeleteTags { key_pair_ids, tags } => {
            state.change_tags(region, key_pair_ids, |known| key_pairs::delete_tags(known, tags))?;
            Ok(query::success("DeleteTags", version, id))
        }
        ParsedCall::DescribeTags { filters, page } => performed.tags(filters, page),
        ParsedCall::Images { image_ids, owners, filters, page } => {
            let found = offers::images(state.images(), image_ids, owners, filters, page)?;
            Ok(query::images(&found.0, found.1.as_deref(), version, id))
        }
        ParsedCall::Regions { names, filters } => {
            let names = offers::regions(region, host, names, filters)?;
            Ok(query::regions(&names, host, version, id))
        }
        ParsedCall::Zones { names, filters } => {
            let names = offers::zones(region, names, filters)?;
            Ok(query::zones(&names, region, version, id))
        }
    }
}

impl Performed<'_> {
    fn operation(&self, operation: &Operation) -> Result<String, Refusal> {
        let Self { state, region, request, id } = *self;
        let dry_run = request.dry_run;
        match operation {
            Operation::CreateKeyPair { .. } | Operation::ImportKeyPair { .. } => {
                self.new_key_pair(operation, &Tags::new())
            }
            Operation::DescribeKeyPairs { key_names, filters } if !dry_run => {
                self.key_pairs(key_names, filters, &[], false)
            }
            Operation::DeleteKeyPair { key_name } => {
                let (reply, id) = state.delete_key_pair(region, key_name.as_deref(), dry_run)?;
                self.deleted_key_pair(&reply, id.as_deref())
            }
            Operation::RunInstances(launch) => self.launch(launch, Launched::default()),
            // These answers contain facts about the instance from before the call.
            Operation::TerminateInstances { instance_id }
            | Operation::AssociateAddress { instance_id, .. } => {
                let called = state.call_on(region, operation.clone(), dry_run, instance_id)?;
                let (before, reply) = called;
                let before = |attribute: Attribute| attribute.of(before.as_ref()?);
                let previous_state = before(Attribute::State);
                let image = before(Attribute::ImageId).and_then(|id| state.images().offer(id));
                let network = image.map(|offer| offer.network);
                let known =
                    ResponseContext { previous_state, network, ..ResponseContext::default() };
                Ok(query::answer_in(&known, operation, &reply, request.version, id))
            }
            Operation::GetPasswordData { instance_id } => {
                let reply = state.call(region, operation.clone(), dry_run)?;
                let mut records = Records::default();
                if let Some(launched) = state.launched(region, instance_id)? {
                    records.instances.insert(instance_id.clone(), launched);
                }
                let known =
                    ResponseContext { records: Some(&records), ..ResponseContext::default() };
                Ok(query::answer_in(&known, operation, &reply, request.version, id))
            }
            _ => self.answer(operation, &state.call(region, operation.clone(), dry_run)?),
        }
    }

    fn launch(&self, launch: &Launch, launched: Launched) -> Result<String, Refusal> {
        let Self { state, region, request, .. } = *self;
        let operation = Operation::RunInstances(launch.clone());
        let reply = match request.dry_run {
            true => state.call(region, operation.clone(), true)?,
            false => state.launch(region, launch, launched)?,
        };
        self.answer(&operation, &reply)
    }

    /// Answers with a page of the resources that pass.
    fn paged(
        &self,
        operation: &Operation,
        id_of: Attribute,
        page: &Page,
        passing: impl FnOnce(Vec<Attributes>, &Records) -> Result<Vec<Attributes>, Refusal>,
    ) -> Result<String, Refusal> {
        let Self { state, region, request, id } = *self;
        let reply = state.call(region, operation.clone(), request.dry_run)?;
        let records = state.records(region, &reply)?;
        let Reply::Resources(all) = reply else { return self.answer(operation, &reply) };
        let position = |one: &Attributes| id_of.of(one).unwrap_or_default().to_owned();
        let (found, token) = select::page(passing(all, &records)?, page, position);
        let (records, next_token) = (Some(&records), token.as_deref());
        let known = ResponseContext { records, next_token, ..ResponseContext::default() };
        let reply = Reply::Resources(found);
        Ok(query::answer_in(&known, operation, &reply, request.version, id))
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
        let records = state.records(region, reply)?;
        let known = ResponseContext { records: Some(&records), ..ResponseContext::default() };
        Ok(query::answer_in(&known, operation, reply, request.version, id))
    }
}
