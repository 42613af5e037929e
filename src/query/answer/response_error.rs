//! What keeps something that came from being an answer.
//!
//! The texts are read by those who maintain what was asked: each says what came, and what should have come.

use crate::query::xml::{MAX_DEPTH, MAX_ELEMENTS, XmlError};
use thiserror::Error;

/// What makes an answer none. Offsets are bytes from the start of the body.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ResponseError {
    /// The server says of itself that it failed.
    #[error("status {status}, {what}; a refusal has a 4xx status and an error document")]
    ServerError {
        /// The status code of HTTP.
        status: u16,
        /// What came with it.
        what: String,
    },
    /// A status code that is neither of success nor of failure.
    #[error("status {status}; it should be 200, or 4xx with an error document")]
    Status {
        /// The status code of HTTP.
        status: u16,
    },
    /// Nothing.
    #[error("an empty body; it should be an XML document")]
    Empty,
    /// An HTML page.
    #[error("an HTML page{}; it should be an XML document", titled(title.as_ref()))]
    Html {
        /// Its title.
        title: Option<String>,
    },
    /// JSON.
    #[error("JSON; it should be an XML document")]
    Json,
    /// Text that begins like none of these.
    #[error("plain text, {start:?}; it should be an XML document")]
    PlainText {
        /// How it begins.
        start: String,
    },
    /// Bytes that are no text.
    #[error("bytes that are not UTF-8, at byte {offset}; it should be an XML document in UTF-8")]
    NotText {
        /// The first byte that isn't.
        offset: usize,
    },
    /// Something like XML.
    #[error("ill-formed XML at byte {offset}: {reason}; it should be a well-formed document")]
    NotXml {
        /// What is wrong.
        reason: String,
        /// Where.
        offset: usize,
    },
    /// A document, and something else.
    #[error("something behind the root element, at byte {offset}; the document should end there")]
    BehindRoot {
        /// Where it begins.
        offset: usize,
    },
    /// A document type definition, which can make a small document a big one.
    #[error("a document type definition at byte {offset}; an answer should have none")]
    Doctype {
        /// Where it begins.
        offset: usize,
    },
    /// Too deep.
    #[error("elements nested more than {MAX_DEPTH} deep, at byte {offset}; answers need about ten")]
    TooDeep {
        /// Where it is too deep.
        offset: usize,
    },
    /// Too long.
    #[error("more than {MAX_ELEMENTS} elements, at byte {offset}; no answer needs so many")]
    TooManyElements {
        /// Where there are too many.
        offset: usize,
    },
    /// A document of something else.
    #[error("a document <{found}>; it should be <{expected}>")]
    WrongRoot {
        /// The name of the root that should be there.
        expected: String,
        /// The name of the root that is there.
        found: String,
    },
    /// The status code says one thing and the document another.
    #[error(
        "status {status} with {what}; success is 200, and a refusal 4xx with an error document"
    )]
    StatusAgainstBody {
        /// The status code of HTTP.
        status: u16,
        /// The document.
        what: String,
    },
    /// A refusal that doesn't say why.
    #[error("an error document without a code; it should be in <Response><Errors><Error><Code>")]
    ErrorWithoutCode,
    /// A document without something that makes it what it is.
    #[error("<{within}> without <{what}> in it; it should have one, if only an empty one")]
    MissingElement {
        /// What is missing.
        what: String,
        /// Where.
        within: String,
    },
    /// What should be said once.
    #[error("<{within}> with more than one <{what}> in it; it should have one")]
    Repeated {
        /// What is there more than once.
        what: String,
        /// Where.
        within: String,
    },
    /// What stands where something else should.
    #[error("<{what}> with {found} in it; it should have {expected}")]
    BadValue {
        /// The element.
        what: String,
        /// What it has.
        found: String,
        /// What it should have.
        expected: &'static str,
    },
}

impl From<XmlError> for ResponseError {
    fn from(error: XmlError) -> Self {
        match error {
            XmlError::Malformed { reason, offset } => Self::NotXml { reason, offset },
            XmlError::BehindRoot { offset } => Self::BehindRoot { offset },
            XmlError::Doctype { offset } => Self::Doctype { offset },
            XmlError::TooDeep { offset } => Self::TooDeep { offset },
            XmlError::TooManyElements { offset } => Self::TooManyElements { offset },
        }
    }
}

fn titled(title: Option<&String>) -> String {
    title.map(|title| format!(" titled {title:?}")).unwrap_or_default()
}
