//! An HTTP/1.1 client (RFC 9112) for a test of a service: hyper's client connection, driven by the calling thread.
//!
//! A client for production use tolerates many errors of a server; this one reports them. It distinguishes a
//! closed connection from a truncated response and detects bytes after a response. It follows no redirect,
//! stores no cookie and uses no proxy from the environment, so it communicates only with the given host. The
//! size of a response and the total time of an exchange are limited.
//!
//! Each connection has a runtime of its own, so a client can't be used within an asynchronous task.

mod error;
mod response;
mod connect;
mod connection;

pub use error::HttpError;

use super::time::deadline;
use super::url::Url;
use connection::Connection;
use hyper::header::{CONTENT_LENGTH, HOST};
use std::time::{Duration, Instant};

/// The maximum idle time of a connection that is used again. Servers close idle connections after a few
/// seconds.
const FRESH: Duration = Duration::from_millis(900);

/// A client of one host, with a persistent connection.
#[derive(Debug)]
pub struct Client {
    url: Url,
    time: Duration,
    kept: Option<(Connection, Instant)>,
    /// Whether the server has closed an idle persistent connection.
    closes_idle: bool,
}

/// An HTTP request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub method: &'a str,
    /// The path and the query.
    pub target: &'a str,
    /// The headers, without `Host` and `Content-Length`.
    pub headers: &'a [(&'a str, &'a str)],
    pub body: &'a str,
    /// Whether the request may be sent again if a persistent connection turns out to be closed.
    pub repeat: Repeat,
}

/// Whether a request may be sent again when the first one may already have been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// A second request does no harm.
    Harmless,
    /// The request must not be sent twice, so it always gets a new connection.
    Never,
}

/// An HTTP response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    /// The header `Location`.
    pub location: Option<String>,
    /// The header `Server`.
    pub server: Option<String>,
    /// The header `Date`.
    pub date: Option<String>,
    pub body: Vec<u8>,
    /// Whether the request was sent twice because the server closed the connection the first time.
    pub repeated: bool,
}

/// The time limit of one exchange.
#[derive(Debug, Clone, Copy)]
struct Limit {
    time: Duration,
    end: Instant,
}

impl Client {
    /// Creates a client. `time` limits each exchange, from the connection to the last byte.
    #[must_use]
    pub const fn new(url: Url, time: Duration) -> Self {
        Self { url, time, kept: None, closes_idle: false }
    }

    /// Returns the URL of the service.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the time limit of an exchange.
    #[must_use]
    pub const fn time(&self) -> Duration {
        self.time
    }

    /// Returns whether the server has closed an idle persistent connection. If so, a request may be lost
    /// because the server closes the connection at the same time, and the loss says nothing about the
    /// request.
    #[must_use]
    pub const fn closes_idle(&self) -> bool {
        self.closes_idle
    }

    /// Sends a request and returns the response, regardless of its status.
    ///
    /// The server may close an idle connection while we send a request. If a persistent connection is closed
    /// before the first byte of the response, the request is sent once more on a new connection.
    ///
    /// # Errors
    /// Returns an [`HttpError`] if there is no connection or no single complete response.
    pub fn exchange(&mut self, request: Request<'_>) -> Result<Response, HttpError> {
        let limit = Limit::new(self.time);
        let kept = self
            .kept
            .take()
            .filter(|(_, since)| request.repeat == Repeat::Harmless && since.elapsed() < FRESH);
        if let Some((connection, _)) = kept {
            if connection.is_quiet() {
                match self.exchange_on(connection, request, limit) {
                    Err(HttpError::Closed) => {}
                    other => return other,
                }
                let connection = Connection::open(&self.url, limit)?;
                let repeated = self.exchange_on(connection, request, limit)?;
                return Ok(Response { repeated: true, ..repeated });
            }
            self.closes_idle = true;
        }
        let connection = Connection::open(&self.url, limit)?;
        self.exchange_on(connection, request, limit)
    }

    /// Connects without sending a request.
    ///
    /// # Errors
    /// Returns an [`HttpError`] if there is no connection.
    pub fn reach(&mut self) -> Result<(), HttpError> {
        self.kept = Some((Connection::open(&self.url, Limit::new(self.time))?, Instant::now()));
        Ok(())
    }

    fn exchange_on(
        &mut self,
        connection: Connection,
        request: Request<'_>,
        limit: Limit,
    ) -> Result<Response, HttpError> {
        let (response, kept) = connection.exchange(message(&self.url, &request)?, limit)?;
        self.kept = kept.map(|connection| (connection, Instant::now()));
        Ok(response)
    }
}

impl Limit {
    fn new(time: Duration) -> Self {
        Self { time, end: deadline(time) }
    }
}

/// Builds a whole request.
fn message(url: &Url, request: &Request<'_>) -> Result<hyper::Request<String>, HttpError> {
    let mut builder = hyper::Request::builder()
        .method(request.method)
        .uri(request.target)
        .header(HOST, url.authority());
    for (name, value) in request.headers {
        builder = builder.header(*name, *value);
    }
    if request.method != "GET" {
        builder = builder.header(CONTENT_LENGTH, request.body.len());
    }
    let message = builder.body(request.body.to_owned());
    message.map_err(|error| HttpError::InvalidRequest(error.to_string()))
}
