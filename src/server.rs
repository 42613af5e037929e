//! The reference as a service: the EC2 Query API at one address, and the metadata service of all instances at
//! another.
//!
//! HTTP/1.1 without TLS, on loopback by default. Nothing is kept when the server stops. [`Limits`] bounds the
//! time and memory that a client can use. A malformed request changes nothing: the server refuses it with an
//! EC2 error code, or closes its connection.

mod limits;
pub mod name;
pub mod images;
mod clock;
mod places;
mod write_timeout;
mod host;
mod signature;
mod attachment;
mod launches;
mod key_pairs;
mod volumes;
mod select;
mod instances;
mod offers;
mod region;
mod account;
mod operations;
mod listener;
mod body;
mod head;
mod endpoint;
mod metadata;

pub use limits::Limits;

use crate::model::Seed;
use account::State;
use endpoint::Endpoint;
use host::Guard;
use images::Images;
use signature::Verifier;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::runtime::{self, Runtime};
use tokio::sync::watch;

/// The access key that is accepted by default.
pub const ACCESS_KEY: &str = "AKIAKEYPROOF7EXAMPLE";

/// The secret of [`ACCESS_KEY`]. It protects nothing.
pub const SECRET_KEY: &str = "keyproof/not/a/secret/keyproof/not/a/EXA";

/// The number of threads that answer requests.
const THREADS: usize = 2;

/// The number of threads for long requests, and so the most of them at once. Further ones wait.
const LONG_REQUESTS: usize = 4;

/// The options of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The address of the Query API. Port 0 means any free port.
    pub listen: SocketAddr,
    /// The address of the metadata service.
    pub metadata: SocketAddr,
    /// Who may send requests.
    pub access: Access,
    /// Whether Signature Version 2 is accepted beside Version 4.
    pub signature_v2: bool,
    /// The region of a request that names none.
    pub region: String,
    /// The images that can be launched.
    pub images: Images,
    /// The seed of the model's randomness. Servers with the same seed make the same keys.
    pub seed: Seed,
    /// The limits for clients.
    pub limits: Limits,
}

/// Who may send requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Anyone. Signatures are not verified; only the region is read from them.
    Anyone,
    /// Clients that sign with this key.
    Key {
        /// The id of the access key.
        access_key: String,
        /// The secret of the access key.
        secret_key: String,
    },
}

impl Default for Options {
    /// Uses any free ports of loopback, the built-in access key, and a seed of zeros.
    fn default() -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let access =
            Access::Key { access_key: ACCESS_KEY.to_owned(), secret_key: SECRET_KEY.to_owned() };
        Self {
            listen: any,
            metadata: any,
            access,
            signature_v2: false,
            region: "us-east-1".to_owned(),
            images: Images::default(),
            seed: Seed::default(),
            limits: Limits::default(),
        }
    }
}

/// The server.
#[derive(Debug)]
pub struct Server;

/// A server that runs in its own threads until it is stopped or dropped.
#[derive(Debug)]
pub struct Running {
    endpoint: SocketAddr,
    metadata: SocketAddr,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server with an empty account. When it returns, clients can connect.
    ///
    /// # Errors
    /// Returns the system's error if an address can't be bound or a thread can't be started.
    pub fn start(options: Options) -> io::Result<Running> {
        let (endpoint, metadata) = (bind(options.listen)?, bind(options.metadata)?);
        let addresses = (endpoint.local_addr()?, metadata.local_addr()?);
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .max_blocking_threads(LONG_REQUESTS)
            .thread_name("keyproof-serve")
            .enable_io()
            .enable_time()
            .build()?;
        let (stop, stopped) = watch::channel(false);
        let name = "keyproof-serve".to_owned();
        let listeners = [(endpoint, addresses.0), (metadata, addresses.1)];
        let serve = move || serve(runtime, listeners, options, &stopped);
        let thread = std::thread::Builder::new().name(name).spawn(serve)?;
        Ok(Running { endpoint: addresses.0, metadata: addresses.1, stop, thread: Some(thread) })
    }
}

impl Running {
    /// Returns the address of the Query API.
    #[must_use]
    pub const fn endpoint(&self) -> SocketAddr {
        self.endpoint
    }

    /// Returns the address of the metadata service.
    #[must_use]
    pub const fn metadata(&self) -> SocketAddr {
        self.metadata
    }

    /// Stops the server. Requests in progress get [`Limits::grace`] to finish.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // This fails only if the server has already ended.
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            // A panic was reported when it happened.
            let _ = thread.join();
        }
    }
}

/// Binds an address. The listener doesn't block, as the runtime requires.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{address}: {error}"));
    let listener = TcpListener::bind(address).map_err(named)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves the Query API and the metadata service until the server is stopped.
fn serve(
    runtime: Runtime,
    [endpoint, metadata]: [(TcpListener, SocketAddr); 2],
    options: Options,
    stopped: &watch::Receiver<bool>,
) {
    let verifier = match &options.access {
        Access::Anyone => None,
        Access::Key { access_key, secret_key } => {
            let verifier = Verifier::new(access_key, secret_key);
            Some(match options.signature_v2 {
                true => verifier.with_version_2(&options.region),
                false => verifier,
            })
        }
    };
    let Options { region, limits, images, seed, .. } = options;
    let state = Arc::new(State::new(seed, images));
    let api = Arc::new(Endpoint::new(Arc::clone(&state), verifier, region, limits, endpoint.1));
    let answer = move |request, connection| {
        let api = Arc::clone(&api);
        async move { api.answer(request, &connection).await }
    };
    let api = listener::serve(endpoint.0, answer, limits, stopped.clone());
    let service = Arc::new((state, Guard::new(metadata.1)));
    let answer = move |request, _| {
        let service = Arc::clone(&service);
        async move { metadata::answer(&service.0, &service.1, &request) }
    };
    let about = listener::serve(metadata.0, answer, limits, stopped.clone());
    runtime.block_on(async { tokio::join!(api, about) });
    // Does not wait for requests that take longer than the grace period.
    runtime.shutdown_background();
}
