//! Tests of the end of a server: requests in progress are answered, and nothing waits forever.

use crate::client::{Client, exchange};
use crate::request::{Signer, form};
use crate::{MATERIAL, start};
use keyproof::server::{Limits, Options, Running, Server};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

/// Returns a connection with a request in progress, and the last octet, which is not sent yet.
fn under_way(server: &Running) -> (Client, u8) {
    let request = Signer::default().post(&form("CreateKeyPair", &[("KeyName", "made")]));
    let request = String::from_utf8(request).unwrap();
    let (line, rest) = request.split_once("\r\n").unwrap();
    let request = format!("{line}\r\nExpect: 100-continue\r\n{rest}").into_bytes();
    let (last, first) = request.split_last().unwrap();
    let mut client = Client::connect(server.endpoint());
    client.send(first);
    // The interim answer shows that the server has the head of the request, not only the connection.
    assert_eq!(client.answer().unwrap().status, 100);
    (client, *last)
}

/// Waits until nothing listens at this address any more.
fn wait_until_closed(address: SocketAddr) {
    while TcpStream::connect(address).is_ok() {
        thread::yield_now();
    }
}

#[test]
fn a_request_in_progress_is_answered() {
    let server = start();
    let (endpoint, metadata) = (server.endpoint(), server.metadata());
    let (mut client, last) = under_way(&server);
    let mut idle = Client::connect(endpoint);
    thread::scope(|scope| {
        scope.spawn(|| server.stop());
        wait_until_closed(endpoint);
        wait_until_closed(metadata);
        idle.wait_for_the_end();
        client.send(&[last]);
        assert_eq!(client.answer().unwrap().text("keyName"), Some("made"));
        client.wait_for_the_end();
    });
}

#[test]
fn an_endless_request_is_cut_off() {
    let limits = Limits { grace: Duration::from_millis(200), ..Limits::default() };
    let server = Server::start(Options { limits, ..Options::default() }).unwrap();
    let (mut client, _) = under_way(&server);
    server.stop();
    client.wait_for_the_end();
}

/// A comparison of patterns with names takes seconds. The end of the server doesn't wait for it.
#[test]
fn a_slow_request_is_not_waited_for() {
    let limits = Limits { grace: Duration::from_millis(1), ..Limits::default() };
    let server = Server::start(Options { limits, ..Options::default() }).unwrap();
    let endpoint = server.endpoint();
    thread::scope(|scope| {
        for client in 0..4 {
            scope.spawn(move || {
                for number in 0..250 {
                    let name = format!("{}{client}{number:03}", "ab".repeat(120));
                    let fields = [("KeyName", name.as_str()), ("PublicKeyMaterial", MATERIAL)];
                    let request = Signer::default().post(&form("ImportKeyPair", &fields));
                    assert_eq!(exchange(endpoint, &request).unwrap().status, 200);
                }
            });
        }
    });
    // No shortcut applies: every name contains every literal part, and all names have the same start and end.
    let values: Vec<(String, String)> = (0..1_000)
        .map(|number| {
            let value = format!("*{}c{number:03}", "?*a*b".repeat(40 + number % 10));
            (format!("Filter.1.Value.{}", number + 1), value)
        })
        .collect();
    let mut fields = vec![("Filter.1.Name", "key-name")];
    fields.extend(values.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let mut client = Client::connect(endpoint);
    client.send(&Signer::default().post(&form("DescribeKeyPairs", &fields)));
    // Another request is answered meanwhile.
    let request = Signer::default().post(&form("DescribeKeyPairs", &[("KeyName.1", "none")]));
    assert_eq!(exchange(endpoint, &request).unwrap().status, 400);
    server.stop();
    client.wait_for_the_end();
}

#[test]
fn dropping_a_server_stops_it() {
    let server = start();
    let (endpoint, metadata) = (server.endpoint(), server.metadata());
    drop(server);
    for address in [endpoint, metadata] {
        assert!(TcpStream::connect(address).is_err(), "{address}");
    }
}

#[test]
fn an_address_in_use_is_named() {
    let server = start();
    let taken = Options { listen: server.endpoint(), ..Options::default() };
    let error = Server::start(taken).unwrap_err().to_string();
    assert!(error.contains(&server.endpoint().to_string()), "{error}");
}
