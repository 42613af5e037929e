//! The reasons why a response is not a valid answer.
//!
//! The messages are for the maintainers of the tested service. Each states the actual and expected content.

use crate::query::xml::{MAX_DEPTH, MAX_NODES, XmlError};
use thiserror::Error;

/// An error in a response. Offsets are bytes from the start of the body.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ResponseError {
    /// The server reports its own failure with a 5xx status.
    #[error("status {status}, {what}; a refusal has a 4xx status and an error document")]
    ServerError {
        /// The HTTP status code.
        status: u16,
        /// A description of the body.
        what: String,
    },
    /// A status code that is neither 2xx, 4xx nor 5xx.
    #[error("status {status}; it should be 200, or 4xx with an error document")]
    Status {
        /// The HTTP status code.
        status: u16,
    },
    /// An empty body.
    #[error("an empty body; it should be an XML document")]
    Empty,
    /// An HTML page.
    #[error("an HTML page{}; it should be an XML document", titled(title.as_ref()))]
    Html {
        /// The page title.
        title: Option<String>,
    },
    /// A JSON body.
    #[error("JSON; it should be an XML document")]
    Json,
    /// Plain text.
    #[error("plain text, {start:?}; it should be an XML document")]
    PlainText {
        /// The start of the text.
        start: String,
    },
    /// Bytes that are not UTF-8.
    #[error("bytes that are not UTF-8, at byte {offset}; it should be an XML document in UTF-8")]
    NotText {
        /// The first invalid byte.
        offset: usize,
    },
    /// Ill-formed XML.
    #[error("ill-formed XML at byte {offset}: {reason}; it should be a well-formed document")]
    NotXml {
        /// What is wrong.
        reason: String,
        /// The position.
        offset: usize,
    },
    /// A document type definition. Its entities can expand a small document to a very large one.
    #[error("a document type definition; an answer should have none")]
    Doctype,
    /// Elements nested too deeply.
    #[error("elements nested more than {MAX_DEPTH} deep, at byte {offset}; answers need about ten")]
    TooDeep {
        /// The first element that is too deep.
        offset: usize,
    },
    /// Too many elements and texts.
    #[error("more than {MAX_NODES} elements and texts; no answer needs so many")]
    TooLarge,
    /// A document with another root element.
    #[error("a document <{found}>; it should be <{expected}>")]
    WrongRoot {
        /// The expected name of the root element.
        expected: String,
        /// The actual name of the root element.
        found: String,
    },
    /// A status code that contradicts the document.
    #[error(
        "status {status} with {what}; success is 200, and a refusal 4xx with an error document"
    )]
    StatusAgainstBody {
        /// The HTTP status code.
        status: u16,
        /// A description of the document.
        what: String,
    },
    /// A refusal without an error code.
    #[error("an error document without a code; it should be in <Response><Errors><Error><Code>")]
    ErrorWithoutCode,
    /// A required element is missing.
    #[error("<{within}> has no <{what}>; it should have one, even if it is empty")]
    MissingElement {
        /// The missing element.
        what: String,
        /// The parent element.
        within: String,
    },
    /// An element occurs more than once.
    #[error("<{within}> has more than one <{what}>; it should have one")]
    Repeated {
        /// The repeated element.
        what: String,
        /// The parent element.
        within: String,
    },
    /// An element has unexpected content.
    #[error("<{what}> contains {found}; it should contain {expected}")]
    BadValue {
        /// The element.
        what: String,
        /// The actual content.
        found: String,
        /// The expected content.
        expected: &'static str,
    },
}

impl From<XmlError> for ResponseError {
    fn from(error: XmlError) -> Self {
        match error {
            XmlError::Malformed { reason, offset } => Self::NotXml { reason, offset },
            XmlError::Doctype => Self::Doctype,
            XmlError::TooDeep { offset } => Self::TooDeep { offset },
            XmlError::TooLarge => Self::TooLarge,
        }
    }
}

fn titled(title: Option<&String>) -> String {
    title.map(|title| format!(" titled {title:?}")).unwrap_or_default()
}
