//! An HTTP/1.1 client (RFC 9112), limited to what a test of a service needs.
//!
//! A client for production use tolerates many errors of a server; this one reports them. It distinguishes a
//! closed connection from a truncated response and detects bytes after a response. It follows no redirect,
//! stores no cookie and uses no proxy from the environment, so it communicates only with the given host. The
//! size of a response and the total time of an exchange are limited.

mod connect;
mod connection;
mod fault;
mod head;
mod body;

pub use fault::HttpError;

use super::time::deadline;
use super::url::Url;
use connection::Connection;
use head::Head;
use std::time::{Duration, Instant};

/// The maximum size of a body in bytes.
pub(super) const MAX_BODY: usize = 16 << 20;

/// The maximum size of a response header in bytes.
pub(super) const MAX_HEAD: usize = 64 << 10;

/// The maximum idle time of a connection that is used again. Servers close idle connections after a few
/// seconds.
const FRESH: Duration = Duration::from_millis(900);

/// The maximum number of interim responses (status 1xx) before the final one.
const MAX_INTERIM: usize = 8;

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
    pub body: &'a [u8],
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
        let deadline = deadline(self.time);
        let message = head::write(&self.url, &request);
        let kept = self.kept.take().filter(|_| request.repeat == Repeat::Harmless);
        let kept = kept.filter(|(_, since)| since.elapsed() < FRESH);
        let kept = kept.filter(|(connection, _)| {
            let is_quiet = connection.is_quiet();
            self.closes_idle |= !is_quiet;
            is_quiet
        });
        if let Some((connection, _)) = kept {
            match self.exchange_on(connection, &message, request.method, deadline) {
                Err(HttpError::Closed) => {}
                other => return other,
            }
            let repeated = self.exchange_anew(&message, request.method, deadline)?;
            return Ok(Response { repeated: true, ..repeated });
        }
        self.exchange_anew(&message, request.method, deadline)
    }

    /// Connects without sending a request.
    ///
    /// # Errors
    /// Returns an [`HttpError`] if there is no connection.
    pub fn reach(&mut self) -> Result<(), HttpError> {
        let connection = Connection::open(&self.url, deadline(self.time));
        self.kept = Some((connection.map_err(|fault| self.timed(fault, 0))?, Instant::now()));
        Ok(())
    }

    fn exchange_anew(
        &mut self,
        message: &[u8],
        method: &str,
        deadline: Instant,
    ) -> Result<Response, HttpError> {
        let connection =
            Connection::open(&self.url, deadline).map_err(|fault| self.timed(fault, 0))?;
        self.exchange_on(connection, message, method, deadline)
    }

    fn exchange_on(
        &mut self,
        mut connection: Connection,
        message: &[u8],
        method: &str,
        deadline: Instant,
    ) -> Result<Response, HttpError> {
        let before = connection.received();
        let answered = answer(&mut connection, message, method, deadline);
        let bytes = connection.received() - before;
        let (head, body) = answered.map_err(|fault| self.timed(fault, bytes))?;
        if head.keeps {
            self.kept = Some((connection, Instant::now()));
        }
        let Head { status, location, server, date, .. } = head;
        Ok(Response { status, location, server, date, body, repeated: false })
    }

    /// Completes a time-out with the time limit and the number of bytes received.
    fn timed(&self, fault: HttpError, bytes: usize) -> HttpError {
        match fault {
            HttpError::Late(_) if bytes > 0 => HttpError::Slow { time: self.time, bytes },
            HttpError::Late(_) => HttpError::Late(self.time),
            other => other,
        }
    }
}

/// Sends a request and reads the response.
fn answer(
    connection: &mut Connection,
    message: &[u8],
    method: &str,
    deadline: Instant,
) -> Result<(Head, Vec<u8>), HttpError> {
    // A server may respond and close before it has read the whole request. Its response is more useful than
    // the write error.
    let sent = connection.write(message, deadline);
    let head = match final_head(connection, deadline) {
        Err(HttpError::Closed) => return Err(sent.err().unwrap_or(HttpError::Closed)),
        head => head?,
    };
    let body = body::read(connection, &head, method, deadline)?;
    match connection.take() {
        rest if rest.is_empty() => Ok((head, body)),
        rest => Err(HttpError::behind(&rest)),
    }
}

/// Reads the header of the final response and skips those of interim responses.
fn final_head(connection: &mut Connection, deadline: Instant) -> Result<Head, HttpError> {
    for _ in 0..=MAX_INTERIM {
        let head = head::read(connection, deadline)?;
        if head.status >= 200 || head.status == 101 {
            return Ok(head);
        }
    }
    Err(HttpError::Head(format!("more than {MAX_INTERIM} interim answers before the answer")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::net::TcpListener;
    use std::thread;

    /// Returns the result of a request to which the server sends `bytes` and then resets the connection. The
    /// reset happens because the server closes the connection without reading the request.
    fn answered_and_reset(bytes: &'static [u8], time: Duration) -> Result<Vec<u8>, HttpError> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let server = thread::spawn(move || {
            let (mut client, _) = listener.accept().unwrap();
            client.peek(&mut [0]).unwrap();
            client.write_all(bytes).unwrap();
        });
        let request = Request {
            method: "POST",
            target: "/",
            headers: &[],
            body: b"unread",
            repeat: Repeat::Never,
        };
        let response = Client::new(url, time).exchange(request);
        server.join().unwrap();
        response.map(|response| response.body)
    }

    #[test]
    fn a_reset_is_no_end_of_a_body() {
        const TIME: Duration = Duration::from_secs(60);
        let cut = answered_and_reset(b"HTTP/1.1 200 OK\r\n\r\npartial", TIME);
        assert_eq!(cut, Err(HttpError::CutInRest(7)));
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole";
        assert_eq!(answered_and_reset(whole, TIME), Ok(b"whole".to_vec()));
    }

    #[test]
    fn no_time_is_too_long() {
        let whole = b"HTTP/1.1 200 OK\nContent-Length: 5\n\r\nwhole";
        assert_eq!(answered_and_reset(whole, Duration::MAX), Ok(b"whole".to_vec()));
    }
}
