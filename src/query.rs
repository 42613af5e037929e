//! Writes and reads requests and answers of the EC2 Query API of 2014-06-15, for clients and servers.
//!
//! This module neither sends nor signs requests. The API reference of that version specifies the form of
//! requests in "Making API Requests" and "Common Query Parameters". Answers are XML as in its examples.

mod version;
pub mod form;
mod xml;
mod allocation;
mod key_pair_id;
mod request;
mod answer;

pub use answer::{
    Answer, Launched, ResponseContext, ResponseError, allocation_id, answer, answer_in,
    client_tokens, error, next_token, read_answer, read_volume_product_codes, status,
    volume_product_codes,
};
pub use request::{Offer, Page, ParsedCall, Request, parameters, read};
pub use version::{VERSION, Version};

/// The decoded name-value pairs of a request, in order.
pub type Parameters = Vec<(String, String)>;
