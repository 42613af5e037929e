//! Limits the number of connections of an address. Further connections wait for a place.
//!
//! An idle connection occupies a place. While others wait for one, a connection that waits for its client is
//! closed after a short time, the longest waiting first. A connection keeps its place if its client is quick
//! or the server works on its request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

/// The places of an address.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    /// How long a connection may wait for its client while another one waits for a place.
    time: Duration,
    taken: Mutex<BTreeMap<u64, Arc<Connection>>>,
    freed: Notify,
}

/// The state of a connection that has a place.
#[derive(Debug)]
pub(super) struct Connection {
    /// Since when the server waits for the client. `None` while it works on a request.
    waits_since: Mutex<Option<Instant>>,
    close: Notify,
}

/// An occupied place, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    number: u64,
    pub(super) connection: Arc<Connection>,
}

/// Work on a request, until it is dropped.
#[derive(Debug)]
pub(super) struct Work(Arc<Connection>);

impl Places {
    pub(super) fn new(most: usize, time: Duration) -> Arc<Self> {
        let (taken, freed) = (Mutex::default(), Notify::new());
        Arc::new(Self { most, time, taken, freed })
    }

    /// Takes a place for a connection, as soon as one is free. Each connection needs its own number.
    pub(super) async fn take(self: &Arc<Self>, number: u64) -> Place {
        loop {
            if let Some(connection) = self.take_free(number) {
                return Place { places: Arc::clone(self), number, connection };
            }
            let pause = match self.longest_waiting() {
                Some((since, connection)) if since.elapsed() >= self.time => {
                    connection.close.notify_one();
                    self.time
                }
                Some((since, _)) => self.time.saturating_sub(since.elapsed()),
                None => self.time,
            };
            tokio::select! {
                () = self.freed.notified() => {}
                // By then, a busy connection may wait for its client.
                () = sleep(pause.max(Duration::from_millis(1))) => {}
            }
        }
    }

    fn take_free(&self, number: u64) -> Option<Arc<Connection>> {
        let mut taken = locked(&self.taken);
        if taken.len() >= self.most {
            return None;
        }
        let connection = Arc::new(Connection {
            waits_since: Mutex::new(Some(Instant::now())),
            close: Notify::new(),
        });
        taken.insert(number, Arc::clone(&connection));
        Some(connection)
    }

    /// Returns the connection that has waited longest for its client, and since when.
    fn longest_waiting(&self) -> Option<(Instant, Arc<Connection>)> {
        let taken = locked(&self.taken);
        let waiting = taken.values().filter_map(|one| Some(((*locked(&one.waits_since))?, one)));
        let (since, connection) = waiting.min_by_key(|(since, _)| *since)?;
        Some((since, Arc::clone(connection)))
    }
}

impl Connection {
    /// Records that the client has accepted a part of an answer.
    pub(super) fn progresses(&self) {
        if let Some(since) = locked(&self.waits_since).as_mut() {
            *since = Instant::now();
        }
    }

    /// Begins work on a request that was received in full.
    pub(super) fn work(self: &Arc<Self>) -> Work {
        *locked(&self.waits_since) = None;
        Work(Arc::clone(self))
    }

    /// Waits until another connection needs the place.
    pub(super) async fn must_close(&self) {
        self.close.notified().await;
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        *locked(&self.0.waits_since) = Some(Instant::now());
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        locked(&self.places.taken).remove(&self.number);
        self.places.freed.notify_one();
    }
}

/// Locks a mutex. Poisoning is ignored: no code under these locks panics.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(places: &Arc<Places>, number: u64) -> Place {
        let connection = places.take_free(number).unwrap();
        Place { places: Arc::clone(places), number, connection }
    }

    #[test]
    fn limits_the_connections() {
        let places = Places::new(2, Duration::ZERO);
        let (first, _second) = (taken(&places, 1), taken(&places, 2));
        assert!(places.take_free(3).is_none());
        drop(first);
        assert!(places.take_free(3).is_some());
    }

    #[test]
    fn finds_the_longest_waiting_idle_connection() {
        let places = Places::new(3, Duration::ZERO);
        let [first, second, third] = [1, 2, 3].map(|number| taken(&places, number));
        let longest = || places.longest_waiting().map(|(_, connection)| connection);
        let is = |found: Option<Arc<Connection>>, place: &Place| {
            found.is_some_and(|found| Arc::ptr_eq(&found, &place.connection))
        };
        assert!(is(longest(), &first));
        first.connection.progresses();
        assert!(is(longest(), &second));
        let works = [&second, &third].map(|place| place.connection.work());
        second.connection.progresses();
        assert!(is(longest(), &first));
        let work = first.connection.work();
        assert!(longest().is_none());
        drop(works);
        drop(work);
        assert!(is(longest(), &second));
    }
}
