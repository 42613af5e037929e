//! Reads the elements of an answer, and attributes of resources from them.

use super::ResponseError;
use super::body::{MESSAGE, shown, start};
use crate::api::{Attribute, Attributes};
use crate::query::xml::Element;

/// The maximum length of a value in bytes. The longest real one, a 4,096-bit private key, has 3,300.
const MAX_VALUE: usize = 64 << 10;

/// Reads attributes of a resource from the children with these names. Empty and absent ones are skipped.
pub(super) fn read_attributes<const N: usize>(
    parent: Element<'_>,
    names: [(Attribute, &str); N],
) -> Result<Attributes, ResponseError> {
    let mut attributes = Attributes::new();
    for (attribute, name) in names {
        attributes.extend(text(parent, name)?.map(|text| (attribute, text.to_owned())));
    }
    Ok(attributes)
}

/// Returns the child with this name. More than one is an error.
pub(super) fn child<'d>(
    parent: Element<'d>,
    name: &str,
) -> Result<Option<Element<'d>>, ResponseError> {
    parent.child(name).map_err(|_| ResponseError::Repeated {
        what: name.to_owned(),
        within: parent.name().to_owned(),
    })
}

/// Returns the child with this name. A missing child is an error.
pub(super) fn required<'d>(parent: Element<'d>, name: &str) -> Result<Element<'d>, ResponseError> {
    child(parent, name)?.ok_or_else(|| ResponseError::MissingElement {
        what: name.to_owned(),
        within: parent.name().to_owned(),
    })
}

/// Returns the text of the child with this name, or `None` if it is empty or absent.
pub(super) fn text<'d>(parent: Element<'d>, name: &str) -> Result<Option<&'d str>, ResponseError> {
    let Some(child) = child(parent, name)? else { return Ok(None) };
    match text_of(child)? {
        text if text.len() > MAX_VALUE => {
            Err(bad(child, format!("a text of {} bytes", text.len()), "at most 65536 bytes"))
        }
        text => Ok(Some(text).filter(|text| !text.is_empty())),
    }
}

/// Returns the message in the child with this name, truncated to [`MESSAGE`] characters.
pub(super) fn message(parent: Element<'_>, name: &str) -> Result<String, ResponseError> {
    let text = child(parent, name)?.map(text_of).transpose()?;
    Ok(start(text.unwrap_or_default(), MESSAGE))
}

fn text_of(element: Element<'_>) -> Result<&str, ResponseError> {
    match element.children().next() {
        Some(inner) => Err(bad(element, format!("<{}>", shown(inner.name())), "text")),
        None => Ok(element.text()),
    }
}

/// Returns the items of a list. A list must contain nothing but `<item>` elements.
pub(super) fn items(list: Element<'_>) -> Result<Vec<Element<'_>>, ResponseError> {
    if !list.text().trim().is_empty() {
        return Err(bad(list, format!("{:?}", shown(list.text())), "<item>s"));
    }
    if let Some(other) = list.children().find(|child| child.name() != "item") {
        return Err(bad(list, format!("<{}>", shown(other.name())), "<item>s"));
    }
    Ok(list.children().collect())
}

/// Returns the first item of a list, or `None` if the list is absent or empty.
pub(super) fn first_item<'d>(
    parent: Element<'d>,
    list: &str,
) -> Result<Option<Element<'d>>, ResponseError> {
    let items = child(parent, list)?.map(items).transpose()?;
    Ok(items.unwrap_or_default().first().copied())
}

/// Returns the error for an element with unexpected content.
pub(super) fn bad(element: Element<'_>, found: String, expected: &'static str) -> ResponseError {
    ResponseError::BadValue { what: element.name().to_owned(), found, expected }
}
