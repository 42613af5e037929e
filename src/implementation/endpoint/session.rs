//! The state that all clients of an endpoint share during one run.

use super::image::Images;
use super::resources::Resources;
use super::run_id::Run;
use super::signature::Credentials;
use super::url::MetadataUrl;
use super::url::Url;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The region of the vectors. It maps to [`Options::region`], and every other region to
/// [`Options::other_region`].
pub(super) const REGION: &str = "us-east-1";

/// The number of consecutive time-outs after which no more requests are sent.
const SILENT: u32 = 3;

/// The address of an endpoint and the settings of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The address.
    pub url: Url,
    /// The URL of the instance metadata, if it can be read.
    pub metadata: Option<MetadataUrl>,
    /// The region that replaces the vectors' own.
    pub region: String,
    /// The region that replaces any other, if there is one.
    pub other_region: Option<String>,
    /// The credentials that sign requests.
    pub credentials: Credentials,
    /// The images that can be launched.
    pub images: Images,
    /// The time limit of an exchange, and of the wait until an operation has taken effect.
    pub time: Duration,
}

impl Options {
    /// Returns the endpoint's region for a region of the vectors.
    pub(super) fn region_for(&self, region: &str) -> Option<&str> {
        if region == REGION { Some(&self.region) } else { self.other_region.as_deref() }
    }
}

/// The state that all clients of an endpoint share during one run.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) options: Options,
    pub(super) run: Run,
    /// The number of the next namespace.
    next_world: AtomicU64,
    /// The resources that are created and not deleted.
    resources: Mutex<Resources>,
    /// Held during a request. Cleanup waits for it.
    pub(super) asking: Mutex<()>,
    /// Whether vectors may no longer send requests.
    pub(super) is_stopped: AtomicBool,
    /// Why no more requests are possible: nothing listens at the address, or the service stopped answering.
    pub(super) gone: Mutex<Option<String>>,
    /// The number of consecutive time-outs.
    late: AtomicU32,
    /// The operations whose request was sent twice because the service closed the connection the first time.
    repeated: Mutex<Vec<String>>,
    /// Whether the service closes idle persistent connections.
    closes_idle: AtomicBool,
}

impl Session {
    pub(super) fn new(options: Options) -> Arc<Self> {
        Arc::new(Self {
            options,
            run: Run::new(),
            next_world: AtomicU64::new(0),
            resources: Mutex::default(),
            asking: Mutex::default(),
            is_stopped: AtomicBool::new(false),
            gone: Mutex::default(),
            late: AtomicU32::new(0),
            repeated: Mutex::default(),
            closes_idle: AtomicBool::new(false),
        })
    }

    /// Returns the name prefix of a new namespace.
    pub(super) fn world(&self) -> String {
        self.run.prefix(self.next_world.fetch_add(1, Ordering::Relaxed))
    }

    /// Records that an exchange ended without a time-out.
    pub(super) fn is_heard(&self) {
        self.late.store(0, Ordering::SeqCst);
    }

    /// Records a time-out. After [`SILENT`] in a row, no more requests are sent.
    pub(super) fn is_late(&self) {
        let late = self.late.fetch_add(1, Ordering::SeqCst) + 1;
        if late >= SILENT {
            let time = self.options.time.as_secs_f64();
            let why =
                format!("it stopped answering: no answer within {time} s, {SILENT} times in a row");
            unpoisoned(&self.gone).get_or_insert(why);
        }
    }

    /// Lets cleanup send requests to a service that stopped answering, until the next time-out.
    pub(super) fn ask_again(&self) {
        if self.late.swap(0, Ordering::SeqCst) >= SILENT {
            self.late.store(SILENT - 1, Ordering::SeqCst);
            *unpoisoned(&self.gone) = None;
        }
    }

    /// Records that a request was sent twice because the service closed the connection the first time.
    pub(super) fn is_repeated(&self, operation: &str) {
        unpoisoned(&self.repeated).push(operation.to_owned());
    }

    /// Records that the service closes idle connections, which a request may meet.
    pub(super) fn closes_idle(&self) {
        self.closes_idle.store(true, Ordering::SeqCst);
    }

    /// Returns the operations for which the service closed a connection without an answer, and answered on a
    /// new one. Empty if the service closes idle connections, because then the request may not be the reason.
    pub(super) fn dropped(&self) -> Vec<String> {
        if self.closes_idle.load(Ordering::SeqCst) {
            return Vec::new();
        }
        unpoisoned(&self.repeated).clone()
    }

    pub(super) fn resources(&self) -> MutexGuard<'_, Resources> {
        unpoisoned(&self.resources)
    }
}

/// Locks a mutex, even if it is poisoned. No code here leaves the guarded data in an invalid state.
pub(super) fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
