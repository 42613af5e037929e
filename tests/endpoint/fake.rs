//! Fake services with one fault each: a listener on loopback that answers with given bytes.

use keyproof::api::service::{
    Call, Image, Network, Operation, Platform, RootDeviceType, Signature,
};
use keyproof::api::{Action, ErrorCode, Refusal};
use keyproof::model::Model;
use keyproof::query::{self, Offer, ParsedCall, Version, form};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// The decoded parameters of a request.
pub(crate) type Parameters = Vec<(String, String)>;

/// Whether the connection stays open after an answer.
pub(crate) enum Then {
    Keep,
    Close,
}

/// A service on loopback. It ends when it is dropped.
pub(crate) struct Fake {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    is_over: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Fake {
    /// Answers each request with the bytes that the function writes.
    pub(crate) fn start(
        answer: impl Fn(&Parameters, &mut TcpStream) -> Then + Send + Sync + 'static,
    ) -> Self {
        Self::start_with_head(move |_, parameters, stream| answer(parameters, stream))
    }

    /// Does the same for a function that also gets the head of the request.
    pub(crate) fn start_with_head(
        answer: impl Fn(&str, &Parameters, &mut TcpStream) -> Then + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, is_over) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let answer = Arc::new(answer);
        let listening = std::thread::spawn({
            let (connections, is_over) = (Arc::clone(&connections), Arc::clone(&is_over));
            move || {
                for stream in listener.incoming() {
                    if is_over.load(Ordering::SeqCst) {
                        return;
                    }
                    connections.fetch_add(1, Ordering::SeqCst);
                    let (mut stream, answer) = (stream.unwrap(), Arc::clone(&answer));
                    std::thread::spawn(move || {
                        while let Some((head, parameters)) = request(&mut stream) {
                            if let Then::Close = answer(&head, &parameters, &mut stream) {
                                return;
                            }
                        }
                    });
                }
            }
        });
        Self { address, connections, is_over, listening: Some(listening) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the number of connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Fake {
    /// Stops the service. Nothing listens at its address afterwards.
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let _ = self.listening.take().unwrap().join();
    }
}

/// Reads a request, or returns `None` if the client has closed the connection.
fn request(stream: &mut TcpStream) -> Option<(String, Parameters)> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    let length = length.map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some((head, form::decode(&body).unwrap()))
}

/// Returns the value of a parameter.
pub(crate) fn value<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a str> {
    let found = parameters.iter().find(|(found, _)| found == name);
    found.map(|(_, value)| value.as_str())
}

/// Writes bytes. An error means that the client has closed the connection.
pub(crate) fn write(stream: &mut TcpStream, bytes: &[u8]) -> Then {
    match stream.write_all(bytes) {
        Ok(()) => Then::Keep,
        Err(_) => Then::Close,
    }
}

/// Returns a complete HTTP answer.
pub(crate) fn message(status: u16, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Returns an error document.
pub(crate) fn error(code: &str) -> String {
    query::error(&Refusal::new(ErrorCode::of_name(code), "no"), "1")
}

/// The answer of a service that accepts every import.
pub(crate) const IMPORTED: &str =
    "<ImportKeyPairResponse><keyFingerprint>00</keyFingerprint></ImportKeyPairResponse>";

/// Returns an empty list of key pairs.
pub(crate) fn no_pairs() -> Vec<u8> {
    message(200, "<DescribeKeyPairsResponse><keySet/></DescribeKeyPairsResponse>")
}

/// The reference as a service with some different answers.
pub(crate) struct Cloud {
    pub(crate) fake: Fake,
    model: Arc<Mutex<Model>>,
}

impl Cloud {
    pub(crate) fn start(
        otherwise: impl Fn(&Parameters, &mut TcpStream) -> Option<Then> + Send + Sync + 'static,
    ) -> Self {
        Self::start_rewriting(otherwise, |_, _, body| Some(body))
    }

    /// Does the same, and changes or drops the reference's answers.
    pub(crate) fn start_rewriting(
        otherwise: impl Fn(&Parameters, &mut TcpStream) -> Option<Then> + Send + Sync + 'static,
        rewritten: impl Fn(&Parameters, &mut TcpStream, String) -> Option<String>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let model = Arc::<Mutex<Model>>::default();
        let answering = Arc::clone(&model);
        let fake = Fake::start(move |parameters, stream| {
            otherwise(parameters, stream).unwrap_or_else(|| {
                let (status, body) = answered(&mut answering.lock().unwrap(), parameters);
                match rewritten(parameters, stream, body) {
                    Some(body) => write(stream, &message(status, &body)),
                    None => Then::Close,
                }
            })
        });
        Self { fake, model }
    }

    /// Performs an operation of another user of the account.
    pub(crate) fn does(&self, operation: Operation) {
        self.model.lock().unwrap().apply(&action(operation)).unwrap();
    }

    /// Returns the names of all key pairs in the account.
    pub(crate) fn names(&self) -> Vec<String> {
        let list = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
        let reply = self.model.lock().unwrap().apply(&action(list)).unwrap();
        let name = keyproof::api::Attribute::KeyName;
        reply.resources().iter().map(|pair| pair[&name].clone()).collect()
    }

    /// Returns the states of all instances in the account.
    pub(crate) fn states(&self) -> Vec<String> {
        let list = Operation::DescribeInstances { instance_ids: Vec::new() };
        let reply = self.model.lock().unwrap().apply(&action(list)).unwrap();
        let state = keyproof::api::Attribute::State;
        reply.resources().iter().map(|instance| instance[&state].clone()).collect()
    }
}

fn answered(model: &mut Model, parameters: &Parameters) -> (u16, String) {
    let refused = |refusal: &Refusal| {
        let status = refusal.code.as_ref().map_or(500, query::status);
        (status, query::error(refusal, "1"))
    };
    let request = match query::read(parameters, "us-east-1", &offer) {
        Ok(request) => request,
        Err(refusal) => return refused(&refusal),
    };
    let operation = match request.asked {
        ParsedCall::Operation(operation) => operation,
        // Ignores the client token, as many services do.
        ParsedCall::Launch { launch, .. } => Operation::RunInstances(launch),
        _ => return (400, error("InvalidAction")),
    };
    match model.apply(&action(operation.clone())) {
        Ok(reply) => (200, query::answer(&operation, &reply, Version::DOCUMENT, "1")),
        Err(refusal) => refused(&refusal),
    }
}

/// The only image.
pub(crate) fn image() -> Image {
    Image {
        id: "ami-1a2b3c4d".to_owned(),
        platform: Platform::Linux,
        root_device_type: RootDeviceType::Ebs,
        product_code: None,
    }
}

fn offer(id: &str) -> Option<Offer> {
    (id == image().id).then(|| Offer { image: image(), network: Network::Vpc })
}

/// Returns a call in the form of any client.
pub(crate) fn action(operation: Operation) -> Action {
    let region = "us-east-1".to_owned();
    Action::Call(Call { region, dry_run: false, signature: Signature::Valid, operation })
}
