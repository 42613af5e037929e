//! Accepts and serves the connections of an address, within limits, until the server stops.

use super::Limits;
use super::places::{Connection, Places};
use super::write_timeout::WriteTimeout;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::net;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// The pause after a failed accept, such as when the system has no room for a connection.
const RESPITE: Duration = Duration::from_millis(50);

/// Answers the requests to an address until the server is stopped, then finishes those in progress.
pub(super) async fn serve<A, R>(
    listener: net::TcpListener,
    answer: A,
    limits: Limits,
    mut stopped: watch::Receiver<bool>,
) where
    A: Fn(Request<Incoming>, Arc<Connection>) -> R + Clone + Send + 'static,
    R: Future<Output = Response<String>> + Send + 'static,
{
    let listener = TcpListener::from_std(listener);
    let listener = listener.expect("a listener that doesn't block is registered by the runtime");
    let places = Places::new(limits.connections, limits.contended_time);
    let under_way = GracefulShutdown::new();
    for number in 0.. {
        // While one connection waits for a place, the next ones wait in the system's queue.
        let next = async {
            let stream = accept(&listener).await;
            (places.take(number).await, stream)
        };
        let (place, stream) = tokio::select! {
            next = next => next,
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        let connection = Arc::clone(&place.connection);
        let (answer, of) = (answer.clone(), Arc::clone(&connection));
        let service = service_fn(move |request| {
            let response = answer(request, Arc::clone(&of));
            async { Ok::<_, Infallible>(response.await) }
        });
        let stream = WriteTimeout::new(stream, limits.write_time, Arc::clone(&connection));
        let stream = TokioIo::new(stream);
        let served = under_way.watch(http(limits).serve_connection(stream, service));
        tokio::spawn(async move {
            tokio::select! {
                // An error affects only this client, so it is ignored.
                _ = served => {}
                () = connection.must_close() => {}
            }
            drop(place);
        });
    }
    drop(listener);
    // Connections that take longer are cut off.
    let _ = timeout(limits.grace, under_way.shutdown()).await;
}

/// Returns the next connection.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Sends an answer at once, in one piece. If the option fails, the answer arrives a bit later.
                let _ = stream.set_nodelay(true);
                return stream;
            }
            // The connection ended before it was accepted, or the system has no room. Both are temporary.
            Err(_) => sleep(RESPITE).await,
        }
    }
}

fn http(limits: Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        // A client that has finished sending still receives the answer.
        .half_close(true)
        .header_read_timeout(limits.head_time)
        .max_headers(limits.headers)
        .max_buf_size(limits.head_bytes);
    http
}
