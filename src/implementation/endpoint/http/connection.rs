//! A connection that sends one request after another and checks that exactly one response follows each.

use super::connect::{Stream, connect};
use super::response::{body_error, check, head_error, late, shortened};
use super::{HttpError, Limit, Response};
use crate::implementation::endpoint::url::Url;
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{DATE, LOCATION, SERVER};
use hyper::http::response::Parts;
use hyper_util::rt::TokioIo;
use std::fmt;
use std::future::{Future, poll_fn};
use std::io::ErrorKind;
use std::net::TcpStream;
use std::pin::{Pin, pin};
use std::task::{Context, Waker};
use tokio::runtime::{self, Runtime};
use tokio::time::timeout_at;

/// The maximum size of a body in bytes.
const MAX_BODY: usize = 16 << 20;

/// The maximum size of a response header in bytes.
const MAX_HEAD: usize = 64 << 10;

/// A plain or TLS connection, between two exchanges.
pub(super) struct Connection {
    runtime: Runtime,
    sender: SendRequest<String>,
    driver: Driver,
    /// The socket, which doesn't block.
    socket: TcpStream,
}

/// hyper's side of a connection, which makes progress only while it is polled.
struct Driver {
    connection: http1::Connection<TokioIo<Box<dyn Stream>>, String>,
    /// Whether the connection has ended. It must not be polled again.
    is_over: bool,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

impl Connection {
    /// Connects to the first address of the host that accepts.
    pub(super) fn open(url: &Url, limit: Limit) -> Result<Self, HttpError> {
        let no_connection =
            |reason: String| HttpError::NoConnection { place: url.authority(), reason };
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| no_connection(error.to_string()))?;
        let (stream, socket) = match runtime.block_on(connect(url, limit)) {
            Ok(connected) => connected,
            Err(error) => {
                // The system's resolver may still be at work. It has no time limit, so it is abandoned.
                runtime.shutdown_background();
                return Err(error);
            }
        };
        let mut builder = http1::Builder::new();
        builder.title_case_headers(true).max_buf_size(MAX_HEAD).max_header_size(MAX_HEAD);
        let opened = runtime.block_on(builder.handshake(TokioIo::new(stream)));
        let (sender, connection) = opened.map_err(|error| no_connection(error.to_string()))?;
        Ok(Self { runtime, sender, driver: Driver { connection, is_over: false }, socket })
    }

    /// Returns whether the connection is open and no unexpected bytes have arrived. A server may report that
    /// it waited too long (status 408), or close the connection without a message.
    pub(super) fn is_quiet(&self) -> bool {
        self.socket.peek(&mut [0]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    /// Sends a request and reads the response. Returns the connection too, if it can be used again.
    pub(super) fn exchange(
        mut self,
        request: hyper::Request<String>,
        limit: Limit,
    ) -> Result<(Response, Option<Self>), HttpError> {
        let answering = self.sender.send_request(request);
        let (head, body) = match self.run(limit, answering) {
            Some(Ok(response)) => response.into_parts(),
            Some(Err(error)) => return Err(head_error(&error, &self.unread())),
            None => return Err(late(limit, &self.unread())),
        };
        check(&head)?;
        let body = self.body(body, &head, limit)?;
        let field = |name| head.headers.get(name).map(|value| shortened(value.as_bytes()));
        let response = Response {
            status: head.status.as_u16(),
            location: field(LOCATION),
            server: field(SERVER),
            date: field(DATE),
            body,
            repeated: false,
        };
        if self.is_ready() {
            return Ok((response, Some(self)));
        }
        match self.unread() {
            rest if rest.is_empty() => Ok((response, None)),
            rest => Err(HttpError::behind(&rest)),
        }
    }

    /// Reads the body that belongs to a header.
    fn body(
        &mut self,
        mut body: Incoming,
        head: &Parts,
        limit: Limit,
    ) -> Result<Vec<u8>, HttpError> {
        let too_long = || {
            HttpError::Malformed(format!("the body of the answer is longer than {MAX_BODY} bytes"))
        };
        let length = body.size_hint().exact().map(usize::try_from);
        if length.is_some_and(|length| length.map_or(true, |length| length > MAX_BODY)) {
            return Err(too_long());
        }
        let mut bytes = Vec::new();
        let reading = async {
            while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
                // A frame without data has the fields after the last chunk.
                let data = frame.map_err(|error| body_error(&error, head, bytes.len()))?;
                bytes.extend_from_slice(&data.into_data().unwrap_or_default());
                if bytes.len() > MAX_BODY {
                    return Err(too_long());
                }
            }
            Ok(())
        };
        match self.run(limit, reading) {
            Some(read) => read.map(|()| bytes),
            None => {
                let arrived = format!("its header and {} bytes of its body", bytes.len());
                Err(HttpError::Slow { time: limit.time, arrived })
            }
        }
    }

    /// Runs the connection until a future is ready. Returns `None` if its time is up first.
    fn run<F: Future>(&mut self, limit: Limit, future: F) -> Option<F::Output> {
        let Self { runtime, driver, .. } = self;
        runtime.block_on(async {
            let mut future = pin!(future);
            let driven = poll_fn(|cx| {
                driver.advance(cx);
                let polled = future.as_mut().poll(cx);
                if polled.is_ready() {
                    // The connection notices only now that the response is complete. A waker would cost a
                    // system call before the next request.
                    driver.advance(&mut Context::from_waker(Waker::noop()));
                }
                polled
            });
            timeout_at(limit.end.into(), driven).await.ok()
        })
    }

    /// Returns whether the connection can take another request.
    fn is_ready(&self) -> bool {
        !self.driver.is_over && self.sender.is_ready()
    }

    /// Returns the bytes that have arrived and belong to no response.
    fn unread(self) -> Vec<u8> {
        self.driver.connection.into_parts().read_buf.to_vec()
    }
}

impl Driver {
    fn advance(&mut self, cx: &mut Context<'_>) {
        // The request or the body under way has the error.
        self.is_over = self.is_over || Pin::new(&mut self.connection).poll(cx).is_ready();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::implementation::endpoint::http::{Client, Repeat, Request};
    use std::io::Write;
    use std::net::TcpListener;
    use std::thread;
    use std::time::Duration;

    const TIME: Duration = Duration::from_secs(60);

    /// Returns the result of a request to which the server sends `bytes` and then resets the connection. The
    /// reset happens because the server closes the connection without reading the request.
    fn answered_and_reset(bytes: &str, time: Duration) -> Result<String, String> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let bytes = bytes.to_owned();
        let server = thread::spawn(move || {
            let (mut client, _) = listener.accept().unwrap();
            client.peek(&mut [0]).unwrap();
            client.write_all(bytes.as_bytes()).unwrap();
        });
        let repeat = Repeat::Never;
        let request = Request { method: "POST", target: "/", headers: &[], body: "unread", repeat };
        let response = Client::new(url, time).exchange(request);
        server.join().unwrap();
        let response = response.map_err(|error| error.to_string())?;
        Ok(String::from_utf8(response.body).unwrap())
    }

    #[track_caller]
    fn refused(fields: &str, reason: &str) {
        let response = answered_and_reset(&format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n"), TIME);
        assert_eq!(
            response.unwrap_err(),
            format!("the header of the answer is malformed: {reason}")
        );
    }

    #[test]
    fn a_reset_does_not_end_a_body() {
        let cut = answered_and_reset("HTTP/1.1 200 OK\r\n\r\npartial", TIME).unwrap_err();
        assert!(
            cut.ends_with("the connection broke after 7 bytes of a body without a length"),
            "{cut}"
        );
        let whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole";
        assert_eq!(answered_and_reset(whole, TIME), Ok("whole".to_owned()));
    }

    #[test]
    fn accepts_the_longest_time_limit() {
        let whole = "HTTP/1.1 200 OK\nContent-Length: 5\n\r\nwhole";
        assert_eq!(answered_and_reset(whole, Duration::MAX), Ok("whole".to_owned()));
    }

    #[test]
    fn an_unusable_header_is_malformed() {
        refused("Content-Length: x", "invalid content-length parsed");
        refused("Content-Length: 5\r\nContent-Length: 6", "invalid content-length parsed");
        refused(
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "both Content-Length and Transfer-Encoding; only one is allowed",
        );
        refused("Transfer-Encoding: gzip", "transfer-encoding: gzip was not requested");
        refused("Content-Encoding: gzip", "content-encoding: gzip was not requested");
        refused("a b: c", "invalid HTTP header parsed");
    }
}
