//! Lists the resources of runs at a service, and identifies them among others by their names.

use super::client::Service;
use super::endpoint_call::EndpointCall;
use super::resources::{Resource, ResourceKind};
use super::run_id::Run;
use super::session::Session;
use super::{call, outcome};
use crate::api::service::{Call, Filter, Operation};
use crate::api::{Attribute, Attributes, ErrorCode, Outcome, Refusal, Reply};
use crate::query::{self, Answer};
use std::collections::BTreeMap;

/// The resources of one run, or of every run, in one region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// The resources found.
    pub resources: Vec<Resource>,
    /// Why the list may be incomplete, if so.
    pub unseen: Option<String>,
}

/// An instance as the service lists it.
#[derive(Debug)]
struct Instance {
    attributes: Attributes,
    /// The client token of its launch, if the service lists it and it isn't empty.
    token: Option<String>,
}

/// An error of a search.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotKnown {
    /// No more requests are possible.
    #[error("{0}")]
    NotRun(String),
    /// The request is refused, or the response is not valid.
    #[error("{0}")]
    Because(String),
}

/// Finds the resources of one run, or of every run, in one region.
///
/// # Errors
/// Returns a description of the failure if the key pairs can't be listed.
pub(super) fn found(
    service: &mut Service,
    region: &str,
    run: Option<Run>,
) -> Result<Inventory, String> {
    let is_meant = |found: Run| run.is_none_or(|run| run == found);
    let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    let pairs = described(service, region, list)?;
    let names = pairs.iter().filter_map(|pair| pair.get(&Attribute::KeyName));
    let names = names.filter(|name| Run::of_name(name).is_some_and(is_meant));
    let mut resources: Vec<Resource> =
        names.map(|name| Resource::new(ResourceKind::KeyPair, region, name)).collect();
    let listed = instances(service, region);
    let unseen = listed.as_ref().err().map(|why| format!("instances could not be listed: {why}"));
    resources.extend(of_runs(&listed.unwrap_or_default(), region, is_meant));
    resources.sort();
    Ok(Inventory { resources, unseen })
}

/// Finds and records the instance of a launch whose request was not answered.
///
/// # Errors
/// Returns `NotRun` if no more requests are possible. Returns `Because` if the instances can't be listed,
/// or if they are listed without client tokens and an unknown one may be the instance of this launch.
pub(super) fn find_launch(
    service: &mut Service,
    session: &Session,
    launch: &Resource,
) -> Result<(), NotKnown> {
    let listed = instances(service, &launch.region)?;
    let found = of_runs(&listed, &launch.region, |run| run == session.run);
    let mut resources = session.resources();
    let has_tokens = listed.iter().any(|instance| instance.token.is_some());
    let has_token = |instance: &Instance| instance.token.as_ref() == Some(&launch.id);
    let is_new =
        |resource: &Resource| resource.kind == ResourceKind::Instance && !resources.knows(resource);
    if listed.iter().any(has_token) || (!has_tokens && found.iter().any(is_new)) {
        resources.answer(launch);
    }
    for resource in found {
        resources.add(resource);
    }
    // A launch has a client token. If the service lists no tokens, any unknown instance without a key name
    // may be of this launch.
    let may_be_it = |instance: &&Instance| {
        let id = instance.attributes.get(&Attribute::InstanceId);
        let is_known = |id: &String| {
            resources.knows(&Resource::new(ResourceKind::Instance, &launch.region, id))
        };
        !is_ended(&instance.attributes)
            && instance.key_name().is_none()
            && !id.is_some_and(is_known)
    };
    match listed.iter().find(may_be_it) {
        Some(instance) if !has_tokens => {
            let id = instance.attributes.get(&Attribute::InstanceId).map_or("one", String::as_str);
            Err(NotKnown::Because(format!(
                "its request was not answered, and the service lists no client tokens: \
                 it may be {id}"
            )))
        }
        _ => Ok(()),
    }
}

/// Returns whether a key pair of this name is listed.
pub(super) fn has_pair(service: &mut Service, pair: &Resource) -> bool {
    lists_pair(service, pair).unwrap_or_default()
}

/// Returns whether a resource is a key pair with a name, and the service lists its pairs without it.
pub(super) fn is_unlisted_pair(service: &mut Service, pair: &Resource) -> bool {
    pair.kind == ResourceKind::KeyPair
        && !pair.id.is_empty()
        && lists_pair(service, pair) == Ok(false)
}

fn lists_pair(service: &mut Service, pair: &Resource) -> Result<bool, String> {
    let filter = Filter { name: "key-name".to_owned(), values: vec![pair.id.clone()] };
    let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: vec![filter] };
    let listed = described(service, &pair.region, list)?;
    Ok(listed.iter().any(|found| found.get(&Attribute::KeyName) == Some(&pair.id)))
}

/// Returns the volumes among `resources` that are still described, except those that are being deleted.
pub(super) fn volumes(service: &mut Service, resources: &[Resource]) -> Vec<Resource> {
    let is_there = |volume: &&Resource| {
        let list = Operation::DescribeVolumes { volume_ids: vec![volume.id.clone()] };
        let is_it = |found: &Attributes| found.get(&Attribute::VolumeId) == Some(&volume.id);
        let is_going = |found: &Attributes| {
            Attribute::State.of(found).is_some_and(|state| state.starts_with("delet"))
        };
        let described = described(service, &volume.region, list).unwrap_or_default();
        described.iter().any(|found| is_it(found) && !is_going(found))
    };
    resources
        .iter()
        .filter(|resource| resource.kind == ResourceKind::Volume)
        .filter(is_there)
        .cloned()
        .collect()
}

/// Lists all instances. If the service doesn't know the operation, the list is empty.
fn instances(service: &mut Service, region: &str) -> Result<Vec<Instance>, NotKnown> {
    let list = Operation::DescribeInstances { instance_ids: Vec::new() };
    let response = service.ask(&request(region, list)).map_err(|outcome| match outcome {
        Outcome::NotRun(why) => NotKnown::NotRun(why),
        other => NotKnown::Because(failure(&other)),
    })?;
    let reply = match response.answer {
        Answer::Success(reply) => reply,
        Answer::Refused(refusal) if refusal.code == Some(ErrorCode::InvalidAction) => {
            return Ok(Vec::new());
        }
        Answer::Refused(refusal) => return Err(NotKnown::Because(refused(&refusal))),
    };
    let mut tokens: BTreeMap<String, String> =
        response.bodies.iter().flat_map(|body| query::client_tokens(body)).collect();
    let instance = |attributes: Attributes| {
        let token = attributes.get(&Attribute::InstanceId).and_then(|id| tokens.remove(id));
        Instance { token: token.filter(|token| !token.is_empty()), attributes }
    };
    Ok(reply.resources().iter().cloned().map(instance).collect())
}

/// Selects the instances of some runs and their root volumes, by the client tokens or the key pairs of the
/// launches.
fn of_runs(instances: &[Instance], region: &str, is_meant: impl Fn(Run) -> bool) -> Vec<Resource> {
    let mut resources = Vec::new();
    for instance in instances.iter().filter(|instance| !is_ended(&instance.attributes)) {
        let Some(id) = instance.attributes.get(&Attribute::InstanceId) else { continue };
        let names = [instance.token.as_ref(), instance.key_name()];
        if names.into_iter().flatten().filter_map(|name| Run::of_name(name)).any(&is_meant) {
            resources.push(Resource::new(ResourceKind::Instance, region, id));
            let root = instance.attributes.get(&Attribute::RootVolumeId);
            resources.extend(root.map(|root| Resource::new(ResourceKind::Volume, region, root)));
        }
    }
    resources
}

impl Instance {
    fn key_name(&self) -> Option<&String> {
        self.attributes.get(&Attribute::KeyName).filter(|name| !name.is_empty())
    }
}

/// Lists resources.
///
/// # Errors
/// Returns a description of the failure if the request is refused or not answered.
pub(super) fn described(
    service: &mut Service,
    region: &str,
    operation: Operation,
) -> Result<Vec<Attributes>, String> {
    match service.ask(&request(region, operation)).map(|response| response.answer) {
        Ok(Answer::Success(Reply::Resources(resources))) => Ok(resources),
        Ok(Answer::Success(_)) => Ok(Vec::new()),
        Ok(Answer::Refused(Refusal { message, .. })) => Err(message),
        Err(outcome) => Err(failure(&outcome)),
    }
}

/// Returns whether an instance is terminated.
pub(super) fn is_ended(instance: &Attributes) -> bool {
    Attribute::State.of(instance) == Some("terminated")
}

/// Formats a refusal.
pub(super) fn refused(Refusal { code, message }: &Refusal) -> String {
    let code = code.as_ref().map_or("no code", ErrorCode::name);
    format!("refused with {code}: {message}")
}

/// Returns whether a refusal means that the resource doesn't exist.
pub(super) fn is_not_there(refusal: &Refusal) -> bool {
    refusal.code.as_ref().is_some_and(|code| code.name().ends_with(".NotFound"))
}

/// Formats an outcome that replaces an answer.
pub(super) fn failure(outcome: &Outcome) -> String {
    match outcome {
        Outcome::NotRun(why) => why.clone(),
        other => outcome::words(other).unwrap_or_default(),
    }
}

/// Builds a call in the endpoint's terms.
pub(super) fn request(region: &str, operation: Operation) -> EndpointCall {
    EndpointCall::from(Call { region: region.to_owned(), ..call(operation) })
}
