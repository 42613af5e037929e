//! Reads instance metadata over HTTP.
//!
//! On EC2, only the instance itself can read its metadata. An emulator may serve it at another address,
//! either one for all instances or one for each.

use super::http::{Client, HttpError, Repeat, Request};
use super::outcome;
use super::session::{Session, unpoisoned};
use super::url::MetadataUrl;
use crate::api::{Outcome, Refusal, Reply};
use std::sync::atomic::Ordering;

/// A client of the metadata service.
#[derive(Debug)]
pub(super) struct Metadata {
    place: MetadataUrl,
    /// The client of the latest request. It is reused for the same URL.
    client: Option<Client>,
}

impl Metadata {
    pub(super) const fn new(place: MetadataUrl) -> Self {
        Self { place, client: None }
    }

    /// Reads the metadata at a path, which starts with a slash.
    pub(super) fn read(&mut self, session: &Session, instance_id: &str, path: &str) -> Outcome {
        let url = match self.place.of(instance_id) {
            Ok(url) => url,
            Err(reason) => {
                return Outcome::NotRun(format!("the metadata URL is invalid: {reason}"));
            }
        };
        let target = format!("{}{path}", url.path.trim_end_matches('/'));
        let mut client = match self.client.take() {
            Some(client) if *client.url() == url => client,
            _ => Client::new(url, session.options.time),
        };
        let asking = unpoisoned(&session.asking);
        if session.is_stopped.load(Ordering::SeqCst) {
            return Outcome::NotRun("the run was interrupted".to_owned());
        }
        let headers = [("Accept", "*/*")];
        let repeat = Repeat::Harmless;
        let request =
            Request { method: "GET", target: &target, headers: &headers, body: "", repeat };
        let response = client.exchange(request);
        drop(asking);
        let place = client.url().to_string();
        self.client = Some(client);
        let response = match response {
            Ok(response) => response,
            Err(fault @ HttpError::NothingListens(_)) => {
                return Outcome::NotRun(format!("{fault}, the address of --metadata"));
            }
            Err(fault) => return outcome::of_fault(&fault),
        };
        if let Some(outcome) = outcome::of_redirect(&response) {
            return outcome;
        }
        match (response.status, String::from_utf8(response.body)) {
            (200, Ok(text)) => Outcome::Success(Reply::text(text)),
            (200, Err(_)) => Outcome::Malformed("the metadata is not UTF-8 text".to_owned()),
            (404, _) => {
                Outcome::Refused(Refusal::without_code(format!("404: {place} has no {path}")))
            }
            (status @ 500.., _) => {
                Outcome::ServerError(format!("status {status} for GET {target}"))
            }
            (status, _) => Outcome::Malformed(format!(
                "status {status} for GET {target}; only 200 (found) and 404 (not found) are valid"
            )),
        }
    }
}
