//! What a client may take of time and room.

use std::time::Duration;

/// The bounds of everything that a client decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many connections each address has at once. The next one waits until one of them ends.
    pub connections: usize,
    /// How long a connection may keep the server waiting for its client while another one waits for a place. The one
    /// that has waited longest is closed first.
    pub contended_time: Duration,
    /// How many bytes the request line and the headers may take together. What comes in the same read as the last of
    /// them may be taken, so it can be up to twice as many.
    pub head_bytes: usize,
    /// How many headers a request may have.
    pub headers: usize,
    /// How many bytes a body may have.
    pub body_bytes: usize,
    /// How long a connection may take from one request to the end of the next one's headers, so also how long it
    /// may be idle.
    pub head_time: Duration,
    /// How long a body may take.
    pub body_time: Duration,
    /// How long a client may take nothing of its answer.
    pub write_time: Duration,
    /// How long requests that are under way have to end when the server stops.
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
