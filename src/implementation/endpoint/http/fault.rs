//! Errors of an HTTP exchange. Reports show their messages to the maintainers of the service.

use super::{MAX_BODY, MAX_HEAD};
use std::time::Duration;

/// The maximum number of received bytes that a message shows.
const SHOWN: usize = 60;

/// A failed HTTP exchange.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The host name can't be resolved.
    #[error("can't resolve the host {host}: {reason}")]
    NoHost {
        /// The host.
        host: String,
        /// The reason that the system gives.
        reason: String,
    },
    /// The connection is refused.
    #[error("nothing listens at {0}")]
    NothingListens(String),
    /// The connection fails for another reason.
    #[error("can't connect to {place}: {reason}")]
    NoConnection {
        /// The host and the port.
        place: String,
        /// The reason that the system gives.
        reason: String,
    },
    /// The TLS handshake fails.
    #[error("the TLS handshake with {host} failed: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// The reason.
        reason: String,
    },
    /// The request can't be signed, so it isn't sent.
    #[error("the request can't be signed: {0}")]
    Unsigned(String),
    /// The connection was closed before the first byte of a response.
    #[error("the server closed the connection without an answer")]
    Closed,
    /// No response arrived within this time.
    #[error("no answer within {} s", .0.as_secs_f64())]
    Late(Duration),
    /// A response had started, but was incomplete when the time was up.
    #[error("the answer was incomplete after {} s; {bytes} bytes had arrived", time.as_secs_f64())]
    Slow {
        /// The time limit.
        time: Duration,
        /// The number of bytes received.
        bytes: usize,
    },
    /// The connection was closed within the header.
    #[error("the answer is cut off within the header, after {0} bytes")]
    CutInHead(usize),
    /// The connection was closed within the body.
    #[error("the answer is cut off: the body has {got} of {of} bytes (Content-Length)")]
    Cut {
        /// The number of bytes received.
        got: usize,
        /// The value of `Content-Length`.
        of: usize,
    },
    /// The connection was closed within a chunked body.
    #[error("the answer is cut off: the body ends after {0} bytes, before its last chunk")]
    CutInChunks(usize),
    /// The connection broke within a body that ends with the connection.
    #[error(
        "the answer is cut off: the connection broke after {0} bytes of a body without a length"
    )]
    CutInRest(usize),
    /// The response isn't HTTP.
    #[error("the answer isn't HTTP: it starts with \"{0}\"")]
    NotHttp(String),
    /// The status line or the header is malformed.
    #[error("the header of the answer is malformed: {0}")]
    Head(String),
    /// The header is too long.
    #[error("the header of the answer is longer than {MAX_HEAD} bytes")]
    LongHead,
    /// A chunked body is malformed.
    #[error("the body of the answer is malformed: {0}")]
    Chunks(&'static str),
    /// The body is too long.
    #[error("the body of the answer is longer than {MAX_BODY} bytes")]
    LongBody,
    /// Bytes follow the response.
    #[error("the answer is followed by {count} unexpected bytes: \"{start}\"")]
    Behind {
        /// The number of bytes received so far.
        count: usize,
        /// The first of these bytes.
        start: String,
    },
}

impl HttpError {
    pub(super) fn not_http(bytes: &[u8]) -> Self {
        Self::NotHttp(shown(bytes))
    }

    pub(super) fn behind(bytes: &[u8]) -> Self {
        Self::Behind { count: bytes.len(), start: shown(bytes) }
    }

    /// Returns whether no connection was established or no request was sent.
    #[must_use]
    pub const fn is_unreachable(&self) -> bool {
        matches!(
            self,
            Self::NoHost { .. }
                | Self::NothingListens(_)
                | Self::NoConnection { .. }
                | Self::Tls { .. }
                | Self::Unsigned(_)
        )
    }
}

fn shown(bytes: &[u8]) -> String {
    bytes.get(..SHOWN).unwrap_or(bytes).escape_ascii().to_string()
}
