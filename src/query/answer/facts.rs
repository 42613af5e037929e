//! The facts that stand in an answer: named texts, found by the names of elements.

use super::ResponseError;
use super::body::{MESSAGE, shown, start};
use crate::api::{Attribute, Attributes};
use crate::query::xml::Element;

/// The most bytes of a fact. The longest that there is, a private key of 4,096 bits, has 3,300.
const MAX_FACT: usize = 64 << 10;

/// The facts that an element and those in it give of one thing.
#[derive(Debug, Default)]
pub(super) struct Facts(Attributes);

impl Facts {
    /// Takes the text of the child of this name. One that is empty or absent gives nothing.
    pub(super) fn take(
        mut self,
        field: Attribute,
        parent: Element<'_>,
        name: &str,
    ) -> Result<Self, ResponseError> {
        let text = text(parent, name)?;
        self.0.extend(text.map(|text| (field, text.to_owned())));
        Ok(self)
    }

    /// Takes a fact that is found, if it is.
    pub(super) fn put(mut self, field: Attribute, text: Option<&str>) -> Self {
        self.0.extend(text.map(|text| (field, text.to_owned())));
        self
    }

    /// The facts.
    pub(super) fn record(self) -> Attributes {
        self.0
    }
}

/// The child of this name, if there is one.
pub(super) fn child<'d>(
    parent: Element<'d>,
    name: &str,
) -> Result<Option<Element<'d>>, ResponseError> {
    parent.child(name).map_err(|_| ResponseError::Repeated {
        what: name.to_owned(),
        within: parent.name().to_owned(),
    })
}

/// The child of this name, which must be there.
pub(super) fn required<'d>(parent: Element<'d>, name: &str) -> Result<Element<'d>, ResponseError> {
    child(parent, name)?.ok_or_else(|| ResponseError::MissingElement {
        what: name.to_owned(),
        within: parent.name().to_owned(),
    })
}

/// The text of the child of this name, unless it is empty.
pub(super) fn text<'d>(parent: Element<'d>, name: &str) -> Result<Option<&'d str>, ResponseError> {
    let Some(child) = child(parent, name)? else { return Ok(None) };
    match text_of(child)? {
        text if text.len() > MAX_FACT => {
            Err(bad(child, format!("a text of {} bytes", text.len()), "one of 65536 at the most"))
        }
        text => Ok(Some(text).filter(|text| !text.is_empty())),
    }
}

/// What the child of this name says to people, of which a long one is not kept in full.
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

/// The items of a list.
pub(super) fn items(list: Element<'_>) -> Result<Vec<Element<'_>>, ResponseError> {
    if !list.text().trim().is_empty() {
        return Err(bad(list, format!("{:?}", shown(list.text())), "<item>s"));
    }
    if let Some(other) = list.children().find(|child| child.name() != "item") {
        return Err(bad(list, format!("<{}>", shown(other.name())), "<item>s"));
    }
    Ok(list.children().collect())
}

/// The first item of a list that may be absent.
pub(super) fn first_item<'d>(
    parent: Element<'d>,
    list: &str,
) -> Result<Option<Element<'d>>, ResponseError> {
    let items = child(parent, list)?.map(items).transpose()?;
    Ok(items.unwrap_or_default().first().copied())
}

/// Something that stands where something else should.
pub(super) fn bad(element: Element<'_>, found: String, expected: &'static str) -> ResponseError {
    ResponseError::BadValue { what: element.name().to_owned(), found, expected }
}
