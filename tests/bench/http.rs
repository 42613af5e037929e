//! A minimal HTTP peer for benchmarks: a connection that sends octets and reads answers by their length, a proxy
//! that records requests, and the servers.

use keyproof::server;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A connection to a server. It reconnects when the server closes it.
pub struct Connection {
    server: SocketAddr,
    stream: BufReader<TcpStream>,
    buffer: Vec<u8>,
}

impl Connection {
    pub fn new(server: SocketAddr) -> Self {
        Self { server, stream: connect(server), buffer: Vec::new() }
    }

    pub fn exchange(&mut self, request: &[u8]) {
        self.send(request);
        self.receive();
    }

    pub fn send(&mut self, request: &[u8]) {
        self.stream.get_mut().write_all(request).unwrap();
    }

    pub fn receive(&mut self) {
        self.buffer.clear();
        let closes = read_message(&mut self.stream, &mut self.buffer).unwrap();
        assert!(self.buffer.starts_with(b"HTTP/1.1 200"), "{:?}", self.buffer.escape_ascii());
        if closes {
            self.stream = connect(self.server);
        }
    }
}

fn connect(server: SocketAddr) -> BufReader<TcpStream> {
    let stream = TcpStream::connect(server).unwrap();
    stream.set_nodelay(true).unwrap();
    BufReader::new(stream)
}

/// Reads a whole message, and returns whether the connection ends with it, or `None` at the end of the connection.
fn read_message(stream: &mut BufReader<TcpStream>, message: &mut Vec<u8>) -> Option<bool> {
    let (mut length, mut closes, mut line) = (0, false, Vec::new());
    loop {
        line.clear();
        stream.read_until(b'\n', &mut line).unwrap();
        if line.is_empty() {
            return None;
        }
        message.extend_from_slice(&line);
        let text = str::from_utf8(&line).unwrap().trim_end().to_ascii_lowercase();
        if let Some(value) = text.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        closes |= text == "connection: close";
        if text.is_empty() {
            break;
        }
    }
    let start = message.len();
    message.resize(start + length, 0);
    stream.read_exact(&mut message[start..]).unwrap();
    Some(closes)
}

/// Forwards requests and answers, and keeps the last request.
pub struct Proxy {
    pub address: SocketAddr,
    last: Arc<Mutex<Vec<u8>>>,
}

impl Proxy {
    pub fn new(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let last = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&last);
        thread::spawn(move || {
            for client in listener.incoming() {
                let kept = Arc::clone(&kept);
                thread::spawn(move || pass_on(BufReader::new(client.unwrap()), server, &kept));
            }
        });
        Self { address, last }
    }

    pub fn last_request(&self) -> Vec<u8> {
        self.last.lock().unwrap().clone()
    }
}

fn pass_on(mut client: BufReader<TcpStream>, server: SocketAddr, last: &Mutex<Vec<u8>>) {
    let mut upstream = connect(server);
    loop {
        let mut request = Vec::new();
        if read_message(&mut client, &mut request).is_none() {
            return;
        }
        upstream.get_mut().write_all(&request).unwrap();
        *last.lock().unwrap() = request;
        let mut answer = Vec::new();
        let closes = read_message(&mut upstream, &mut answer).unwrap();
        client.get_mut().write_all(&answer).unwrap();
        if closes {
            return;
        }
    }
}

/// A server in a separate process, which ends when this value is dropped.
pub struct Server {
    pub address: SocketAddr,
    process: Child,
}

impl Server {
    /// Starts `keyproof serve`, as this program.
    pub fn this() -> Self {
        Self::start("--serve")
    }

    /// Starts `keyproof serve` for unsigned requests.
    pub fn for_anyone() -> Self {
        Self::start("--serve-anyone")
    }

    fn start(argument: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut process =
            command.arg(argument).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { address: line.trim().parse().unwrap(), process }
    }

    /// Starts moto's server, if it is installed.
    pub fn moto() -> Option<Self> {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new("moto_server");
        command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        let server = Self { address, process };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(start.elapsed() < Duration::from_secs(60), "moto_server doesn't listen");
            thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }

    /// Returns the resident memory in KiB, if the system has `/proc`.
    pub fn memory(&self) -> Option<u64> {
        let status = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(status).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Prints the address, and serves until standard input ends.
pub fn serve(options: server::Options) {
    let running = server::Server::start(options).unwrap();
    println!("{}", running.endpoint());
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}
