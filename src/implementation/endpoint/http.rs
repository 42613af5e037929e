//! HTTP/1.1 (RFC 9112), as much of it as it takes to ask a service something and to see what it does to the
//! answer.
//!
//! A client that people use forgives much. This one is there to find it: it tells a connection that was closed
//! from an answer that was cut off, sees what comes behind an answer, follows no redirect, keeps no cookie and
//! takes no proxy from the environment, so that it speaks with nobody but the host that it was given. An answer
//! is bounded in its size, and an exchange in its time however slowly it goes on.

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

/// The most bytes of a body.
pub(super) const MAX_BODY: usize = 16 << 20;

/// The most bytes of an answer's head.
pub(super) const MAX_HEAD: usize = 64 << 10;

/// How long a connection may have been idle to be used again: servers close them after a few seconds.
const FRESH: Duration = Duration::from_millis(900);

/// The most interim answers (status 1xx) before an answer.
const MAX_INTERIM: usize = 8;

/// Speaks with one host, over a connection that is kept.
#[derive(Debug)]
pub struct Client {
    url: Url,
    time: Duration,
    kept: Option<(Connection, Instant)>,
    /// Whether the server has closed a connection that it had kept while nothing was asked on it.
    closes_idle: bool,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a str,
    /// The path and the query.
    pub target: &'a str,
    /// Headers, without `Host` and `Content-Length`.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
    /// What may be done about a connection that turns out to be closed.
    pub repeat: Repeat,
}

/// Whether a request can be sent again, if nobody knows whether it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Once more does no harm.
    Harmless,
    /// It must not be sent twice, so it has a connection of its own.
    Never,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// What the server calls itself.
    pub server: Option<String>,
    /// What the server takes the time to be.
    pub date: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the request was sent twice, since the connection was closed the first time.
    pub repeated: bool,
}

impl Client {
    /// A client of a host. Each exchange has this much time, from the connection to the last byte.
    #[must_use]
    pub const fn new(url: Url, time: Duration) -> Self {
        Self { url, time, kept: None, closes_idle: false }
    }

    /// Where it asks.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// How long an exchange may take.
    #[must_use]
    pub const fn time(&self) -> Duration {
        self.time
    }

    /// Whether the server has closed a connection that it had kept while nothing was asked on it: then a request may
    /// meet a connection that is just being closed, which says nothing of the request.
    #[must_use]
    pub const fn closes_idle(&self) -> bool {
        self.closes_idle
    }

    /// Asks, and gives the answer, whatever its status.
    ///
    /// A server may close a connection that it keeps at any time, and then a request can cross its farewell: what
    /// finds a connection that was kept closed, before any byte of an answer, is sent once more on a new one.
    ///
    /// # Errors
    /// Whatever isn't one whole answer.
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

    /// Connects, and asks nothing.
    ///
    /// # Errors
    /// Why there is no connection.
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

    /// A time-out with the time that there was, and with how much had come.
    fn timed(&self, fault: HttpError, bytes: usize) -> HttpError {
        match fault {
            HttpError::Late(_) if bytes > 0 => HttpError::Slow { time: self.time, bytes },
            HttpError::Late(_) => HttpError::Late(self.time),
            other => other,
        }
    }
}

/// Sends a request and reads the answer to it.
fn answer(
    connection: &mut Connection,
    message: &[u8],
    method: &str,
    deadline: Instant,
) -> Result<(Head, Vec<u8>), HttpError> {
    // A server may answer before it has read everything, and close; what it says is of more use than that.
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

/// The head of the answer, behind those of interim ones.
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

    /// What comes of a request that is answered by these bytes, and whose connection is reset then: bytes that a server
    /// doesn't read make the system send a reset when it closes.
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
