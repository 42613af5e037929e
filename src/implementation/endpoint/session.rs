//! What all that speaks with an endpoint in one run has in common.

use super::image::Images;
use super::metadata_url::MetadataUrl;
use super::resources::Resources;
use super::run_id::Run;
use super::signature::Credentials;
use super::url::Url;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The region of the vectors, which stands for any; every other one stands for any other.
pub(super) const REGION: &str = "us-east-1";

/// The exchanges in a row that come to no answer in time, until nothing more is asked.
const SILENT: u32 = 3;

/// Where an endpoint is, and what has to be known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where it is.
    pub url: Url,
    /// Where instances find their metadata, if they can be asked for it.
    pub metadata: Option<MetadataUrl>,
    /// The region that stands for the vectors' own.
    pub region: String,
    /// The region that stands for any other, if there is one.
    pub other_region: Option<String>,
    /// By whom requests are signed.
    pub credentials: Credentials,
    /// What can be launched.
    pub images: Images,
    /// How long an exchange may take, and how long it may take until what was asked has taken effect.
    pub time: Duration,
}

impl Options {
    /// The endpoint's region for one of the vectors'.
    pub(super) fn region_for(&self, region: &str) -> Option<&str> {
        if region == REGION { Some(&self.region) } else { self.other_region.as_deref() }
    }
}

/// What all that speaks with an endpoint in one run has in common.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) options: Options,
    pub(super) run: Run,
    /// The number of the next world.
    next_world: AtomicU64,
    /// What has been made and not been deleted.
    estate: Mutex<Resources>,
    /// Held while something is asked: whoever cleans up waits for that.
    pub(super) asking: Mutex<()>,
    /// Whether nothing is to be asked any more.
    pub(super) is_stopped: AtomicBool,
    /// Why the service can't be asked any more, if nothing listens there.
    pub(super) gone: Mutex<Option<String>>,
    /// How many exchanges in a row came to no answer in time.
    late: AtomicU32,
    /// The operations whose request was sent twice, since the connection was closed the first time.
    repeated: Mutex<Vec<String>>,
    /// Whether the service closes connections that it keeps while nothing is asked on them.
    closes_idle: AtomicBool,
}

impl Session {
    pub(super) fn new(options: Options) -> Arc<Self> {
        Arc::new(Self {
            options,
            run: Run::new(),
            next_world: AtomicU64::new(0),
            estate: Mutex::default(),
            asking: Mutex::default(),
            is_stopped: AtomicBool::new(false),
            gone: Mutex::default(),
            late: AtomicU32::new(0),
            repeated: Mutex::default(),
            closes_idle: AtomicBool::new(false),
        })
    }

    /// How the names of a new world begin.
    pub(super) fn world(&self) -> String {
        self.run.prefix(self.next_world.fetch_add(1, Ordering::Relaxed))
    }

    /// Something was answered, in whatever way.
    pub(super) fn is_heard(&self) {
        self.late.store(0, Ordering::SeqCst);
    }

    /// Something was not answered in time. After several in a row nothing more is asked.
    pub(super) fn is_late(&self) {
        let late = self.late.fetch_add(1, Ordering::SeqCst) + 1;
        if late >= SILENT {
            let time = self.options.time.as_secs_f64();
            let why =
                format!("it stopped answering: no answer within {time} s, {SILENT} times in a row");
            unpoisoned(&self.gone).get_or_insert(why);
        }
    }

    /// Lets a service be asked again that had stopped answering, by who cleans up: until one more time-out.
    pub(super) fn ask_again(&self) {
        if self.late.swap(0, Ordering::SeqCst) >= SILENT {
            self.late.store(SILENT - 1, Ordering::SeqCst);
            *unpoisoned(&self.gone) = None;
        }
    }

    /// A request was sent twice, since the connection was closed the first time.
    pub(super) fn is_repeated(&self, operation: &str) {
        unpoisoned(&self.repeated).push(operation.to_owned());
    }

    /// The service closes connections while nothing is asked on them, so that a request may meet that.
    pub(super) fn closes_idle(&self) {
        self.closes_idle.store(true, Ordering::SeqCst);
    }

    /// The operations at which the service closed a connection without an answer, and did answer on a new one. Of one that
    /// closes connections for no reason of a request, nothing is known.
    pub(super) fn dropped(&self) -> Vec<String> {
        if self.closes_idle.load(Ordering::SeqCst) {
            return Vec::new();
        }
        unpoisoned(&self.repeated).clone()
    }

    pub(super) fn estate(&self) -> MutexGuard<'_, Resources> {
        unpoisoned(&self.estate)
    }
}

/// What a lock guards, whoever panicked while holding it: nothing here is left half done.
pub(super) fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
