//! What can come of an exchange that isn't an answer. Reports show these texts to whoever maintains the service.

use super::{MAX_BODY, MAX_HEAD};
use std::time::Duration;

/// The most bytes that are shown of what came.
const SHOWN: usize = 60;

/// What came instead of an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The name of the host stands for no address.
    #[error("there is no host {host}: {reason}")]
    NoHost {
        /// The host.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// Nothing listens there.
    #[error("nothing listens at {0}")]
    NothingListens(String),
    /// No connection can be had.
    #[error("no connection to {place}: {reason}")]
    NoConnection {
        /// Where to.
        place: String,
        /// What the system says.
        reason: String,
    },
    /// TLS doesn't come about.
    #[error("no TLS with {host}: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// Why not.
        reason: String,
    },
    /// The request can't be signed, so it isn't sent.
    #[error("the request can't be signed: {0}")]
    Unsigned(String),
    /// The connection was closed, and nothing had been answered.
    #[error("it closed the connection without an answer")]
    Closed,
    /// The answer wasn't there in time; this was the time.
    #[error("no answer within {} s", .0.as_secs_f64())]
    Late(Duration),
    /// An answer had begun, and wasn't whole in time.
    #[error("its answer wasn't whole within {} s; {bytes} bytes had come", time.as_secs_f64())]
    Slow {
        /// The time.
        time: Duration,
        /// What had come.
        bytes: usize,
    },
    /// The connection was closed within the header.
    #[error("its answer is cut off within the header, after {0} bytes")]
    CutInHead(usize),
    /// The connection was closed within the body.
    #[error("its answer is cut off: the body has {got} of {of} bytes (Content-Length)")]
    Cut {
        /// What came.
        got: usize,
        /// What was announced.
        of: usize,
    },
    /// The connection was closed within a body in chunks.
    #[error("its answer is cut off: the body ends after {0} bytes, before its last chunk")]
    CutInChunks(usize),
    /// The connection broke within a body that ends with the connection.
    #[error(
        "its answer is cut off: the connection broke after {0} bytes of a body that has no length"
    )]
    CutInRest(usize),
    /// What came isn't HTTP.
    #[error("its answer isn't HTTP: it starts with \"{0}\"")]
    NotHttp(String),
    /// The status line or the header is malformed.
    #[error("the header of its answer is malformed: {0}")]
    Head(String),
    /// The header is too long.
    #[error("the header of its answer is longer than {MAX_HEAD} bytes")]
    LongHead,
    /// A body in chunks is malformed.
    #[error("the body of its answer is malformed: {0}")]
    Chunks(&'static str),
    /// The body is too long.
    #[error("the body of its answer is longer than {MAX_BODY} bytes")]
    LongBody,
    /// Something comes behind the answer.
    #[error("behind its answer come {count} bytes that nobody asked for: \"{start}\"")]
    Behind {
        /// How many were there at once.
        count: usize,
        /// The first of them.
        start: String,
    },
}

impl HttpError {
    /// What came isn't HTTP.
    pub(super) fn not_http(bytes: &[u8]) -> Self {
        Self::NotHttp(shown(bytes))
    }

    /// Something comes behind the answer.
    pub(super) fn behind(bytes: &[u8]) -> Self {
        Self::Behind { count: bytes.len(), start: shown(bytes) }
    }

    /// Whether no connection was had, so that nothing was asked.
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
