//! Reads the parameters of operations that list resources: ids, filters and pages.

use super::fields::{Fields, invalid};
use super::{Page, ParsedCall};
use crate::api::service::{Filter, Operation};
use crate::api::{ErrorCode, Refusal, quoted};

/// Reads `DescribeKeyPairs`. The answer is always one page, as in EC2.
pub(super) fn key_pairs(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    let include_public_key = fields.flag("IncludePublicKey")?;
    let key_names = listed(fields, "KeyName")?;
    let key_pair_ids = fields.list("KeyPairId")?;
    if !key_names.is_empty() && !key_pair_ids.is_empty() {
        return Err(combination("KeyName can't be used with KeyPairId"));
    }
    let filters = fields.filters()?;
    let (later_filters, filters): (Vec<Filter>, _) = filters.into_iter().partition(is_later);
    if !include_public_key && key_pair_ids.is_empty() && later_filters.is_empty() {
        return Ok(ParsedCall::Operation(Operation::DescribeKeyPairs { key_names, filters }));
    }
    Ok(ParsedCall::KeyPairs { key_names, key_pair_ids, filters, later_filters, include_public_key })
}

/// Returns whether a filter of key pairs compares what the model doesn't have: ids and tags.
fn is_later(filter: &Filter) -> bool {
    ["key-pair-id", "tag-key"].contains(&filter.name.as_str()) || filter.name.starts_with("tag:")
}

/// Reads `DescribeInstances`: by ids or in pages, with optional filters.
pub(super) fn instances(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    let page = page(fields, "i-")?;
    let instance_ids = fields.list("InstanceId")?;
    instance_ids.iter().try_for_each(|id| check_instance_id(id))?;
    check_page(&page, "InstanceId", &instance_ids)?;
    let filters = fields.filters()?;
    if filters.is_empty() && page == Page::default() {
        return Ok(ParsedCall::Operation(Operation::DescribeInstances { instance_ids }));
    }
    Ok(ParsedCall::Instances { instance_ids, filters, page })
}

/// Reads `DescribeVolumes`: by ids or in pages, with optional filters.
pub(super) fn volumes(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    let page = page(fields, "vol-")?;
    let volume_ids = fields.list("VolumeId")?;
    check_page(&page, "VolumeId", &volume_ids)?;
    let filters = fields.filters()?;
    if filters.is_empty() && page == Page::default() {
        return Ok(ParsedCall::Operation(Operation::DescribeVolumes { volume_ids }));
    }
    Ok(ParsedCall::Volumes { volume_ids, filters, page })
}

/// Reads `DescribeTags`.
pub(super) fn tags(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    let page = page(fields, "key-")?;
    Ok(ParsedCall::DescribeTags { filters: fields.filters()?, page })
}

/// Reads `DescribeImages`. All images are public and neither deprecated nor disabled.
pub(super) fn images(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    let page = page(fields, "ami-")?;
    let image_ids = fields.list("ImageId")?;
    if let Some(id) = image_ids.iter().find(|id| !id.starts_with("ami-")) {
        let message = format!("Invalid id: {} (expecting \"ami-...\")", quoted(id));
        return Err(Refusal::new(ErrorCode::of_name("InvalidAMIID.Malformed"), message));
    }
    check_page(&page, "ImageId", &image_ids)?;
    let owners = fields.list("Owner")?;
    fields.list("ExecutableBy")?;
    fields.flag("IncludeDeprecated")?;
    fields.flag("IncludeDisabled")?;
    Ok(ParsedCall::Images { image_ids, owners, filters: fields.filters()?, page })
}

/// Reads `DescribeRegions`.
pub(super) fn regions(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    fields.flag("AllRegions")?;
    let names = fields.list("RegionName")?;
    Ok(ParsedCall::Regions { names, filters: fields.filters()? })
}

/// Reads `DescribeAvailabilityZones`.
pub(super) fn zones(fields: &mut Fields<'_>) -> Result<ParsedCall, Refusal> {
    fields.flag("AllAvailabilityZones")?;
    let names = fields.list("ZoneName")?;
    Ok(ParsedCall::Zones { names, filters: fields.filters()? })
}

/// Refuses a malformed id. EC2 has different error codes for malformed and for unknown ids.
pub(super) fn check_instance_id(id: &str) -> Result<(), Refusal> {
    if id.starts_with("i-") {
        return Ok(());
    }
    let message = format!("{} is no id of an instance, such as i-1a2b3c4d", quoted(id));
    Err(Refusal::new(ErrorCode::of_name("InvalidInstanceID.Malformed"), message))
}

/// Takes the requested page of a list of ids with this prefix.
fn page(fields: &mut Fields<'_>, prefix: &str) -> Result<Page, Refusal> {
    /// The limits of `MaxResults` in the API reference.
    const FEWEST: usize = 5;
    const MOST: usize = 1_000;
    let most = match fields.take("MaxResults") {
        Some(most) => Some(page_size(most)?.min(MOST)),
        None => None,
    };
    if most.is_some_and(|most| most < FEWEST) {
        return Err(invalid(format!("MaxResults is less than {FEWEST}")));
    }
    let token = fields.take("NextToken");
    let after = token.map(|token| Page::read_token(token, prefix)).transpose()?;
    Ok(Page { most, after })
}

/// Refuses a page of resources that are listed by their ids.
fn check_page(page: &Page, name: &str, ids: &[String]) -> Result<(), Refusal> {
    if *page == Page::default() || ids.is_empty() {
        return Ok(());
    }
    Err(combination(&format!("{name} can't be used with MaxResults or NextToken")))
}

fn page_size(most: &str) -> Result<usize, Refusal> {
    let is_number = most.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number || most.bytes().all(|digit| digit == b'0') {
        return Err(invalid(format!("MaxResults is {}, and no number from 1 on", quoted(most))));
    }
    Ok(most.parse().unwrap_or(usize::MAX))
}

/// Takes the names to describe. The answer is always one page, so every `NextToken` is invalid and the value
/// of `MaxResults` has no effect.
fn listed(fields: &mut Fields<'_>, name: &str) -> Result<Vec<String>, Refusal> {
    if let Some(most) = fields.take("MaxResults") {
        page_size(most)?;
    }
    if fields.take("NextToken").is_some() {
        return Err(invalid(
            "NextToken is none that was answered with: all is on one page".to_owned(),
        ));
    }
    fields.list(name)
}

fn combination(message: &str) -> Refusal {
    Refusal::new(ErrorCode::InvalidParameterCombination, message)
}
