//! Reads the body of a request, within limits of size and time.

use super::Limits;
use hyper::body::{Body, Incoming};
use std::future::poll_fn;
use std::pin::Pin;
use tokio::time::timeout;

/// An error of reading a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BodyError {
    /// The body is longer than [`Limits::body_bytes`].
    #[error("the body is longer than {0} bytes")]
    TooLong(usize),
    /// The body takes longer than [`Limits::body_time`].
    #[error("the body did not come in time")]
    TooSlow,
    /// The body doesn't match the headers.
    #[error("the body ends too early, or is not of the form that the headers say")]
    Broken,
}

/// Reads a body to its end.
pub(super) async fn read(body: Incoming, limits: &Limits) -> Result<Vec<u8>, BodyError> {
    // Doesn't wait for a body whose announced length is too long. This works for Content-Length. hyper
    // doesn't pass on the length of a chunk, so a long chunk is refused only after more bytes than the
    // limit arrive.
    let announced = body.size_hint().lower();
    if usize::try_from(announced).map_or(true, |announced| announced > limits.body_bytes) {
        return Err(BodyError::TooLong(limits.body_bytes));
    }
    if body.is_end_stream() {
        return Ok(Vec::new());
    }
    let read = timeout(limits.body_time, collect(body, limits.body_bytes)).await;
    read.unwrap_or(Err(BodyError::TooSlow))
}

async fn collect(mut body: Incoming, most: usize) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        // Trailers are ignored.
        let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else { continue };
        if data.len() > most.saturating_sub(bytes.len()) {
            return Err(BodyError::TooLong(most));
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}
