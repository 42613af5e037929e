//! Parses documents, with limits of depth and size.

use super::{Document, Node};
use roxmltree::{Error, ParsingOptions};
use thiserror::Error;

/// The maximum nesting depth of elements. EC2's own answers reach about ten.
pub(in crate::query) const MAX_DEPTH: usize = 64;

/// The maximum number of elements and texts: several times the need of 5,000 key pairs.
pub(in crate::query) const MAX_NODES: u32 = 400_000;

/// The maximum number of attributes of an element. `roxmltree` compares each with all others.
const MAX_ATTRIBUTES: usize = 1_000;

/// An error in a document. Offsets are bytes from the start.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(in crate::query) enum XmlError {
    #[error("{reason}, at byte {offset}")]
    Malformed { reason: String, offset: usize },
    #[error("a document type definition")]
    Doctype,
    #[error("elements nested deeper than {MAX_DEPTH}, at byte {offset}")]
    TooDeep { offset: usize },
    #[error("more than {MAX_NODES} elements and texts")]
    TooLarge,
}

/// Parses a document.
///
/// # Errors
/// Returns an [`XmlError`] if the text is not well-formed, exceeds a limit or has a document type definition.
pub(in crate::query) fn parse(text: &str) -> Result<Document, XmlError> {
    check_encoding(text)?;
    check_attributes(text)?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let parsed = roxmltree::Document::parse_with_options(text, options);
    let parsed = parsed.map_err(|error| read_error(&error, text))?;
    let mut nodes: Vec<Node> = Vec::new();
    // The open elements, the innermost last, each with its index.
    let mut open: Vec<(roxmltree::Node<'_, '_>, usize)> = Vec::new();
    for node in parsed.root_element().descendants() {
        while open.last().is_some_and(|(parent, _)| Some(*parent) != node.parent()) {
            open.pop();
        }
        let index = nodes.len();
        let parent = open.last().and_then(|(_, index)| nodes.get_mut(*index));
        if node.is_element() {
            if open.len() >= MAX_DEPTH {
                return Err(XmlError::TooDeep { offset: node.range().start });
            }
            parent.into_iter().for_each(|parent| parent.children.push(index));
            let name = node.tag_name().name().into();
            nodes.push(Node { name, text: String::new(), children: Vec::new() });
            open.push((node, index));
        } else if let (Some(parent), true) = (parent, node.is_text()) {
            parent.text.push_str(node.text().unwrap_or_default());
        }
    }
    Ok(Document { nodes })
}

/// Refuses a declared encoding other than that of the text.
fn check_encoding(text: &str) -> Result<(), XmlError> {
    let start = text.strip_prefix('\u{feff}').unwrap_or(text);
    let declaration = start.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    let encoding = declaration.and_then(|(declaration, _)| declaration.split_once("encoding"));
    let Some((_, value)) = encoding else { return Ok(()) };
    let name = value.split(['"', '\'']).nth(1).unwrap_or_default();
    if ["utf-8", "utf8", "us-ascii"].iter().any(|utf8| name.eq_ignore_ascii_case(utf8)) {
        return Ok(());
    }
    Err(malformed("a declared encoding other than UTF-8", 0))
}

fn check_attributes(text: &str) -> Result<(), XmlError> {
    let count = |tag: &str| tag.matches("=\"").count() + tag.matches("='").count();
    if text.split('<').any(|tag| count(tag) > MAX_ATTRIBUTES) {
        return Err(malformed(&format!("more than {MAX_ATTRIBUTES} attributes"), 0));
    }
    Ok(())
}

fn read_error(error: &Error, text: &str) -> XmlError {
    match error {
        Error::DtdDetected => return XmlError::Doctype,
        Error::NodesLimitReached => return XmlError::TooLarge,
        _ => {}
    }
    let position = error.pos();
    let (row, column) = (index(position.row), index(position.col));
    let before: usize = text.split_inclusive('\n').take(row).map(str::len).sum();
    let line = text.get(before..).unwrap_or_default();
    let offset = before + line.chars().take(column).map(char::len_utf8).sum::<usize>();
    let is_behind = text.get(..offset).is_some_and(|start| start.trim_end().ends_with('>'));
    match error {
        Error::UnknownToken(_) if is_behind => malformed("content after the root element", offset),
        _ => {
            let reason = error.to_string();
            let place = format!(" at {position}");
            malformed(&reason.replacen(&place, "", 1), offset)
        }
    }
}

/// Returns a number of a position, which counts from 1, as an index.
fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1)
}

fn malformed(reason: &str, offset: usize) -> XmlError {
    XmlError::Malformed { reason: reason.to_owned(), offset }
}

#[cfg(test)]
mod tests;
