//! Measures a live service: the client of `--endpoint` against the same exchange on a bare socket, and `serve`
//! against moto's server, if that is installed (`pip install 'moto[ec2,server]'`).
//!
//! The server is this program in a separate process, so that its memory can be measured.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark may fail"
)]

mod http;
mod patterns;

use http::{Connection, Proxy, Server};
use keyproof::api::service::{Call, Operation, Signature};
use keyproof::api::{Action, Outcome};
use keyproof::encoding::base64;
use keyproof::implementation::Implementation;
use keyproof::implementation::endpoint::url::Url;
use keyproof::implementation::endpoint::{self, Credentials, Endpoint, Images, Options};
use keyproof::model::MAX_KEY_PAIRS;
use keyproof::server::{ACCESS_KEY, Access, Options as ServerOptions, SECRET_KEY};
use keyproof::vector::{self, Question};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

/// The number of measurements. The best one counts, because other processes only ever slow a measurement down.
const TURNS: usize = 5;

/// The number of exchanges per measurement, with `serve` and with moto.
const EXCHANGES: usize = 4_000;
const FEW: usize = 200;

/// The number of connections in the measurement of throughput.
const CONNECTIONS: usize = 8;

/// The number of regions that are filled.
const REGIONS: usize = 5;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("--serve") => return http::serve(ServerOptions::default()),
        Some("--serve-anyone") => {
            return http::serve(ServerOptions {
                access: Access::Anyone,
                ..ServerOptions::default()
            });
        }
        _ => {}
    }
    patterns::measure(&material());
    let server = Server::this();
    let request = recorded(server.address);
    client_against_socket(&server, &request);
    serve_against_moto(&server, &request);
    import(&server);
}

/// Compares the requests per second of one client that waits for each answer: our client, and a socket that sends
/// the same octets and signs nothing.
fn client_against_socket(server: &Server, request: &[u8]) {
    println!("one describe after the other, in exchanges a second");
    let mut socket = Connection::new(server.address);
    let floor = rate(EXCHANGES, || (0..EXCHANGES).for_each(|_| socket.exchange(request)));
    print("floor: a bare socket", floor, floor);
    let mut endpoint = endpoint(server.address, "us-east-1");
    let ours = rate(EXCHANGES, || (0..EXCHANGES).for_each(|_| describe(&mut endpoint)));
    print("the client, which signs and reads the answer", ours, floor);
}

/// Measures how many requests per second a server answers to several clients.
fn serve_against_moto(server: &Server, request: &[u8]) {
    println!("\ndescribes by {CONNECTIONS} connections at once, in answers a second");
    let ours = rate(EXCHANGES, || answers(server.address, request, EXCHANGES));
    print("keyproof serve", ours, ours);
    let Some(moto) = Server::moto() else {
        println!("  moto is not installed, and not measured");
        return;
    };
    let request = recorded(moto.address);
    let theirs = rate(FEW, || answers(moto.address, &request, FEW));
    print("moto", theirs, ours);
    println!("\nkeyproof serve against moto: {:.0} times as many", ours / theirs);
}

fn import(server: &Server) {
    let material = material();
    println!("\n{MAX_KEY_PAIRS} imports, signed, one after the other");
    let empty = server.memory();
    for number in 1..=REGIONS {
        let mut endpoint = endpoint(server.address, &format!("eu-test-{number}"));
        let start = Instant::now();
        for pair in 0..MAX_KEY_PAIRS {
            let operation = Operation::ImportKeyPair {
                key_name: Some(format!("pair {pair}")),
                public_key_material: Some(material.clone()),
            };
            assert!(matches!(endpoint.call(&action(operation)), Outcome::Success(_)));
        }
        println!("  region {number}  {:>6.2} s", start.elapsed().as_secs_f64());
        // The endpoint's destructor would delete the pairs, and the server's memory is measured with them.
        std::mem::forget(endpoint);
    }
    if let (Some(empty), Some(full)) = (empty, server.memory()) {
        println!(
            "\nmemory of the server: {empty} KiB before, {full} KiB with {REGIONS} full regions"
        );
    }
}

/// Returns a public key of 2048 bits in the form of an import.
fn material() -> String {
    let suite = vector::embedded();
    let vector = suite.find("import/openssh/bits-2048").unwrap();
    base64::encode(vector.question().map(Question::material).unwrap())
}

/// Returns a signed describe request of our client, as it is sent.
fn recorded(server: SocketAddr) -> Vec<u8> {
    let proxy = Proxy::new(server);
    let mut endpoint = endpoint(proxy.address, "us-east-1");
    describe(&mut endpoint);
    drop(endpoint);
    proxy.last_request()
}

fn describe(endpoint: &mut Endpoint) {
    let operation = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
    assert!(matches!(endpoint.call(&action(operation)), Outcome::Success(_)));
}

fn action(operation: Operation) -> Action {
    let region = "us-east-1".to_owned();
    Action::Call(Call { region, dry_run: false, signature: Signature::Valid, operation })
}

fn endpoint(address: SocketAddr, region: &str) -> Endpoint {
    let options = Options {
        url: Url::parse(&format!("http://{address}")).unwrap(),
        metadata: None,
        region: region.to_owned(),
        other_region: None,
        credentials: Credentials {
            access_key: ACCESS_KEY.to_owned(),
            secret_key: SECRET_KEY.to_owned(),
        },
        images: Images::new(&[]),
        time: Duration::from_secs(60),
    };
    endpoint::Connection::new(options).unwrap().endpoint()
}

/// Sends this many requests from two threads. Each thread writes to all of its connections before it reads.
fn answers(server: SocketAddr, request: &[u8], count: usize) {
    const THREADS: usize = 2;
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let connections = (0..CONNECTIONS / THREADS).map(|_| Connection::new(server));
                let mut connections: Vec<Connection> = connections.collect();
                for _ in 0..count / CONNECTIONS {
                    connections.iter_mut().for_each(|connection| connection.send(request));
                    connections.iter_mut().for_each(Connection::receive);
                }
            });
        }
    });
}

/// Returns the highest measured rate per second.
fn rate(count: usize, mut run: impl FnMut()) -> f64 {
    let best = (0..TURNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    f64::from(u32::try_from(count).unwrap()) / best
}

fn print(name: &str, rate: f64, first: f64) {
    println!("  {name:<48} {rate:>8.0}  {:>6.3}", rate / first);
}
