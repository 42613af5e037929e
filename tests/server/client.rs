//! A client on a plain socket.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The time after which a test fails instead of waiting for the server.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A connection to the server.
#[derive(Debug)]
pub(crate) struct Client {
    stream: TcpStream,
    /// The received bytes that are not parsed yet.
    rest: Vec<u8>,
}

/// A parsed HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    /// Returns the text of the first element with this name.
    pub(crate) fn text(&self, element: &str) -> Option<&str> {
        let (_, rest) = self.body.split_once(&format!("<{element}>"))?;
        Some(rest.split_once(&format!("</{element}>"))?.0)
    }

    /// Returns the error code.
    pub(crate) fn code(&self) -> Option<&str> {
        self.text("Code")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().filter_map(|line| line.split_once(": "));
        fields.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream.set_write_timeout(Some(TIMEOUT)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, rest: Vec::new() }
    }

    /// Sends bytes. An error is ignored, because a server may answer and close the connection before it has read
    /// all.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// Sends bytes, and returns the error if it fails.
    pub(crate) fn try_send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Closes the sending direction.
    pub(crate) fn finish(&mut self) {
        let _ = self.stream.shutdown(std::net::Shutdown::Write);
    }

    /// Returns the next answer, or `None` if the connection ends.
    pub(crate) fn answer(&mut self) -> Option<Answer> {
        self.answer_to("")
    }

    /// Returns the next answer. The answer to a `HEAD` request has no body.
    pub(crate) fn answer_to(&mut self, method: &str) -> Option<Answer> {
        let end = loop {
            match self.rest.windows(4).position(|four| four == b"\r\n\r\n") {
                Some(end) => break end + 4,
                None if self.receive() => {}
                None => return None,
            }
        };
        let head: Vec<u8> = self.rest.drain(..end).collect();
        let head = String::from_utf8(head).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let answer = Answer { status, head, body: String::new() };
        let length = answer.header("content-length").unwrap_or("0").parse().unwrap();
        let length = if method == "HEAD" { 0 } else { length };
        while self.rest.len() < length {
            assert!(self.receive(), "the body is truncated: {answer:?}");
        }
        let body = self.rest.drain(..length).collect();
        Some(Answer { body: String::from_utf8(body).unwrap(), ..answer })
    }

    /// Returns whether bytes or the end of the connection arrive within this time.
    pub(crate) fn receives_within(&mut self, time: Duration) -> bool {
        self.stream.set_read_timeout(Some(time)).unwrap();
        let received = match self.stream.peek(&mut [0]) {
            Ok(_) => true,
            Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        };
        self.stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        received
    }

    /// Waits until the connection ends, and discards what arrives.
    pub(crate) fn wait_for_the_end(&mut self) {
        while self.receive() {}
    }

    /// Receives bytes, and returns whether the connection is still open.
    fn receive(&mut self) -> bool {
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(count) => {
                self.rest.extend_from_slice(&buffer[..count]);
                count > 0
            }
            Err(error) if error.kind() == ErrorKind::ConnectionReset => false,
            Err(error) => panic!("no answer from the server: {error}"),
        }
    }
}

/// Sends these bytes on a new connection, and returns the answer.
pub(crate) fn exchange(address: SocketAddr, bytes: &[u8]) -> Option<Answer> {
    let mut client = Client::connect(address);
    client.send(bytes);
    client.answer()
}
