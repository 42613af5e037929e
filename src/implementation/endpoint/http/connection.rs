//! A plain or TLS connection with a buffer of unread bytes.

use super::HttpError;
use super::connect::{connect, is_late, left};
use crate::implementation::endpoint::url::{Scheme, Url};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// The number of bytes per read.
const CHUNK: usize = 16 << 10;

/// A plain or TLS connection.
#[derive(Debug)]
pub(super) struct Connection {
    stream: Stream,
    /// The received bytes. Those from `start` on are unused.
    read: Vec<u8>,
    start: usize,
    /// The number of bytes received in total.
    received: usize,
    /// Whether the connection ended without an orderly close.
    is_broken: bool,
}

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Connection {
    /// Connects to the first address of the host that accepts.
    pub(super) fn open(url: &Url, deadline: Instant) -> Result<Self, HttpError> {
        let socket = connect(url, deadline)?;
        // The option only improves speed, so an error is ignored.
        let _ = socket.set_nodelay(true);
        let stream = match url.scheme {
            Scheme::Http => Stream::Plain(socket),
            Scheme::Https => Stream::Tls(Box::new(secure(url, socket, deadline)?)),
        };
        Ok(Self { stream, read: Vec::new(), start: 0, received: 0, is_broken: false })
    }

    /// Returns whether the connection is open and no unexpected bytes have arrived. A server may report that
    /// it waited too long (status 408), or close the connection without a message.
    pub(super) fn is_quiet(&self) -> bool {
        let socket = self.stream.socket();
        if socket.set_nonblocking(true).is_err() {
            return false;
        }
        let peeked = socket.peek(&mut [0]);
        let is_blocking = socket.set_nonblocking(false).is_ok();
        is_blocking && peeked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    /// Sends the whole message.
    pub(super) fn write(&mut self, message: &[u8], deadline: Instant) -> Result<(), HttpError> {
        let mut rest = message;
        while !rest.is_empty() {
            let time = left(deadline)?;
            let written = self
                .stream
                .socket()
                .set_write_timeout(Some(time))
                .and_then(|()| self.stream.write(rest));
            match written {
                Ok(0) => return Err(HttpError::Closed),
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if is_late(&error) => return Err(HttpError::Late(Duration::ZERO)),
                Err(_) => return Err(HttpError::Closed),
            }
        }
        match self.stream.flush() {
            Ok(()) => Ok(()),
            Err(_) => Err(HttpError::Closed),
        }
    }

    /// Returns the number of bytes received in total.
    pub(super) const fn received(&self) -> usize {
        self.received
    }

    /// Returns whether the connection was reset, or TLS ended without `close_notify` (RFC 8446 section 6.1).
    /// In both cases, data may be missing.
    pub(super) const fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Returns the bytes that are received and not yet used.
    pub(super) fn unused(&self) -> &[u8] {
        self.read.get(self.start..).unwrap_or_default()
    }

    /// Marks the first `count` unused bytes as used.
    pub(super) fn use_up(&mut self, count: usize) {
        self.start = self.start.saturating_add(count).min(self.read.len());
        if self.start == self.read.len() {
            self.read.clear();
            self.start = 0;
        }
    }

    /// Returns all unused bytes and marks them as used.
    pub(super) fn take(&mut self) -> Vec<u8> {
        let rest = self.read.split_off(self.start);
        self.read.clear();
        self.start = 0;
        rest
    }

    /// Receives more bytes and returns their number. Zero means the end of the connection.
    pub(super) fn more(&mut self, deadline: Instant) -> Result<usize, HttpError> {
        let mut chunk = [0; CHUNK];
        loop {
            let time = left(deadline)?;
            let socket = self.stream.socket();
            let read =
                socket.set_read_timeout(Some(time)).and_then(|()| self.stream.read(&mut chunk));
            match read {
                Ok(count) => {
                    self.received = self.received.saturating_add(count);
                    self.read.extend_from_slice(chunk.get(..count).unwrap_or_default());
                    return Ok(count);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if is_late(&error) => return Err(HttpError::Late(Duration::ZERO)),
                Err(_) => {
                    self.is_broken = true;
                    return Ok(0);
                }
            }
        }
    }
}

impl Stream {
    const fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(stream) => &stream.sock,
        }
    }

    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(into),
            Self::Tls(stream) => stream.read(into),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

/// Starts TLS, with the root certificates that the system trusts.
fn secure(
    url: &Url,
    mut socket: TcpStream,
    deadline: Instant,
) -> Result<StreamOwned<ClientConnection, TcpStream>, HttpError> {
    let fault = |reason: String| HttpError::Tls { host: url.host.clone(), reason };
    let name = ServerName::try_from(url.host.clone()).map_err(|error| fault(error.to_string()))?;
    let mut connection = ClientConnection::new(configuration().map_err(fault)?, name)
        .map_err(|error| fault(error.to_string()))?;
    while connection.is_handshaking() {
        let time = Some(left(deadline)?);
        let done = socket
            .set_read_timeout(time)
            .and_then(|()| socket.set_write_timeout(time))
            .and_then(|()| connection.complete_io(&mut socket));
        match done {
            Ok(_) => {}
            Err(error) if is_late(&error) => return Err(HttpError::Late(Duration::ZERO)),
            Err(error) => return Err(fault(error.to_string())),
        }
    }
    Ok(StreamOwned::new(connection, socket))
}

/// Returns the TLS configuration. It is created once, because reading the system's certificates is slow.
fn configuration() -> Result<Arc<ClientConfig>, String> {
    static CONFIGURATION: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    let made = CONFIGURATION.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() {
            return Err("the system has no trusted certificates".to_owned());
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let versions = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        Ok(Arc::new(versions.with_root_certificates(roots).with_no_client_auth()))
    });
    made.clone()
}
