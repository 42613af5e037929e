//! Reads and writes the XML of answers.
//!
//! `roxmltree` parses strictly. Answers use elements and text: attributes, comments and processing instructions
//! must be well-formed and are ignored, as are namespaces. Document type definitions are refused, so there are no
//! entities to expand.

mod read;
mod write;

pub(super) use read::{MAX_DEPTH, MAX_NODES, XmlError, parse};
pub(super) use write::Writer;

/// A document. Its elements are in one vector, the root first, so dropping a deep document doesn't recurse.
#[derive(Debug, Default)]
pub(super) struct Document {
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    name: Box<str>,
    text: String,
    children: Vec<usize>,
}

/// An element of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'d> {
    document: &'d Document,
    node: &'d Node,
}

/// An error for an element that occurs more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeated;

impl Document {
    /// Returns the root. Every document from [`parse`] has one.
    pub(super) fn root(&self) -> Option<Element<'_>> {
        self.nodes.first().map(|node| Element { document: self, node })
    }
}

impl<'d> Element<'d> {
    /// Returns the name without its prefix.
    pub(super) fn name(self) -> &'d str {
        &self.node.name
    }

    /// Returns the text of the element, including the text between its children.
    pub(super) fn text(self) -> &'d str {
        &self.node.text
    }

    /// Returns the child elements in document order.
    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        let document = self.document;
        let nodes = self.node.children.iter().filter_map(|index| document.nodes.get(*index));
        nodes.map(move |node| Element { document, node })
    }

    /// Returns the child with this name, or [`Repeated`] if there are several.
    pub(super) fn child(self, name: &str) -> Result<Option<Self>, Repeated> {
        let mut named = self.children().filter(|child| child.name() == name);
        let first = named.next();
        if named.next().is_some() { Err(Repeated) } else { Ok(first) }
    }
}
