//! Joins the pages of a list into one response. The number of pages and of bytes is limited.

use crate::api::service::Operation;
use crate::api::{Outcome, Reply};
use crate::query::{self, Answer};
use std::collections::BTreeSet;

/// The maximum number of pages after the first. With five key pairs a page, a region's 5,000 key pairs fit.
const MAX_PAGES: usize = 1_000;

/// The maximum size of all pages in bytes: a hundred times the size of a region's 5,000 key pairs.
const MAX_BYTES: usize = 64 << 20;

/// A valid API response.
#[derive(Debug)]
pub(super) struct ApiResponse {
    pub(super) answer: Answer,
    /// The bodies of the pages, if more than the answer is read from them.
    pub(super) bodies: Vec<Vec<u8>>,
    pub(super) repeated: WasRepeated,
}

/// Whether a request was sent twice because the server closed the connection the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WasRepeated {
    Yes,
    No,
}

/// The pages received so far.
#[derive(Debug)]
pub(super) struct Pages {
    joined: ApiResponse,
    /// The tokens of all pages requested so far.
    tokens: BTreeSet<String>,
    bytes: usize,
    next: Option<String>,
}

impl Pages {
    /// Starts with the first response, which is complete unless it is a list.
    pub(super) fn new(operation: &Operation, mut first: ApiResponse) -> Self {
        let next = next_page(operation, &first);
        let bytes = first.bodies.iter().map(Vec::len).sum();
        if !is_read_again(operation) {
            first.bodies.clear();
        }
        Self { joined: first, tokens: BTreeSet::new(), bytes, next }
    }

    /// Returns the token of the next page, if there is one.
    ///
    /// # Errors
    /// Returns `Malformed` if a token is repeated, or if the list has too many pages or bytes.
    pub(super) fn next(&mut self) -> Result<Option<String>, Outcome> {
        let Some(token) = self.next.take() else { return Ok(None) };
        let malformed = |what: String| Err(Outcome::Malformed(what));
        if self.tokens.len() >= MAX_PAGES {
            return malformed(format!("a list of more than {MAX_PAGES} pages"));
        }
        if self.bytes > MAX_BYTES {
            return malformed(format!("a list of more than {MAX_BYTES} bytes"));
        }
        if !self.tokens.insert(token.clone()) {
            let pages = self.count();
            return malformed(format!(
                "a list without an end: page {pages} repeats the nextToken of an earlier page"
            ));
        }
        Ok(Some(token))
    }

    /// Appends a page. If the page is a refusal, it becomes the answer.
    pub(super) fn append(&mut self, operation: &Operation, page: ApiResponse) {
        self.next = next_page(operation, &page);
        self.bytes += page.bodies.iter().map(Vec::len).sum::<usize>();
        match (&mut self.joined.answer, page.answer) {
            (
                Answer::Success(Reply::Resources(resources)),
                Answer::Success(Reply::Resources(more)),
            ) => resources.extend(more),
            (_, Answer::Success(_)) => {}
            (answer, refused @ Answer::Refused(_)) => {
                *answer = refused;
                self.next = None;
            }
        }
        if is_read_again(operation) {
            self.joined.bodies.extend(page.bodies);
        }
    }

    /// Returns the number of pages received.
    pub(super) fn count(&self) -> usize {
        self.tokens.len() + 1
    }

    /// Returns all pages as one response.
    pub(super) fn joined(self) -> ApiResponse {
        self.joined
    }
}

/// Returns the token of the next page.
fn next_page(operation: &Operation, page: &ApiResponse) -> Option<String> {
    let is_list = matches!(
        operation,
        Operation::DescribeKeyPairs { .. }
            | Operation::DescribeInstances { .. }
            | Operation::DescribeVolumes { .. }
    );
    page.bodies.last().filter(|_| is_list).and_then(|body| query::next_token(body))
}

/// Returns whether the bodies are read again: for client tokens of launches, or for the allocation id of an
/// address.
const fn is_read_again(operation: &Operation) -> bool {
    matches!(operation, Operation::DescribeInstances { .. } | Operation::AllocateAddress { .. })
}
