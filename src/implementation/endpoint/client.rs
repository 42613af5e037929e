//! Sends calls to the service as signed requests and reads the responses.

use super::endpoint_call::EndpointCall;
use super::http::{Client, HttpError, Repeat, Request, Response};
use super::outcome;
use super::pagination::{ApiResponse, Pages, WasRepeated};
use super::session::{Session, unpoisoned};
use super::signature::{CONTENT_TYPE, Credentials, Signed, Signer};
use super::time::{Backoff, Second, Slept, deadline};
use crate::api::Outcome;
use crate::api::service::Signature;
use crate::query::{self, Answer, ResponseError, form};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long to wait for a service that no longer listens. A restart fits in this time.
const RETURN: Duration = Duration::from_secs(2);

/// How many times the limit of one exchange a paginated list may take in total.
const LIST: u32 = 10;

/// The number of consecutive requests that may stay rate-limited until their time is up. After that, requests
/// for vectors are no longer sent.
const MOST_LIMITED: u32 = 3;

/// The pause between two attempts to reach a service that doesn't listen.
const LOOK: Duration = Duration::from_millis(50);

/// A client of one service, over one connection.
#[derive(Debug)]
pub(super) struct Service {
    session: Arc<Session>,
    client: Client,
    /// One signer for each region and each kind of signature.
    signers: BTreeMap<(String, Signature), Signer>,
    role: Role,
    /// The number of consecutive requests that stayed rate-limited until their time was up.
    limited: u32,
}

/// A form-encoded request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form<'a> {
    pub(super) region: &'a str,
    pub(super) signature: Signature,
    pub(super) body: &'a str,
    pub(super) repeat: Repeat,
}

/// The purpose of a client's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Requests of a vector. They end when the run is stopped.
    Worker,
    /// Requests for cleanup. No vector sends requests at the same time.
    Cleaner,
}

impl Service {
    pub(super) fn new(session: Arc<Session>, role: Role) -> Self {
        let client = Client::new(session.options.url.clone(), session.options.time);
        Self { session, client, signers: BTreeMap::new(), role, limited: 0 }
    }

    /// Sets the time limit of an exchange.
    pub(super) fn set_time(&mut self, time: Duration) {
        self.client = Client::new(self.client.url().clone(), time);
    }

    /// Returns the time limit of an exchange.
    pub(super) const fn time(&self) -> Duration {
        self.client.time()
    }

    /// Sends a call and reads the response. For a paginated list, all pages are read.
    ///
    /// # Errors
    /// Returns the outcome of the failure if there is no valid API response, or if a list is incomplete when
    /// its time is up.
    pub(super) fn ask(&mut self, asked: &EndpointCall) -> Result<ApiResponse, Outcome> {
        let operation = &asked.call.operation;
        let time = self.time().saturating_mul(LIST);
        let deadline = deadline(time);
        let mut pages = Pages::new(operation, self.ask_page(asked, None)?);
        while let Some(token) = pages.next()? {
            if Instant::now() >= deadline {
                return Err(outcome::of_long_list(time, pages.count()));
            }
            pages.append(operation, self.ask_page(asked, Some(token))?);
        }
        Ok(pages.joined())
    }

    /// Requests the first page of a response, or the page of a `NextToken`.
    fn ask_page(
        &mut self,
        asked: &EndpointCall,
        page: Option<String>,
    ) -> Result<ApiResponse, Outcome> {
        let call = &asked.call;
        let mut parameters = asked.parameters();
        parameters.extend(page.map(|token| ("NextToken".to_owned(), token)));
        let form = Form {
            region: &call.region,
            signature: call.signature,
            body: &form::encode(&parameters),
            repeat: asked.repeat(),
        };
        let operation = &call.operation;
        let read = |status, body: &[u8]| query::read_answer(operation, status, body);
        self.response(operation.name(), form, read)
    }

    /// Requests the Marketplace product code of a volume.
    ///
    /// # Errors
    /// Returns the outcome of the failure if there is no valid API response.
    pub(super) fn product_code(
        &mut self,
        region: &str,
        volume_id: &str,
    ) -> Result<Answer, Outcome> {
        const OPERATION: &str = "DescribeVolumeAttribute";
        let parameters = [
            ("Action", OPERATION),
            ("Version", query::VERSION),
            ("VolumeId", volume_id),
            ("Attribute", "productCodes"),
        ];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let body = &form::encode(&parameters);
        let form = Form { region, signature: Signature::Valid, body, repeat: Repeat::Harmless };
        let response = self.response(OPERATION, form, query::read_volume_product_codes)?;
        Ok(response.answer)
    }

    /// Sends a form and reads the response. Repeats it after a pause while a rate limit refuses it.
    fn response(
        &mut self,
        operation: &str,
        form: Form<'_>,
        read: impl Fn(u16, &[u8]) -> Result<Answer, ResponseError>,
    ) -> Result<ApiResponse, Outcome> {
        if self.role == Role::Worker && self.limited >= MOST_LIMITED {
            return Err(Outcome::NotRun("the endpoint limits the rate of requests".to_owned()));
        }
        let mut pace = Backoff::new(self.client.time());
        loop {
            let response = self.send(form)?;
            let Response { status, body, repeated, .. } = response;
            if repeated {
                self.session.is_repeated(operation);
            }
            if self.client.closes_idle() {
                self.session.closes_idle();
            }
            let answer = read(status, &body);
            if let Some(limit) = outcome::rate_limit(status, &answer) {
                if pace.pause() == Slept::Yes {
                    continue;
                }
                self.limited += 1;
                return Err(outcome::of_limit(self.client.time(), &limit));
            }
            self.limited = 0;
            let answer = answer.map_err(|fault| outcome::of_no_answer(status, &fault))?;
            if let (Signature::Valid, Some(expired)) = (form.signature, outcome::of_expiry(&answer))
            {
                return Err(expired);
            }
            let repeated = if repeated { WasRepeated::Yes } else { WasRepeated::No };
            return Ok(ApiResponse { answer, repeated, bodies: vec![body] });
        }
    }

    /// Sends a form and returns the HTTP response. The status and the body are not examined, but a redirect
    /// is an error.
    fn send(&mut self, form: Form<'_>) -> Result<Response, Outcome> {
        let session = Arc::clone(&self.session);
        let asking = (self.role == Role::Worker).then(|| unpoisoned(&session.asking));
        if let Some(why) = self.why_not() {
            return Err(Outcome::NotRun(why));
        }
        let sent = self.exchange(form);
        drop(asking);
        match &sent {
            Err(HttpError::Late(_) | HttpError::Slow { .. }) => session.is_late(),
            _ => session.is_heard(),
        }
        let response = sent.map_err(|fault| self.judged(&fault))?;
        outcome::of_redirect(&response).map_or(Ok(response), Err)
    }

    /// Returns why no more requests are sent, if that is so.
    fn why_not(&self) -> Option<String> {
        if self.role == Role::Worker && self.session.is_stopped.load(Ordering::SeqCst) {
            return Some("the run was interrupted".to_owned());
        }
        unpoisoned(&self.session.gone).clone()
    }

    /// Exchanges one request and one response. Waits for a service that may be restarting.
    pub(super) fn exchange(&mut self, form: Form<'_>) -> Result<Response, HttpError> {
        let Form { region, signature, body, repeat } = form;
        let url = self.client.url().clone();
        let host = url.authority();
        let mut headers = vec![("content-type", CONTENT_TYPE), ("accept", "*/*")];
        let signature = match signature {
            Signature::Missing => None,
            Signature::Valid | Signature::WrongSecret => {
                let (path, body) = (url.path.as_str(), body.as_bytes());
                let signed = Signed { method: "POST", path, host: &host, body };
                Some(self.signer(region, signature).sign(signed, Second::now()))
            }
        };
        let signature = signature.iter().flatten();
        headers.extend(signature.map(|(name, value)| (*name, value.as_str())));
        let request =
            Request { method: "POST", target: &url.path, headers: &headers, body, repeat };
        let deadline = Instant::now() + RETURN;
        loop {
            match self.client.exchange(request) {
                Err(HttpError::NothingListens(_)) if Instant::now() < deadline => sleep(LOOK),
                other => return other,
            }
        }
    }

    /// Converts a failed exchange into an outcome, and records whether the service is no longer reachable.
    fn judged(&self, fault: &HttpError) -> Outcome {
        let url = self.client.url();
        if fault.is_unreachable() {
            let gone = format!("the endpoint became unreachable: {fault}");
            *unpoisoned(&self.session.gone) = Some(gone);
        }
        if *fault == HttpError::Closed
            && !is_there(&mut Client::new(url.clone(), self.client.time()))
        {
            let place = url.authority();
            let gone = format!("the endpoint became unreachable: nothing listens at {place}");
            *unpoisoned(&self.session.gone) = Some(gone);
            return Outcome::Crash(format!(
                "{fault}, and since this request nothing listens at {place}"
            ));
        }
        outcome::of_fault(fault)
    }

    fn signer(&mut self, region: &str, signature: Signature) -> &Signer {
        let Credentials { access_key, secret_key } = &self.session.options.credentials;
        let make = || {
            let secret_key = match signature {
                Signature::WrongSecret => format!("not {secret_key}"),
                Signature::Valid | Signature::Missing => secret_key.clone(),
            };
            let credentials = Credentials { access_key: access_key.clone(), secret_key };
            Signer::new(credentials, region.to_owned())
        };
        self.signers.entry((region.to_owned(), signature)).or_insert_with(make)
    }
}

/// Returns whether something listens at the address, now or within [`RETURN`].
fn is_there(client: &mut Client) -> bool {
    let deadline = Instant::now() + RETURN;
    loop {
        match client.reach() {
            Err(HttpError::NothingListens(_)) if Instant::now() < deadline => sleep(LOOK),
            reached => return reached.is_ok(),
        }
    }
}
