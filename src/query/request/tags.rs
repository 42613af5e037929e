//! Reads tags: of a new resource, to set and to delete.

use super::fields::{Fields, grouped, invalid, missing, unknown};
use crate::api::{ErrorCode, Refusal, quoted};
use crate::query::Tags;

/// The maximum number of tags of a resource.
pub const MAX_TAGS: usize = 50;

/// The maximum length of a key, in characters. The API reference says 127, and the user guide says 128.
const LONGEST_KEY: usize = 128;

/// The maximum length of a value, in characters.
const LONGEST_VALUE: usize = 256;

/// Takes the tags of a new resource. All specifications must be for this type of resource.
pub(super) fn specifications(
    fields: &mut Fields<'_>,
    resource_type: &str,
) -> Result<Tags, Refusal> {
    let mut tags = Tags::new();
    for (number, members) in (1..).zip(fields.groups("TagSpecification")?) {
        let list = format!("TagSpecification.{number}");
        let mut found = None;
        let mut below = Vec::new();
        for (member, value) in members {
            match member.strip_prefix("Tag.") {
                Some(rest) => below.push((rest, value)),
                None if member == "ResourceType" => found = Some(value),
                None => return Err(unknown(&format!("{list}.{member}"))),
            }
        }
        let found = found.ok_or_else(|| missing(&format!("{list}.ResourceType")))?;
        if found != resource_type {
            return Err(invalid(format!(
                "{list}.ResourceType is {}; this operation makes a {resource_type}",
                quoted(found)
            )));
        }
        for members in grouped(&format!("{list}.Tag"), below)? {
            let (key, value) = tag(&members)?;
            insert(&mut tags, key, value.unwrap_or_default())?;
        }
    }
    check_count(tags.len())?;
    Ok(tags)
}

/// Takes the tags to set, at least one.
pub(super) fn to_set(fields: &mut Fields<'_>) -> Result<Tags, Refusal> {
    let mut tags = Tags::new();
    for members in fields.groups("Tag")? {
        let (key, value) = tag(&members)?;
        insert(&mut tags, key, value.unwrap_or_default())?;
    }
    if tags.is_empty() {
        return Err(missing("Tag.1.Key"));
    }
    check_count(tags.len())?;
    Ok(tags)
}

/// Takes the tags to delete. A tag with a value is deleted only if it has this value.
pub(super) fn to_delete(fields: &mut Fields<'_>) -> Result<Vec<(String, Option<String>)>, Refusal> {
    let owned = |members: Vec<(&str, &str)>| {
        let (key, value) = tag(&members)?;
        Ok((key.to_owned(), value.map(str::to_owned)))
    };
    fields.groups("Tag")?.into_iter().map(owned).collect()
}

/// Refuses more tags than a resource can have.
pub fn check_count(count: usize) -> Result<(), Refusal> {
    if count <= MAX_TAGS {
        return Ok(());
    }
    let message = format!("a resource can have {MAX_TAGS} tags, and these are {count}");
    Err(Refusal::new(ErrorCode::of_name("TagLimitExceeded"), message))
}

/// Returns the key of a tag, and its value if that is present.
fn tag<'p>(members: &[(&'p str, &'p str)]) -> Result<(&'p str, Option<&'p str>), Refusal> {
    let [mut key, mut found] = [None; 2];
    for (member, value) in members {
        match *member {
            "Key" => key = Some(*value),
            "Value" => found = Some(*value),
            other => return Err(unknown(&format!("Tag.{other}"))),
        }
    }
    let key = key.filter(|key| !key.is_empty()).ok_or_else(|| missing("Tag.Key"))?;
    Ok((key, found))
}

fn insert(tags: &mut Tags, key: &str, value: &str) -> Result<(), Refusal> {
    if key.chars().count() > LONGEST_KEY || value.chars().count() > LONGEST_VALUE {
        return Err(invalid(format!(
            "a tag's key has up to {LONGEST_KEY} characters, and its value up to {LONGEST_VALUE}"
        )));
    }
    if key.chars().chain(value.chars()).any(is_outside_xml) {
        return Err(invalid("a tag has a character that no answer can contain".to_owned()));
    }
    if key.starts_with("aws:") {
        let key = quoted(key);
        return Err(invalid(format!("the tag key {key} begins with aws:, which is reserved")));
    }
    match tags.insert(key.to_owned(), value.to_owned()) {
        None => Ok(()),
        Some(_) => Err(invalid(format!("the tag key {} is given more than once", quoted(key)))),
    }
}

/// Returns whether an XML document can't contain a character (XML 1.0, section 2.2).
const fn is_outside_xml(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => false,
    }
}
