//! The metadata service, at `/INSTANCE/latest/meta-data/…`. While exactly one instance runs, it is also at
//! `/latest/meta-data/…`, for programs that know only this path.
//!
//! It works as in 2014. A path can begin with the date of a version instead of `latest`. There are no tokens,
//! which came in 2019; programs continue without them if they are refused.

use super::account::{SoleInstance, State};
use super::host::Guard;
use crate::api::Attribute;
use hyper::http::header::{ALLOW, CONTENT_TYPE};
use hyper::http::{HeaderValue, Method, StatusCode};
use hyper::{Request, Response};

/// The versions of June 2014, as listed at the root of the service.
const VERSIONS: [&str; 14] = [
    "1.0",
    "2007-01-19",
    "2007-03-01",
    "2007-08-29",
    "2007-10-10",
    "2007-12-15",
    "2008-02-01",
    "2008-09-01",
    "2009-04-04",
    "2011-01-01",
    "2011-05-01",
    "2012-01-12",
    "2014-02-25",
    "latest",
];

/// Why nothing was found.
type Missing = String;

/// Answers a request.
pub(super) fn answer<B>(state: &State, guard: &Guard, request: &Request<B>) -> Response<String> {
    if let Err(reason) = guard.check(request.headers()) {
        return page(StatusCode::FORBIDDEN, reason);
    }
    let method = request.method();
    if *method != Method::GET && *method != Method::HEAD {
        let mut response = page(StatusCode::METHOD_NOT_ALLOWED, "metadata is only read");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    match read(state, request.uri().path()) {
        Ok(text) => response(StatusCode::OK, "text/plain", text),
        Err(missing) => page(StatusCode::NOT_FOUND, &missing),
    }
}

fn read(state: &State, path: &str) -> Result<String, Missing> {
    let (region, id, path) = instance(state, path)?;
    let (version, below) = match path.trim_start_matches('/').split_once('/') {
        Some((version, below)) => (version, below),
        None => (path.trim_start_matches('/'), ""),
    };
    match (version, below) {
        ("", _) => Ok(VERSIONS.join("\n")),
        (version, _) if !VERSIONS.contains(&version) => {
            Err("there is no such version; the top of the service lists them".to_owned())
        }
        (_, "") => Ok("meta-data".to_owned()),
        // The model supports only `latest`. All versions have the same content.
        (_, below) => {
            let reply = state.metadata(&region, &id, &format!("/latest/{below}")).ok();
            let text = reply.as_ref().and_then(|reply| reply.first(Attribute::Text));
            text.map(str::to_owned).ok_or_else(|| "there is nothing under this path".to_owned())
        }
    }
}

/// Returns the region and the id of the instance that a path means, and the rest of the path.
fn instance<'a>(state: &State, path: &'a str) -> Result<(String, String, &'a str), Missing> {
    let broken = |refusal: crate::api::Refusal| refusal.message;
    let (first, rest) = match path.trim_start_matches('/').split_once('/') {
        Some((first, rest)) => (first, rest),
        None => (path.trim_start_matches('/'), ""),
    };
    if first.starts_with("i-") {
        let region = state.region_of(first).map_err(broken)?;
        let region = region.ok_or("no instance of this id runs")?;
        return Ok((region, first.to_owned(), rest));
    }
    match state.only().map_err(broken)? {
        SoleInstance::Instance(region, id) => Ok((region, id, path)),
        SoleInstance::None(0) => Err("no instance runs".to_owned()),
        SoleInstance::None(count) => Err(format!(
            "{count} instances run; the path of each begins with its id, such as /i-1a2b3c4d/latest/meta-data/"
        )),
    }
}

/// Returns an HTML page, as EC2 does for a missing path.
fn page(status: StatusCode, reason: &str) -> Response<String> {
    let title = status.to_string();
    let html = format!(
        "<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{reason}</p></body></html>\n"
    );
    response(status, "text/html", html)
}

fn response(status: StatusCode, media_type: &'static str, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
