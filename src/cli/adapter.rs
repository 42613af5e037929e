//! `keyproof adapter`: serves the reference by the adapter protocol, on standard input and output.

use super::{Ending, Failure};
use crate::api::{Outcome, Reply};
use crate::implementation::{Implementation, Reference};
use crate::protocol::{self, Answer, Greeting, Hello, PROTOCOL, Request};
use crate::term::escaped_json;
use clap::Args;
use std::io::{self, BufRead, ErrorKind, Write};

/// Run an adapter for the reference
///
/// Reads requests from standard input, one JSON object a line, and writes the answers to standard
/// output in the same order. It is an example of an adapter for `keyproof run --exec`.
/// vectors/README.md describes the protocol.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(super) struct Options {}

const HELP: &str = r#"
Try it:
  echo '{"op":"start","protocol":1}' | keyproof adapter
  keyproof run --exec 'keyproof adapter'"#;

/// Answers requests until `stop`, the end of input, or a closed output.
pub(super) fn run(_: &Options) -> Result<Ending, Failure> {
    let mut reference = Reference::default();
    let mut stdout = io::stdout().lock();
    for (number, line) in (1_u64..).zip(io::stdin().lock().lines()) {
        let fault = |reason: String| {
            Failure::new(format!(
                "line {number} of standard input is not a valid request: {reason}"
            ))
        };
        let line = line.map_err(|error| fault(error.to_string()))?;
        let request = serde_json::from_str(&line).map_err(|error| fault(error.to_string()))?;
        let Some(answer) = answer(&mut reference, request).map_err(fault)? else { break };
        match stdout
            .write_all(format!("{}\n", escaped_json(&answer)).as_bytes())
            .and_then(|()| stdout.flush())
        {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            written => written.map_err(|error| Failure::output(&error))?,
        }
    }
    Ok(Ending::AsExpected)
}

/// Returns the answer to a request as one line, or `None` for `stop`.
fn answer(reference: &mut Reference, request: Request<'_>) -> Result<Option<String>, String> {
    Ok(match request {
        Request::Start { protocol: PROTOCOL } => {
            Some(protocol::line(&Greeting { ok: welcome(reference) }))
        }
        Request::Start { protocol } => {
            return Err(format!("protocol {protocol} is not supported; use {PROTOCOL}"));
        }
        Request::Call { seq, action } => {
            Some(protocol::line(&Answer::new(seq, &reference.call(&action))))
        }
        Request::Reset { seq } => {
            reference.reset();
            Some(protocol::line(&Answer::new(seq, &Outcome::Success(Reply::Done))))
        }
        Request::Stop {} => None,
    })
}

fn welcome(reference: &Reference) -> Hello {
    let description = reference.description();
    Hello {
        name: description.name,
        version: description.version,
        language: Some("Rust".to_owned()),
        formats: None,
        capabilities: description.capabilities.iter().map(ToString::to_string).collect(),
    }
}
