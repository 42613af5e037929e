//! A parser for well-formed documents with limits of depth and number of elements.
//!
//! `quick-xml` separates tags from text and checks that end tags match. This module checks what `quick-xml`
//! doesn't: characters, names, references, a second root, and text outside the root.

use super::name::{is_char, is_name, is_space, local};
use super::{Document, Node};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use thiserror::Error;

/// The maximum nesting depth of elements. EC2's own answers reach about ten.
pub(in crate::query) const MAX_DEPTH: usize = 64;

/// The maximum number of elements: several times the need of 5,000 key pairs with about ten elements each.
pub(in crate::query) const MAX_ELEMENTS: usize = 200_000;

/// The maximum number of attributes of an element.
const MAX_ATTRIBUTES: usize = 64;

/// An error in a document. Offsets are bytes from the start.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(in crate::query) enum XmlError {
    #[error("{reason}, at byte {offset}")]
    Malformed { reason: String, offset: usize },
    #[error("content after the root element, at byte {offset}")]
    BehindRoot { offset: usize },
    #[error("a document type definition, at byte {offset}")]
    Doctype { offset: usize },
    #[error("elements nested deeper than {MAX_DEPTH}, at byte {offset}")]
    TooDeep { offset: usize },
    #[error("more than {MAX_ELEMENTS} elements, at byte {offset}")]
    TooManyElements { offset: usize },
}

/// Parses a document.
///
/// # Errors
/// Returns an [`XmlError`] if the text is not well-formed, exceeds a limit or has a document type definition.
pub(in crate::query) fn parse(text: &str) -> Result<Document, XmlError> {
    if let Some((offset, c)) = text.char_indices().find(|(_, c)| !is_char(*c)) {
        return Err(malformed(format!("the character U+{:04X}", u32::from(c)), offset));
    }
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = text.get(mark..).unwrap_or_default();
    let mut reader = Reader::from_str(body);
    reader.config_mut().check_comments = true;
    let mut tree = Tree::default();
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        tree.offset = start.saturating_add(mark);
        let event = reader.read_event().map_err(|error| {
            let offset = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
            malformed(in_words(error), offset.saturating_add(mark))
        })?;
        if !tree.take(event, start == 0)? {
            return Ok(tree.document);
        }
    }
}

/// A partly read document.
#[derive(Debug, Default)]
struct Tree {
    document: Document,
    /// The indices of the open elements, the innermost last.
    open: Vec<usize>,
    /// The start of the current event.
    offset: usize,
}

impl Tree {
    /// Processes the next event. Returns `false` at the end.
    fn take(&mut self, event: Event<'_>, is_first: bool) -> Result<bool, XmlError> {
        match event {
            Event::Start(tag) => self.open(&tag)?,
            Event::Empty(tag) => {
                self.open(&tag)?;
                self.open.pop();
            }
            Event::End(_) => {
                self.open.pop();
            }
            Event::Text(text) => self.text(&text)?,
            Event::CData(_) if self.open.is_empty() => return Err(self.outside()),
            Event::CData(text) => self.push(&text),
            Event::GeneralRef(reference) => self.reference(&reference)?,
            Event::DocType(_) => return Err(XmlError::Doctype { offset: self.offset }),
            Event::Decl(_) if !is_first => {
                return Err(self.fault("an XML declaration that is not at the start"));
            }
            Event::Decl(declaration) => self.declaration(declaration.encoding())?,
            Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return self.end().map(|()| false),
        }
        Ok(true)
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), XmlError> {
        let offset = self.offset;
        let index = self.document.nodes.len();
        if self.open.is_empty() && index > 0 {
            return Err(XmlError::BehindRoot { offset });
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(XmlError::TooDeep { offset });
        }
        if index >= MAX_ELEMENTS {
            return Err(XmlError::TooManyElements { offset });
        }
        let name = tag.name().into_inner();
        if !is_name(name) {
            return Err(self.fault("a tag without a name"));
        }
        self.attributes(tag)?;
        if let Some(parent) = self.innermost() {
            parent.children.push(index);
        }
        let name = local(name).into();
        self.document.nodes.push(Node { name, text: String::new(), children: Vec::new() });
        self.open.push(index);
        Ok(())
    }

    fn attributes(&self, tag: &BytesStart<'_>) -> Result<(), XmlError> {
        for (count, attribute) in tag.attributes().enumerate() {
            if count >= MAX_ATTRIBUTES {
                return Err(self.fault(&format!("more than {MAX_ATTRIBUTES} attributes")));
            }
            let attribute = attribute.map_err(|error| self.fault(&error.to_string()))?;
            if !is_name(attribute.key.into_inner()) || attribute.value.contains('<') {
                return Err(self.fault("a malformed attribute"));
            }
        }
        Ok(())
    }

    fn declaration<E>(&self, encoding: Option<Result<impl AsRef<str>, E>>) -> Result<(), XmlError> {
        match encoding {
            None => Ok(()),
            Some(Ok(name)) if is_utf8(name.as_ref()) => Ok(()),
            Some(_) => Err(self.fault("a declared encoding other than UTF-8")),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        if self.open.is_empty() {
            let is_blank = text.chars().all(is_space);
            return if is_blank { Ok(()) } else { Err(self.outside()) };
        }
        if text.contains("]]>") {
            return Err(self.fault("the end of a CDATA section in text"));
        }
        self.push(text);
        Ok(())
    }

    /// Appends a referenced character or one of the five predefined entities (sections 4.1 and 4.6).
    fn reference(&mut self, reference: &str) -> Result<(), XmlError> {
        if self.open.is_empty() {
            return Err(self.outside());
        }
        let Some(c) = referenced(reference) else {
            return Err(self.fault("a reference to an unknown entity or character"));
        };
        if let Some(element) = self.innermost() {
            element.text.push(c);
        }
        Ok(())
    }

    /// Appends literal text, with each line end normalized to a line feed (section 2.11).
    fn push(&mut self, text: &str) {
        let Some(element) = self.innermost() else { return };
        if text.contains('\r') {
            element.text.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
        } else {
            element.text.push_str(text);
        }
    }

    fn end(&self) -> Result<(), XmlError> {
        let innermost = self.open.last().and_then(|index| self.document.nodes.get(*index));
        if let Some(node) = innermost {
            return Err(self.fault(&format!("the document ends inside <{}>", node.name)));
        }
        if self.document.nodes.is_empty() {
            return Err(self.fault("the document has no root element"));
        }
        Ok(())
    }

    fn innermost(&mut self) -> Option<&mut Node> {
        let index = *self.open.last()?;
        self.document.nodes.get_mut(index)
    }

    fn outside(&self) -> XmlError {
        if self.document.nodes.is_empty() {
            return self.fault("text before the root element");
        }
        XmlError::BehindRoot { offset: self.offset }
    }

    fn fault(&self, reason: &str) -> XmlError {
        malformed(reason.to_owned(), self.offset)
    }
}

const fn malformed(reason: String, offset: usize) -> XmlError {
    XmlError::Malformed { reason, offset }
}

/// Returns the message of a reader error without its category.
fn in_words(error: quick_xml::Error) -> String {
    match error {
        quick_xml::Error::Syntax(error) => error.to_string(),
        quick_xml::Error::IllFormed(error) => error.to_string(),
        error => error.to_string(),
    }
}

fn is_utf8(encoding: &str) -> bool {
    ["utf-8", "utf8", "us-ascii"].iter().any(|name| encoding.eq_ignore_ascii_case(name))
}

/// Returns the character of a reference.
fn referenced(reference: &str) -> Option<char> {
    let Some(number) = reference.strip_prefix('#') else {
        return match reference {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        };
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let is_number = digits.chars().all(|c| c.is_digit(radix));
    let code = if is_number { u32::from_str_radix(digits, radix).ok()? } else { return None };
    char::from_u32(code).filter(|c| is_char(*c))
}

#[cfg(test)]
mod tests;
