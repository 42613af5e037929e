//! The XML of answers: a small tree to read from, and a writer.
//!
//! Of XML 1.0 (fifth edition), what answers are made of: elements and text. Attributes, comments and processing
//! instructions must be well-formed, and mean nothing. Prefixes of names are taken off, and namespaces aren't looked
//! at. There are no document type definitions, so there is nothing to expand.

mod name;
mod read;
mod write;

pub(super) use read::{MAX_DEPTH, MAX_ELEMENTS, XmlError, parse};
pub(super) use write::Writer;

/// A document. Its elements lie side by side, the root first, so that depth costs nothing when it is dropped.
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

/// An element that should be one, and isn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeated;

impl Document {
    /// The root, which every document that was read has.
    pub(super) fn root(&self) -> Option<Element<'_>> {
        self.nodes.first().map(|node| Element { document: self, node })
    }
}

impl<'d> Element<'d> {
    /// Its name without a prefix.
    pub(super) fn name(self) -> &'d str {
        &self.node.name
    }

    /// The text that stands in it, between its children too.
    pub(super) fn text(self) -> &'d str {
        &self.node.text
    }

    /// The elements that stand in it, in their order.
    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        let document = self.document;
        let nodes = self.node.children.iter().filter_map(|index| document.nodes.get(*index));
        nodes.map(move |node| Element { document, node })
    }

    /// The child of this name, if there is one.
    pub(super) fn child(self, name: &str) -> Result<Option<Self>, Repeated> {
        let mut named = self.children().filter(|child| child.name() == name);
        let first = named.next();
        if named.next().is_some() { Err(Repeated) } else { Ok(first) }
    }
}
