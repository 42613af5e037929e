//! Endpoints behind TLS. The trusted certificates are the system's, and `SSL_CERT_FILE` may name others.
//!
//! Both certificates in `tls/` are self-signed and valid for a hundred years:
//!
//! ```text
//! openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -subj /CN=keyproof -days 36500 \
//!     -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE
//! ```

use crate::program::Run;
use keyproof::server::{self, Server};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// The certificate of the server.
const CERTIFICATE: &str = include_str!("tls/certificate.pem");

/// The private key of the server.
const KEY: &str = include_str!("tls/key.pem");

/// A certificate of another server.
const STRANGER: &str = include_str!("tls/stranger.pem");

type Client = StreamOwned<ServerConnection, TcpStream>;

/// Starts a server that serves each TLS client in its own thread, as long as the test runs.
fn serving(serve: impl Fn(Client) + Clone + Send + 'static) -> SocketAddr {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.unwrap().with_no_client_auth().with_single_cert(vec![certificate], key);
    let config = Arc::new(config.unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming() {
            let (config, serve) = (config.clone(), serve.clone());
            thread::spawn(move || {
                let connection = ServerConnection::new(config).unwrap();
                serve(StreamOwned::new(connection, client.unwrap()));
            });
        }
    });
    address
}

/// Starts a server that decrypts for another one.
fn before(server: SocketAddr) -> SocketAddr {
    serving(move |mut client| {
        let mut upstream = TcpStream::connect(server).unwrap();
        let mut buffer = [0; 65_536];
        while let Ok(count @ 1..) = client.read(&mut buffer) {
            upstream.write_all(&buffer[..count]).unwrap();
            // Each request and each answer of this test fits into the buffer.
            let count = upstream.read(&mut buffer).unwrap();
            client.write_all(&buffer[..count]).unwrap();
        }
    })
}

/// Runs `keyproof doctor` on the server at this address, with this certificate as the only trusted one.
fn doctor(address: SocketAddr, trusted: &str) -> Run {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), trusted).unwrap();
    let url = format!("https://{address}");
    let keys = ["--access-key", server::ACCESS_KEY, "--secret-key", server::SECRET_KEY];
    let arguments = [&["doctor", "--endpoint", &url][..], &keys].concat();
    Run::with_environment(&arguments, "SSL_CERT_FILE", file.path().to_str().unwrap())
}

#[test]
fn a_service_behind_tls_is_asked_if_its_certificate_is_trusted() {
    let server = Server::start(server::Options::default()).unwrap();
    let address = before(server.endpoint());
    let run = doctor(address, CERTIFICATE);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let run = doctor(address, STRANGER);
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("the TLS handshake with 127.0.0.1 failed: "), "{}", run.stdout);
}

/// A connection that is cut has no closing message, which nobody else can forge.
#[test]
fn an_answer_whose_tls_is_cut_is_not_whole() {
    for is_orderly in [true, false] {
        let address = serving(move |mut client| {
            let _ = client.read(&mut [0; 65_536]);
            let list = "<DescribeKeyPairsResponse><keySet/></DescribeKeyPairsResponse>";
            let answer = format!("HTTP/1.1 200 OK\r\n\r\n{list}");
            let _ = client.write_all(answer.as_bytes());
            if is_orderly {
                client.conn.send_close_notify();
                let _ = client.flush();
            }
        });
        let run = doctor(address, CERTIFICATE);
        let is_cut = run.stdout.contains("the connection broke after 62 bytes");
        assert_eq!(is_cut, !is_orderly, "{}{}", run.stdout, run.stderr);
    }
}
