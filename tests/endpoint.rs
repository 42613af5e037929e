//! Tests of endpoints: faulty answers are distinguished and named, a service can neither hang nor exhaust nor
//! mislead the client, and a run deletes its own resources and touches no others.

#![cfg(unix)]
#![allow(dead_code, reason = "not every test runs the program in every way")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod program;
#[path = "endpoint/fake.rs"]
mod fake;
#[path = "endpoint/answers.rs"]
mod answers;
#[path = "endpoint/limits.rs"]
mod limits;
#[path = "endpoint/resources.rs"]
mod resources;
#[path = "endpoint/leftovers.rs"]
mod leftovers;
#[path = "endpoint/silent.rs"]
mod silent;
#[path = "endpoint/diagnosis.rs"]
mod diagnosis;
#[path = "endpoint/tls.rs"]
mod tls;

use keyproof::implementation::endpoint::url::Url;
use keyproof::implementation::endpoint::{Connection, Credentials, Images, Options};
use std::time::Duration;

/// Long enough for any answer on a busy machine.
const AMPLE: Duration = Duration::from_secs(60);

/// For answers that never arrive.
const SHORT: Duration = Duration::from_millis(500);

fn options(url: &str, time: Duration) -> Options {
    Options {
        url: Url::parse(url).unwrap(),
        metadata: None,
        region: "us-east-1".to_owned(),
        other_region: None,
        credentials: Credentials { access_key: "test".to_owned(), secret_key: "test".to_owned() },
        images: Images::new(&[]),
        time,
    }
}

fn connection(url: &str, time: Duration) -> Connection {
    Connection::new(options(url, time)).unwrap()
}
