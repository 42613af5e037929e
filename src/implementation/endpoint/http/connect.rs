//! Connects to a host: resolves its name, tries its addresses in turn and starts TLS, all before one deadline.

use super::{HttpError, Limit};
use crate::implementation::endpoint::url::Url;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// A plain or TLS connection.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Connects to the first address of the host that accepts. Returns the socket a second time for the question
/// whether anything has arrived on it, which needs no wait.
///
/// # Errors
/// Returns `NoHost` if the name can't be resolved. Otherwise returns the error of the last address that was
/// tried, or of TLS.
pub(super) async fn connect(
    url: &Url,
    limit: Limit,
) -> Result<(Box<dyn Stream>, std::net::TcpStream), HttpError> {
    let addresses = match url.host.parse::<IpAddr>() {
        Ok(address) => vec![SocketAddr::new(address, url.port)],
        Err(_) => resolve(url, limit).await?,
    };
    let connect = |address| async move {
        let socket = TcpStream::connect(address).await?.into_std()?;
        socket.set_nodelay(true)?;
        let second = socket.try_clone()?;
        Ok((TcpStream::from_std(socket)?, second))
    };
    let (socket, second) = first(&addresses, url, limit, connect).await?;
    let stream: Box<dyn Stream> =
        if url.is_secure { secure(url, socket, limit).await? } else { Box::new(socket) };
    Ok((stream, second))
}

async fn resolve(url: &Url, limit: Limit) -> Result<Vec<SocketAddr>, HttpError> {
    let fault = |reason: String| HttpError::NoHost { host: url.host.clone(), reason };
    let found = timeout_at(limit.end.into(), lookup_host((url.host.as_str(), url.port))).await;
    let late = |_| fault(format!("the name is not resolved within {} s", limit.time.as_secs_f64()));
    let found = found.map_err(late)?.map_err(|error| fault(error.to_string()))?;
    let addresses: Vec<SocketAddr> = found.collect();
    if addresses.is_empty() {
        Err(fault("the name has no address".to_owned()))
    } else {
        Ok(addresses)
    }
}

/// Tries the addresses in turn. Each gets an equal share of the remaining time, so that an address that
/// doesn't answer leaves time for the next one.
async fn first<T, F: Future<Output = io::Result<T>>>(
    addresses: &[SocketAddr],
    url: &Url,
    limit: Limit,
    mut connect: impl FnMut(SocketAddr) -> F,
) -> Result<T, HttpError> {
    let mut fault = HttpError::Late(limit.time);
    let untried = (1..=addresses.len()).rev();
    for (address, untried) in addresses.iter().zip(untried) {
        let share = u32::try_from(untried).map_or(Duration::ZERO, |untried| {
            limit.end.saturating_duration_since(Instant::now()) / untried
        });
        let tried = timeout(share, connect(*address)).await;
        fault = match tried.unwrap_or_else(|_| Err(ErrorKind::TimedOut.into())) {
            Ok(connection) => return Ok(connection),
            Err(error) if error.kind() == ErrorKind::TimedOut => HttpError::Late(limit.time),
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                HttpError::NothingListens(url.authority())
            }
            Err(error) => {
                HttpError::NoConnection { place: url.authority(), reason: error.to_string() }
            }
        };
    }
    Err(fault)
}

/// Starts TLS, with the root certificates that the system trusts.
async fn secure(url: &Url, socket: TcpStream, limit: Limit) -> Result<Box<dyn Stream>, HttpError> {
    let fault = |reason: String| HttpError::Tls { host: url.host.clone(), reason };
    let name = ServerName::try_from(url.host.clone()).map_err(|error| fault(error.to_string()))?;
    let connector = TlsConnector::from(configuration().map_err(fault)?);
    let done = timeout_at(limit.end.into(), connector.connect(name, socket)).await;
    let done = done.map_err(|_| HttpError::Late(limit.time))?;
    Ok(Box::new(done.map_err(|error| fault(error.to_string()))?))
}

/// Returns the TLS configuration. It is created once, because reading the system's certificates is slow.
fn configuration() -> Result<Arc<ClientConfig>, String> {
    static CONFIGURATION: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    let made = CONFIGURATION.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() {
            return Err("the system has no trusted certificates".to_owned());
        }
        let provider = Arc::new(crypto::ring::default_provider());
        let versions = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        Ok(Arc::new(versions.with_root_certificates(roots).with_no_client_auth()))
    });
    made.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::{pending, ready};
    use tokio::runtime::Builder;

    const TIME: Duration = Duration::from_secs(60);

    fn url() -> Url {
        Url::parse("http://service.example").unwrap()
    }

    fn addresses(count: u16) -> Vec<SocketAddr> {
        (1..=count).map(|port| SocketAddr::new([127, 0, 0, 1].into(), port)).collect()
    }

    fn block_on<F: Future>(future: F) -> F::Output {
        Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
    }

    /// Connects to one address for each outcome.
    fn tried(outcomes: &[Result<(), ErrorKind>]) -> Result<u16, HttpError> {
        let count = u16::try_from(outcomes.len()).unwrap();
        let mut outcomes = outcomes.iter();
        let connect = |address: SocketAddr| {
            let outcome = outcomes.next().unwrap();
            ready(outcome.map(|()| address.port()).map_err(io::Error::from))
        };
        block_on(first(&addresses(count), &url(), Limit::new(TIME), connect))
    }

    #[test]
    fn tries_the_next_address_if_one_does_not_answer() {
        assert_eq!(tried(&[Err(ErrorKind::TimedOut), Ok(())]), Ok(2));
        assert_eq!(tried(&[Err(ErrorKind::ConnectionRefused), Ok(())]), Ok(2));
        assert_eq!(tried(&[Err(ErrorKind::NetworkUnreachable), Ok(())]), Ok(2));
        let nothing = HttpError::NothingListens("service.example".to_owned());
        let refused = Err(ErrorKind::ConnectionRefused);
        assert_eq!(tried(&[Err(ErrorKind::TimedOut), refused]), Err(nothing));
        assert_eq!(tried(&[refused, Err(ErrorKind::TimedOut)]), Err(HttpError::Late(TIME)));
    }

    #[test]
    fn shares_the_time_among_the_addresses() {
        const SHORT: Duration = Duration::from_millis(300);
        let mut starts = Vec::new();
        let connect = |_| {
            starts.push(Instant::now());
            pending::<io::Result<()>>()
        };
        let limit = Limit::new(SHORT);
        let late = block_on(first(&addresses(3), &url(), limit, connect));
        assert_eq!(late, Err(HttpError::Late(SHORT)));
        assert_eq!(starts.len(), 3);
        assert!(starts.iter().all(|start| *start < limit.end), "{starts:?}");
    }
}
