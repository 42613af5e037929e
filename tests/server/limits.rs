//! Tests of the limits on time and connections for each client.

use crate::client::Client;
use crate::request::{Signer, form};
use crate::{MATERIAL, done, pairs};
use keyproof::server::{Limits, Options, Running, Server};
use std::time::Duration;

/// The time limit for slow clients in these tests.
const SHORT: Duration = Duration::from_millis(500);

fn start_with(limits: Limits) -> Running {
    Server::start(Options { limits, ..Options::default() }).unwrap()
}

fn describe() -> Vec<u8> {
    Signer::default().post(&form("DescribeKeyPairs", &[]))
}

/// Sends a request octet by octet, until the connection ends. It must end before the request does.
#[track_caller]
fn drip(client: &mut Client, request: &[u8]) {
    for octet in request {
        client.send(&[*octet]);
        if client.receives_within(SHORT / 10) {
            return;
        }
    }
    panic!("the server waited for the whole request");
}

#[test]
fn a_connection_over_the_limit_waits() {
    // No connection is closed early for a new one.
    let contended_time = Duration::from_secs(3_600);
    let server = start_with(Limits { contended_time, ..Limits::default() });
    let count = Limits::default().connections;
    assert_eq!(count, 256);
    let mut clients: Vec<Client> = (0..count).map(|_| Client::connect(server.endpoint())).collect();
    for _ in 0..2 {
        clients.iter_mut().for_each(|client| client.send(&describe()));
        for client in &mut clients {
            assert_eq!(client.answer().unwrap().status, 200);
        }
    }
    let mut next = Client::connect(server.endpoint());
    next.send(&describe());
    assert!(!next.receives_within(SHORT), "the connection is over the limit");
    clients.pop();
    assert_eq!(next.answer().unwrap().status, 200);
    // The metadata service has its own limit.
    let mut client = Client::connect(server.metadata());
    client.send(b"GET / HTTP/1.1\r\n\r\n");
    assert_eq!(client.answer().unwrap().status, 404);
}

/// A new connection replaces the one that has been silent longest.
#[test]
fn a_silent_connection_is_closed_for_the_next_one() {
    let contended_time = Duration::ZERO;
    let server = start_with(Limits { connections: 2, contended_time, ..Limits::default() });
    for address in [server.endpoint(), server.metadata()] {
        let mut silent = Client::connect(address);
        let mut slow = Client::connect(address);
        slow.send(b"GET / HTTP/1.1\r\nX: ");
        let mut next = Client::connect(address);
        next.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(next.answer().is_some(), "{address}");
        silent.wait_for_the_end();
        let mut another = Client::connect(address);
        another.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(another.answer().is_some(), "{address}");
        slow.wait_for_the_end();
    }
}

#[test]
fn a_connection_with_a_slow_body_is_closed_for_the_next_one() {
    let contended_time = Duration::ZERO;
    let server = start_with(Limits { connections: 1, contended_time, ..Limits::default() });
    let mut slow = Client::connect(server.endpoint());
    slow.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nA");
    assert_eq!(pairs(&server, "us-east-1"), "");
    slow.wait_for_the_end();
}

#[test]
fn a_slow_head_ends_the_connection() {
    let server = start_with(Limits { head_time: SHORT, ..Limits::default() });
    for address in [server.endpoint(), server.metadata()] {
        let mut client = Client::connect(address);
        drip(&mut client, format!("GET / HTTP/1.1\r\nX: {}", "b".repeat(200)).as_bytes());
        let mut silent = Client::connect(address);
        silent.wait_for_the_end();
    }
}

#[test]
fn an_idle_connection_ends() {
    let server = start_with(Limits { head_time: SHORT, ..Limits::default() });
    let request = describe();
    let mut client = Client::connect(server.endpoint());
    client.send(&request);
    assert_eq!(client.answer().unwrap().status, 200);
    client.wait_for_the_end();
}

#[test]
fn a_slow_body_is_refused() {
    let server = start_with(Limits { body_time: SHORT, ..Limits::default() });
    let request = Signer::default().post(&form("CreateKeyPair", &[("KeyName", "made")]));
    let end = request.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let mut client = Client::connect(server.endpoint());
    client.send(&request[..end]);
    drip(&mut client, &request[end..]);
    let answer = client.answer().unwrap();
    assert_eq!((answer.status, answer.code()), (408, Some("RequestTimeout")));
    client.wait_for_the_end();
    assert_eq!(pairs(&server, "us-east-1"), "");
}

#[test]
fn a_client_that_reads_no_answers_is_disconnected() {
    let limits = Limits { connections: 1, write_time: SHORT, ..Limits::default() };
    let server = start_with(limits);
    for number in 0..100 {
        let name = format!("key-{number}-{}", "x".repeat(200));
        let fields = [("KeyName", name.as_str()), ("PublicKeyMaterial", MATERIAL)];
        done(&server, "us-east-1", "ImportKeyPair", &fields);
    }
    let mut deaf = Client::connect(server.endpoint());
    let requests = describe().repeat(100);
    while deaf.try_send(&requests).is_ok() {}
    assert_eq!(pairs(&server, "us-east-1").split(' ').count(), 100);
}

#[test]
fn the_size_of_a_body_is_limited() {
    let server = start_with(Limits { body_bytes: 100, ..Limits::default() });
    for (length, status) in [(100, 200), (101, 413)] {
        let empty = form("CreateKeyPair", &[("KeyName", "")]);
        let name = "a".repeat(length - empty.len());
        let mut client = Client::connect(server.endpoint());
        client.send(&Signer::default().post(&(empty + &name)));
        assert_eq!(client.answer().unwrap().status, status, "{length}");
    }
}
