//! The EC2 Query API of 2014-06-15 as text, in both directions: what a client sends and a server reads, what a
//! server answers and a client reads.
//!
//! Nothing is sent or signed here. The API reference of that version, "Making API Requests" and "Common Query
//! Parameters", has the form of requests; answers are XML as its examples show it.

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

/// Name-value pairs of a request, in order, decoded.
pub type Parameters = Vec<(String, String)>;
