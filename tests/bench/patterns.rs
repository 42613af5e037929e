//! Measures one request with many patterns in a full region, and the time that other requests wait meanwhile.

use super::http::{Connection, Server};
use keyproof::model::MAX_KEY_PAIRS;
use keyproof::query::form;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The number of patterns in a request.
const PATTERNS: usize = 1_000;

/// The length of each name.
const LENGTH: usize = 255;

/// A way to make names, and patterns that match none of the names but read far into each.
struct Kind {
    about: &'static str,
    name: fn(usize) -> String,
    pattern: fn(usize) -> String,
}

/// Measures each kind with a server whose region has names of this kind.
pub fn measure(material: &str) {
    println!(
        "\n{PATTERNS} patterns for {MAX_KEY_PAIRS} names of {LENGTH} characters, in milliseconds"
    );
    println!("  {:<44} {:>9} {:>14} {:>14}", "", "patterns", "by name beside", "all beside");
    let kinds = [
        Kind {
            about: "names that differ at their ends",
            name: |number| format!("{}{number:06}", "a".repeat(LENGTH - 6)),
            pattern: |number| format!("*{}b{number}*", "a".repeat(110 + number % 10)),
        },
        Kind {
            about: "the same, with stars and question marks",
            name: |number| format!("{}{number:06}", "a".repeat(LENGTH - 6)),
            pattern: |number| format!("*{}?{number:04}x", "a*?".repeat(40)),
        },
        Kind {
            about: "random names, words inside",
            name: random,
            pattern: |number| format!("*q{number:03}z*"),
        },
        Kind {
            about: "random names, no literal part that helps",
            name: random,
            pattern: |number| format!("*{}q?{}", "e?*".repeat(30 + number % 10), number % 10),
        },
    ];
    kinds.iter().for_each(|kind| one(kind, material));
}

fn one(kind: &Kind, material: &str) {
    let server = Server::for_anyone();
    let mut filler = Connection::new(server.address);
    for number in 0..MAX_KEY_PAIRS {
        let name = (kind.name)(number);
        let fields = [("KeyName", name.as_str()), ("PublicKeyMaterial", material)];
        filler.exchange(&request("ImportKeyPair", &fields));
    }
    let one = (kind.name)(0);
    let by_name = request("DescribeKeyPairs", &[("KeyName.1", one.as_str())]);
    let all = request("DescribeKeyPairs", &[]);
    let value = |number| (format!("Filter.1.Value.{}", number + 1), (kind.pattern)(number));
    let values: Vec<(String, String)> = (0..PATTERNS).map(value).collect();
    let mut fields = vec![("Filter.1.Name", "key-name")];
    fields.extend(values.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let patterns = request("DescribeKeyPairs", &fields);
    let start = Instant::now();
    filler.exchange(&patterns);
    let alone = start.elapsed();
    let mut beside = |request: &[u8]| {
        let ends = AtomicBool::new(false);
        thread::scope(|scope| {
            let waits = scope.spawn(|| slowest(&server, request, &ends));
            filler.exchange(&patterns);
            ends.store(true, Ordering::Relaxed);
            waits.join().unwrap()
        })
    };
    let (by_name, all) = (beside(&by_name), beside(&all));
    let [alone, by_name, all] = [alone, by_name, all].map(|time| time.as_secs_f64() * 1e3);
    println!("  {:<44} {alone:>9.0} {by_name:>14.1} {all:>14.1}", kind.about);
}

/// Returns an unsigned request.
fn request(action: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let always = [("Action", action), ("Version", "2014-06-15")];
    let all = always.iter().chain(fields);
    let all: Vec<_> = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let form = form::encode(&all);
    let length = form.len();
    let head =
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded";
    format!("{head}\r\nContent-Length: {length}\r\n\r\n{form}").into_bytes()
}

/// Repeats a request until `ends` is set, and returns the time of the slowest answer.
fn slowest(server: &Server, request: &[u8], ends: &AtomicBool) -> Duration {
    let mut connection = Connection::new(server.address);
    let mut slowest = Duration::ZERO;
    while !ends.load(Ordering::Relaxed) {
        let start = Instant::now();
        connection.exchange(request);
        slowest = slowest.max(start.elapsed());
    }
    slowest
}

/// Returns pseudo-random letters and digits, the same for each number.
fn random(number: usize) -> String {
    let mut state = u64::try_from(number).unwrap().wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut letter = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b"abcdefghijklmnopqrstuvwxyz0123456789"[usize::try_from(state % 36).unwrap()])
    };
    (0..LENGTH).map(|_| letter()).collect()
}
