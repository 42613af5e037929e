//! A list that comes in pages, as one answer: bounded in its pages and in its bytes, whatever the service says.

use crate::api::service::Operation;
use crate::api::{Attributes, Outcome, Reply};
use crate::query::{self, Answer};
use std::collections::BTreeSet;

/// The most pages of a list behind the first: more than a region's 5,000 pairs have at five a page.
const MAX_PAGES: usize = 1_000;

/// The most bytes of all pages together: a hundred times what a region's 5,000 pairs come to.
const MAX_BYTES: usize = 64 << 20;

/// What was answered in good form.
#[derive(Debug)]
pub(super) struct ApiResponse {
    pub(super) answer: Answer,
    /// As it came, page for page, where more than the answer is read from it.
    pub(super) bodies: Vec<Vec<u8>>,
    pub(super) repeated: WasRepeated,
}

/// Whether something was asked twice, since the connection was closed the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WasRepeated {
    Yes,
    No,
}

/// The pages that have come.
#[derive(Debug)]
pub(super) struct Pages {
    told: ApiResponse,
    /// What is listed on the pages behind the first, in their order.
    records: Vec<Attributes>,
    /// The tokens that pages were asked for with.
    tokens: BTreeSet<String>,
    bytes: usize,
    next: Option<String>,
}

impl Pages {
    /// Begins with what came first, which is all of it unless it is a list.
    pub(super) fn new(operation: &Operation, mut first: ApiResponse) -> Self {
        let next = next_page(operation, &first);
        let bytes = first.bodies.iter().map(Vec::len).sum();
        if !is_read_again(operation) {
            first.bodies.clear();
        }
        Self { told: first, records: Vec::new(), tokens: BTreeSet::new(), bytes, next }
    }

    /// The token of the page that follows, if one does.
    ///
    /// # Errors
    /// A list that would have no end.
    pub(super) fn next(&mut self) -> Result<Option<String>, Outcome> {
        let Some(token) = self.next.take() else { return Ok(None) };
        let malformed = |what: String| Err(Outcome::Malformed(what));
        if self.tokens.len() >= MAX_PAGES {
            return malformed(format!("a list that goes on after {MAX_PAGES} pages"));
        }
        if self.bytes > MAX_BYTES {
            return malformed(format!("a list that goes on after {MAX_BYTES} bytes"));
        }
        if !self.tokens.insert(token.clone()) {
            let pages = self.count();
            return malformed(format!(
                "a list that leads back to a page of its own: the nextToken of page {pages} was given before"
            ));
        }
        Ok(Some(token))
    }

    /// Puts another page behind those that are there. If it is a refusal, that is the answer.
    pub(super) fn append(&mut self, operation: &Operation, page: ApiResponse) {
        self.next = next_page(operation, &page);
        self.bytes += page.bodies.iter().map(Vec::len).sum::<usize>();
        match page.answer {
            Answer::Success(reply) => self.records.extend(reply.records()),
            refused @ Answer::Refused(_) => {
                self.told.answer = refused;
                self.next = None;
            }
        }
        if is_read_again(operation) {
            self.told.bodies.extend(page.bodies);
        }
    }

    /// How many have come.
    pub(super) fn count(&self) -> usize {
        self.tokens.len() + 1
    }

    /// All of them as one answer.
    pub(super) fn told(self) -> ApiResponse {
        let Self { mut told, records, .. } = self;
        if let (Answer::Success(reply), false) = (&told.answer, records.is_empty()) {
            told.answer = Answer::Success(Reply::Resources([reply.records(), records].concat()));
        }
        told
    }
}

/// The token of the page that follows.
fn next_page(operation: &Operation, told: &ApiResponse) -> Option<String> {
    let is_list = matches!(
        operation,
        Operation::DescribeKeyPairs { .. }
            | Operation::DescribeInstances { .. }
            | Operation::DescribeVolumes { .. }
    );
    told.bodies.last().filter(|_| is_list).and_then(|body| query::next_token(body))
}

/// Whether more is read from what came than the answer: the tokens of launches, the id of an address.
const fn is_read_again(operation: &Operation) -> bool {
    matches!(operation, Operation::DescribeInstances { .. } | Operation::AllocateAddress { .. })
}
