//! Limits on the time and memory that a client can use.

use std::time::Duration;

/// The limits for clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most connections of each address at once. The next one waits until one of them ends.
    pub connections: usize,
    /// How long a connection may wait for its client while another one waits for a place. The one that has
    /// waited longest is closed first.
    pub contended_time: Duration,
    /// The most bytes of the request line and the headers together. Bytes that arrive in the same read as the
    /// last of them may be accepted, so the total can be up to twice as many.
    pub head_bytes: usize,
    /// The most headers of a request.
    pub headers: usize,
    /// The most bytes of a body.
    pub body_bytes: usize,
    /// The most time from one request to the end of the next one's headers. So it also limits how long a
    /// connection may be idle.
    pub head_time: Duration,
    /// The most time for receiving a body.
    pub body_time: Duration,
    /// How long a client may accept nothing of its answer.
    pub write_time: Duration,
    /// How long requests in progress may take to finish when the server stops.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 256,
            contended_time: Duration::from_secs(1),
            head_bytes: 64 * 1024,
            headers: 100,
            body_bytes: 1024 * 1024,
            head_time: Duration::from_secs(20),
            body_time: Duration::from_secs(20),
            write_time: Duration::from_secs(20),
            grace: Duration::from_secs(4),
        }
    }
}
