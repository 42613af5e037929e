//! Answers: XML documents, written by a server and read by a client.
//!
//! Written as EC2 writes them, and read leniently in what doesn't matter: the order of elements, namespaces, elements
//! that nobody asked for, and the id of the request, which may be missing. Strictly in what does: an answer is one
//! well-formed document of the operation's, whose status code agrees with it, and in which nothing is said twice.

mod status;
mod write;
mod response_error;
mod body;
mod facts;
mod read;

pub use read::{allocation_id, client_tokens, next_token, read_answer, read_volume_product_codes};
pub use response_error::ResponseError;
pub use status::status;
pub use write::{Launched, ResponseContext, answer, answer_in, error, volume_product_codes};

use crate::api::{Refusal, Reply};

/// What a service answered in good form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It was done. The facts are those that stand in the answer, and what stands in it empty is none.
    Success(Reply),
    /// It was refused.
    Refused(Refusal),
}

#[cfg(test)]
mod tests;
