//! An address: connections are taken, bounded and served until the server stops.

use super::Limits;
use super::places::Places;
use super::write_timeout::Patience;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// How long nothing is accepted after the system had no room for a connection.
const RESPITE: Duration = Duration::from_millis(50);

/// Serves what comes to this address until it is told to stop, and then what is under way.
pub(super) async fn serve(
    listener: net::TcpListener,
    router: Router,
    limits: Limits,
    mut stopped: watch::Receiver<bool>,
) {
    let listener = TcpListener::from_std(listener);
    let listener = listener.expect("a listener that doesn't block is registered by the runtime");
    let places = Places::new(limits.connections, limits.contended_time);
    let under_way = GracefulShutdown::new();
    for number in 0.. {
        // Whoever comes behind one that waits for a place waits in the queue of the system.
        let next = async {
            let stream = accept(&listener).await;
            (places.take(number).await, stream)
        };
        let (place, stream) = tokio::select! {
            next = next => next,
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        let connection = Arc::clone(&place.connection);
        let router = router.clone().layer(Extension(Arc::clone(&connection)));
        let service = TowerToHyperService::new(router);
        let stream = Patience::new(stream, limits.write_time, Arc::clone(&connection));
        let stream = TokioIo::new(stream);
        let served = under_way.watch(http(limits).serve_connection(stream, service));
        tokio::spawn(async move {
            tokio::select! {
                // What ends a connection is the client's affair.
                _ = served => {}
                () = connection.must_close() => {}
            }
            drop(place);
        });
    }
    drop(listener);
    // Who takes longer is cut off.
    let _ = timeout(limits.grace, under_way.shutdown()).await;
}

/// The next connection.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // An answer goes out at once, in one piece. Where that can't be had, it comes a bit later.
                let _ = stream.set_nodelay(true);
                return stream;
            }
            // The connection was gone before it was taken, or the system has no room: neither lasts.
            Err(_) => sleep(RESPITE).await,
        }
    }
}

fn http(limits: Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        // Who has said everything still hears the answer.
        .half_close(true)
        .header_read_timeout(limits.head_time)
        .max_headers(limits.headers)
        .max_buf_size(limits.head_bytes);
    http
}
