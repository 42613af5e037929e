//! Endpoints behind TLS: OpenSSL is the server here, and the certificates are those that the system trusts, which
//! `SSL_CERT_FILE` may name.

use crate::program::Run;
use keyproof::server::{self, Server};
use openssl::asn1::Asn1Time;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::ssl::{SslAcceptor, SslMethod, SslStream};
use openssl::x509::extension::SubjectAlternativeName;
use openssl::x509::{X509, X509NameBuilder};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// A certificate for loopback that vouches for itself.
fn certificate() -> (X509, PKey<Private>) {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "keyproof").unwrap();
    let name = name.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_pubkey(&key).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(1).unwrap()).unwrap();
    let of_loopback =
        SubjectAlternativeName::new().ip("127.0.0.1").build(&builder.x509v3_context(None, None));
    builder.append_extension(of_loopback.unwrap()).unwrap();
    builder.sign(&key, MessageDigest::sha256()).unwrap();
    (builder.build(), key)
}

/// A server that speaks TLS with each client in turn, as long as the test runs.
fn serving(
    certificate: &X509,
    key: &PKey<Private>,
    serve: impl Fn(SslStream<TcpStream>) + Clone + Send + 'static,
) -> SocketAddr {
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).unwrap();
    acceptor.set_certificate(certificate).unwrap();
    acceptor.set_private_key(key).unwrap();
    let acceptor = acceptor.build();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming() {
            let (acceptor, serve) = (acceptor.clone(), serve.clone());
            thread::spawn(move || {
                // Who doesn't trust the certificate goes away.
                let Ok(client) = acceptor.accept(client.unwrap()) else { return };
                serve(client);
            });
        }
    });
    address
}

/// A server that puts TLS before another one.
fn before(server: SocketAddr, certificate: &X509, key: &PKey<Private>) -> SocketAddr {
    serving(certificate, key, move |mut client| {
        let mut upstream = TcpStream::connect(server).unwrap();
        let mut buffer = [0; 65_536];
        while let Ok(count @ 1..) = client.read(&mut buffer) {
            upstream.write_all(&buffer[..count]).unwrap();
            // Requests and answers here fit into a buffer each.
            let count = upstream.read(&mut buffer).unwrap();
            client.write_all(&buffer[..count]).unwrap();
        }
    })
}

/// The doctor's word on the server at this address, where this certificate is trusted and no other.
fn doctor(address: SocketAddr, trusted: &X509) -> Run {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), trusted.to_pem().unwrap()).unwrap();
    let url = format!("https://{address}");
    let keys = ["--access-key", server::ACCESS_KEY, "--secret-key", server::SECRET_KEY];
    let arguments = [&["doctor", "--endpoint", &url][..], &keys].concat();
    Run::with_environment(&arguments, "SSL_CERT_FILE", file.path().to_str().unwrap())
}

#[test]
fn a_service_behind_tls_is_asked_if_its_certificate_is_trusted() {
    let server = Server::start(server::Options::default()).unwrap();
    let (certificate, key) = self::certificate();
    let address = before(server.endpoint(), &certificate, &key);
    let run = doctor(address, &certificate);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let (stranger, _) = self::certificate();
    let run = doctor(address, &stranger);
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("the TLS handshake with 127.0.0.1 failed: "), "{}", run.stdout);
}

/// Whoever cuts a connection can't forge the message that ends TLS in order.
#[test]
fn an_answer_whose_tls_is_cut_is_not_whole() {
    let (certificate, key) = self::certificate();
    for is_orderly in [true, false] {
        let address = serving(&certificate, &key, move |mut client| {
            let _ = client.read(&mut [0; 65_536]);
            let list = "<DescribeKeyPairsResponse><keySet/></DescribeKeyPairsResponse>";
            let answer = format!("HTTP/1.1 200 OK\r\n\r\n{list}");
            let _ = client.write_all(answer.as_bytes());
            if is_orderly {
                let _ = client.shutdown();
            }
        });
        let run = doctor(address, &certificate);
        let is_cut = run.stdout.contains("the connection broke after 62 bytes");
        assert_eq!(is_cut, !is_orderly, "{}{}", run.stdout, run.stderr);
    }
}
