//! A server for one test, and the environment of its clients.

use keyproof::query::{self, form};
use keyproof::server::{ACCESS_KEY, Access, Options, Running, SECRET_KEY, Server};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

/// An empty account, which lasts until the end of the test. It has the same random seed as the reference, so both
/// create the same keys and ids.
pub(crate) struct Account(Running);

impl Account {
    pub(crate) fn open() -> Self {
        Self(Server::start(Options::default()).unwrap())
    }

    /// Returns a new account without authentication.
    pub(crate) fn open_to_anyone() -> Self {
        Self(Server::start(Options { access: Access::Anyone, ..Options::default() }).unwrap())
    }

    /// Returns a new account for clients that sign with Signature Version 2.
    pub(crate) fn open_to_signature_v2() -> Self {
        Self(Server::start(Options { signature_v2: true, ..Options::default() }).unwrap())
    }

    /// Returns the answer to an unsigned request.
    pub(crate) fn ask(&self, action: &str, parameters: &[(&str, &str)]) -> String {
        let always = [("Action", action), ("Version", query::VERSION)];
        let all = always.iter().chain(parameters);
        let all: Vec<_> =
            all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut stream = TcpStream::connect(self.0.endpoint()).unwrap();
        let form = form::encode(&all);
        let request =
            format!("GET /?{form} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        answer
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.0.endpoint())
    }

    pub(crate) fn metadata(&self) -> String {
        format!("http://{}", self.0.metadata())
    }
}

/// Returns a command without the configuration of the user or the machine, and without a proxy.
pub(crate) fn command(program: &Path, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
    for (name, value) in KEYS {
        command.env(name, value);
    }
    command
}

/// The credentials and the region. The metadata service is disabled as another source of credentials.
const KEYS: [(&str, &str); 4] = [
    ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
    ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
    ("AWS_DEFAULT_REGION", "us-east-1"),
    ("AWS_EC2_METADATA_DISABLED", "true"),
];
