//! Connects to a host: resolves its name and tries its addresses in turn, all before one deadline.

use super::HttpError;
use crate::implementation::endpoint::url::Url;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Connects to the first address of the host that accepts.
///
/// # Errors
/// Returns `NoHost` if the name can't be resolved. Otherwise returns the error of the last address that was
/// tried.
pub(super) fn connect(url: &Url, deadline: Instant) -> Result<TcpStream, HttpError> {
    let addresses = match url.host.parse::<IpAddr>() {
        Ok(address) => vec![SocketAddr::new(address, url.port)],
        Err(_) => {
            let place = (url.host.clone(), url.port);
            let lookup = move || place.to_socket_addrs().map(Iterator::collect);
            resolve(lookup, deadline)
                .map_err(|reason| HttpError::NoHost { host: url.host.clone(), reason })?
        }
    };
    first(&addresses, url, deadline, TcpStream::connect_timeout)
}

/// Returns the time left before the deadline.
///
/// # Errors
/// Returns `Late` if no time is left.
pub(super) fn left(deadline: Instant) -> Result<Duration, HttpError> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(HttpError::Late(Duration::ZERO)) } else { Ok(left) }
}

/// Returns whether an I/O error is a time-out of the socket.
pub(super) fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Resolves a name. The system's resolver has no time limit, so it runs in a separate thread, which is
/// abandoned if it isn't done in time.
fn resolve(
    lookup: impl FnOnce() -> io::Result<Vec<SocketAddr>> + Send + 'static,
    deadline: Instant,
) -> Result<Vec<SocketAddr>, String> {
    let time = deadline.saturating_duration_since(Instant::now());
    let (sender, result) = mpsc::channel();
    let looking = thread::Builder::new().spawn(move || {
        // An error means that the receiver no longer waits.
        let _ = sender.send(lookup());
    });
    looking.map_err(|error| format!("can't start a thread for the name lookup: {error}"))?;
    let found = result
        .recv_timeout(time)
        .map_err(|_| format!("the name is not resolved within {:.1} s", time.as_secs_f64()))?;
    let addresses = found.map_err(|error| error.to_string())?;
    if addresses.is_empty() { Err("the name has no address".to_owned()) } else { Ok(addresses) }
}

/// Tries the addresses in turn. Each gets an equal share of the remaining time, so that an address that
/// doesn't answer leaves time for the next one.
fn first<T>(
    addresses: &[SocketAddr],
    url: &Url,
    deadline: Instant,
    mut connect: impl FnMut(&SocketAddr, Duration) -> io::Result<T>,
) -> Result<T, HttpError> {
    let mut fault = HttpError::Late(Duration::ZERO);
    let untried = (1..=addresses.len()).rev();
    for (address, untried) in addresses.iter().zip(untried) {
        let share = u32::try_from(untried).map_or(Duration::ZERO, |untried| {
            deadline.saturating_duration_since(Instant::now()) / untried
        });
        if share.is_zero() {
            break;
        }
        fault = match connect(address, share) {
            Ok(connection) => return Ok(connection),
            Err(error) if is_late(&error) => HttpError::Late(Duration::ZERO),
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

#[cfg(test)]
mod tests {
    use super::*;

    const AMPLE: Duration = Duration::from_secs(60);

    fn url() -> Url {
        Url::parse("http://service.example").unwrap()
    }

    fn addresses(count: u16) -> Vec<SocketAddr> {
        (1..=count).map(|port| SocketAddr::new([127, 0, 0, 1].into(), port)).collect()
    }

    /// Connects to one address for each outcome.
    fn tried(outcomes: &[Result<(), ErrorKind>]) -> Result<u16, HttpError> {
        let count = u16::try_from(outcomes.len()).unwrap();
        let mut outcomes = outcomes.iter();
        first(&addresses(count), &url(), Instant::now() + AMPLE, |address, _| {
            outcomes.next().unwrap().map(|()| address.port()).map_err(io::Error::from)
        })
    }

    #[test]
    fn tries_the_next_address_if_one_does_not_answer() {
        assert_eq!(tried(&[Err(ErrorKind::TimedOut), Ok(())]), Ok(2));
        assert_eq!(tried(&[Err(ErrorKind::ConnectionRefused), Ok(())]), Ok(2));
        assert_eq!(
            tried(&[Err(ErrorKind::NetworkUnreachable), Err(ErrorKind::WouldBlock), Ok(())]),
            Ok(3)
        );
        let nothing = HttpError::NothingListens("service.example".to_owned());
        let refused = Err(ErrorKind::ConnectionRefused);
        assert_eq!(tried(&[Err(ErrorKind::TimedOut), refused]), Err(nothing));
        assert_eq!(
            tried(&[refused, Err(ErrorKind::TimedOut)]),
            Err(HttpError::Late(Duration::ZERO))
        );
    }

    #[test]
    fn shares_the_time_among_the_addresses() {
        let mut shares = Vec::new();
        let _ = first(&addresses(3), &url(), Instant::now() + AMPLE, |_, time| {
            shares.push(time);
            io::Result::<()>::Err(ErrorKind::TimedOut.into())
        });
        for (share, most) in shares.iter().zip([20, 30, 60]) {
            assert!(*share <= Duration::from_secs(most) && !share.is_zero(), "{shares:?}");
        }
        assert_eq!(shares.len(), 3);
        let no_time = first(&addresses(1), &url(), Instant::now(), |_, _| Ok(()));
        assert_eq!(no_time, Err(HttpError::Late(Duration::ZERO)));
    }

    #[test]
    fn a_resolver_that_does_not_answer_is_not_waited_for() {
        let (never, silent) = mpsc::channel::<()>();
        let lookup = move || {
            let _ = silent.recv();
            Ok(Vec::new())
        };
        let soon = Instant::now() + Duration::from_millis(50);
        let reason = resolve(lookup, soon).unwrap_err();
        assert!(reason.starts_with("the name is not resolved within 0."), "{reason}");
        drop(never);
        let later = Instant::now() + AMPLE;
        assert_eq!(resolve(|| Ok(addresses(2)), later), Ok(addresses(2)));
        assert_eq!(resolve(|| Ok(Vec::new()), later), Err("the name has no address".to_owned()));
    }
}
