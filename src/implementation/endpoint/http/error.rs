//! Errors of an HTTP exchange. Reports show their messages to the maintainers of the service.

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
    /// The request can't be built or signed, so it isn't sent.
    #[error("the request can't be built: {0}")]
    InvalidRequest(String),
    /// The connection was closed before the first byte of a response.
    #[error("the server closed the connection without an answer")]
    Closed,
    /// No response arrived within this time.
    #[error("no answer within {} s", .0.as_secs_f64())]
    Late(Duration),
    /// A response had started, but was incomplete when the time was up.
    #[error("the answer was incomplete after {} s; {arrived} had arrived", time.as_secs_f64())]
    Slow {
        /// The time limit.
        time: Duration,
        /// The part that was received.
        arrived: String,
    },
    /// The response isn't HTTP. Contains its first bytes.
    #[error("the answer isn't HTTP: it starts with \"{0}\"")]
    NotHttp(String),
    /// The response is malformed, incomplete or too long, or bytes follow it.
    #[error("{0}")]
    Malformed(String),
}

impl HttpError {
    /// The response starts with other bytes than HTTP.
    pub(super) fn not_http(bytes: &[u8]) -> Self {
        Self::NotHttp(shown(bytes))
    }

    /// The header of the response is malformed.
    pub(super) fn head(reason: impl std::fmt::Display) -> Self {
        Self::Malformed(format!("the header of the answer is malformed: {reason}"))
    }

    /// Bytes follow the response.
    pub(super) fn behind(bytes: &[u8]) -> Self {
        let (count, start) = (bytes.len(), shown(bytes));
        Self::Malformed(format!("the answer is followed by {count} unexpected bytes: \"{start}\""))
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
                | Self::InvalidRequest(_)
        )
    }
}

fn shown(bytes: &[u8]) -> String {
    bytes.get(..SHOWN).unwrap_or(bytes).escape_ascii().to_string()
}
