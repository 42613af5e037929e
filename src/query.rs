//! Writes and reads requests and answers of the EC2 Query API of 2014-06-15, for clients and servers.
//!
//! This module neither sends nor signs requests. The API reference of that version specifies the form of
//! requests in "Making API Requests" and "Common Query Parameters". Answers are XML as in its examples.

mod version;
mod time;
pub mod form;
mod xml;
mod allocation;
mod key_pair_id;
mod records;
mod request;
mod answer;

pub use answer::{
    Answer, Image, OWNER, ResponseContext, ResponseError, Tag, allocation_id, answer, answer_in,
    client_tokens, error, images, next_token, read_answer, read_volume_product_codes, regions,
    status, success, tags, volume_product_codes, zones,
};
pub use key_pair_id::id_of as key_pair_id;
pub use records::{KeyPairRecord, KeyPairRecords, Launched, Records, Tags, VolumeRecord};
pub use request::{
    MAX_TAGS, Offer, Page, ParsedCall, Request, check_count as check_tag_count, parameters, read,
};
pub use time::Time;
pub use version::{VERSION, Version};

/// The decoded name-value pairs of a request, in order.
pub type Parameters = Vec<(String, String)>;
