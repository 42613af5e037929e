//! Tests of endpoints behind TLS. The system's certificates are trusted, or those in the file that `SSL_CERT_FILE`
//! names.
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

const CERTIFICATE: &str = include_str!("tls/certificate.pem");

const KEY: &str = include_str!("tls/key.pem");

/// The certificate of another server.
const OTHER_CERTIFICATE: &str = include_str!("tls/other.pem");

type Client = StreamOwned<ServerConnection, TcpStream>;

/// Starts a server that handles each TLS client in a thread until the test ends.
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

/// Starts a TLS proxy for a server.
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

/// Runs `keyproof doctor` on the server at this address. Only this certificate is trusted.
fn doctor(address: SocketAddr, trusted: &str) -> Run {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), trusted).unwrap();
    let url = format!("https://{address}");
    let keys = ["--access-key", server::ACCESS_KEY, "--secret-key", server::SECRET_KEY];
    let arguments = [&["doctor", "--endpoint", &url][..], &keys].concat();
    Run::with_environment(&arguments, "SSL_CERT_FILE", file.path().to_str().unwrap())
}

#[test]
fn a_tls_service_needs_a_trusted_certificate() {
    let server = Server::start(server::Options::default()).unwrap();
    let address = before(server.endpoint());
    let run = doctor(address, CERTIFICATE);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let run = doctor(address, OTHER_CERTIFICATE);
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("the TLS handshake with 127.0.0.1 failed: "), "{}", run.stdout);
}

/// TLS ends a connection with a closing message that an attacker can't forge. A cut connection lacks it.
#[test]
fn an_answer_without_a_tls_close_is_incomplete() {
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
