//! The reference as a service: the EC2 Query API at one address, and at another what the metadata service answers
//! to each instance.
//!
//! HTTP/1.1 without TLS, on loopback unless told otherwise. Nothing is kept when it stops. What a client may take
//! of time and room is bounded ([`Limits`]); what is malformed is refused with a code that EC2 has, or ends its
//! connection, and changes nothing.

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
mod instances;
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
use signature::Verifier;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::runtime::{self, Runtime};
use tokio::sync::watch;

/// The access key that is taken unless another is given.
pub const ACCESS_KEY: &str = "AKIAKEYPROOF7EXAMPLE";

/// Its secret: nothing worth keeping is behind it.
pub const SECRET_KEY: &str = "keyproof/not/a/secret/keyproof/not/a/EXA";

/// The threads that answer requests.
const THREADS: usize = 2;

/// The threads for requests that take long, so the most of those at once; others of their kind wait.
const LONG_REQUESTS: usize = 4;

/// What a server is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where the Query API is offered; port 0 is any that is free.
    pub listen: SocketAddr,
    /// Where the metadata service is.
    pub metadata: SocketAddr,
    /// Who may ask.
    pub access: Access,
    /// The region of a request that names none.
    pub region: String,
    /// What the model starts its randomness from: servers with the same one make the same keys.
    pub seed: Seed,
    /// What a client may take.
    pub limits: Limits,
}

/// Who may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Anyone: signatures aren't looked at, but for the region that they name.
    Anyone,
    /// Who signs with this key.
    Key {
        /// The id of the access key.
        access_key: String,
        /// Its secret.
        secret_key: String,
    },
}

impl Default for Options {
    /// Any free ports of loopback, the built-in access key, and a seed of zeros.
    fn default() -> Self {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let access =
            Access::Key { access_key: ACCESS_KEY.to_owned(), secret_key: SECRET_KEY.to_owned() };
        Self {
            listen: any,
            metadata: any,
            access,
            region: "us-east-1".to_owned(),
            seed: Seed::default(),
            limits: Limits::default(),
        }
    }
}

/// The server.
#[derive(Debug)]
pub struct Server;

/// A server that runs, in threads of its own, until it is stopped or dropped.
#[derive(Debug)]
pub struct Running {
    endpoint: SocketAddr,
    metadata: SocketAddr,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server with nothing in it. When it returns, clients can connect.
    ///
    /// # Errors
    /// If the system doesn't give the addresses, or the threads.
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
    /// Where the Query API is.
    #[must_use]
    pub const fn endpoint(&self) -> SocketAddr {
        self.endpoint
    }

    /// Where the metadata service is.
    #[must_use]
    pub const fn metadata(&self) -> SocketAddr {
        self.metadata
    }

    /// Ends it: requests that are under way are still answered, for as long as [`Limits::grace`].
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // If nobody listens, it has ended already.
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            // A panic was reported when it happened.
            let _ = thread.join();
        }
    }
}

/// An address that connections come to, in the way that the runtime wants.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{address}: {error}"));
    let listener = TcpListener::bind(address).map_err(named)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves the Query API and metadata, at an address each, until it is told to stop.
fn serve(
    runtime: Runtime,
    [endpoint, metadata]: [(TcpListener, SocketAddr); 2],
    options: Options,
    stopped: &watch::Receiver<bool>,
) {
    let state = Arc::new(State::new(options.seed));
    let verifier = match &options.access {
        Access::Anyone => None,
        Access::Key { access_key, secret_key } => Some(Verifier::new(access_key, secret_key)),
    };
    let Options { region, limits, .. } = options;
    let guard = Guard::new(endpoint.1);
    let asked = Endpoint::new(Arc::clone(&state), verifier, region, limits, guard);
    let api = listener::serve(endpoint.0, endpoint::router(asked), limits, stopped.clone());
    let router = metadata::router(state, Guard::new(metadata.1));
    let about = listener::serve(metadata.0, router, limits, stopped.clone());
    runtime.block_on(async { tokio::join!(api, about) });
    // What takes longer than the grace is not waited for.
    runtime.shutdown_background();
}
