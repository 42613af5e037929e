//! Reads requests, for servers.

use super::fields::{Fields, invalid, missing};
use super::{Offer, ParsedCall, Request, operation};
use crate::api::{ErrorCode, Refusal, quoted};
use crate::query::Version;

/// The parameters common to all requests.
const OF_REQUEST: [&str; 3] = ["Action", "Version", "DryRun"];

/// The parameters of the signature, from "Common Query Parameters" in the API reference. Those of signature
/// version 4 have the prefix `X-Amz-`.
const OF_SIGNATURE: [&str; 7] = [
    "AWSAccessKeyId",
    "Expires",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "Timestamp",
];

/// Reads a request to a server in this region with these images. Parameters of the signature are ignored.
///
/// # Errors
/// Returns a [`Refusal`] with the documented code if the request is invalid. Returns `DryRunOperation` for a
/// dry run if the parameters of the operation are invalid.
pub fn read(
    parameters: &[(String, String)],
    region: &str,
    images: &dyn Fn(&str) -> Option<Offer>,
) -> Result<Request, Refusal> {
    let action =
        single(parameters, "Action")?.filter(|action| !action.is_empty()).ok_or_else(|| {
            Refusal::new(ErrorCode::MissingAction, "the request has no parameter Action")
        })?;
    let read = operation::of_name(action).ok_or_else(|| {
        let message = format!(
            "the action {} is not offered here: this service has key pairs and what is launched with them, and no networks, security groups or other resources",
            quoted(action)
        );
        Refusal::new(ErrorCode::InvalidAction, message)
    })?;
    let version = version(parameters)?;
    let dry_run = match single(parameters, "DryRun")? {
        None | Some("false") => false,
        Some("true") => true,
        Some(value) => {
            return Err(invalid(format!(
                "DryRun is {}, and neither true nor false",
                quoted(value)
            )));
        }
    };
    match read_operation(parameters, |fields| read(fields, region, images)) {
        Ok(asked) => Ok(Request { version, dry_run, asked }),
        // EC2 has been observed to do so before it checks other parameters (rule api/dry-run).
        Err(_) if dry_run => {
            let message = "Request would have succeeded, but DryRun flag is set.";
            Err(Refusal::new(ErrorCode::DryRunOperation, message))
        }
        Err(refusal) => Err(refusal),
    }
}

fn version(parameters: &[(String, String)]) -> Result<Version, Refusal> {
    let name = single(parameters, "Version")?.filter(|version| !version.is_empty());
    let name = name.ok_or_else(|| missing("Version"))?;
    Version::of_name(name).ok_or_else(|| {
        let message = format!("there is no version {} of the API here", quoted(name));
        Refusal::new(ErrorCode::of_name("NoSuchVersion"), message)
    })
}

fn read_operation<'p>(
    parameters: &'p [(String, String)],
    read: impl FnOnce(&mut Fields<'p>) -> Result<ParsedCall, Refusal>,
) -> Result<ParsedCall, Refusal> {
    let is_own = |name: &str| {
        !OF_REQUEST.contains(&name) && !OF_SIGNATURE.contains(&name) && !name.starts_with("X-Amz-")
    };
    let pairs = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut fields = Fields::new(pairs.filter(|(name, _)| is_own(name)))?;
    let asked = read(&mut fields)?;
    fields.end()?;
    Ok(asked)
}

/// Returns the value of a parameter. Refuses a parameter that occurs more than once.
fn single<'p>(parameters: &'p [(String, String)], name: &str) -> Result<Option<&'p str>, Refusal> {
    let mut named = parameters.iter().filter(|(given, _)| given == name);
    let first = named.next().map(|(_, value)| value.as_str());
    match named.next() {
        None => Ok(first),
        Some(_) => Err(invalid(format!("the parameter {name} is given more than once"))),
    }
}
