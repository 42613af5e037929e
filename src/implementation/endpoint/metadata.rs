//! What the metadata service answers to an instance, asked for over HTTP.
//!
//! In real EC2 only the instance itself can ask. An emulator has it somewhere else, at an address for all of them or
//! for each.

use super::http::{Client, Fault, Repeat, Request};
use super::url::{NoUrl, Url};
use super::{Session, outcome, unpoisoned};
use crate::api::{Outcome, Refusal, Reply};
use crate::query::form;
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::Ordering;

/// What stands for an instance's id.
const PLACE: &str = "{instance}";

/// Where instances find their metadata: a URL, in which `{instance}` stands for the id of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataUrl(String);

/// Why a text doesn't say where metadata is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoMetadataUrl {
    /// It is no URL.
    #[error(transparent)]
    Url(#[from] NoUrl),
    /// It has a place in it for something that isn't known.
    #[error("it has a brace in it other than those of {PLACE}")]
    Place,
}

/// Reads metadata.
#[derive(Debug)]
pub(super) struct Metadata {
    place: MetadataUrl,
    /// For where was asked last.
    client: Option<Client>,
}

impl FromStr for MetadataUrl {
    type Err = NoMetadataUrl;

    fn from_str(text: &str) -> Result<Self, NoMetadataUrl> {
        if text.replace(PLACE, "").contains(['{', '}']) {
            return Err(NoMetadataUrl::Place);
        }
        Url::parse(&text.replace(PLACE, "i-1a2b3c4d"))?;
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for MetadataUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl MetadataUrl {
    /// Where one instance finds its metadata.
    fn of(&self, instance_id: &str) -> Result<Url, NoUrl> {
        let mut id = String::new();
        form::escape(instance_id, &mut id);
        Url::parse(&self.0.replace(PLACE, &id))
    }
}

impl Metadata {
    pub(super) const fn new(place: MetadataUrl) -> Self {
        Self { place, client: None }
    }

    /// Reads what is at a path, which starts with a slash.
    pub(super) fn read(&mut self, session: &Session, instance_id: &str, path: &str) -> Outcome {
        let url = match self.place.of(instance_id) {
            Ok(url) => url,
            Err(reason) => return Outcome::NotAsked(format!("its metadata is nowhere: {reason}")),
        };
        let target = format!("{}{path}", url.path.trim_end_matches('/'));
        let mut client = match self.client.take() {
            Some(client) if *client.url() == url => client,
            _ => Client::new(url, session.options.time),
        };
        let asking = unpoisoned(&session.asking);
        if session.is_stopped.load(Ordering::SeqCst) {
            return Outcome::NotAsked("the run was interrupted".to_owned());
        }
        let headers = [("Accept", "*/*")];
        let repeat = Repeat::Harmless;
        let request =
            Request { method: "GET", target: &target, headers: &headers, body: b"", repeat };
        let response = client.exchange(request);
        drop(asking);
        let place = client.url().to_string();
        self.client = Some(client);
        let response = match response {
            Ok(response) => response,
            Err(fault @ Fault::NothingListens(_)) => {
                return Outcome::NotAsked(format!(
                    "{fault}, where --metadata says its metadata is"
                ));
            }
            Err(fault) => return outcome::of_fault(&fault),
        };
        if let Some(outcome) = outcome::of_redirect(&response) {
            return outcome;
        }
        match (response.status, String::from_utf8(response.body)) {
            (200, Ok(text)) => Outcome::Done(Reply::Text(text)),
            (200, Err(_)) => Outcome::Garbled("the metadata isn't text in UTF-8".to_owned()),
            (404, _) => {
                Outcome::Refused(Refusal::without_code(format!("404: {place} has no {path}")))
            }
            (status @ 500.., _) => Outcome::ServerError(format!("status {status} to GET {target}")),
            (status, _) => Outcome::Garbled(format!(
                "status {status} to GET {target}, where 200 is an answer and 404 says that there is none"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_has_a_place_in_a_url() {
        let url =
            |text: &str| text.parse::<MetadataUrl>().map(|url| url.of("i-1").unwrap().to_string());
        assert_eq!(url("http://a:1/{instance}"), Ok("http://a:1/i-1".to_owned()));
        assert_eq!(url("http://{instance}.a"), Ok("http://i-1.a".to_owned()));
        assert_eq!(url("http://a"), Ok("http://a".to_owned()));
        assert_eq!(url("http://a/{id}"), Err(NoMetadataUrl::Place));
        assert_eq!(url("a/{instance}"), Err(NoMetadataUrl::Url(NoUrl::Scheme)));
    }
}
