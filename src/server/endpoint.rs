//! The Query API: `GET /?…` and `POST /`, signed, answered in XML.

use super::account::State;
use super::body;
use super::head;
use super::host::Guard;
use super::operations::{self, Caller};
use super::places::Connection;
use super::signature::{self, Signed, Verifier};
use super::{Limits, clock};
use crate::api::{ErrorCode, Refusal};
use crate::query::form::{self, FormError};
use crate::query::{self, Parameters};
use hyper::body::Incoming;
use hyper::http::header::{ALLOW, CONNECTION, CONTENT_TYPE, HOST, HeaderName};
use hyper::http::{HeaderValue, Method, StatusCode};
use hyper::{Request, Response};
use std::fmt::Display;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::task::spawn_blocking;

/// The media type of an answer, as EC2 writes it.
const XML: HeaderValue = HeaderValue::from_static("text/xml;charset=UTF-8");

/// Answers the requests to the Query API.
#[derive(Debug)]
pub(super) struct Endpoint {
    state: Arc<State>,
    /// Without a verifier, anyone may send requests.
    verifier: Option<Verifier>,
    region: String,
    limits: Limits,
    address: SocketAddr,
    guard: Guard,
    /// The number of the next request. The request id is made from it.
    next: AtomicU64,
}

/// An answer with an error: a refusal with its HTTP status.
struct ErrorResponse {
    status: StatusCode,
    refusal: Refusal,
    header: Option<(HeaderName, &'static str)>,
}

impl Endpoint {
    pub(super) fn new(
        state: Arc<State>,
        verifier: Option<Verifier>,
        region: String,
        limits: Limits,
        address: SocketAddr,
    ) -> Self {
        let (guard, next) = (Guard::new(address), AtomicU64::new(clock::now() << 20));
        Self { state, verifier, region, limits, address, guard, next }
    }

    /// Returns an id that no other request has.
    fn request_id(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (high, low) = (number >> 48, number & 0xffff_ffff_ffff);
        format!("6b657970-{high:04x}-4000-8000-{low:012x}")
    }

    /// Answers a request.
    pub(super) async fn answer(
        &self,
        request: Request<Incoming>,
        connection: &Arc<Connection>,
    ) -> Response<String> {
        let id = self.request_id();
        match self.document(request, connection, &id).await {
            Ok(document) => xml(StatusCode::OK, document),
            Err(error) => error.response(&id),
        }
    }

    /// Reads a request, performs it, and returns the answer.
    async fn document(
        &self,
        request: Request<Incoming>,
        connection: &Arc<Connection>,
        id: &str,
    ) -> Result<String, ErrorResponse> {
        let (head, body) = request.into_parts();
        if head.uri.path() != "/" {
            return Err(ErrorResponse::path());
        }
        if head.method != Method::GET && head.method != Method::POST {
            return Err(ErrorResponse::method());
        }
        head::check_host(&head).map_err(invalid)?;
        self.guard.check(&head.headers).map_err(invalid)?;
        let body = body::read(body, &self.limits).await.map_err(ErrorResponse::body)?;
        let _work = Connection::work(connection);
        let query = head.uri.query().unwrap_or_default();
        let query =
            form::decode(query.as_bytes()).map_err(|fault| malformed("query string", fault))?;
        let signed = Signed {
            method: head.method.as_str(),
            path: head.uri.path(),
            query: &query,
            headers: &head.headers,
            body: &body,
        };
        let region = self.admit(&signed)?.to_owned();
        if !body.is_empty() {
            head::check_form(&head.headers).map_err(invalid)?;
        }
        let request = parameters(query, &body)?;
        let request = query::read(&request, &region, &|id| self.state.images().offer(id))?;
        let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = host.map_or_else(|| self.address.to_string(), str::to_owned);
        let caller = Caller { region, host, id: id.to_owned() };
        if !operations::takes_long(&request) {
            return Ok(operations::perform(&self.state, &caller, &request)?);
        }
        let state = Arc::clone(&self.state);
        let perform = move || operations::perform(&state, &caller, &request);
        let broken = |_| Refusal::without_code("the request failed within the server");
        Ok(spawn_blocking(perform).await.map_err(broken)??)
    }

    /// Returns the region of a request from a permitted client (rule api/signature).
    fn admit<'a>(&'a self, signed: &Signed<'a>) -> Result<&'a str, Refusal> {
        match &self.verifier {
            Some(verifier) => {
                verifier.verify(signed, clock::now()).map_err(|fault| fault.refusal())
            }
            None => Ok(signature::claimed_region(signed).unwrap_or(&self.region)),
        }
    }
}

fn xml(status: StatusCode, document: String) -> Response<String> {
    let mut response = Response::new(document);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, XML);
    response
}

/// Returns the parameters of the query string, then those of the form in the body.
fn parameters(query: Parameters, body: &[u8]) -> Result<Parameters, Refusal> {
    if body.is_empty() {
        return Ok(query);
    }
    let body = form::decode(body).map_err(|fault| malformed("body", fault))?;
    Ok(if query.is_empty() { body } else { [query, body].concat() })
}

fn malformed(place: &str, fault: FormError) -> Refusal {
    let code = ErrorCode::Other("MalformedQueryString".to_owned());
    Refusal::new(code, format!("the {place} has {fault}"))
}

fn invalid(what: impl Display) -> Refusal {
    Refusal::new(ErrorCode::Other("InvalidRequest".to_owned()), what.to_string())
}

impl From<Refusal> for ErrorResponse {
    /// Adds the HTTP status that belongs to the refusal's code.
    fn from(refusal: Refusal) -> Self {
        let status = refusal.code.as_ref().map_or(500, query::status);
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, refusal, header: None }
    }
}

impl ErrorResponse {
    /// Refuses every path other than `/`.
    fn path() -> Self {
        let refusal = invalid("the path is not \"/\", the only one that there is");
        Self { status: StatusCode::NOT_FOUND, refusal, header: None }
    }

    fn method() -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            refusal: invalid("the method is neither GET nor POST"),
            header: Some((ALLOW, "GET, POST")),
        }
    }

    /// Closes the connection, because the rest of the body would be read as the next request.
    fn body(fault: body::BodyError) -> Self {
        let (status, code) = match fault {
            body::BodyError::TooLong(_) => (StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge"),
            body::BodyError::TooSlow => (StatusCode::REQUEST_TIMEOUT, "RequestTimeout"),
            body::BodyError::Broken => (StatusCode::BAD_REQUEST, "InvalidRequest"),
        };
        let refusal = Refusal::new(ErrorCode::Other(code.to_owned()), fault.to_string());
        Self { status, refusal, header: Some((CONNECTION, "close")) }
    }

    fn response(self, id: &str) -> Response<String> {
        let mut response = xml(self.status, query::error(&self.refusal, id));
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
